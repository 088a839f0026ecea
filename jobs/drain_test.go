package jobs

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestADrainedDaemonFinishesItsJobAndBeginsNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		drain := make(chan struct{})
		finished := false
		first := &diary{name: "member-check", do: func(context.Context) error {
			close(drain)
			time.Sleep(time.Hour)
			finished = true
			return nil
		}}
		next := &diary{name: "compose"}
		d := daemon(t, newTicks(), map[string]string{"member-check": "0 8 * * *", "compose": "0 8 * * *"}, first, next)
		d.Drain = drain
		if err := d.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if !finished {
			t.Error("the job at work was left")
		}
		if diff := cmp.Diff([]string{"01-01 08:00"}, first.ran()); diff != "" || len(next.ran()) > 0 {
			t.Errorf("the next job ran %v\n%s", next.ran(), diff)
		}
	})
}
