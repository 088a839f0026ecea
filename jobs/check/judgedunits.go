package check

import (
	"context"
	"iter"
)

// judgedUnit is the judgement of one unit, or the error that prevented it.
type judgedUnit struct {
	Question
	Judgement
	err error
}

// judgedUnits judges the units in their order, in a goroutine of its own, until it is stopped.
func (c Check) judgedUnits(ctx context.Context, w *RegistrySnapshot, units []string, judge Judge, questions iter.Seq[Question]) (judged chan judgedUnit, stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	judged = make(chan judgedUnit)
	go func() {
		defer close(judged)
		ahead := judge.lookAhead(ctx, w, questions)
		defer ahead.stop()
		for _, unit := range units {
			read, ok := <-ahead.asked
			if !ok {
				return
			}
			v := judgedUnit{Question: read.Question}
			v.err = c.harmless(unit, func() (err error) { v.Judgement, err = read.answer(ctx, w); return err })
			select {
			case judged <- v:
			case <-ctx.Done():
				return
			}
		}
	}()
	return judged, func() {
		cancel()
		for range judged { // the judge has ended when its channel is closed
		}
	}
}
