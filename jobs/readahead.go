package jobs

import (
	"context"
	"fmt"

	"qunguan/reconcile/workgroup"
)

// rowBatch is how many roster rows are handed over at once, and batchesAhead
// how many batches may wait: reading and judging take turns on the same rows
// only when one of them is much slower.
const (
	rowBatch     = 512
	batchesAhead = 4
)

// rosterRow is a row of a group's roster on its way to be judged.
type rosterRow struct {
	group  string
	member workgroup.Member
}

// readAhead reads the groups' rosters in a goroutine of its own while the
// caller judges what was read before. Rows come in order. judge runs in the
// caller's goroutine, so that a rule's panic harms only the caller's part.
func readAhead(ctx context.Context, r Readings, groups []string, judge func(group string, m workgroup.Member) error) error {
	ctx, cancel := context.WithCancel(ctx)
	batches := make(chan []rosterRow, batchesAhead)
	var failed error
	go func() {
		defer close(batches)
		failed = readBatches(ctx, r, groups, batches)
	}()
	defer func() {
		cancel()
		for range batches { // the reader has ended when its channel is closed
		}
	}()
	for batch := range batches {
		for i := range batch {
			if err := judge(batch[i].group, batch[i].member); err != nil {
				return err
			}
		}
	}
	return failed
}

func readBatches(ctx context.Context, r Readings, groups []string, out chan<- []rosterRow) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("reading panicked: %v", p)
		}
	}()
	batch := make([]rosterRow, 0, rowBatch)
	send := func() error {
		select {
		case out <- batch:
			batch = make([]rosterRow, 0, rowBatch)
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	err = r.EachMember(ctx, groups, func(group string, m workgroup.Member) error {
		batch = append(batch, rosterRow{group, m})
		if len(batch) < rowBatch {
			return nil
		}
		return send()
	})
	if err == nil && len(batch) > 0 {
		err = send()
	}
	return err
}
