package registry

import (
	"slices"
	"strings"
	"testing"
	"time"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/dbconn"
)

// history is the words of a group's history, as "account nickname day", sorted,
// and how many documents hold them.
func history(t *testing.T, s *Store, group string) (list []string, documents int) {
	t.Helper()
	var stored []struct {
		Content []byte `db:"content"`
	}
	must(t, s.DB.Select(&stored, "SELECT content FROM spoken_documents WHERE group_code = ? ORDER BY newest_ms, checksum", group))
	var decoder roster.Decoder
	for _, d := range stored {
		for _, w := range got(decoder.Words(d.Content))(t) {
			list = append(list, strings.Join([]string{w.Account, w.Nickname, w.SpokeAt.In(shanghai).Format(time.DateOnly)}, " "))
		}
	}
	slices.Sort(list)
	return list, len(stored)
}

// three imports of a group: wx_a speaks each time, wx_b left, and a robot spoke.
func threeWeeks(t *testing.T, s *Store, group string) {
	t.Helper()
	bring{members: []intake.MemberRow{
		spoke(row(group, "WX_a", "甲", at(1, 9)), at(1, 8)), spoke(row(group, "wx_b", "乙", at(1, 9)), at(1, 7)),
		role(spoke(row(group, "wx_robot", "小助手", at(1, 9)), at(1, 8)), workgroup.RoleRobot),
	}}.into(t, s)
	bring{members: []intake.MemberRow{spoke(row(group, "WX_a", "甲", at(8, 9)), at(8, 8))}}.into(t, s)
	bring{members: []intake.MemberRow{spoke(row(group, "WX_a", "甲", at(15, 9)), at(15, 8))}}.into(t, s)
}

func TestWordsThatARosterForgetsAreADocumentForEachImport(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		threeWeeks(t, s, "G1")
		list, documents := history(t, s, "G1")
		same(t, []string{"wx_a 甲 2026-11-01", "wx_a 甲 2026-11-08", "wx_b 乙 2026-11-01"}, list)
		same(t, 2, documents)
	})
}

// Nothing follows from a history that cannot be read: neither that the group is
// silent nor that it is not.
func TestOfAGroupWhoseHistoryIsDamagedNothingIsKnown(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		for _, group := range []string{"G1", "G2"} {
			threeWeeks(t, s, group)
		}
		exec(t, s, "UPDATE spoken_documents SET content = 'QGW' WHERE group_code = 'G1'")
		nobody := func(string, string) bool { return false }
		now := got(s.LastActivity(t.Context(), []string{"G1", "G2"}, at(20, 9), nobody))(t)
		same(t, now["G2"], now["G1"]) // the roster says later words than the history
		back := got(s.LastActivity(t.Context(), []string{"G1", "G2"}, at(10, 9), nobody))(t)
		same(t, workgroup.GroupActivity{}, back["G1"])
		same(t, at(8, 8), back["G2"].Last)
	})
}

func TestOldWordsGoFromEveryDocumentAndTheNewestOfThemStays(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		threeWeeks(t, s, "G1")
		b := bring{members: []intake.MemberRow{row("G1", "wx_c", "丙", at(18, 9))}}
		b.into(t, s)
		robot := func(key, _ string) bool { return key == "wx_a" }
		want := got(s.LastActivity(t.Context(), []string{"G1"}, at(20, 9), robot))(t)
		same(t, 3, got(s.PurgeReadings(t.Context(), at(10, 0), robot, true))(t)) // one of them a look
		same(t, 3, got(s.PurgeReadings(t.Context(), at(10, 0), robot, false))(t))
		list, documents := history(t, s, "G1")
		same(t, []string{"wx_a 甲 2026-11-15", "wx_b 乙 2026-11-01"}, list)
		same(t, 2, documents)
		same(t, want, got(s.LastActivity(t.Context(), []string{"G1"}, at(20, 9), robot))(t))
		same(t, 0, got(s.PurgeReadings(t.Context(), at(10, 0), robot, false))(t))
	})
}

func TestWordsOfEveryGroupCanBeReworded(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		for _, group := range []string{"G1", "G2"} {
			threeWeeks(t, s, group)
		}
		must(t, s.DB.Tx(t.Context(), func(tx *dbconn.Tx) error {
			return s.RewordSpoken(t.Context(), tx, func(group string, words *workgroup.Member) bool {
				if words.Account != "wx_a" || group != "G2" {
					return false
				}
				words.Account, words.Nickname = "zz", "已删除"
				return true
			})
		}))
		list, _ := history(t, s, "G2")
		same(t, []string{"wx_b 乙 2026-11-01", "zz 已删除 2026-11-01", "zz 已删除 2026-11-08"}, list)
		list, _ = history(t, s, "G1")
		same(t, []string{"wx_a 甲 2026-11-01", "wx_a 甲 2026-11-08", "wx_b 乙 2026-11-01"}, list)
		exec(t, s, "UPDATE spoken_documents SET content = 'QGW' WHERE group_code = 'G2'")
		err := s.DB.Tx(t.Context(), func(tx *dbconn.Tx) error {
			return s.RewordSpoken(t.Context(), tx, func(string, *workgroup.Member) bool { return false })
		})
		isError(t, err, roster.ErrDamaged)
	})
}

func TestTheSameListOfSpeakersAgainIsNotKeptTwice(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		for range 2 {
			st := got(s.NewStage(t.Context()))(t)
			for range 2 { // a chat names who spoke twice in a minute twice
				must(t, st.Spoke(t.Context(), intake.SpokenRow{Group: "G1", Account: "wx_a", Nickname: "甲", SpokeAt: at(3, 8)}))
			}
			must(t, st.Settle(t.Context(), func(intake.RosterChange) (intake.Disposition, error) { return "", nil }))
			got(st.Publish(t.Context(), intake.Batch{}, importTime))(t)
			must(t, st.Close())
		}
		list, _ := history(t, s, "G1")
		same(t, []string{"wx_a 甲 2026-11-03"}, list)
	})
}
