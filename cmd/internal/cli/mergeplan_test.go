package cli_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
)

type planRow struct {
	Group, Action, Into, On, Reason, Clause, Advice string
	Members, After, Joins, Leaves                   int
	MessagesDay                                     *float64 `json:"messages_day"`
}

// drawnCounty is groups of three units with a section, and their members.
type drawnCounty struct {
	unit, reach, category, end map[string]string
	sits                       map[string][]string // group → people
}

// everybody is in the scope of every group here: 单位:U0 is above all units.
func drawCounty(draw *rand.Rand) drawnCounty {
	d := drawnCounty{map[string]string{}, map[string]string{}, map[string]string{}, map[string]string{}, map[string][]string{}}
	for i := range 36 {
		g := fmt.Sprintf("G%02d", i)
		d.unit[g] = []string{"U1", "U1", "U2", "S1"}[draw.IntN(4)]
		d.reach[g] = []string{"单位内部", "跨单位", "全县"}[draw.IntN(3)]
		d.category[g] = []string{"业务", "业务", "业务", "日常交流"}[draw.IntN(4)]
		if draw.IntN(8) == 0 {
			d.end[g] = "2026-12-31"
		}
		if i > 0 && draw.IntN(2) == 0 { // nearly a copy of an earlier one
			other := fmt.Sprintf("G%02d", draw.IntN(i))
			d.sits[g] = slices.Clone(d.sits[other][draw.IntN(2):])
			continue
		}
		for _, p := range draw.Perm(40)[:4+draw.IntN(14)] {
			d.sits[g] = append(d.sits[g], fmt.Sprintf("P%02d", p))
		}
	}
	return d
}

const planPolicy = `extends: [pack:county]
quota: [{groups: 6}]
county_wide: {per_unit: 1, forbidden_unit_kinds: [股室]}
group: {uncounted_categories: [日常交流]}
merge: {max_members: 30}
`

// write gives the county's files; groups in ended have that state.
func (d drawnCounty) write(w *world, name, taken string, ended map[string]planRow) []string {
	var people, groups, rows strings.Builder
	people.WriteString("工号,姓名,单位编码,岗位,在职状态,微信号\n")
	for i := range 40 {
		fmt.Fprintf(&people, "P%02d,赵%c%c,U0,科员,在职,wx_%02d\n", i, '甲'+rune(i), '一'+rune(i), i)
	}
	groups.WriteString("群编号,平台,平台群号,群名称,用途,类别,范围,单位编码,群主工号,建群日期,阶段性,截止日期,成员范围,状态,并入群编号,解散日期\n")
	rows.WriteString("平台,平台群号,账号,群昵称,群内角色,采集时间\n")
	for _, g := range slices.Sorted(maps.Keys(d.unit)) {
		staged, state, into, on := "否", "正常", "", ""
		if d.end[g] != "" {
			staged = "是"
		}
		if e, ok := ended[g]; ok {
			state, into, on = "已解散", e.Into, "2026-11-23"
			if into != "" {
				state = "已合并"
			}
		}
		fmt.Fprintf(&groups, "%s,微信,wx%s,事项%s,事项%s的办理,%s,%s,%s,P00,2026-01-01,%s,%s,单位:U0,%s,%s,%s\n",
			g, g, g, g, d.category[g], d.reach[g], d.unit[g], staged, d.end[g], state, into, on)
		if state != "正常" {
			continue
		}
		for _, p := range d.sits[g] {
			fmt.Fprintf(&rows, "微信,wx%s,wx_%s,赵,成员,%s\n", g, p[1:], taken)
		}
	}
	return []string{
		w.Write(name+"单位.csv", "单位编码,单位名称,类别,上级单位编码\nU0,平湖县,政府,\nU1,平湖县水利局,县直部门,U0\nU2,平湖县教育局,县直部门,U0\nS1,水利局财务股,股室,U1\n"),
		w.Write(name+"人员.csv", people.String()), w.Write(name+"工作群.csv", groups.String()), w.Write(name+"群成员.csv", rows.String()),
	}
}

func own(unit string) string { return strings.ReplaceAll(unit, "S1", "U1") }

var width = map[string]int{"单位内部": 1, "跨单位": 2, "全县": 3}

// The promises of a merge plan, kept by the command on drawn counties; the county after the plan is
// planned anew, without further mergers.
//
// covers S1.4, S2.3, S4.3, S4.4
func TestAMergePlanKeepsItsPromises(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.Env["POLICY"] = w.Write("办法.yaml", planPolicy)
		d := drawCounty(rand.New(rand.NewPCG(7, uint64(len(w.Env["DATABASE_DSN"])))))
		w.OK(append([]string{"import", "--at", "2026-11-22"}, d.write(w, "前", "2026-11-21 07:00", nil)...)...)
		rows := read[planRow](w, "merge-plan", "--at", monday)
		at := map[string]planRow{}
		for _, r := range rows {
			at[r.Group] = r
		}
		if len(at) != len(d.unit) {
			t.Fatalf("%d rows for %d groups", len(at), len(d.unit))
		}
		counted, wide, merged := map[string]int{}, map[string]int{}, 0
		excused := map[string]bool{}
		ended := map[string]planRow{}
		after := drawnCounty{d.unit, d.reach, d.category, d.end, maps.Clone(d.sits)}
		for g, r := range at {
			if r.Members != len(d.sits[g]) || r.Members+r.Joins-r.Leaves != r.After || r.MessagesDay != nil {
				t.Errorf("%s: figures do not add up: %+v", g, r)
			}
			switch r.Action {
			case "keep", "trim":
				if r.After > 30 && r.Joins > 0 {
					t.Errorf("%s grows beyond merge.max_members: %+v", g, r)
				}
				if d.category[g] == "业务" {
					counted[own(d.unit[g])]++
					if d.reach[g] == "全县" {
						wide[own(d.unit[g])]++
					}
					if r.Advice != "" {
						excused[own(d.unit[g])] = true
					}
				}
			case "merge":
				merged++
				into := at[r.Into]
				ended[g] = r
				if into.Action != "keep" && into.Action != "trim" || own(d.unit[g]) != own(d.unit[r.Into]) || width[d.reach[r.Into]] < width[d.reach[g]] {
					t.Errorf("%s is merged into %s, which may not be: %+v", g, r.Into, into)
				}
				after.sits[r.Into] = union(after.sits[r.Into], d.sits[g])
			case "dissolve_at_end":
				ended[g] = r
				if r.On != d.end[g] || r.On == "" {
					t.Errorf("%s ends on %s, not on %s", g, d.end[g], r.On)
				}
			default:
				t.Errorf("%s is to be %s, and nothing speaks for it", g, r.Action)
			}
			if d.category[g] != "业务" && r.Action != "keep" {
				t.Errorf("%s is of a category that is kept: %+v", g, r)
			}
			if (r.Action != "keep") && (r.Reason == "" || r.Clause == "") {
				t.Errorf("%s: no reason or clause: %+v", g, r)
			}
		}
		for unit, n := range counted {
			if (n > 6 || wide[unit] > 1) && !excused[unit] {
				t.Errorf("%s keeps %d groups, %d of them county-wide, and no row says why", unit, n, wide[unit])
			}
		}
		for g, r := range at {
			if r.Action == "keep" && r.After != len(after.sits[g]) {
				t.Errorf("%s has %d members afterwards, its row says %d: somebody is left out", g, len(after.sits[g]), r.After)
			}
		}
		if merged < 3 {
			t.Errorf("%d groups are merged: the county shows nothing", merged)
		}
		totals := read[struct {
			Unit                             string
			Before, After, Merged, Dissolved int
			Removed, AtEnd                   int
			MembersRemoved                   int `json:"members_removed"`
			DissolveAtEnd                    int `json:"dissolve_at_end"`
		}](w, "merge-plan", "--totals", "--at", monday)
		county := totals[len(totals)-1]
		if county.Unit != "" || county.Before != len(d.unit) || county.Merged != merged || county.DissolveAtEnd+merged != len(ended) || county.After != len(d.unit)-len(ended) {
			t.Errorf("the county's figures: %+v; merged %d, ended %d", county, merged, len(ended))
		}

		w.OK(append([]string{"import", "--at", monday}, after.write(w, "后", "2026-11-23 07:00", ended)...)...)
		for _, r := range read[planRow](w, "merge-plan", "--at", later) {
			if r.Action != "keep" || r.Joins+r.Leaves > 0 {
				t.Errorf("the plan of the result: %+v", r)
			}
		}
	})
}

func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// covers S1.4
func TestAMergePlanIsAcceptedAsMeasuresOfItsCases(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.Env["POLICY"] = w.Write("办法.yaml", planPolicy)
		d := drawnCounty{
			unit: map[string]string{"G1": "U1", "G2": "U1"}, reach: map[string]string{"G1": "跨单位", "G2": "跨单位"},
			category: map[string]string{"G1": "业务", "G2": "业务"}, end: map[string]string{},
			sits: map[string][]string{"G1": {"P01", "P02", "P03", "P04", "P05", "P06"}, "G2": {"P01", "P02", "P03", "P04", "P05"}},
		}
		w.OK(append([]string{"import", "--at", "2026-11-22"}, d.write(w, "前", "2026-11-21 07:00", nil)...)...)
		w.OK("run", "overlap-scan", "--at", monday)
		before := read[map[string]any](w, "merge-plan", "--at", monday)
		type measure struct {
			Case         int64
			Group, Until string
			Words        string
		}
		set := read[measure](w, "merge-plan", "accept", "--unit", "U1", "--by", "P00", "--at", later)
		if len(set) != 1 || set[0].Group != "G2" || set[0].Until <= "2026-11-23" || !strings.Contains(set[0].Words, "并入") {
			t.Fatalf("the measures: %+v", set)
		}
		shown := w.OK("case", fmt.Sprint(set[0].Case)).Stdout
		if !strings.Contains(shown, set[0].Words) {
			t.Errorf("the case does not show its measure:\n%s", shown)
		}
		if again := read[measure](w, "merge-plan", "accept", "--unit", "U1", "--by", "P00", "--at", later); len(again) != 0 {
			t.Errorf("a measure is set twice: %+v", again)
		}
		if after := read[map[string]any](w, "merge-plan", "--at", later); fmt.Sprint(after) != fmt.Sprint(before) {
			t.Error("the program changed the groups")
		}
		if d := w.Run("merge-plan", "accept", "--unit", "U1", "--by", "P99"); d.Code == 0 {
			t.Error("nobody is P99")
		}
		book := w.Dir + "/方案.xlsx"
		w.OK("merge-plan", "-o", book)
		if info, err := os.Stat(book); err != nil || info.Size() < 5000 {
			t.Errorf("the workbook: %v %v", info, err)
		}
	})
}
