package check

import (
	"context"
	"fmt"
	"sync"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// rowBatch is how many roster rows are handed over at once, and batchesAhead
// how many batches may wait: enough to go on reading while the unit before is
// compared and committed, and a megabyte or so of memory.
const (
	rowBatch     = 512
	batchesAhead = 16
)

// rosterRow is a row of a group's roster on its way to be judged.
type rosterRow struct {
	group  string
	member workgroup.Member
}

// batches are used again and again: millions of rows go through a handful.
var batches = sync.Pool{New: func() any { b := make([]rosterRow, 0, rowBatch); return &b }}

// asked is a question with everything that answering it needs of the
// registry. Rows may still be on their way.
type asked struct {
	Question
	existing []ledger.Case
	findings *rule.Findings // what the rosters' ages say is in it already
	rosters  map[string]workgroup.Roster
	activity map[string]workgroup.GroupActivity
	known    *rule.Regulars     // of the questions before; for whoever answers
	fresh    []workgroup.Roster // those whose rows are to be judged
	rows     chan *[]rosterRow  // theirs, in order; closed by the reader
	failed   error              // what ended reading; to be looked at once rows is closed
	cancel   context.CancelFunc
}

// each gives every row to judge, in the caller's goroutine, so that a rule's
// panic harms only the caller's part. What was read before reading failed is
// judged.
func (a *asked) each(judge func(group string, m workgroup.Member) error) error {
	for batch := range a.rows {
		for i := range *batch {
			if err := judge((*batch)[i].group, (*batch)[i].member); err != nil {
				return err
			}
		}
		batches.Put(batch)
	}
	return a.failed
}

// end tells the reader that no more rows are wanted, and waits for it.
func (a *asked) end() {
	a.cancel()
	for range a.rows { // the reader has ended when its channel is closed
	}
}

// lookahead reads what questions need, in their order, in goroutines of its
// own: while one is judged, compared and committed, the rows of the next are
// read, and the heads of the one after that.
type lookahead struct {
	asked  chan *asked
	cancel context.CancelFunc
}

// lookAhead begins to read. The caller takes each question from asked, answers
// or ends it, and stops the lookahead in the end.
func (j Judge) lookAhead(ctx context.Context, w *World, questions []Question) *lookahead {
	ctx, cancel := context.WithCancel(ctx)
	l := &lookahead{asked: make(chan *asked, 1), cancel: cancel}
	headed := make(chan *asked, 1)
	go func() {
		defer close(headed)
		known := new(rule.Regulars)
		for _, q := range questions {
			a := &asked{Question: q, known: known, findings: rule.NewFindings(), rows: make(chan *[]rosterRow, batchesAhead)}
			a.failed = unbroken(func() (err error) { a.fresh, err = j.heads(ctx, w, a); return err })
			select {
			case headed <- a:
			case <-ctx.Done():
				return
			}
		}
	}()
	go func() {
		defer close(l.asked)
		for a := range headed {
			ctx, cancel := context.WithCancel(ctx)
			a.cancel = cancel
			l.asked <- a
			if a.failed == nil && len(a.fresh) > 0 {
				a.failed = unbroken(func() error { return a.stream(ctx, j.Readings) })
			}
			close(a.rows)
		}
	}()
	return l
}

// unbroken makes a panic of what reads an error: it is one question's.
func unbroken(read func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("reading panicked: %v", p)
		}
	}()
	return read()
}

// stop ends reading, whatever was not taken yet.
func (l *lookahead) stop() {
	l.cancel()
	for a := range l.asked {
		a.end()
	}
}

// stream reads the rosters' rows into batches.
func (a *asked) stream(ctx context.Context, r Readings) error {
	var batch *[]rosterRow
	send := func() error {
		select {
		case a.rows <- batch:
			batch = nil
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	err := r.EachCard(ctx, a.fresh, func(group string, m workgroup.Member) error {
		if batch == nil {
			batch, _ = batches.Get().(*[]rosterRow)
			*batch = (*batch)[:0]
		}
		*batch = append(*batch, rosterRow{group, m})
		if len(*batch) < rowBatch {
			return nil
		}
		return send()
	})
	if err == nil && batch != nil {
		err = send()
	}
	if err != nil {
		return fmt.Errorf("read roster rows: %w", err)
	}
	return nil
}
