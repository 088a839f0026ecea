package check

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"qunguan/reconcile/calendar"
	"qunguan/reconcile/identity"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// manyRosters is a source of one roster of three rows for each group that it is
// asked for, without end where endless is set. Among unit U1's groups it fails
// at the failAt-th and panics at the panicAt-th, unless they are 0.
type manyRosters struct {
	otherRosters
	endless         bool
	failAt, panicAt int
	asked           func(group string)
}

const rowsOfEach = 3

var (
	errSource = errors.New("connection lost")
	aMoment   = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
)

func (manyRosters) Rosters(_ context.Context, groups []string) (map[string]workgroup.Roster, error) {
	rosters := map[string]workgroup.Roster{}
	for _, g := range groups {
		rosters[g] = workgroup.Roster{Group: g, TakenAt: aMoment.Add(-time.Hour), HasNicknames: true}
	}
	return rosters, nil
}

func (s manyRosters) EachRoster(ctx context.Context, groups []string, fn func(roster.Reading) error) error {
	members := make([]workgroup.Member, rowsOfEach) // one for all: a reading is good until fn returns
	for i := 0; i < len(groups) || s.endless; i++ {
		g := groups[i%len(groups)]
		if s.asked != nil {
			s.asked(g)
		}
		if strings.HasPrefix(g, "U1-") {
			switch i + 1 {
			case s.failAt:
				return errSource
			case s.panicAt:
				panic("driver broke")
			}
		}
		for k := range members {
			members[k] = workgroup.Member{Account: fmt.Sprint(i*rowsOfEach + k + 1)}
		}
		if err := fn(roster.Reading{Roster: workgroup.Roster{Group: g}, Members: members}); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// noCases is an empty ledger.
type noCases struct{ otherCases }

// otherCases and otherRosters are the methods that nothing calls here; embedded
// under the interfaces' own names they would hide the methods that are called.
type (
	otherCases   = Cases
	otherRosters = Rosters
)

func (noCases) Cases(context.Context, ledger.Filter) ([]ledger.Case, error) { return nil, nil }

// smallWorld has units with so many groups each, and no rule to find fault.
func smallWorld(groups int, units ...string) (*RegistrySnapshot, []Question) {
	p := &policy.Policy{Member: policy.Member{RosterMaxAgeDays: 7}, Rules: policy.Rules{Off: rule.RulesOf(rule.JobMemberCheck)}}
	w := &RegistrySnapshot{
		Snapshot: rule.NewSnapshot(p, workgroup.NewDirectory(nil, workgroup.People{}), aMoment), Days: calendar.China().For(),
	}
	w.Identity = identity.New(workgroup.People{}, nil, nil, w.Day, p)
	var questions []Question
	var registered workgroup.GroupsBuilder
	for _, unit := range units {
		q := Question{Job: rule.JobMemberCheck}
		for i := range groups {
			g := workgroup.Group{Code: fmt.Sprintf("%s-%04d", unit, i), Unit: unit}
			registered.Add(g)
			q.Groups = append(q.Groups, g)
		}
		questions = append(questions, q)
	}
	w.Groups = registered.Groups()
	return w, questions
}

// readOne gives the rows of one unit's groups to judge.
func readOne(ctx context.Context, source manyRosters, groups int, judge func(workgroup.Member) error) error {
	w, questions := smallWorld(groups, "U1")
	ahead := Judge{Rosters: source, Cases: noCases{}}.lookAhead(ctx, w, slices.Values(questions))
	defer ahead.stop()
	a := <-ahead.asked
	defer a.end()
	return a.each(func(r roster.Reading) error {
		for _, m := range r.Members {
			if err := judge(m); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestReadAhead(t *testing.T) {
	stop := errors.New("enough")
	for _, c := range []struct {
		name   string
		source manyRosters
		groups int
		stopAt int
		want   error
		atMost int // rows judged
	}{
		{"every row is judged once and in order", manyRosters{}, 5*rostersAhead + 3, 0, nil, (5*rostersAhead + 3) * rowsOfEach},
		{"no rows are no error", manyRosters{}, 0, 0, nil, 0},
		{"a source that fails is an error, and what was read before it may be judged", manyRosters{failAt: 80}, 100, 0, errSource, 79 * rowsOfEach},
		{"a judge that gives up ends the reader", manyRosters{endless: true}, 1, 10, stop, 10},
	} {
		t.Run(c.name, func(t *testing.T) {
			judged := 0
			err := readOne(t.Context(), c.source, c.groups, func(m workgroup.Member) error {
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
	if err := readOne(t.Context(), manyRosters{panicAt: 5}, 9, func(workgroup.Member) error { return nil }); err == nil {
		t.Error("a reader that panics reads well")
	}
	defer func() {
		if recover() == nil {
			t.Error("the judge's panic was lost")
		}
	}()
	_ = readOne(t.Context(), manyRosters{endless: true}, 1, func(workgroup.Member) error { panic("rule broke") })
}

func TestAStoppedRunStopsReading(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err := readOne(ctx, manyRosters{endless: true}, 1, func(workgroup.Member) error { return nil })
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want the context's", err)
	}
}

func TestWhatGoesWrongInOneUnitIsNotTheNextOnes(t *testing.T) {
	for name, source := range map[string]manyRosters{
		"a source that fails":  {failAt: 80},
		"a source that panics": {panicAt: 80},
	} {
		t.Run(name, func(t *testing.T) {
			w, questions := smallWorld(100, "U0", "U1", "U2")
			ahead := Judge{Rosters: source, Cases: noCases{}}.lookAhead(t.Context(), w, slices.Values(questions))
			defer ahead.stop()
			for i, wantErr := range []bool{false, true, false} {
				got, err := (<-ahead.asked).answer(t.Context(), w)
				if (err != nil) != wantErr {
					t.Errorf("unit %d: error %v", i, err)
				}
				if err == nil && got.Findings.Rows != 100*rowsOfEach {
					t.Errorf("unit %d: %d rows judged", i, got.Findings.Rows)
				}
			}
		})
	}
	t.Run("a judge that gives up", func(t *testing.T) {
		w, questions := smallWorld(100, "U1", "U2")
		ahead := Judge{Rosters: manyRosters{}, Cases: noCases{}}.lookAhead(t.Context(), w, slices.Values(questions))
		defer ahead.stop()
		(<-ahead.asked).end()
		a, rows := <-ahead.asked, 0
		err := a.each(func(r roster.Reading) error {
			if strings.HasPrefix(r.Group, "U2-") {
				rows += len(r.Members)
			}
			return nil
		})
		a.end()
		if err != nil || rows != 100*rowsOfEach {
			t.Errorf("%d rows of the next unit, error %v", rows, err)
		}
	})
}

func TestTheNextUnitIsReadWhileOneIsJudged(t *testing.T) {
	begun := make(chan string, 9)
	w, questions := smallWorld(1, "U1", "U2", "U3", "U4")
	source := manyRosters{asked: func(group string) { begun <- group }}
	ahead := Judge{Rosters: source, Cases: noCases{}}.lookAhead(t.Context(), w, slices.Values(questions))
	defer ahead.stop()
	first := <-ahead.asked
	defer first.end()
	got := []string{<-begun, <-begun} // U1's rows were not asked for yet
	slices.Sort(got)
	if want := []string{"U1-0000", "U2-0000"}; !slices.Equal(got, want) {
		t.Errorf("reads %v, want %v", got, want)
	}
}

// Units are judged at the same time, and come in their order, each with what it
// alone would be found to have.
func TestUnitsComeInTheirOrderWhoeverIsDoneFirst(t *testing.T) {
	units := []string{"U2", "U3", "U4", "U1", "U5", "U6"} // reading U1's rows fails
	w, questions := smallWorld(60, units...)
	w.Policy.Rules.Off = nil
	var slow sync.Map
	source := manyRosters{failAt: 30, asked: func(group string) {
		unit, _, _ := strings.Cut(group, "-")
		if _, again := slow.LoadOrStore(unit, true); !again && (unit == "U2" || unit == "U4") {
			time.Sleep(20 * time.Millisecond) // those behind are done first
		}
	}}
	c := Check{Job: rule.JobMemberCheck, Log: slog.New(slog.DiscardHandler)}
	judge := Judge{Rosters: source, Cases: noCases{}}
	judged, stop := c.judgedUnits(t.Context(), w, units, judge, slices.Values(questions))
	for i, unit := range units {
		v := <-judged
		if got := v.Groups[0].Unit; got != unit {
			t.Fatalf("unit %s comes instead of %s", got, unit)
		}
		if failed := errors.Is(v.err, errSource); failed != (unit == "U1") {
			t.Errorf("unit %s: %v", unit, v.err)
		}
		if v.err != nil {
			continue
		}
		alone, err := judge.Ask(t.Context(), w, questions[i])
		if err != nil {
			t.Fatal(err)
		}
		if v.Findings.Rows != alone.Findings.Rows || !maps.Equal(v.Findings.Rosters, alone.Findings.Rosters) ||
			!maps.Equal(v.Findings.UnjudgedByReason(), alone.Findings.UnjudgedByReason()) || len(v.Plan.Changes) != len(alone.Plan.Changes) {
			t.Errorf("unit %s: %+v in %d rows, alone %+v in %d", unit, v.Plan, v.Findings.Rows, alone.Plan, alone.Findings.Rows)
		}
	}
	if v, more := <-judged; more {
		t.Errorf("a unit too many: %+v", v.Question)
	}
	stop()
}

func TestJudgingThatIsStoppedEnds(t *testing.T) {
	units := []string{"U1", "U2", "U3", "U4", "U5"}
	w, questions := smallWorld(50, units...)
	c := Check{Job: rule.JobMemberCheck, Log: slog.New(slog.DiscardHandler)}
	for _, source := range []manyRosters{{}, {endless: true}} {
		judged, stop := c.judgedUnits(t.Context(), w, units, Judge{Rosters: source, Cases: noCases{}}, slices.Values(questions))
		if !source.endless {
			<-judged
		}
		stop()
		if _, more := <-judged; more {
			t.Error("it goes on")
		}
	}
}

// A roster that the registry can no longer read is no roster: nothing is found
// in it and nothing cured, and the groups beside it are judged.
func TestADamagedRosterJudgesNobody(t *testing.T) {
	w, questions := smallWorld(2, "U1")
	w.Policy.Rules.Off = nil
	got, err := Judge{Rosters: damaged{}, Cases: noCases{}}.Ask(t.Context(), w, questions[0])
	if err != nil {
		t.Fatal(err)
	}
	if n := got.Findings.UnjudgedByReason()[rule.ReasonDamaged]; n != 1 || got.Findings.Rows != rowsOfEach {
		t.Errorf("%d groups could not be judged, want 1; %d rows judged, want %d", n, got.Findings.Rows, rowsOfEach)
	}
	for _, c := range got.Plan.Changes {
		if c.After.Subject.Group == "U1-0000" {
			t.Errorf("the damaged group has a case: %+v", c.After)
		}
	}
	if v := got.Findings.Verdict(rule.MemberUnknown, ledger.Subject{Type: ledger.SubjectAccount, Group: "U1-0000", Account: "1"}); v.Outcome != rule.CannotJudge {
		t.Errorf("a case there would be closed: %+v", v)
	}
}

// damaged cannot read the first group's roster.
type damaged struct{ manyRosters }

func (d damaged) EachRoster(ctx context.Context, groups []string, fn func(roster.Reading) error) error {
	return d.manyRosters.EachRoster(ctx, groups, func(r roster.Reading) error {
		if r.Group == groups[0] {
			r.Members, r.Damage = nil, roster.ErrDamaged
		}
		return fn(r)
	})
}
