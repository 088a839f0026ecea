package check

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"qunguan/reconcile/calendar"
	"qunguan/reconcile/identity"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// manyRows is a source of so many rows for each group that it is asked for; it
// fails at row failAt and panics at row panicAt, unless they are 0.
type manyRows struct {
	Readings
	rows, failAt, panicAt int
	asked                 func(group string)
}

var (
	errSource = errors.New("connection lost")
	aMoment   = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
)

func (manyRows) Rosters(_ context.Context, groups []string) (map[string]workgroup.Roster, error) {
	rosters := map[string]workgroup.Roster{}
	for _, g := range groups {
		rosters[g] = workgroup.Roster{Group: g, TakenAt: aMoment.Add(-time.Hour), HasNicknames: true}
	}
	return rosters, nil
}

func (s manyRows) EachCard(ctx context.Context, rosters []workgroup.Roster, fn func(string, workgroup.Member) error) error {
	for _, r := range rosters {
		g := r.Group
		if s.asked != nil {
			s.asked(g)
		}
		for i := 1; i <= s.rows; i++ {
			switch {
			case i == s.failAt && g == "G1":
				return errSource
			case i == s.panicAt && g == "G1":
				panic("driver broke")
			}
			if err := fn(g, workgroup.Member{Account: fmt.Sprint(i)}); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// noCases is an empty ledger.
type noCases struct{ otherCases }

// otherCases are the methods that nothing calls here; an embedded field named
// Cases would hide the one that is.
type otherCases = Cases

func (noCases) Cases(context.Context, ledger.Filter) ([]ledger.Case, error) { return nil, nil }

// smallWorld has the groups, one to a unit, and no rule to find fault.
func smallWorld(groups ...string) (*World, []Question) {
	p := &policy.Policy{Member: policy.Member{RosterMaxAgeDays: 7}, Rules: policy.Rules{Off: rule.RulesOf(rule.JobMemberCheck)}}
	w := &World{
		World: rule.NewWorld(p, workgroup.NewDirectory(nil, nil), aMoment), Days: calendar.China().For(),
		Groups: map[string]workgroup.Group{},
	}
	w.Identity = identity.New(nil, nil, nil, w.Day, p)
	var questions []Question
	for _, code := range groups {
		g := workgroup.Group{Code: code, Unit: "U" + code}
		w.Groups[code] = g
		questions = append(questions, Question{Job: rule.JobMemberCheck, Groups: []workgroup.Group{g}})
	}
	return w, questions
}

// readOne gives the rows of one group to judge.
func readOne(ctx context.Context, source manyRows, judge func(group string, m workgroup.Member) error) error {
	w, questions := smallWorld("G1")
	ahead := Judge{Readings: source, Cases: noCases{}}.lookAhead(ctx, w, questions)
	defer ahead.stop()
	a := <-ahead.asked
	defer a.end()
	return a.each(judge)
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
		{"every row is judged once and in order", manyRows{rows: 50*rowBatch + 3}, 0, nil, 50*rowBatch + 3},
		{"no rows are no error", manyRows{}, 0, nil, 0},
		{"a source that fails is an error, and what was read before it may be judged", manyRows{rows: 3000, failAt: 2000}, 0, errSource, 1999},
		{"a judge that gives up ends the reader", manyRows{rows: 1 << 30}, 10, stop, 10},
	} {
		t.Run(c.name, func(t *testing.T) {
			judged := 0
			err := readOne(t.Context(), c.source, func(_ string, m workgroup.Member) error {
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
	if err := readOne(t.Context(), manyRows{rows: 9, panicAt: 5}, func(string, workgroup.Member) error { return nil }); err == nil {
		t.Error("a reader that panics reads well")
	}
	defer func() {
		if recover() == nil {
			t.Error("the judge's panic was lost")
		}
	}()
	_ = readOne(t.Context(), manyRows{rows: 1 << 30}, func(string, workgroup.Member) error { panic("rule broke") })
}

func TestAStoppedRunStopsReading(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err := readOne(ctx, manyRows{rows: 1 << 30}, func(string, workgroup.Member) error { return nil })
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want the context's", err)
	}
}

func TestWhatGoesWrongInOneUnitIsNotTheNextOnes(t *testing.T) {
	for name, source := range map[string]manyRows{
		"a source that fails":  {rows: 3000, failAt: 2000},
		"a source that panics": {rows: 3000, panicAt: 2000},
	} {
		t.Run(name, func(t *testing.T) {
			w, questions := smallWorld("G0", "G1", "G2")
			ahead := Judge{Readings: source, Cases: noCases{}}.lookAhead(t.Context(), w, questions)
			defer ahead.stop()
			for i, wantErr := range []bool{false, true, false} {
				got, err := (<-ahead.asked).answer(t.Context(), w)
				if (err != nil) != wantErr {
					t.Errorf("unit %d: error %v", i, err)
				}
				if err == nil && got.Findings.Rows != 3000 {
					t.Errorf("unit %d: %d rows judged", i, got.Findings.Rows)
				}
			}
		})
	}
	t.Run("a judge that gives up", func(t *testing.T) {
		w, questions := smallWorld("G1", "G2")
		ahead := Judge{Readings: manyRows{rows: 100 * rowBatch}, Cases: noCases{}}.lookAhead(t.Context(), w, questions)
		defer ahead.stop()
		(<-ahead.asked).end()
		a, rows := <-ahead.asked, 0
		err := a.each(func(group string, _ workgroup.Member) error {
			rows += strings.Count(group, "G2")
			return nil
		})
		a.end()
		if err != nil || rows != 100*rowBatch {
			t.Errorf("%d rows of the next unit, error %v", rows, err)
		}
	})
}

func TestTheNextUnitIsReadWhileOneIsJudged(t *testing.T) {
	begun := make(chan string, 9)
	w, questions := smallWorld("G1", "G2", "G3", "G4")
	source := manyRows{rows: 10, asked: func(group string) { begun <- group }}
	ahead := Judge{Readings: source, Cases: noCases{}}.lookAhead(t.Context(), w, questions)
	defer ahead.stop()
	first := <-ahead.asked
	defer first.end()
	for _, want := range []string{"G1", "G2"} { // G1's rows were not asked for yet
		if got := <-begun; got != want {
			t.Errorf("reads %s, want %s", got, want)
		}
	}
}
