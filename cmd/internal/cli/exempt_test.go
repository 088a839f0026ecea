package cli_test

import (
	"fmt"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

func TestAnExemptionIsHonouredItsEndIsToldAndItsCaseComesBack(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.Env["POLICY"] = w.Write("policy.yaml", longRosters)
		w.importSmall(sunday, r.routes())
		w.day("2026-11-23")
		card := w.only("member.card", "G1")
		add := func(by, until, at string) []string {
			return []string{"exempt", "add", "--rule", "member.card", "--group", "G1", "--by", by, "--until", until, "--reason", "平台改版期间", "--at", at}
		}
		w.Exits(1, add("P11", "2026-12-18", "2026-11-24")...) // the group's owner
		if d := w.Exits(1, add("P20", "2026-12-18", "2026-11-24")...); !strings.Contains(d.Stderr, "可以批准的人：P10 钱江") {
			t.Errorf("another unit's principal approves: %s", d.Stderr) // and the answer does not name the approvers
		}
		w.Exits(1, add("P10", "2027-11-26", "2026-11-24")...) // more than a year
		w.OK(add("P10", "2026-12-18", "2026-11-24")...)
		w.days("2026-11-24", "2026-12-03")
		if k := w.only("member.card", "G1"); k.State != "exempt" || k.ExemptUntil != "2026-12-18" {
			t.Errorf("%s until %q", k.State, k.ExemptUntil)
		}
		if got := w.heard(card.ID); len(got) != 1 {
			t.Errorf("told of while it was exempt: %v", got)
		}
		// Ten working days before Friday the 18th is Friday the 4th: the person who granted it and
		// those who answer for the group hear of the end, once.
		const ends = "的豁免将于 2026年12月18日 到期"
		w.days("2026-12-04", "2026-12-08")
		if diff := gocmp.Diff([]string{"2026-12-04 P10", "2026-12-04 P11"}, w.told(ends)); diff != "" {
			t.Errorf("told of the end (-want +got):\n%s", diff)
		}
		w.days("2026-12-18", "2026-12-21")
		if k := w.only("member.card", "G1"); k.State != "found" || k.ExemptUntil != "" || k.DueOn <= "2026-12-21" || k.OpenedOn != card.OpenedOn {
			t.Errorf("after the end: %+v", k)
		}
		if got := w.heard(card.ID); len(got) != 2 || got[1] != "2026-12-21 P11 reminder" {
			t.Errorf("told again: %v", got)
		}
		if got := w.told(ends); len(got) != 2 {
			t.Errorf("the end was told again: %v", got)
		}

		// Granted for the second and the third time; then its approver leaves.
		w.OK(add("P10", "2027-01-15", "2026-12-22")...)
		w.day("2026-12-22")
		stale := func(at string) map[int64]string {
			why := map[int64]string{}
			for _, e := range read[struct {
				ID    int64
				Stale []string
			}](w, "exempt", "list", "--stale", "--at", at) {
				why[e.ID] = strings.Join(e.Stale, " ")
			}
			return why
		}
		if got := stale("2026-12-22"); len(got) != 0 {
			t.Errorf("stale: %v", got)
		}
		w.OK(add("P10", "2027-03-31", "2027-01-04")...) // before the end: a renewed exemption needs no warning
		w.OK("exempt", "add", "--rule", "group.zombie", "--group", "G2", "--by", "P20", "--until", "2027-03-31", "--reason", "假期", "--at", "2027-01-04")
		w.day("2027-01-04")
		if got := w.told("豁免将于 2027年1月15日"); len(got) != 0 {
			t.Errorf("the end of what was renewed was told: %v", got)
		}
		w.OK("import", "--at", "2027-01-05", w.Write("退休.csv", "工号,姓名,单位编码,在职状态,离职日期\nP10,钱江,U1,退休,2027-01-04\n"))
		want := map[int64]string{2: "renewed_often approver_left", 3: "renewed_often approver_left", 4: "matches_nothing"}
		if diff := gocmp.Diff(want, stale("2027-01-05")); diff != "" {
			t.Errorf("stale (-want +got):\n%s", diff)
		}
		w.OK("exempt", "end", "3", "--by", "P11", "--at", "2027-01-05")
		w.Exits(1, "exempt", "end", "3", "--by", "P11", "--at", "2027-01-05")
		w.OK("exempt", "end", "2", "--by", "P11", "--at", "2027-01-05")
		for _, e := range read[struct {
			ID      int64
			EndedBy string `json:"ended_by"`
		}](w, "exempt", "list") {
			if by := map[int64]string{2: "P11", 3: "P11"}[e.ID]; e.EndedBy != by {
				t.Errorf("exemption %d was ended by %q, want %q", e.ID, e.EndedBy, by)
			}
		}
		w.day("2027-01-05")
		if k := w.only("member.card", "G1"); k.State != "found" {
			t.Errorf("after it was ended early: %s", k.State)
		}
		if d := w.OK("case", fmt.Sprint(card.ID)); !strings.Contains(d.Stdout, "小李飞刀") {
			t.Errorf("%s", d.Stdout)
		}
	})
}
