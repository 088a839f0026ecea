package digest

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"qunguan/jobs"
	"qunguan/jobs/check"
	"qunguan/jobs/reports"
	"qunguan/notify"
	"qunguan/notify/digest"
	"qunguan/notify/outbox"
	"qunguan/reconcile"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/spotcheck"
	"qunguan/reconcile/workgroup"
)

// observation holds the data for the digests of one run: the registry is read once, because a county
// has as many principals as units.
type observation struct {
	run      jobs.Run
	since    time.Time
	began    time.Time // since of a recipient who gets every digest
	world    *check.RegistrySnapshot
	data     reports.Data
	open     int // cases
	byUnit   map[string][]ledger.Case
	groups   map[string][]workgroup.GroupVersion // by the present unit of each group
	runs     []reconcile.RunRecord
	held     []reconcile.Held
	notices  []outbox.Notice
	channels map[notify.Recipient][]string
	seal     string // the audit trail's last seal
	draws    []spotcheck.Draw
	quotas   map[string]rule.QuotaForecast // own units that time alone brings to their quota
	absent   map[string]ledger.Absence
	inPlace  map[string]string // the absent principal of each deputy who reads in their place

	earlier map[time.Time]*observation // for digests that begin earlier
	to      map[string]map[string]bool // readers and their units, once they were found
}

func (d Digest) observe(ctx context.Context, run jobs.Run, since time.Time) (*observation, error) {
	s := &observation{run: run, since: since, began: since, earlier: map[time.Time]*observation{}}
	var err error
	if s.world, err = check.ReadRegistry(ctx, d.Reporter.Directory, d.Reporter.Policy, d.Reporter.Calendar, run.Moment); err != nil {
		return nil, err
	}
	if err := (check.Judge{}).ReadCounty(ctx, s.world, 0); err != nil {
		return nil, err
	}
	s.quotas = rule.QuotaForecasts(s.world.Snapshot)
	s.data = reports.Data{
		Lang: phrase.Zh, Period: digest.Period{From: workgroup.DateOf(since), To: s.world.Day}, Location: run.Moment.Location(),
		Clauses: s.world.Policy.Clauses, Units: s.world.Dir.Units, People: s.world.Dir.People, Steps: map[int64][]ledger.Step{},
	}
	if s.data.Groups, err = d.Reporter.History.GroupHistory(ctx); err != nil {
		return nil, fmt.Errorf("read the history of groups: %w", err)
	}
	if s.data.Cases, err = d.Reporter.History.Cases(ctx, ledger.Filter{}); err != nil {
		return nil, fmt.Errorf("read cases: %w", err)
	}
	err = d.Reporter.History.EachStep(ctx, run.Moment, func(p ledger.Step) error {
		s.data.Steps[p.CaseID] = append(s.data.Steps[p.CaseID], p)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read steps of cases: %w", err)
	}
	if s.data.MembersLeft, err = d.Reporter.History.MembersLeft(ctx, since, run.Moment); err != nil {
		return nil, fmt.Errorf("read changes of rosters: %w", err)
	}
	s.sort()
	if s.runs, err = d.Runs.LastRuns(ctx); err != nil {
		return nil, fmt.Errorf("read runs: %w", err)
	}
	if s.held, err = d.Runs.HeldParts(ctx); err != nil {
		return nil, fmt.Errorf("read held parts: %w", err)
	}
	if s.notices, err = d.Notices.Notices(ctx, outbox.Filter{States: []outbox.State{outbox.Manual, outbox.Relayed, outbox.Dead}}); err != nil {
		return nil, fmt.Errorf("read notices: %w", err)
	}
	if s.channels, err = d.Notices.RouteChannels(ctx); err != nil {
		return nil, fmt.Errorf("read routes: %w", err)
	}
	absences, err := d.Runs.Absences(ctx)
	if err != nil {
		return nil, fmt.Errorf("read absences: %w", err)
	}
	s.absent, s.inPlace = ledger.AbsentOn(absences, s.world.Day), map[string]string{}
	if d.Draws != nil && s.world.Policy.SpotCheck.Asked() {
		if s.draws, err = d.Draws.SpotDraws(ctx); err != nil {
			return nil, fmt.Errorf("read spot checks: %w", err)
		}
	}
	if d.LastSeal != nil {
		if s.seal, err = d.LastSeal(ctx); err != nil {
			return nil, fmt.Errorf("read the last seal: %w", err)
		}
	}
	return s, nil
}

// sort assigns cases and groups to their units: a county has as many principals as units, and each gets
// a digest of their own.
func (s *observation) sort() {
	s.byUnit, s.groups = map[string][]ledger.Case{}, map[string][]workgroup.GroupVersion{}
	for _, c := range s.data.Cases {
		s.byUnit[c.Unit] = append(s.byUnit[c.Unit], c)
		if c.State.Open() {
			s.open++
		}
	}
	for _, v := range s.data.Groups {
		unit := s.world.Groups.Of(v.Code).Unit
		s.groups[unit] = append(s.groups[unit], v)
	}
}

// count fills in a digest's figures about cases.
func (s *observation) count(n *digest.Content, cases []ledger.Case) {
	soon := s.world.Day.AddDays(7)
	kinds := map[string]int{}
	owing := map[string]*digest.Owing{}
	for _, c := range cases {
		s.changes(n, s.data.Steps[c.ID])
		if !c.State.Open() {
			continue
		}
		n.Open++
		if rule.IsTask(c.Rule) {
			n.Tasks++
		}
		kinds[c.Rule]++
		switch {
		case c.DueOn == "":
		case c.DueOn <= s.world.Day && !rule.Proven(c, s.run.Moment.Location()): // it is unknown whether it is done
			n.Unknown++
		case c.DueOn < s.world.Day:
			n.Overdue++
			s.owe(owing, c)
		case c.DueOn <= soon:
			n.Soon++
		}
	}
	for rule, count := range kinds {
		n.Kinds = append(n.Kinds, digest.Counted{Rule: rule, N: count})
	}
	slices.SortFunc(n.Kinds, func(a, b digest.Counted) int { return cmp.Or(b.N-a.N, cmp.Compare(a.Rule, b.Rule)) })
	for _, key := range slices.Sorted(maps.Keys(owing)) {
		n.OverdueBy = append(n.OverdueBy, *owing[key])
	}
	slices.SortStableFunc(n.OverdueBy, func(a, b digest.Owing) int { return cmp.Or(b.N-a.N, cmp.Compare(a.Oldest, b.Oldest)) })
}

// owe counts an overdue case for its responsible person, or else for its unit.
func (s *observation) owe(owing map[string]*digest.Owing, c ledger.Case) {
	key, o := "P"+c.Responsible, digest.Owing{Person: c.Responsible, Name: cmp.Or(s.data.People.Of(c.Responsible).Name, c.Responsible), Unit: s.unitName(s.data.People.Of(c.Responsible).Unit)}
	switch {
	case c.Responsible != "":
	case rule.IsTask(c.Rule):
		key, o = "O"+c.Unit, digest.Owing{Office: true, Unit: s.unitName(c.Unit)}
	default:
		key, o = "U"+c.Unit, digest.Owing{Unit: s.unitName(c.Unit)}
	}
	if owing[key] == nil {
		owing[key] = &o
	}
	owing[key].N++
	if due := owing[key].Oldest; due == "" || c.DueOn < due {
		owing[key].Oldest = c.DueOn
	}
}

func (s *observation) unitName(code string) string {
	if u, ok := s.data.Units[code]; ok {
		return u.Short()
	}
	return code
}

// changes counts the changes of a case since the last digest.
func (s *observation) changes(n *digest.Content, steps []ledger.Step) {
	state := ledger.State("")
	for _, p := range steps {
		if p.At.After(s.since) {
			switch {
			case state == "":
				n.Opened++
			case state == ledger.Closed && p.State != ledger.Closed:
				n.Reopened++
			case state != ledger.Closed && p.State == ledger.Closed:
				n.Closed++
			}
		}
		state = p.State
	}
}

// unjudged lists the checks that have not run since the last digest, then the
// subjects that the newest run of every job could not judge, most first.
func (s *observation) unjudged() []digest.Blind {
	var list []digest.Blind
	ran := map[string]time.Time{}
	for _, r := range s.runs {
		ran[r.Job] = r.Moment
		var done jobs.Report
		if json.Unmarshal(r.Summary, &done) != nil {
			continue // a run of an older version, or one that died: it judged nothing
		}
		for reason, n := range done.Unjudged {
			if n > 0 {
				list = append(list, digest.Blind{Job: r.Job, On: workgroup.DateOf(r.Moment.In(s.run.Moment.Location())), Reason: reason, N: n})
			}
		}
	}
	slices.SortFunc(list, func(a, b digest.Blind) int {
		return cmp.Or(b.N-a.N, cmp.Compare(a.Job, b.Job), cmp.Compare(a.Reason, b.Reason))
	})
	return append(s.idle(ran), list...)
}

// idle lists the judging jobs without a run since the last digest, so that their silence does not read
// as health. Without groups there is nothing to find.
func (s *observation) idle(ran map[string]time.Time) []digest.Blind {
	var list []digest.Blind
	for _, job := range rule.JudgingJobs {
		if at, ok := ran[job]; s.world.Groups.Len() > 0 && (!ok || at.Before(s.since)) {
			list = append(list, digest.Blind{Job: job, On: workgroup.DateOf(at.In(s.run.Moment.Location())), N: 1})
		}
	}
	return list
}

// heldIn lists the held parts of the units, or of all where units is nil.
func (s *observation) heldIn(units map[string]bool) []digest.HeldPart {
	var list []digest.HeldPart
	for _, h := range s.held {
		if h.ReleasedAt.IsZero() && (units == nil || units[h.Unit]) {
			list = append(list, digest.HeldPart{ID: h.ID, Job: h.Job, Unit: s.unitName(h.Unit), N: h.Trip.New})
		}
	}
	return list
}

// byHand counts notices that people passed on or must pass on.
func (s *observation) byHand(n *digest.Content) {
	for _, o := range s.notices {
		switch {
		case o.State == outbox.Manual:
			n.Waiting++
		case o.State == outbox.Relayed && o.SentAt.After(s.since):
			n.Relayed++
		case o.State == outbox.Dead && o.CreatedAt.After(s.since):
			n.Dead++
		}
	}
}
