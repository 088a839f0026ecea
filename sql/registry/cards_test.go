package registry

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/rosters"
)

// card is a member of a group, for comparing.
type card struct {
	Group  string
	Member workgroup.Member
}

// cards are the rows as judging reads them, which must be those that EachMember
// gives.
func cards(t *testing.T, s *Store, groups ...string) (judged, read []card) {
	t.Helper()
	rosters := got(s.Rosters(t.Context(), groups))(t)
	must(t, s.EachCard(t.Context(), slices.Collect(maps.Values(rosters)), func(group string, m workgroup.Member) error {
		judged = append(judged, card{group, m})
		return nil
	}))
	must(t, s.EachMember(t.Context(), groups, func(group string, m workgroup.Member) error {
		read = append(read, card{group, m})
		return nil
	}))
	return judged, read
}

func TestRostersArePackedOnTheirWayAndArriveAsTheyAre(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		rows := []intake.MemberRow{
			row("G1", "wx_a", "张伟", at(10, 8)), row("G1", "WX_B", "", at(10, 8)), role(row("G1", "", "李娜 🌸", at(10, 8)), ""), role(row("G1", "bot", "小助手", at(10, 8)), "机器人"),
			row("G3", "wx_a", "张"+rosters.CardEnd+"伟", at(10, 8)), row("G3", "wx_b", "李娜", at(10, 8)),
			row("G4", "Z", "大写在前", at(10, 8)), row("G4", "a", "小写在后", at(10, 8)), row("G4", "é", "重音", at(10, 8)), row("G4", "É2", "重音", at(10, 8)),
			row("G6", "a", rosters.CardEnd, at(10, 8)),
			row("G7", "a", "最后", at(10, 8)),
		}
		for i := range rosters.LargeRoster + 1 {
			rows = append(rows, row("G5", fmt.Sprintf("wx_%05d", i), "王芳", at(10, 8)))
		}
		bring{members: rows}.into(t, s)
		judged, read := cards(t, s, "G7", "G1", "G2", "G3", "G4", "G5", "G6", "G1")
		same(t, read, judged)
		same(t, len(rows), len(judged))
	})
}

func TestAPackedRosterThatTheServerCutsOffIsReadRowByRow(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		var rows []intake.MemberRow
		for i := range rosters.LargeRoster {
			rows = append(rows, row("G1", fmt.Sprintf("wx_%05d", i), strings.Repeat("长", workgroup.MaxNickname), at(10, 8)))
		}
		bring{members: append(rows, row("G2", "a", "张伟", at(10, 8)))}.into(t, s)
		judged, read := cards(t, s, "G1", "G2")
		same(t, len(rows)+1, len(judged))
		same(t, read, judged)
	})
}

func TestARosterThatWasReplacedSinceItsSizeWasReadIsReadWhole(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		bring{members: []intake.MemberRow{row("G1", "a", "张伟", at(10, 8)), row("G1", "b", "李娜", at(10, 8))}}.into(t, s)
		for _, size := range []int{0, 1, 3} {
			n := 0
			must(t, s.EachCard(t.Context(), []workgroup.Roster{{Group: "G1", Rows: size}}, func(string, workgroup.Member) error { n++; return nil }))
			same(t, 2, n)
		}
	})
}

func TestWhoeverReadsCardsMayStop(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		bring{members: []intake.MemberRow{row("G1", "a", "张伟", at(10, 8)), row("G2", "a", "张"+rosters.CardEnd, at(10, 8))}}.into(t, s)
		enough := errors.New("enough")
		for _, group := range []string{"G1", "G2"} {
			rosters := got(s.Rosters(t.Context(), []string{group}))(t)
			err := s.EachCard(t.Context(), []workgroup.Roster{rosters[group]}, func(string, workgroup.Member) error { return enough })
			if !errors.Is(err, enough) {
				t.Errorf("%s: error %v", group, err)
			}
		}
	})
}
