package manual

import (
	"context"
	"fmt"
	"slices"
	"time"

	"qunguan/jobs/check"
	"qunguan/reconcile/answer"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// RosterStanding is a group with how long its roster will do.
type RosterStanding struct {
	Group  workgroup.Group
	Roster workgroup.Roster // zero TakenAt: there is none
	rule.RosterDue
	WordDoes bool // the word that nothing has changed counts today
}

// YourGroups lists the live groups that the person owns or administers, or whose
// owner or administrator they stand in for, and of the others those of the list
// that they answer for; by code.
func YourGroups(w answer.RegistrySnapshot, person string, others []string) []workgroup.Group {
	var list []workgroup.Group
	for g := range w.Groups.All() {
		if !g.Live() {
			continue
		}
		yours := slices.ContainsFunc(g.Responsible(), func(p string) bool { return p == person || w.Absent[p].Deputy == person })
		if yours || slices.Contains(others, g.Code) && slices.Contains(AnswersFor(w, g), person) {
			list = append(list, g)
		}
	}
	return list
}

// Standings says how the groups' rosters stand at the world's moment.
func (d RosterDesk) Standings(ctx context.Context, w answer.RegistrySnapshot, groups []workgroup.Group) ([]RosterStanding, error) {
	codes := make([]string, len(groups))
	for i, g := range groups {
		codes[i] = g.Code
	}
	heads, err := d.Rosters.Rosters(ctx, codes)
	if err != nil {
		return nil, fmt.Errorf("read rosters: %w", err)
	}
	list := make([]RosterStanding, len(groups))
	for i, g := range groups {
		head := heads[g.Code]
		list[i] = RosterStanding{
			Group: g, Roster: head, RosterDue: rule.DueRoster(head, w.Moment, w.Policy.Member.RosterMaxAgeDays, w.Days),
			WordDoes: !head.TakenAt.IsZero() && !d.wordTooLate(head, w.Moment),
		}
	}
	return list, nil
}

// wordTooLate reports whether the last whole roster is too old for the word that
// nothing has changed.
func (d RosterDesk) wordTooLate(head workgroup.Roster, at time.Time) bool {
	return at.Sub(head.WholeAt()) > time.Duration(d.Policy.Roster.FullEveryDays)*24*time.Hour
}

// Current judges the roster that is stored, with the faults that it shows.
func (d RosterDesk) Current(ctx context.Context, group string, at time.Time) (RosterReading, error) {
	r := &rosterGiven{GivenRoster: GivenRoster{Group: group, At: at}, desk: d}
	var err error
	if r.RegistrySnapshot, err = check.ReadRegistry(ctx, d.Directory, d.Policy, d.Calendar, at); err != nil {
		return RosterReading{}, err
	}
	g := r.RegistrySnapshot.Groups.Of(group)
	r.RosterReading.Group, r.matcher = g, r.RegistrySnapshot.Identity.ForGroup(g)
	if err := r.readStored(ctx); err != nil {
		return RosterReading{}, err
	}
	r.rows, r.Rows = r.stored, len(r.stored)
	for _, m := range r.rows {
		r.Members = append(r.Members, named(m))
	}
	r.judgeAs(r.Before)
	return r.RosterReading, nil
}

// RegistrySnapshot is the data by which it is decided who may give which rosters: directory and
// groups as they stand. No member is identified, so no identities are read.
func (d RosterDesk) RegistrySnapshot(ctx context.Context, at time.Time) (answer.RegistrySnapshot, error) {
	w, err := readOrganisation(ctx, d.Directory, d.Policy, d.Calendar, at)
	if err != nil {
		return answer.RegistrySnapshot{}, err
	}
	absences, err := d.Absences(ctx)
	if err != nil {
		return answer.RegistrySnapshot{}, fmt.Errorf("read absences: %w", err)
	}
	return answer.RegistrySnapshot{Snapshot: w.Snapshot, Days: w.Days, Groups: w.Groups, Absent: ledger.AbsentOn(absences, w.Day)}, nil
}
