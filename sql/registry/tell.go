package registry

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/dbconn"
)

// telling is what telling can move in a case.
type telling struct {
	told, due       workgroup.Date
	reminders, rung int
}

// tell notes on the cases of notices that count as told that they were told. A
// case first told on or after its due day gets a new one; notices that told
// the responsible person are counted.
func (s *Store) tell(ctx context.Context, tx *dbconn.Tx, changes []outbox.Change) error {
	changes = slices.DeleteFunc(slices.Clone(changes), func(c outbox.Change) bool { return c.Told == nil })
	if len(changes) == 0 {
		return nil
	}
	links, cases, err := casesOf(ctx, tx, changes)
	if err != nil {
		return err
	}
	rungs, err := tellRungs(ctx, tx, changes)
	if err != nil {
		return err
	}
	before := maps.Clone(cases)
	var steps []ledger.Step
	for _, change := range changes {
		for _, id := range links[change.Notice.ID] {
			c := cases[id]
			steps = append(steps, tellCase(&c, change, rungs[rungKey{change.Notice.ID, id}])...)
			cases[id] = c
		}
	}
	same := map[telling][]int64{}
	for id, c := range cases {
		if t := tellingOf(c); t != tellingOf(before[id]) {
			same[t] = append(same[t], id)
		}
	}
	for t, ids := range same {
		for chunk := range slices.Chunk(ids, inList) {
			_, err := tx.ExecContext(ctx, "UPDATE cases SET told_on = ?, due_on = ?, reminders = ?, rung = ? WHERE id IN ("+dbconn.In(len(chunk))+")",
				append([]any{string(t.told), string(t.due), t.reminders, t.rung}, anys(chunk)...)...)
			if err != nil {
				return fmt.Errorf("note that cases were told: %w", err)
			}
		}
	}
	slices.SortStableFunc(steps, func(a, b ledger.Step) int { return cmp.Compare(a.CaseID, b.CaseID) })
	return s.writeSteps(ctx, tx, 0, steps)
}

func tellingOf(c ledger.Case) telling { return telling{c.ToldOn, c.DueOn, c.Reminders, c.Rung} }

// tellCase moves one case and returns the steps that say so. A prior notice to
// the person concerned is no telling of the case.
func tellCase(c *ledger.Case, change outbox.Change, rungs []ledger.Telling) []ledger.Step {
	n, told := change.Notice, *change.Told
	steps := toldSteps(*c, rungs, n, told)
	if onlyPrior(rungs) {
		return steps
	}
	c.Rung += climbed(rungs)
	if c.Responsible != "" && (c.Responsible == told.Person || slices.ContainsFunc(rungs, func(t ledger.Telling) bool { return t.For == c.Responsible })) {
		c.Reminders++ // also where somebody heard it in their place
	}
	if c.ToldOn != "" {
		return steps
	}
	c.ToldOn = told.On
	if c.State.Open() && c.DueOn != "" && told.On >= c.DueOn {
		steps = append(steps, ledger.Step{
			CaseID: c.ID, At: told.At, State: c.State, By: toldBy(n), Reason: "due_moved", Note: string(c.DueOn) + " → " + string(told.LateDue),
		})
		c.DueOn = told.LateDue
	}
	return steps
}

// toldBy is who told: the dispatcher, or the person who passed it on.
func toldBy(n outbox.Notice) string {
	if n.State == outbox.Relayed {
		return n.RelayedBy
	}
	return "deliver"
}

// casesOf reads the cases of notices and locks them, by id.
func casesOf(ctx context.Context, tx *dbconn.Tx, changes []outbox.Change) (links map[string][]int64, cases map[int64]ledger.Case, err error) {
	links, cases = map[string][]int64{}, map[int64]ledger.Case{}
	var ids []int64
	for chunk := range slices.Chunk(changes, inList) {
		notices := make([]any, len(chunk))
		for i, c := range chunk {
			notices[i] = c.Notice.ID
		}
		err := linkTable.read(ctx, tx, func(l noticeCase) error {
			links[l.notice] = append(links[l.notice], l.caseID)
			ids = append(ids, l.caseID)
			return nil
		}, " WHERE notice_id IN ("+dbconn.In(len(chunk))+") ORDER BY notice_id, case_id", notices...)
		if err != nil {
			return nil, nil, err
		}
	}
	slices.Sort(ids)
	for chunk := range slices.Chunk(slices.Compact(ids), inList) {
		err := caseTable.read(ctx, tx, func(c ledger.Case) error { cases[c.ID] = c; return nil },
			" WHERE id IN ("+dbconn.In(len(chunk))+") ORDER BY id"+tx.Dialect.ForUpdate(), anys(chunk)...)
		if err != nil {
			return nil, nil, err
		}
	}
	return links, cases, nil
}
