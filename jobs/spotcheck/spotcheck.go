// Package spotcheck is the job that draws what is inspected (contract-groups
// §10): it makes each period's secret before the period begins, so that its
// hash can be published, and draws at the moment that the secret gives.
package spotcheck

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"qunguan/jobs"
	"qunguan/jobs/check"
	"qunguan/reconcile/answer"
	"qunguan/reconcile/calendar"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/spotcheck"
	"qunguan/reconcile/workgroup"
)

// Name is the job's name.
const Name = "spot-check"

// Draws is where secrets and draws are kept.
type Draws interface {
	// SpotDraws lists all of them by period.
	SpotDraws(ctx context.Context) ([]spotcheck.Draw, error)
	// NewSpotSecret keeps a period's secret, unless it has one.
	NewSpotSecret(ctx context.Context, d spotcheck.Draw) error
	// WriteSpotDraw writes a draw and the cases that it opens;
	// ledger.ErrMoved if the period was drawn meanwhile.
	WriteSpotDraw(ctx context.Context, d spotcheck.Draw, opened []answer.Opened) error
}

// Job draws when it is time.
type Job struct {
	Directory check.Directory
	Draws     Draws
	Policy    *policy.Policy
	Calendar  *calendar.Calendar
	NewSecret func() string // 64 hexadecimal digits that nobody can guess
	Log       *slog.Logger
}

// Why a draw by hand is refused.
var (
	ErrOff     = errors.New("the policy asks for no spot checks")
	ErrPeriod  = errors.New("no period that can be drawn")
	ErrAlready = errors.New("the period was drawn")

	ErrUnreadable = errors.New("the secret cannot be opened")
)

// Name is the job's name.
func (Job) Name() string { return Name }

// Run makes the next period's secret, and draws the periods whose moment has
// come: after downtime also one that has ended meanwhile. A period whose secret
// nobody made before it began is not drawn by itself: its hash was published
// nowhere. A dry run counts what would be drawn.
func (j Job) Run(ctx context.Context, run jobs.Run) (jobs.Report, error) {
	report := jobs.NewReport(Name, run)
	if !j.asked() {
		return report, nil
	}
	w, err := check.ReadRegistry(ctx, j.Directory, j.Policy, j.Calendar, run.Moment)
	if err != nil {
		return report, err
	}
	if !run.DryRun {
		_, err := j.secretOf(ctx, spotcheck.PeriodOf(j.Policy.SpotCheck.Every, w.Day).Next(j.Policy.SpotCheck.Every), run.Moment)
		if errors.Is(err, spotcheck.ErrNoKey) {
			report.Trouble = append(report.Trouble, jobs.Trouble{Kind: "spot_no_key"})
			report.Worsen(jobs.StatusPartial)
		} else if err != nil {
			return report, err
		}
	}
	all, err := j.Draws.SpotDraws(ctx)
	if err != nil {
		return report, fmt.Errorf("read draws: %w", err)
	}
	for _, d := range all {
		if err := j.whenDue(ctx, w, d, run, &report); err != nil {
			return report, err
		}
	}
	report.NoteCalendar(w.Days, j.Log)
	return report, nil
}

// HasWork reports whether a secret is to be made or a period is to be drawn; it reads the draws alone.
func (j Job) HasWork(ctx context.Context, moment time.Time) (bool, error) {
	if !j.asked() {
		return false, nil
	}
	every, day := j.Policy.SpotCheck.Every, workgroup.DateOf(moment)
	_, ready, err := j.find(ctx, spotcheck.PeriodOf(every, day).Next(every).ID)
	if err != nil || !ready {
		return true, err
	}
	all, err := j.Draws.SpotDraws(ctx)
	if err != nil {
		return true, fmt.Errorf("read draws: %w", err)
	}
	days := j.Calendar.For()
	return slices.ContainsFunc(all, func(d spotcheck.Draw) bool {
		p, waits := j.waits(d, day)
		return waits && (unreadable(d) || j.hasCome(d, j.basis(days, p), moment))
	}), nil
}

// waits reports whether the draw is one of the policy's periods that has begun and is not drawn.
func (j Job) waits(d spotcheck.Draw, day workgroup.Date) (spotcheck.Period, bool) {
	p, ok := spotcheck.ParsePeriod(d.Period)
	return p, ok && !d.Drawn() && p.From <= day && spotcheck.PeriodOf(j.Policy.SpotCheck.Every, p.From) == p
}

// unreadable reports whether no key opens the secret, or it is not the one that was announced.
func unreadable(d spotcheck.Draw) bool { return spotcheck.HashOf(d.Secret) != d.Hash }

// hasCome reports whether the moment of the draw has come.
func (j Job) hasCome(d spotcheck.Draw, basis spotcheck.Basis, now time.Time) bool {
	at := spotcheck.MomentOf(d.Secret, d.Period, basis, now.Location())
	return !at.IsZero() && !at.After(now)
}

// asked reports whether the policy asks for spot checks.
func (j Job) asked() bool { return j.Policy.SpotCheck.Asked() && !j.Policy.IsOff(rule.SpotCheck) }

// whenDue draws a period if its moment has come and it is not drawn.
func (j Job) whenDue(ctx context.Context, w *check.RegistrySnapshot, d spotcheck.Draw, run jobs.Run, report *jobs.Report) error {
	p, waits := j.waits(d, w.Day)
	if !waits {
		return nil
	}
	if unreadable(d) {
		report.Trouble = append(report.Trouble, jobs.Trouble{Kind: "spot_unreadable", Detail: d.Period})
		report.Worsen(jobs.StatusPartial)
		return nil
	}
	basis := j.basis(w.Days, p)
	if !j.hasCome(d, basis, run.Moment) {
		return nil
	}
	d, opened, err := j.draw(ctx, w, d, basis)
	if err != nil {
		return err
	}
	if !run.DryRun {
		err := j.write(ctx, d, opened)
		if errors.Is(err, ledger.ErrMoved) {
			return nil // another replica drew
		}
		if err != nil {
			return err
		}
	}
	report.Opened += len(opened)
	report.Read["spot_objects"] = len(d.Basis.Population)
	return nil
}

// ByHand draws the present period at once, at any moment of it; the draw says so, with the name.
// ErrOff, ErrPeriod, ErrAlready, jobs.ErrNoSuchPerson, spotcheck.ErrNoKey.
func (j Job) ByHand(ctx context.Context, id, by string, moment time.Time) (spotcheck.Draw, error) {
	every := j.Policy.SpotCheck.Every
	if !j.asked() {
		return spotcheck.Draw{}, ErrOff
	}
	p := spotcheck.PeriodOf(every, workgroup.DateOf(moment))
	if id != "" && id != p.ID {
		return spotcheck.Draw{}, ErrPeriod
	}
	w, err := check.ReadRegistry(ctx, j.Directory, j.Policy, j.Calendar, moment)
	if err != nil {
		return spotcheck.Draw{}, err
	}
	if !w.Dir.People.Has(by) {
		return spotcheck.Draw{}, fmt.Errorf("%w: %s", jobs.ErrNoSuchPerson, by)
	}
	if _, err := j.secretOf(ctx, p.Next(every), moment); err != nil {
		return spotcheck.Draw{}, err
	}
	d, err := j.secretOf(ctx, p, moment)
	switch {
	case err != nil:
		return d, err
	case d.Drawn():
		return d, ErrAlready
	case unreadable(d):
		return d, ErrUnreadable
	}
	d.By = by
	d, opened, err := j.draw(ctx, w, d, j.basis(w.Days, p))
	if err != nil {
		return d, err
	}
	return d, j.write(ctx, d, opened)
}

func (j Job) find(ctx context.Context, period string) (spotcheck.Draw, bool, error) {
	all, err := j.Draws.SpotDraws(ctx)
	if err != nil {
		return spotcheck.Draw{}, false, fmt.Errorf("read draws: %w", err)
	}
	i := slices.IndexFunc(all, func(d spotcheck.Draw) bool { return d.Period == period })
	if i < 0 {
		return spotcheck.Draw{}, false, nil
	}
	return all[i], true, nil
}

// secretOf is the period's draw, with a secret that is made now if it has none.
func (j Job) secretOf(ctx context.Context, p spotcheck.Period, moment time.Time) (spotcheck.Draw, error) {
	d, ok, err := j.find(ctx, p.ID)
	if err != nil || ok {
		return d, err
	}
	secret := j.NewSecret()
	if err := j.Draws.NewSpotSecret(ctx, spotcheck.Draw{Period: p.ID, Secret: secret, Hash: spotcheck.HashOf(secret), MadeAt: moment}); err != nil {
		return d, err
	}
	d, _, err = j.find(ctx, p.ID)
	return d, err
}

func (j Job) basis(days *calendar.Days, p spotcheck.Period) spotcheck.Basis {
	b := spotcheck.Basis{Share: j.Policy.SpotCheck.Share, Min: j.Policy.SpotCheck.Min, Days: []workgroup.Date{}}
	copy(b.Window[:], j.Policy.SpotCheck.Window)
	for day := p.From; day <= p.To; day = day.AddDays(1) {
		if days.IsWorkingDay(day) {
			b.Days = append(b.Days, day)
		}
	}
	return b
}

// draw is the secret's draw, with its cases.
func (j Job) draw(ctx context.Context, w *check.RegistrySnapshot, d spotcheck.Draw, basis spotcheck.Basis) (spotcheck.Draw, []answer.Opened, error) {
	if err := (check.Judge{}).ReadCounty(ctx, w, rule.ReadsAccounts|rule.ReadsApps); err != nil {
		return d, nil, err
	}
	basis.Population = rule.Drawable(w.Snapshot)
	d.Basis, d.At, d.DrawnAt = basis, spotcheck.MomentOf(d.Secret, d.Period, basis, w.Moment.Location()), w.Moment
	d.Sample = spotcheck.SampleOf(d.Secret, d.Period, basis)
	var opened []answer.Opened
	teller := rule.TellerOf(phrase.Zh, w.Snapshot, w.Groups)
	for _, o := range d.Sample {
		v, ok := rule.Drawn(w.Snapshot, d.Period, o)
		if !ok {
			continue
		}
		c := v.Case()
		responsible, _ := ledger.Responsible(rule.Chain(c, w.Groups.Of, w.Dir.Units), w.Dir.People, w.Day)
		seen := ledger.Seen{
			Rule: v.Rule, Clause: rule.Cited(w.Policy, c), Unit: v.Unit, Subject: v.Subject, Title: v.Title(teller), Severity: w.Policy.SeverityOf(v.Rule),
			DueOn: rule.DueOn(c, rule.Deadline{Policy: w.Policy, Days: w.Days, Day: w.Day}), Responsible: responsible, Evidence: c.Evidence,
		}
		after, event := ledger.Advance(nil, ledger.Observation{Seen: &seen}, w.Day)
		opened = append(opened, answer.Opened{After: after, Step: ledger.Step{At: w.Moment, State: after.State, By: cmp.Or(d.By, Name), Reason: string(event)}})
	}
	return d, opened, nil
}

func (j Job) write(ctx context.Context, d spotcheck.Draw, opened []answer.Opened) error {
	if err := j.Draws.WriteSpotDraw(ctx, d, opened); err != nil {
		return err
	}
	j.Log.Info("spot_check_drawn", "period", d.Period, "population", len(d.Basis.Population), "sample", len(d.Sample), "by_hand", d.By != "")
	return nil
}
