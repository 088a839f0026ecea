package check

import "context"

// verdict is the judgement of one unit, or the error that kept it from one.
type verdict struct {
	Question
	Judgement
	err error
}

// verdicts judges the units in their order, in a goroutine of its own, until it
// is stopped.
func (c Check) verdicts(ctx context.Context, w *World, units []string, judge Judge, questions []Question) (verdicts chan verdict, stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	verdicts = make(chan verdict)
	go func() {
		defer close(verdicts)
		ahead := judge.lookAhead(ctx, w, questions)
		defer ahead.stop()
		for _, unit := range units {
			read, ok := <-ahead.asked
			if !ok {
				return
			}
			v := verdict{Question: read.Question}
			v.err = c.harmless(unit, func() (err error) { v.Judgement, err = read.answer(ctx, w); return err })
			select {
			case verdicts <- v:
			case <-ctx.Done():
				return
			}
		}
	}()
	return verdicts, func() {
		cancel()
		for range verdicts { // the judge has ended when its channel is closed
		}
	}
}
