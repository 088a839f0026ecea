package cli

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/jobs"
	"qunguan/jobs/check"
	"qunguan/jobs/manual"
	"qunguan/reconcile"
	"qunguan/reconcile/rule"
	"qunguan/sql/base"
)

type guardCmd struct {
	List    guardListCmd    `cmd:"" default:"1" help:"${help_guard_list}"`
	Release guardReleaseCmd `cmd:"" help:"${help_guard_release}"`
}

type guardListCmd struct{}

type heldJSON struct {
	ID         int64          `json:"id"`
	Job        string         `json:"job"`
	Unit       string         `json:"unit"`
	HeldAt     string         `json:"held_at"`
	Reason     string         `json:"reason"`
	New        int            `json:"new"`
	Limit      float64        `json:"limit"`
	Base       int            `json:"base"`
	ByRule     map[string]int `json:"by_rule"`
	Examples   []string       `json:"examples"`
	ReleasedAt string         `json:"released_at"`
	ReleasedBy string         `json:"released_by"`
	Note       string         `json:"note"`
	UsedAt     string         `json:"used_at"`
}

// Run prints the parts that guards hold back, newest first.
func (cmd *guardListCmd) Run(c *call) error {
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	held, err := a.Store.HeldParts(c)
	if err != nil {
		return err
	}
	loc := a.Settings.Location
	list := []heldJSON{}
	for _, h := range held {
		list = append(list, heldJSON{
			ID: h.ID, Job: h.Job, Unit: h.Unit, HeldAt: rfc3339(h.HeldAt, loc), Reason: h.Trip.Reason, New: h.Trip.New,
			Limit: h.Trip.Limit, Base: h.Trip.Base, ByRule: h.Trip.ByRule, Examples: h.Trip.Examples,
			ReleasedAt: rfc3339(h.ReleasedAt, loc), ReleasedBy: h.ReleasedBy, Note: h.Note, UsedAt: rfc3339(h.UsedAt, loc),
		})
	}
	t, err := tellerOf(c, a)
	if err != nil {
		return err
	}
	return c.out.print(list, func() columns { return guardTable(c, t, held) })
}

func guardTable(c *call, t *rule.Teller, held []reconcile.Held) columns {
	v := columns{headings: []string{
		c.say("col.id"), c.say("col.job"), c.say("col.unit"), c.say("col.at"), c.say("col.reason"), c.say("col.new"),
		c.say("col.base"), c.say("col.examples"), c.say("col.released"),
	}}
	for _, h := range held {
		v.rows = append(v.rows, []string{
			strconv.FormatInt(h.ID, 10), c.shown(c.lang.Job(h.Job), h.Job), c.shown(t.UnitName(h.Unit), h.Unit), t.Minute(h.HeldAt), check.HeldDetail(c.lang, h.Trip),
			strconv.Itoa(h.Trip.New), strconv.Itoa(h.Trip.Base), strings.Join(h.Trip.Examples, c.say("web.semicolon")), c.shown(named(t.Person(h.ReleasedBy).Name, h.ReleasedBy), h.ReleasedBy),
		})
	}
	return v
}

// tellHeld lists the parts that the runs hold back, each with the number that
// releases it.
func (c *call) tellHeld(a *app.App, reports []jobs.Report) error {
	var parts []reconcile.Held
	for _, r := range reports {
		if !r.DryRun {
			parts = append(parts, r.HeldParts...)
		}
	}
	if len(parts) == 0 {
		return nil
	}
	open, err := a.Store.HeldParts(c)
	if err != nil {
		return err
	}
	units, err := a.Store.Units(c)
	if err != nil {
		return err
	}
	for _, p := range parts {
		i := slices.IndexFunc(open, func(h reconcile.Held) bool { return h.Job == p.Job && h.Unit == p.Unit && h.UsedAt.IsZero() })
		if i < 0 {
			continue // released and let through meanwhile
		}
		name := p.Unit
		if u := units[p.Unit]; u.Name != "" {
			name = u.Name + "（" + p.Unit + "）"
		}
		c.note("guard.told", "id", open[i].ID, "job", p.Job, "unit", name, "detail", check.HeldDetail(c.lang, p.Trip))
	}
	return nil
}

type guardReleaseCmd struct {
	ID     int64  `arg:"" help:"${help_guard_id}"`
	By     string `required:"" help:"${help_by}"`
	Reason string `required:"" help:"${help_reason}"`
}

// Run lets a held part through once, at the next run of its job.
func (cmd *guardReleaseCmd) Run(c *call) error {
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	now, err := manual.Now(c, a.Store, time.Now().In(a.Settings.Location))
	if err != nil {
		return err
	}
	held, err := a.Store.HeldParts(c)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(held, func(h reconcile.Held) bool { return h.ID == cmd.ID && h.ReleasedAt.IsZero() })
	if i < 0 {
		return badInput(c.say("cli.no_held", "id", cmd.ID))
	}
	w, err := check.ReadRegistry(c, a.Store, a.Policy.Policy, a.Calendar, now)
	if err != nil {
		return err
	}
	if err := cmp.Or(c.knownPerson(w.Dir.People, cmd.By), c.mayApprove(w, held[i].Unit, nil, cmd.By)); err != nil {
		return err
	}
	err = a.Store.ReleaseHeld(c, cmd.ID, cmd.By, cmd.Reason, now)
	if errors.Is(err, base.ErrNotFound) {
		return badInput(c.say("cli.no_held", "id", cmd.ID))
	}
	if err != nil {
		return err
	}
	released := reconcile.Held{ReleasedAt: now}
	c.line("cli.guard_released", "id", cmd.ID, "until", released.ReleaseEnds().In(a.Settings.Location).Format("2006-01-02 15:04"))
	return nil
}
