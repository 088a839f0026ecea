package cli

import (
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"qunguan/reconcile/intake"
)

// bar shows on a terminal how far an import is: rows, rate, time left. It is
// silent elsewhere.
type bar struct {
	c    *call
	all  *mpb.Progress
	bar  *mpb.Bar
	rows int64
}

func newBar(c *call) *bar { return &bar{c: c} }

// update takes the newest progress of the reading.
func (b *bar) update(p intake.Progress) {
	if b.all == nil {
		if !isTerminal(b.c.Stderr) {
			return
		}
		b.all = mpb.New(mpb.WithOutput(b.c.Stderr), mpb.WithWidth(40))
		b.bar = b.all.AddBar(p.Total,
			mpb.PrependDecorators(decor.Any(func(decor.Statistics) string { return b.c.say("cli.bar_rows", "n", b.rows) })),
			mpb.AppendDecorators(decor.Percentage(), decor.Name("  "), decor.AverageSpeed(decor.SizeB1024(0), "% .1f"),
				decor.Name("  "), decor.AverageETA(decor.ET_STYLE_GO)),
		)
	}
	b.rows = p.Rows
	b.bar.SetCurrent(p.Bytes)
}

// done removes the bar, so that the next output begins on a clean line.
func (b *bar) done() {
	if b.all != nil {
		b.bar.Abort(true)
		b.all.Wait()
	}
}
