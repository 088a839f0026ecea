package cli

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"qunguan/cmd/internal/app"
	"qunguan/jobs/check"
	"qunguan/jobs/manual"
	"qunguan/reconcile/answer"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

type rostersCmd struct {
	Due rostersDueCmd `cmd:"" default:"withargs" help:"${help_roster_due}"`
}

type rostersDueCmd struct {
	Unit string `help:"${help_cases_unit}"`
	At   string `help:"${help_at}"`
}

// dueJSON is a group whose roster is stale, or soon will be.
type dueJSON struct {
	Group       string `json:"group"`
	Unit        string `json:"unit"`
	Responsible string `json:"responsible"`
	TakenAt     string `json:"taken_at"`
	Members     int    `json:"members"`
	Until       string `json:"until"`
	Stale       bool   `json:"stale"`
}

// Run lists the groups of which a new roster is needed within three working
// days.
func (cmd *rostersDueCmd) Run(c *call) error {
	a, moment, err := c.openAt(cmd.At, app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	w, err := check.ReadRegistry(c, a.Store, a.Policy.Policy, a.Calendar, moment)
	if err != nil {
		return err
	}
	if err := c.knownUnit(w.Dir.Units, cmd.Unit); err != nil {
		return err
	}
	var groups []workgroup.Group
	for g := range w.Groups.All() {
		if g.Live() && (cmd.Unit == "" || w.Dir.Units.Within(g.Unit, cmd.Unit)) {
			groups = append(groups, g)
		}
	}
	standings, err := a.RosterDesk().Standings(c, answer.RegistrySnapshot{Snapshot: w.Snapshot, Days: w.Days, Groups: w.Groups}, groups)
	if err != nil {
		return err
	}
	standings = slices.DeleteFunc(standings, func(s manual.RosterStanding) bool { return !s.Soon })
	slices.SortFunc(standings, func(a, b manual.RosterStanding) int {
		return cmp.Or(strings.Compare(string(a.Until), string(b.Until)), strings.Compare(a.Group.Code, b.Group.Code))
	})
	list := make([]dueJSON, len(standings))
	for i, s := range standings {
		person, _ := ledger.Responsible(ledger.Chain(s.Group, s.Group.Unit, false, w.Dir.Units), w.Dir.People, w.Day)
		list[i] = dueJSON{s.Group.Code, s.Group.Unit, person, rfc3339(s.Roster.TakenAt, a.Settings.Location), s.Roster.Rows, string(s.Until), s.Stale}
	}
	if len(list) == 0 && c.out.format == "table" {
		c.line("cli.rosters_due_none")
		return nil
	}
	return c.out.print(list, func() columns {
		v := columns{headings: []string{c.say("col.group"), c.say("members.group_name"), c.say("col.unit"), c.say("col.responsible"), c.say("col.taken_at"), c.say("col.members"), c.say("col.roster_until")}}
		for i, d := range list {
			v.rows = append(v.rows, []string{
				d.Group, standings[i].Group.Name, w.Dir.Units[d.Unit].Short(), cmp.Or(w.Dir.People.Of(d.Responsible).Name, c.say("cli.nobody")),
				orNone(c, d.TakenAt), strconv.Itoa(d.Members), orNone(c, d.Until),
			})
		}
		return v
	})
}
