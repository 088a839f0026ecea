package naming

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

func testUnits() workgroup.Units {
	return workgroup.Units{
		"C":  {Code: "C", Name: "云溪县"},
		"U":  {Code: "U", Name: "云溪县教育局", ShortName: "教育局", GroupCode: "BH1", Kind: "县直部门"},
		"S":  {Code: "S", Name: "云溪县教育局业务股", Parent: "U", GroupCode: "K", Kind: "股室"},
		"T":  {Code: "T", Name: "云溪县龘山林场", ShortName: "龘山林场", Kind: "事业单位"},
		"V":  {Code: "V", Name: "柳河镇 塆口村", Kind: "村"},
		"W":  {Code: "W", Name: "云溪县信访局", Kind: "县直部门"},
		"TW": {Code: "TW", Name: "雲溪縣檔案館", Kind: "事业单位"},
	}
}

func plainPolicy() policy.Naming {
	return policy.Naming{Prefix: "area_or_unit", Area: "云溪县", Suffix: "群", Characters: "plain", Also: "☆&"}
}

func mustRule(t testing.TB, p policy.Naming) *Rule {
	t.Helper()
	r, err := New(p, testUnits())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// covers S1.8
func TestWhatIsWrongWithANameIsToldInOrder(t *testing.T) {
	r := mustRule(t, plainPolicy())
	for _, c := range []struct {
		why, unit, name string
		want            Finding
	}{
		{"the area before it", "U", "云溪县防汛群", Finding{}},
		{"the unit's name, short name, name without area", "U", "教育局防汛群", Finding{}},
		{"a unit above it", "S", "教育局防汛群", Finding{}},
		{"the name without area of a unit without a short name", "W", "信访局接访群", Finding{}},
		{"not the unit below", "U", "业务股防汛群", Finding{Reasons: []string{Prefix}}},
		{"another unit's name is not its own", "U", "信访局防汛群", Finding{Reasons: []string{Prefix}}},
		{"traditional characters fold; the unit's may be written", "TW", "雲溪縣檔案館群", Finding{}},
		{"white space of the unit's name is not needed, but a blank in the group's is one", "V", "柳河镇塆口村群", Finding{}},
		{"punctuation does not fold", "U", "-教育局防汛群", Finding{Reasons: []string{Prefix}}},
		{"what shows nothing is overlooked at the beginning, and told", "U", "\ufeff教育局防汛群", Finding{[]string{Characters}, []string{"\ufeff"}}},
		{"outer white space is not the name's", "U", " \u3000教育局防汛群 ", Finding{}},
		{"a number or one bracket behind the suffix", "U", "教育局防汛群12", Finding{}},
		{"full width too", "U", "教育局防汛群（备用）", Finding{}},
		{"not both", "U", "教育局防汛群2（备用）", Finding{Reasons: []string{Suffix}}},
		{"no bracket in the bracket", "U", "教育局防汛群((2))", Finding{Reasons: []string{Suffix}}},
		{"no Chinese numeral", "U", "教育局防汛群二", Finding{Reasons: []string{Suffix}}},
		{"everything at once", "U", "防 汛🔥㈱🔥", Finding{[]string{Prefix, Suffix, Blank, Characters}, []string{"🔥", "㈱"}}},
		{"a family is one cluster", "U", "教育局👨‍👩‍👧群", Finding{[]string{Characters}, []string{"👨‍👩‍👧"}}},
		{"a selector belongs to what it selects", "U", "教育局群\ufe0f", Finding{[]string{Characters}, []string{"群\ufe0f"}}},
		{"full width counts as ASCII", "U", "教育局Ａ＋＆（１）群", Finding{}},
		{"also", "U", "教育局☆&群", Finding{}},
		{"the exclamation mark is none of them, in either width", "U", "教育局!！群", Finding{[]string{Characters}, []string{"!", "！"}}},
		{"characters of any unit's name may stand in every name", "U", "教育局檔案群", Finding{}},
		{"others that are not standard may not", "U", "教育局場群", Finding{[]string{Characters}, []string{"場"}}},
		{"a carriage return and a line feed are white space", "U", "教育局\r\n群", Finding{Reasons: []string{Blank}}},
	} {
		if diff := cmp.Diff(c.want, r.Judge(Named{Name: c.name, Unit: c.unit}, false)); diff != "" {
			t.Errorf("%s: %q (-want +got)\n%s", c.why, c.name, diff)
		}
	}
}

func TestWhatAPrefixMayBeIsThePolicys(t *testing.T) {
	for prefix, want := range map[string][]bool{"any": {true, true, true}, "area": {true, false, false}, "unit": {false, true, false}, "area_or_unit": {true, true, false}} {
		p := plainPolicy()
		p.Prefix = prefix
		r := mustRule(t, p)
		for i, name := range []string{"云溪县防汛群", "教育局防汛群", "防汛群"} {
			if got := len(r.Judge(Named{Name: name, Unit: "U"}, false).Reasons) == 0; got != want[i] {
				t.Errorf("%s: %s is right: %v", prefix, name, got)
			}
		}
	}
	p := plainPolicy()
	p.Area, p.Suffix, p.Characters = "", "", "any"
	r := mustRule(t, p)
	if f := r.Judge(Named{Name: "教育局🔥", Unit: "U"}, false); len(f.Reasons) > 0 {
		t.Errorf("an empty area, no suffix and any character: %v", f)
	}
	if f := r.Judge(Named{Name: "云溪县🔥", Unit: "U"}, false); !slices.Equal(f.Reasons, []string{Prefix}) {
		t.Errorf("an empty area is no prefix: %v", f)
	}
}

func codePolicy() policy.Naming {
	p := plainPolicy()
	p.Code = `^(?P<org>\w{3})[.-](?P<dept>\w)(?P<seq>\d{2})`
	return p
}

// covers S8.1
func TestTheCodeIsJudgedBeforeTheRest(t *testing.T) {
	r := mustRule(t, codePolicy())
	for _, c := range []struct {
		why, unit, name string
		want            []string
	}{
		{"organisation and department are the unit's", "S", "BH1.K01教育局防汛群", nil},
		{"small letters are others", "S", "bh1.k01教育局防汛群", []string{CodeOrg, CodeDept}},
		{"no code of that length, nothing to compare", "T", "QQ0-A01龘山林场群", nil},
		{"the bureau itself has no department's code", "U", "BH1-Z01教育局防汛群", nil},
		{"without a code beginning and end are not looked at", "U", "防汛🔥", []string{CodeMissing, Characters}},
		{"full width is no code", "U", "ＢＨ１－Ｋ０１教育局群", []string{CodeMissing}},
		{"a code alone", "U", "BH1-K01-A", []string{CodeAlone, Prefix, Suffix}},
		{"the blank behind the code", "U", "BH1-K01 教育局群", []string{Blank}},
	} {
		if diff := cmp.Diff(c.want, r.Judge(Named{Name: c.name, Unit: c.unit}, false).Reasons); diff != "" {
			t.Errorf("%s: %q (-want +got)\n%s", c.why, c.name, diff)
		}
	}
	if f := r.Judge(Named{Name: "BH2-K01-A", Unit: "S"}, true); !slices.Equal(f.Reasons, []string{CodeOrg, CodeTaken, CodeAlone, Prefix, Suffix}) {
		t.Errorf("order of reasons: %v", f.Reasons)
	}
	if _, err := New(policy.Naming{Code: "("}, nil); err == nil {
		t.Error("a code that is no regular expression passed")
	}
}

// covers S8.1
func TestACodeBelongsToTheOldestGroup(t *testing.T) {
	r := mustRule(t, codePolicy())
	live := []Named{
		{Code: "G3", Name: "BH1-K01教育局甲群", Since: "2024-01-01"},
		{Code: "G1", Name: "BH1.K01教育局乙群", Since: "2024-01-01"}, // another separator, the same code
		{Code: "G0", Name: "BH1-K01教育局丙群"},                      // of unknown age
		{Code: "G2", Name: "bh1-K01教育局丁群", Since: "2020-01-01"}, // other letters, another code
		{Code: "G4", Name: "没有代码群"},
	}
	want := map[string]bool{"G3": true, "G0": true}
	for range live {
		live = append(live[1:], live[0])
		if diff := cmp.Diff(want, r.Taken(slices.Values(live))); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
	}
	p := codePolicy()
	p.Code = `[A-Z]\d-\d+`
	r = mustRule(t, p)
	got := r.Taken(slices.Values([]Named{{Code: "A", Name: "K1-01群"}, {Code: "B", Name: "K1-01群"}, {Code: "C", Name: "K1-1群"}}))
	if diff := cmp.Diff(map[string]bool{"B": true}, got); diff != "" {
		t.Errorf("without groups the match is the code (-want +got)\n%s", diff)
	}
}
