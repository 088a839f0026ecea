package policy

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/phrase"
)

const showFile = `extends: [pack:office]
title: "云溪县 第1号: \"办法\""
offices: {office: {unit: U001}}
member:
  robots: ["2854196310", "off", "群助手🌸"]
  protected: [{posts: [社区书记], only_categories: []}]
quota:
  - {unit_kinds: [区直部门], headcount_max: 20, groups: 3}
app: {rating_min: 3.5}
due: {high: 2d}
`

func TestShowSaysWhereEachValueComesFrom(t *testing.T) {
	from := map[string]string{}
	for _, s := range load(t, showFile).Settings() {
		from[s.Path] = s.Value + " " + s.From.Text(phrase.En)
	}
	for path, want := range map[string]string{
		"title":                     `"云溪县 第1号: \"办法\"" p.yaml:2`,
		"offices.office.name":       "局办公室 pack:office:4",
		"offices.office.unit":       "U001 p.yaml:3",
		"member.robots":             `["2854196310", "off", "群助手🌸"] p.yaml:5`,
		"member.nickname.templates": `["{name}"] pack:office:10`,
		"quota":                     "[{unit_kinds: [区直部门], headcount_max: 20, groups: 3}] p.yaml:8",
		"zombie.days":               "60 default",
		"app.rating_min":            "3.5 p.yaml:9",
		"due.high":                  "2d p.yaml:10",
		"due.low":                   "1m default",
		"cites.group.zombie":        "S1.1 default",
		"cites.member.missing":      "S6.1 pack:office:24",
	} {
		if from[path] != want {
			t.Errorf("%s: got %q, want %q", path, from[path], want)
		}
	}
}

func TestShowLoadsAsTheSamePolicy(t *testing.T) {
	first := load(t, showFile)
	for _, lang := range []phrase.Lang{phrase.Zh, phrase.En} {
		again := load(t, first.Show(lang))
		if diff := cmp.Diff(first.Policy, again.Policy); diff != "" {
			t.Errorf("-loaded +shown and loaded again\n%s", diff)
		}
		if d := Diff(first, again); len(d) != 0 {
			t.Errorf("settings differ: %+v", d)
		}
	}
}

func TestDiffNamesWhatDiffersWithBothOrigins(t *testing.T) {
	a := load(t, "zombie: {days: 45}\nmember: {nickname: {by_category: {董事: ['{name}']}}}\n")
	b := load(t, "title: 乙\nrules: {off: [group.name]}\nschedule: {digest: '1 1 * * 1'}\n")
	want := []Difference{
		{"title", `""`, "乙", Origin{}, Origin{"p.yaml", 1, 8}},
		{"member.nickname.by_category.董事", `["{name}"]`, "", Origin{"p.yaml", 2, 39}, Origin{}},
		{"zombie.days", "45", "60", Origin{"p.yaml", 1, 16}, Origin{}},
		{"rules.off", "[]", "[group.name]", Origin{}, Origin{"p.yaml", 2, 14}},
		{"schedule.digest", "", `"1 1 * * 1"`, Origin{}, Origin{"p.yaml", 3, 20}},
	}
	got := Diff(a, b)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
