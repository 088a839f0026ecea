package check

import (
	"context"
	"iter"
	"sync"

	"qunguan/reconcile/rule"
)

// judgedUnit is the judgement of one unit, or the error that prevented it.
type judgedUnit struct {
	unit string
	Question
	Judgement
	err error
}

// judges is how many units are judged at the same time: as many as a small
// machine has cores. judgedAhead is how many judgements may wait to be committed together. Each has its
// unit's findings in memory.
const (
	judges      = 2
	judgedAhead = unitsAtOnce / 2
)

// judgedUnits judges the units, some at the same time, and gives them in their order, until it is
// stopped.
func (c Check) judgedUnits(ctx context.Context, w *RegistrySnapshot, units []string, judge Judge, questions iter.Seq[Question]) (judged chan judgedUnit, stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	judged = make(chan judgedUnit, judgedAhead)
	turns := make(chan chan judgedUnit, judges-1) // of units that are being judged; the first one is waited for
	caches := make(chan *rule.ClearMembers, judges)
	for range judges {
		caches <- new(rule.ClearMembers)
	}
	go func() {
		defer close(turns)
		ahead := judge.lookAhead(ctx, w, questions)
		defer ahead.stop()
		var judging sync.WaitGroup
		defer judging.Wait() // their rows are read until then
		for _, unit := range units {
			turn := make(chan judgedUnit, 1)
			select {
			case turns <- turn:
			case <-ctx.Done():
				return
			}
			read, ok := <-ahead.asked
			if !ok {
				close(turn)
				return
			}
			judging.Go(func() {
				known := <-caches
				read.known = known
				v := judgedUnit{unit: unit, Question: read.Question}
				v.err = c.harmless(unit, func() (err error) { v.Judgement, err = read.answer(ctx, w); return err })
				caches <- known
				turn <- v
			})
		}
	}()
	go func() {
		defer close(judged)
		for turn := range turns {
			v, ok := <-turn
			if !ok {
				return
			}
			select {
			case judged <- v:
			case <-ctx.Done(): // units judged beside it are waited for
			}
		}
	}()
	return judged, func() {
		cancel()
		for range judged { // the judges have ended when their channel is closed
		}
	}
}
