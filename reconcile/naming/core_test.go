package naming

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTheCoreOfANameIsWhatSaysWhatTheGroupIsFor(t *testing.T) {
	sections := []string{"股室"}
	c := NewCores(mustRule(t, codePolicy()), testUnits(), sections)
	for _, tt := range []struct {
		name, unit string
		want       Core
	}{
		{"教育局防汛工作群", "U", Core{"防汛", 0}},
		{"BH1.K01教育局防汛工作群（2）", "S", Core{"防汛", 2}},
		{"教育局防汛群②", "U", Core{"防汛群2", 0}},
		{"教育局防汛群⑵", "U", Core{"防汛", 2}},
		{"教育局防汛群（02）", "U", Core{"防汛群02", 0}},
		{"教育局防汛群（100）", "U", Core{"防汛群100", 0}},
		{"教育局防汛群(2)(3)", "U", Core{"防汛群2", 3}},
		{"教育局防汛（二）群", "U", Core{"防汛二", 0}},
		{"云溪县教育局业务股群", "S", Core{"业务股", 0}}, // a section's name stays
		{"龘山林场畜牧工工作作群", "T", Core{"畜牧", 0}},
		{"云溪县ＱＱ微信通知交流大群", "U", Core{"", 0}},
		{"信访局【车辆】★群", "U", Core{"信访局车辆", 0}},
		{"沟通知识群", "none", Core{"知识", 0}}, // the word that stands first
		{"云溪云溪县县防汛群", "none", Core{"防汛", 0}},
	} {
		if diff := cmp.Diff(tt.want, c.Of(tt.name, tt.unit)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", tt.name, diff)
		}
	}
	apps := NewCores(mustRule(t, plainPolicy()), testUnits(), sections, AppWords...)
	if got := apps.Of("教育局办公系统APP", "U"); got != (Core{"办公", 0}) {
		t.Errorf("an application: %v", got)
	}
}

func TestOneNameMayHaveOneNumber(t *testing.T) {
	for _, c := range []struct {
		a, b     Core
		sameUnit bool
		want     bool
	}{
		{Core{"防汛", 0}, Core{"防汛", 0}, false, true},
		{Core{"防汛", 0}, Core{"防汛", 2}, false, true},
		{Core{"防汛", 2}, Core{"防汛", 2}, false, true},
		{Core{"防汛", 1}, Core{"防汛", 2}, false, false},
		{Core{"防汛", 0}, Core{"防火", 0}, true, false},
		{Core{"", 0}, Core{"", 3}, true, true},
		{Core{"", 0}, Core{"", 0}, false, false},
	} {
		if SameName(c.a, c.b, c.sameUnit) != c.want || SameName(c.b, c.a, c.sameUnit) != c.want {
			t.Errorf("%v and %v, same unit %v: want %v", c.a, c.b, c.sameUnit, c.want)
		}
	}
}

func TestAPurposeOfEverydayWordsIsNone(t *testing.T) {
	for text, want := range map[string]string{
		"日常排涝除险业务": "日常排涝除险业务", "日常工作通知": "", "防汛": "", "防汛工作安排": "", "ＡＢ項目 推進": "ab项目推进", "": "",
	} {
		if got := Purpose(text); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}
