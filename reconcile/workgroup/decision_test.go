package workgroup

import "testing"

// covers S1.11
func TestWhoMayDecideWhatAboutAGroup(t *testing.T) {
	g := Group{Code: "G1", Owner: "P1", Admins: []string{"P2"}, Staged: true, EndsOn: "2026-11-30"}
	for _, c := range []struct {
		name   string
		d      Decision
		change func(*Group)
		want   string
	}{
		{"somebody above gives it more time", Decision{What: Renewed, On: "2026-12-31", By: "P9"}, nil, ""},
		{"its owner may not", Decision{What: Renewed, On: "2026-12-31", By: "P1"}, nil, "renewed_by_owner"},
		{"nor an administrator", Decision{What: Renewed, On: "2026-12-31", By: "P2"}, nil, "renewed_by_owner"},
		{"the new end is after the old one", Decision{What: Renewed, On: "2026-11-30", By: "P9"}, nil, "renewed_into_past"},
		{"and after today", Decision{What: Renewed, On: "2026-11-23", By: "P9"}, func(g *Group) { g.EndsOn = "2026-10-31" }, "renewed_into_past"},
		{"a group that has no stage has no end to move", Decision{What: Renewed, On: "2026-12-31", By: "P9"}, func(g *Group) { g.Staged = false }, "group_not_staged"},
		{"the owner confirms that it is dissolved", Decision{What: Dissolved, On: "2026-11-23", By: "P1"}, nil, ""},
		{"but not in advance", Decision{What: Dissolved, On: "2026-11-24", By: "P1"}, nil, "dissolved_in_future"},
		{"nor twice", Decision{What: Dissolved, On: "2026-11-23", By: "P1"}, func(g *Group) { g.State = StateDissolved }, "group_not_live"},
	} {
		t.Run(c.name, func(t *testing.T) {
			group := g
			if c.change != nil {
				c.change(&group)
			}
			if got := c.d.Fault(group, "2026-11-23"); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
