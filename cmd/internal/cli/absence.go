package cli

import (
	"cmp"
	"strconv"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/jobs/check"
	"qunguan/jobs/manual"
	"qunguan/notify"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

type absenceCmd struct {
	List absenceListCmd `cmd:"" default:"withargs" help:"${help_absence_list}"`
	Add  absenceAddCmd  `cmd:"" help:"${help_absence_add}"`
	End  absenceEndCmd  `cmd:"" help:"${help_absence_end}"`
}

type absenceAddCmd struct {
	Person string `required:"" help:"${help_absence_person}"`
	Until  string `required:"" help:"${help_absence_until}"`
	Deputy string `help:"${help_absence_deputy}"`
	Reason string `required:"" help:"${help_reason}"`
	By     string `required:"" help:"${help_absence_by}"`
	At     string `help:"${help_absence_at}"`
}

// Run records an absence.
func (cmd *absenceAddCmd) Run(c *call) error {
	a, w, until, err := c.openUntil(cmd.At, cmd.Until, cmd.Reason)
	if err != nil {
		return err
	}
	defer a.Close()
	absence := ledger.Absence{Person: cmd.Person, Deputy: cmd.Deputy, Reason: cmd.Reason, By: cmd.By, From: w.Day, Until: until}
	people := w.Dir.People
	if err := cmp.Or(c.knownPerson(people, cmd.Person), c.knownPerson(people, cmd.Deputy), c.knownPerson(people, cmd.By)); err != nil {
		return err
	}
	if fault := absence.Fault(people); fault != "" {
		return badInput(c.say(phraseKey("cli."+fault), "days", ledger.MaxAbsenceDays, "deputy", cmd.Deputy))
	}
	if _, err := a.Store.AddAbsence(c, absence); err != nil {
		return err
	}
	name := func(code string) string { return cmp.Or(people.Of(code).Name, code) }
	if cmd.Deputy == "" {
		c.line("cli.absence_added_nobody", "name", name(cmd.Person), "until", until)
		return nil
	}
	c.line("cli.absence_added", "name", name(cmd.Person), "until", until, "deputy", name(cmd.Deputy))
	return cmd.warn(c, a, w)
}

// warn says why the deputy may not hear everything.
func (cmd *absenceAddCmd) warn(c *call, a *app.App, w *check.RegistrySnapshot) error {
	all, err := a.Store.Absences(c)
	if err != nil {
		return err
	}
	if other, ok := ledger.AbsentOn(all, w.Day)[cmd.Deputy]; ok {
		c.note("cli.absence_deputy_absent", "deputy", cmd.Deputy, "until", other.Until)
	}
	routes, err := a.Store.RouteChannels(c)
	if err != nil {
		return err
	}
	if len(routes[notify.Recipient{Type: notify.ToPerson, Code: cmd.Deputy}]) == 0 {
		c.note("cli.absence_deputy_mute", "deputy", cmd.Deputy)
	}
	return nil
}

type absenceListCmd struct {
	All bool   `help:"${help_absence_all}"`
	At  string `help:"${help_list_at}"`
}

type absenceJSON struct {
	ID      int64  `json:"id"`
	Person  string `json:"person"`
	Deputy  string `json:"deputy"`
	Reason  string `json:"reason"`
	By      string `json:"by"`
	From    string `json:"from"`
	Until   string `json:"until"`
	EndedOn string `json:"ended_on"`
	EndedBy string `json:"ended_by"`
	Active  bool   `json:"active"`
}

// Run lists absences: those that count now or will, with --all past ones too.
func (cmd *absenceListCmd) Run(c *call) error {
	a, now, err := c.openAt(cmd.At, app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	day := workgroup.DateOf(now)
	found, err := manual.Absences(c, a.Store.Absences, day)
	if err != nil {
		return err
	}
	list := []absenceJSON{}
	for _, x := range found {
		if !cmd.All && (x.EndedOn != "" || x.Until < day) {
			continue
		}
		list = append(list, absenceJSON{
			ID: x.ID, Person: x.Person, Deputy: x.Deputy, Reason: x.Reason, By: x.By, From: string(x.From), Until: string(x.Until),
			EndedOn: string(x.EndedOn), EndedBy: x.EndedBy, Active: x.Active,
		})
	}
	return c.out.print(list, func() columns {
		v := columns{headings: []string{
			c.say("col.id"), c.say("col.person"), c.say("col.deputy"), c.say("col.from"), c.say("col.until"), c.say("col.reason"), c.say("col.by"),
		}}
		for _, x := range list {
			v.rows = append(v.rows, []string{
				strconv.FormatInt(x.ID, 10), x.Person, x.Deputy, x.From, cmp.Or(x.EndedOn, x.Until), x.Reason, x.By,
			})
		}
		return v
	})
}

type absenceEndCmd struct {
	Person string `arg:"" help:"${help_absence_person}"`
	By     string `required:"" help:"${help_absence_by}"`
	At     string `help:"${help_absence_at}"`
}

// Run ends an absence; from that day on the person is told as usual.
func (cmd *absenceEndCmd) Run(c *call) error {
	return c.end(cmd.At, []string{cmd.Person, cmd.By}, func(a *app.App, at time.Time) error {
		return a.Store.EndAbsence(c, cmd.Person, cmd.By, workgroup.DateOf(at))
	}, "cli.no_absence", "cli.absence_ended", "person", cmd.Person)
}
