// Package check holds the judging jobs: they read units' groups, apply the rules and keep the ledger.
// The other uses of the rules (explain, members, another policy) stand here too and write nothing.
// Package tell chooses the recipients of cases; this package tells only operators, about a part that a
// guard holds.
package check

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"
	"slices"
	"strconv"

	"qunguan/jobs"
	"qunguan/jobs/lease"
	"qunguan/reconcile"
	"qunguan/reconcile/calendar"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/rule"
)

// Cases is the ledger: a check reads open cases, and writes one unit's part.
type Cases interface {
	Cases(ctx context.Context, f ledger.Filter) ([]ledger.Case, error)
	// EachCase calls fn with each of them, by id, while they are read; fn must not write to the ledger.
	EachCase(ctx context.Context, f ledger.Filter, fn func(ledger.Case) error) error
	// CommitPart writes one unit's part in one transaction, and gives the
	// cases that the plan opens their ids.
	CommitPart(ctx context.Context, p reconcile.Part) error
	// Baselines lists, by unit, which of the rules have judged the unit before.
	Baselines(ctx context.Context, rules []string) (map[string]map[string]bool, error)
	// ReleasedPart returns the held part of job and unit that was released and not yet used by a run,
	// or nil.
	ReleasedPart(ctx context.Context, job, unit string) (*reconcile.Held, error)
}

// Check is a judging job: it applies its rules to every unit's groups and keeps the ledger.
// member-check, zombie-scan, stage-expiry and group-check differ only in their rules.
type Check struct {
	Job       string
	Directory Directory
	Rosters   Rosters
	Cases     Cases
	Policy    *policy.Policy
	Calendar  *calendar.Calendar
	Notices   Notices       // nil: held parts stand in the report only
	Act       bool          // queue the notices to operators; otherwise plan them
	Sharing   *jobs.Sharing // nil: this process runs it alone
	Log       *slog.Logger
}

// Name is the job's name.
func (c Check) Name() string { return c.Job }

// Run judges unit by unit. A failure or a held part in one unit does not affect the others.
func (c Check) Run(ctx context.Context, run jobs.Run) (jobs.Report, error) {
	report := jobs.NewReport(c.Job, run)
	if run.DryRun {
		c.Cases = Foresee(c.Cases)
	}
	w, err := ReadRegistry(ctx, c.Directory, c.Policy, c.Calendar, run.Moment)
	if err != nil {
		return report, err
	}
	before, err := c.before(ctx, w)
	if err != nil {
		return report, err
	}
	report.Read["units"] = len(w.Dir.Units)
	report.Read["people"] = w.Dir.People.Len()
	report.Read["groups"] = w.Groups.Len()
	return report, c.Sharing.Run(ctx, run, c.work(run, w, before), &report)
}

// work is the run in the form in which replicas share it.
func (c Check) work(run jobs.Run, w *RegistrySnapshot, b before) jobs.Work {
	return jobs.Work{
		Job: c.Job, Units: b.county.UnitsWithFindings(w.UnitsWithGroups()),
		Weights: func(ctx context.Context) (map[string]int, error) { return c.weights(ctx, w) },
		Do: func(ctx context.Context, units []string, report *jobs.Report) error {
			if err := c.units(ctx, run, w, units, b, report); err != nil {
				return err
			}
			report.NoteCalendar(w.Days, c.Log)
			return nil
		},
		End: func(ctx context.Context, report *jobs.Report) error { return c.tellOps(ctx, run, w, report.HeldParts) },
	}
}

// Help takes parts of another replica's run until there is none to take.
func (c Check) Help(ctx context.Context, split jobs.SplitRun) error {
	if c.Sharing == nil || split.Basis != c.Sharing.Basis {
		return nil
	}
	w, err := ReadRegistry(ctx, c.Directory, c.Policy, c.Calendar, split.Moment)
	if err != nil {
		return err
	}
	b, err := c.before(ctx, w)
	if err != nil {
		return err
	}
	run := jobs.Run{ID: split.ID, Moment: split.Moment, Tick: true, Nominal: split.Tick.Nominal}
	return c.Sharing.Help(ctx, run, c.work(run, w, b))
}

// weights is the number of roster rows that each unit's part will read.
func (c Check) weights(ctx context.Context, w *RegistrySnapshot) (map[string]int, error) {
	weights := map[string]int{}
	if !rule.NeedsOf(c.Job).Members {
		for unit, groups := range w.byUnit {
			weights[unit] = len(groups)
		}
		return weights, nil
	}
	rosters, err := c.Rosters.Rosters(ctx, slices.Collect(w.Groups.Codes()))
	if err != nil {
		return nil, fmt.Errorf("read rosters: %w", err)
	}
	for code, r := range rosters {
		weights[w.Groups.Of(code).Unit] += r.Rows
	}
	return weights, nil
}

// before holds everything that is read before the first unit is judged.
type before struct {
	judged map[string]map[string]bool // by unit, the rules that have judged it before
	county *County                    // findings of the job's county rules; nil: it has none
}

func (c Check) before(ctx context.Context, w *RegistrySnapshot) (b before, err error) {
	if b.judged, err = c.Cases.Baselines(ctx, rule.RulesOf(c.Job)); err != nil {
		return b, fmt.Errorf("read baselines: %w", err)
	}
	err = c.harmless("", func() error {
		b.county, err = Judge{Rosters: c.Rosters, Cases: c.Cases}.County(ctx, w, c.Job)
		return err
	})
	return b, err
}

// first lists the job's rules that judge the unit for the first time.
func (b before) first(w *RegistrySnapshot, job, unit string) map[string]bool {
	first := map[string]bool{}
	for _, id := range rule.RulesOf(job) {
		if !w.Policy.IsOff(id) && !b.judged[unit][id] {
			first[id] = true
		}
	}
	return first
}

// question is the job's question about one unit.
func (b before) question(w *RegistrySnapshot, job, unit string) Question {
	return Question{Job: job, Groups: w.GroupsOf(unit), Baseline: b.first(w, job, unit), County: b.county.Part(unit)}
}

// units judges some of the units, one after the other. While a unit's part is committed, the next unit
// is judged and the rosters of those after it are read.
func (c Check) units(ctx context.Context, run jobs.Run, w *RegistrySnapshot, units []string, b before, report *jobs.Report) error {
	questions := func(yield func(Question) bool) {
		for _, unit := range units {
			if !yield(b.question(w, c.Job, unit)) {
				return
			}
		}
	}
	judge := Judge{Rosters: c.Rosters, Cases: c.Cases}
	judged, stop := c.judgedUnits(ctx, w, units, judge, questions)
	defer stop()
	for _, unit := range units {
		v, ok := <-judged
		if err := ctx.Err(); err != nil || !ok {
			return fmt.Errorf("stopped before unit %s: %w", unit, err)
		}
		if err := c.unit(ctx, run, w, unit, judge, v, report); err != nil {
			if ctx.Err() != nil || errors.Is(err, lease.ErrLost) {
				return fmt.Errorf("stopped in unit %s: %w", unit, err)
			}
			c.Log.Error("part_failed", "job", c.Job, "unit", unit, "error", err)
			report.Trouble = append(report.Trouble, jobs.Trouble{Kind: "failed", Unit: unit, Detail: err.Error()})
			report.Worsen(jobs.StatusPartial)
		}
	}
	return nil
}

// MaxTries bounds how often a unit is judged again because a person or a delivery changed one of its cases
// between reading and writing.
const MaxTries = 3

// unit commits a unit's judgement, and judges again while a person or a delivery changes its cases
// between reading and writing.
func (c Check) unit(ctx context.Context, run jobs.Run, w *RegistrySnapshot, unit string, judge Judge, v judgedUnit, report *jobs.Report) error {
	for try := 1; ; try++ {
		err := v.err
		if err == nil {
			err = c.harmless(unit, func() error { return c.commit(ctx, run, unit, v, report) })
		}
		if !errors.Is(err, ledger.ErrMoved) || try == MaxTries {
			return err
		}
		v.err = c.harmless(unit, func() (err error) { v.Judgement, err = judge.Ask(ctx, w, v.Question); return err })
	}
}

// harmless turns a panic of a rule into an error, which affects this unit's part of this run and no
// other.
func (c Check) harmless(unit string, do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			c.Log.Error("rule_panicked", "job", c.Job, "unit", unit, "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("a rule panicked: %v", p)
		}
	}()
	return do()
}

// commit writes one unit's part, or holds it.
func (c Check) commit(ctx context.Context, run jobs.Run, unit string, v judgedUnit, report *jobs.Report) error {
	part := reconcile.Part{
		Run: run.ID, Job: c.Job, Unit: unit, Moment: run.Moment, Plan: v.Plan, Baseline: slices.Sorted(maps.Keys(v.Baseline)),
	}
	if err := c.guard(ctx, &part, v.Findings, v.Baseline); err != nil {
		return err
	}
	if part.Held == nil && v.Findings.Index != nil && !run.DryRun {
		part.Index = v.Findings.Index.Documents()
	}
	if err := c.Cases.CommitPart(ctx, part); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	if !run.DryRun {
		LogDecisions(ctx, c.Log, part)
	}
	c.count(report, part, v.Findings)
	return nil
}

// guard holds a part back that exceeds the policy's limits and was not released.
func (c Check) guard(ctx context.Context, part *reconcile.Part, f *rule.Findings, first map[string]bool) error {
	trip := reconcile.Guard(part.Plan, f, c.Policy.Guard, first)
	if trip == nil {
		return nil
	}
	released, err := c.Cases.ReleasedPart(ctx, part.Job, part.Unit)
	if err != nil {
		return fmt.Errorf("read released parts: %w", err)
	}
	if released != nil && released.Lets(part.Moment) {
		part.Released = released.ID
		return nil
	}
	part.Held = &reconcile.Held{Job: part.Job, Unit: part.Unit, HeldAt: part.Moment, Trip: *trip}
	return nil
}

func (c Check) count(report *jobs.Report, part reconcile.Part, f *rule.Findings) {
	report.Read["rows"] += f.Rows
	for reason, n := range f.UnjudgedByReason() {
		report.Unjudged[reason] += n
	}
	log := c.Log.With("job", c.Job, "unit", part.Unit)
	if part.Held != nil {
		trip := part.Held.Trip
		report.Held++
		report.HeldParts = append(report.HeldParts, *part.Held)
		report.Worsen(jobs.StatusHeld)
		report.Trouble = append(report.Trouble, jobs.Trouble{
			Kind: "held", Unit: part.Unit,
			Detail: HeldDetail(phrase.Zh, trip),
		})
		log.Warn("part_held", "run", part.Run, "reason", trip.Reason, "new", trip.New, "limit", trip.Limit, "base", trip.Base)
		return
	}
	opened, closed := part.Plan.Count(ledger.EventOpened), part.Plan.Count(ledger.EventClosed)
	reopened := part.Plan.Count(ledger.EventReopened)
	report.Opened += opened
	report.Closed += closed
	report.Reopened += reopened
	report.Seen += part.Plan.StillThere
	log.Debug("part_judged", "opened", opened, "closed", closed, "reopened", reopened, "seen", part.Plan.StillThere)
}

// HeldDetail names the limit that a part exceeded, and the excess.
func HeldDetail(lang phrase.Lang, t reconcile.GuardTrip) string {
	limit := strconv.FormatFloat(t.Limit, 'f', -1, 64)
	if t.Reason == "max_new_share" {
		limit = strconv.FormatFloat(t.Limit*100, 'f', -1, 64) + "%"
	}
	return lang.Say(phrase.Key("guard.detail."+t.Reason), "n", t.New, "limit", limit, "base", t.Base)
}
