package workgroup

import (
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

func TestWithinAndOwnAreWhatTheChainUpwardsSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		codes := rapid.SampledFrom([]string{"", "0", "1", "2", "3", "4", "5", "nowhere"})
		units := Units{}
		for i := range rapid.IntRange(0, 6).Draw(t, "units") {
			code := strconv.Itoa(i)
			units[code] = Unit{Code: code, Parent: codes.Draw(t, "parent of "+code), Kind: rapid.SampledFrom([]string{"股室", "股室", "县直部门"}).Draw(t, "kind of "+code)}
		}
		code, ancestor := codes.Draw(t, "code"), codes.Draw(t, "ancestor")
		want := code != "" && code == ancestor ||
			slices.ContainsFunc(units.Chain(code), func(u Unit) bool { return u.Code == ancestor })
		if got := units.Within(code, ancestor); got != want {
			t.Fatalf("%+v: %q within %q: got %v, want %v", units, code, ancestor, got, want)
		}
		var own Unit
		for _, own = range units.Chain(code) {
			if own.Kind != "股室" {
				break
			}
		}
		if got := units.Own(code, []string{"股室"}); got.Code != own.Code {
			t.Fatalf("%+v: %q counts with %q, want %q", units, code, got.Code, own.Code)
		}
	})
}

func TestASectionCountsWithTheUnitAboveIt(t *testing.T) {
	units := Units{
		"U":  {Code: "U", Kind: "县直部门"},
		"S":  {Code: "S", Kind: "二级单位", Parent: "U"},
		"SS": {Code: "SS", Kind: "股室", Parent: "S"},
		"T":  {Code: "T", Kind: "股室"},
		"TT": {Code: "TT", Kind: "股室", Parent: "T"},
	}
	sections := []string{"股室", "二级单位"}
	for code, want := range map[string]string{"U": "U", "S": "U", "SS": "U", "T": "T", "TT": "T", "none": ""} {
		if got := units.Own(code, sections).Code; got != want {
			t.Errorf("%s counts with %q, want %q", code, got, want)
		}
	}
}
