package check

import (
	"context"
	"fmt"
	"iter"
	"sync"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// rostersAhead is how many rosters may wait to be judged: enough for reading to continue while the
// former unit is compared and committed.
const rostersAhead = 16

// pooledRows is the largest roster whose memory is kept for the next ones.
const pooledRows = 5000

// copies reuses the memory of rosters: millions of rows go through a handful of copies.
var copies = sync.Pool{New: func() any { return new(roster.Reading) }}

// asked is a question with all the data for its answer. Rows may still be on their way.
type asked struct {
	Question
	existing []ledger.Case
	watch    map[string]rule.Watch
	findings *rule.Findings // filled by the rules about groups first, then by the rows
	rosters  map[string]workgroup.Roster
	activity map[string]workgroup.GroupActivity
	known    *rule.ClearMembers   // cache of earlier questions; used by the answering goroutine alone
	fresh    []string             // groups with rows to judge
	rows     chan *roster.Reading // their rosters, in order; closed by the reader
	failed   error                // the error that ended reading; read it once rows is closed
	cancel   context.CancelFunc
}

// each passes every roster to judge, in the caller's goroutine, so that a rule's panic affects only the
// caller's part. Rosters that were read before an error are judged.
func (a *asked) each(judge func(roster.Reading) error) error {
	for r := range a.rows {
		if err := judge(*r); err != nil {
			return err
		}
		if cap(r.Members) <= pooledRows {
			copies.Put(r)
		}
	}
	return a.failed
}

// end tells the reader that no more rows are needed, and waits for it.
func (a *asked) end() {
	a.cancel()
	for range a.rows { // the reader has ended when its channel is closed
	}
}

// lookahead reads the data of questions in their order, in goroutines of its own: while some questions
// are judged, compared and committed, the rows of the next are read, and the heads of the one after that.
type lookahead struct {
	asked  chan *asked
	cancel context.CancelFunc
}

// lookAhead starts reading. The caller takes each question from asked, answers or ends it, and stops
// the lookahead in the end.
func (j Judge) lookAhead(ctx context.Context, w *RegistrySnapshot, questions iter.Seq[Question]) *lookahead {
	ctx, cancel := context.WithCancel(ctx)
	l := &lookahead{asked: make(chan *asked, 1), cancel: cancel}
	headed := make(chan *asked, 1)
	go func() {
		defer close(headed)
		for q := range questions {
			a := &asked{Question: q, known: new(rule.ClearMembers), findings: rule.NewFindings(), rows: make(chan *roster.Reading, rostersAhead)}
			if q.Job == rule.JobMemberCheck && !q.CloseOnly {
				a.findings.Index = roster.NewPersonIndex()
			}
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
			go func() {
				defer close(a.rows)
				if a.failed == nil && len(a.fresh) > 0 {
					a.failed = unbroken(func() error { return a.stream(ctx, j.Rosters) })
				}
			}()
		}
	}()
	return l
}

// unbroken turns a panic of a read into an error, which belongs to one question.
func unbroken(read func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("reading panicked: %v", p)
		}
	}()
	return read()
}

// stop ends reading and drops the questions that were not taken.
func (l *lookahead) stop() {
	l.cancel()
	for a := range l.asked {
		a.end()
	}
}

// stream reads and decodes the rosters, each into a copy of its own.
func (a *asked) stream(ctx context.Context, r Rosters) error {
	err := r.EachRoster(ctx, a.fresh, func(one roster.Reading) error {
		c, _ := copies.Get().(*roster.Reading)
		members := append(c.Members[:0], one.Members...) //nolint:gocritic // the copy keeps its memory
		*c = one
		c.Members = members
		select {
		case a.rows <- c:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	if err != nil {
		return fmt.Errorf("read roster rows: %w", err)
	}
	return nil
}
