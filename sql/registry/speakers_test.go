package registry

import (
	"testing"
	"time"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/workgroup"
)

// A list of speakers is no roster: it moves times of speaking and nothing else.
func TestAListOfSpeakersTellsWhenMembersSpoke(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		bring{
			batch: intake.Batch{intake.Groups: intake.GroupRecords.Pack(workgroup.Group{Code: "G1", Platform: "微信", Name: "甲"})},
			members: []intake.MemberRow{
				spoke(row("G1", "wx_A", "张伟", at(20, 8)), at(10, 9)), row("G1", "wx_b", "李娜", at(20, 8)), row("G1", "", "王芳", at(20, 8)), row("G1", "", "同名", at(20, 8)), row("G1", "wx_c", "同名", at(20, 8)),
			},
		}.into(t, s)
		st := got(s.NewStage(t.Context()))(t)
		defer st.Close()
		for _, r := range []intake.SpokenRow{
			{Group: "G1", Account: "WX_a", SpokeAt: at(19, 7)},
			{Group: "G1", Account: "wx_b", Nickname: "张伟", SpokeAt: at(18, 7)},
			{Group: "G1", Nickname: " 王芳 ", SpokeAt: at(17, 7)},
			{Group: "G1", Nickname: "同名", SpokeAt: at(16, 7)},
			{Group: "G1", Account: "wx_gone", SpokeAt: at(19, 8)},
			{Group: "G9", Account: "wx_x", SpokeAt: at(19, 8)},
		} {
			must(t, st.Spoke(t.Context(), r))
		}
		must(t, st.Settle(t.Context(), func(intake.RosterChange) (intake.Disposition, error) { return "", nil }))
		_, err := st.Publish(t.Context(), intake.Batch{}, importTime)
		must(t, err)
		want := map[string]time.Time{"wx_A": at(19, 7), "wx_b": at(18, 7), "@王芳": at(17, 7), "@同名": {}, "wx_c": {}}
		for _, m := range membersIn(t, s, "G1") {
			if !m.SpokeAt.Equal(want[m.Account]) {
				t.Errorf("%s spoke at %v, want %v", m.Account, m.SpokeAt, want[m.Account])
			}
		}
		head := got(s.Rosters(t.Context(), []string{"G1"}))(t)["G1"]
		same(t, at(20, 8), head.TakenAt)
		same(t, 5, head.Rows)
		found := got(s.LastActivity(t.Context(), []string{"G1"}, at(21, 0).In(shanghai), func(string, string) bool { return false }))(t)["G1"]
		same(t, "wx_gone", found.Account)
		// An older list changes nothing.
		again := got(s.NewStage(t.Context()))(t)
		defer again.Close()
		must(t, again.Spoke(t.Context(), intake.SpokenRow{Group: "G1", Account: "wx_a", SpokeAt: at(1, 7)}))
		must(t, again.Settle(t.Context(), func(intake.RosterChange) (intake.Disposition, error) { return "", nil }))
		_, err = again.Publish(t.Context(), intake.Batch{}, importTime)
		must(t, err)
		for _, m := range membersIn(t, s, "G1") {
			if !m.SpokeAt.Equal(want[m.Account]) {
				t.Errorf("%s spoke at %v after an older list", m.Account, m.SpokeAt)
			}
		}
	})
}
