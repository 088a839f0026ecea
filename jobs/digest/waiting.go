package digest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"qunguan/notify"
	"qunguan/notify/compose"
	"qunguan/notify/outbox"
	"qunguan/reconcile/workgroup"
)

// principalSeries is the one series of all digests to principals. An office has a series for each line
// of its schedule, because a week's digest does not replace a month's.
const principalSeries = "principal"

func (d Digest) series(to notify.Recipient) string {
	if to.Private() {
		return principalSeries
	}
	return d.Job
}

// waiting lists the untried digests that this run replaces.
func (d Digest) waiting(ctx context.Context) ([]outbox.WaitingDigest, error) {
	var series []string
	if !strings.HasPrefix(d.Job, digestPrincipals) {
		series = append(series, d.Job)
	}
	if !strings.HasPrefix(d.Job, digestOffices) {
		series = append(series, principalSeries)
	}
	var all []outbox.WaitingDigest
	for _, s := range series {
		list, err := d.Notices.WaitingDigests(ctx, s)
		if err != nil {
			return nil, fmt.Errorf("read digests of %s: %w", s, err)
		}
		all = append(all, list...)
	}
	return all, nil
}

// begins maps each recipient of a waiting digest to the beginning of the oldest of them. Planned
// digests are left out: where the program never sends, it owes no digest.
func begins(waiting []outbox.WaitingDigest) map[notify.Recipient]time.Time {
	since := map[notify.Recipient]time.Time{}
	for _, w := range waiting {
		if at, ok := since[w.Recipient]; w.State != outbox.Planned && (!ok || w.Since.Before(at)) {
			since[w.Recipient] = w.Since
		}
	}
	return since
}

// replaced withdraws the waiting digests, except those that an earlier try of this run has made. A
// former principal gets no new one.
func replaced(waiting []outbox.WaitingDigest, create []outbox.Notice) []compose.Withdrawal {
	withdraw := []compose.Withdrawal{}
	for _, w := range waiting {
		if !slices.ContainsFunc(create, func(n outbox.Notice) bool { return n.ID == w.ID }) {
			withdraw = append(withdraw, compose.Withdrawal{ID: w.ID, Version: w.Version, Reason: compose.Replaced})
		}
	}
	return withdraw
}

// from is the same observation for a recipient whose digest begins earlier.
func (d Digest) from(ctx context.Context, s *observation, since time.Time) (*observation, error) {
	if !since.Before(s.since) {
		return s, nil
	}
	if s.earlier[since] == nil {
		e := *s
		e.since = since.In(s.run.Moment.Location())
		e.data.Period.From = workgroup.DateOf(e.since)
		var err error
		if e.data.MembersLeft, err = d.Reporter.History.MembersLeft(ctx, since, s.run.Moment); err != nil {
			return nil, fmt.Errorf("read changes of rosters: %w", err)
		}
		s.earlier[since] = &e
	}
	return s.earlier[since], nil
}

// principalsSince finds the principals who get a digest, and the units without a reader. A principal
// whose earlier digest was never tried gets one with the earlier beginning; the others' digests begin
// with this run's period.
func (d Digest) principalsSince(ctx context.Context, s *observation, since map[notify.Recipient]time.Time) (map[string]addressee, []string, error) {
	all := map[string]addressee{}
	regular, unreachable := s.principals()
	for person, units := range regular {
		all[person] = addressee{s, units}
	}
	for key, at := range since {
		if key.Type != notify.ToPerson {
			continue
		}
		e, err := d.from(ctx, s, at)
		if err != nil {
			return nil, nil, err
		}
		if e.to == nil {
			e.to, _ = e.principals()
		}
		if units, ok := e.to[key.Code]; ok {
			all[key.Code] = addressee{e, units}
		}
	}
	return all, unreachable, nil
}

// addressee is a principal with their units and the observation for their digest.
type addressee struct {
	observation *observation
	units       map[string]bool
}
