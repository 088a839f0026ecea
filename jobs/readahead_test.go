package jobs

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"qunguan/reconcile/workgroup"
)

// manyRows is a source of so many rows; it fails at row failAt and panics at
// row panicAt, unless they are 0.
type manyRows struct {
	Readings
	rows, failAt, panicAt int
}

var errSource = errors.New("connection lost")

func (s manyRows) EachMember(ctx context.Context, _ []string, fn func(string, workgroup.Member) error) error {
	for i := 1; i <= s.rows; i++ {
		switch i {
		case s.failAt:
			return errSource
		case s.panicAt:
			panic("driver broke")
		}
		if err := fn("G1", workgroup.Member{Account: fmt.Sprint(i)}); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func TestReadAhead(t *testing.T) {
	stop := errors.New("enough")
	for _, c := range []struct {
		name   string
		source manyRows
		stopAt int
		want   error
		atMost int // rows judged
	}{
		{"every row is judged once and in order", manyRows{rows: 5*rowBatch + 3}, 0, nil, 5*rowBatch + 3},
		{"no rows are no error", manyRows{}, 0, nil, 0},
		{"a source that fails is an error, and what was read before it may be judged", manyRows{rows: 3000, failAt: 2000}, 0, errSource, 1999},
		{"a judge that gives up ends the reader", manyRows{rows: 1 << 30}, 10, stop, 10},
	} {
		t.Run(c.name, func(t *testing.T) {
			judged := 0
			err := readAhead(t.Context(), c.source, nil, func(_ string, m workgroup.Member) error {
				judged++
				if m.Account != fmt.Sprint(judged) {
					t.Fatalf("row %s came as number %d", m.Account, judged)
				}
				if judged == c.stopAt {
					return stop
				}
				return nil
			})
			if !errors.Is(err, c.want) || (c.want == nil) != (err == nil) {
				t.Errorf("error %v, want %v", err, c.want)
			}
			if judged > c.atMost || c.want == nil && judged != c.atMost {
				t.Errorf("judged %d rows, want %d", judged, c.atMost)
			}
		})
	}
}

func TestAPanicWhileReadingIsAnErrorAndOneWhileJudgingIsTheCallers(t *testing.T) {
	if err := readAhead(t.Context(), manyRows{rows: 9, panicAt: 5}, nil, func(string, workgroup.Member) error { return nil }); err == nil {
		t.Error("a reader that panics reads well")
	}
	defer func() {
		if recover() == nil {
			t.Error("the judge's panic was lost")
		}
	}()
	_ = readAhead(t.Context(), manyRows{rows: 1 << 30}, nil, func(string, workgroup.Member) error { panic("rule broke") })
}

func TestAStoppedRunStopsReading(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err := readAhead(ctx, manyRows{rows: 1 << 30}, nil, func(string, workgroup.Member) error { return nil })
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want the context's", err)
	}
}
