package rule

import (
	"slices"
	"testing"
)

// Named units alone may be drawn from (S12.4), and only what is in use.
//
// covers S12.4, S5.10
func TestWhatASpotCheckMayDraw(t *testing.T) {
	s := newCountyScene(t)
	s.runs("X1", "U11")
	s.runs("X2", "U2")
	drawable := func() (codes []string) {
		for _, o := range Drawable(s.snapshot()) {
			codes = append(codes, o.Kind+" "+o.Code+" "+o.Stratum)
		}
		return codes
	}
	if got := drawable(); !slices.Contains(got, "app X1 U1") || !slices.Contains(got, "app X2 U2") {
		t.Errorf("every unit, a section's with its own unit: %v", got)
	}
	s.policy.SpotCheck.Units = []string{"U1"}
	if got := drawable(); !slices.Contains(got, "app X1 U1") || slices.ContainsFunc(got, func(o string) bool { return o == "app X2 U2" }) {
		t.Errorf("the named unit and those below it: %v", got)
	}
	s.apps[0].State = "下线"
	if got := drawable(); slices.Contains(got, "app X1 U1") {
		t.Errorf("what is no longer in use: %v", got)
	}
	s.apps[0].State, s.policy.SpotCheck.Kinds = "", []string{"group"}
	if got := drawable(); slices.Contains(got, "app X1 U1") {
		t.Errorf("only groups are drawn: %v", got)
	}
	s.policy.SpotCheck.Kinds, s.policy.SpotCheck.By = []string{"app"}, "county"
	if got := drawable(); !slices.Equal(got, []string{"app X1 "}) {
		t.Errorf("all together: %v", got)
	}
}
