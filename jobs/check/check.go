// Package check holds the judging jobs: they read units' groups, apply the rules and keep the ledger.
// The other uses of the rules (explain, members, another policy) stand here too and write nothing.
// Package tell chooses the recipients of cases; this package tells only operators, about a part that a
// guard holds.
package check

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strconv"

	"qunguan/jobs"
	"qunguan/reconcile"
	"qunguan/reconcile/calendar"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/rule"
)

// Cases is the ledger: a check reads open cases, and writes units' parts.
type Cases interface {
	Cases(ctx context.Context, f ledger.Filter) ([]ledger.Case, error)
	// EachCase calls fn with each of them, by id, while they are read; fn must not write to the ledger.
	EachCase(ctx context.Context, f ledger.Filter, fn func(ledger.Case) error) error
	// CommitParts writes units' parts of one run in one transaction, all or none, and gives the
	// cases that the plans open their ids.
	CommitParts(ctx context.Context, parts ...reconcile.Part) error
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
	err := w.eachGroups(func(codes []string) error {
		rosters, err := c.Rosters.Rosters(ctx, codes)
		for code, r := range rosters {
			weights[w.Groups.Of(code).Unit] += r.Rows
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read rosters: %w", err)
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
