package check

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"qunguan/jobs"
	"qunguan/reconcile"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
)

var errCommit = errors.New("the disk is full")

// writtenUnits is a ledger that keeps which units were committed together, and refuses the transactions
// that a unit named in refuse is part of.
type writtenUnits struct {
	noCases
	refuse  map[string]error
	first   func() // before the first commit; may be nil
	commits [][]string
}

func (*writtenUnits) Baselines(context.Context, []string) (map[string]map[string]bool, error) {
	return nil, nil
}

func (l *writtenUnits) CommitParts(_ context.Context, parts ...reconcile.Part) error {
	if l.first != nil {
		l.first()
		l.first = nil
	}
	var units []string
	for _, p := range parts {
		if err := l.refuse[p.Unit]; err != nil {
			return err
		}
		units = append(units, p.Unit)
	}
	l.commits = append(l.commits, units)
	return nil
}

// commitUnits runs member-check's units against the ledger.
func commitUnits(t *testing.T, l *writtenUnits, source manyRosters, units ...string) (jobs.Report, error) {
	t.Helper()
	w, _ := smallWorld(3, units...)
	w.byUnit = map[string][]int32{}
	for n := range int32(w.Groups.Len()) {
		unit := w.Groups.At(n).Unit
		w.byUnit[unit] = append(w.byUnit[unit], n)
	}
	c := Check{Job: rule.JobMemberCheck, Rosters: source, Cases: l, Policy: w.Policy, Log: slog.New(slog.DiscardHandler)}
	run := jobs.Run{Moment: aMoment}
	report := jobs.NewReport(c.Job, run)
	err := c.units(t.Context(), run, w, units, before{}, &report)
	return report, err
}

// Units are committed once each, in their order, whoever is committed together with whom; one that
// cannot be written is told, and the others are written.
func TestUnitsAreCommittedTogetherAndFailAlone(t *testing.T) {
	var units []string
	for i := range 100 {
		units = append(units, fmt.Sprintf("V%03d", i))
	}
	for name, c := range map[string]struct {
		refuse map[string]error
		failed []string
	}{
		"all are written":                   {nil, nil},
		"two cannot be written":             {map[string]error{"V007": errCommit, "V050": errCommit}, []string{"V007", "V050"}},
		"one moves each time it is written": {map[string]error{"V031": ledger.ErrMoved}, []string{"V031"}},
	} {
		t.Run(name, func(t *testing.T) {
			l := &writtenUnits{refuse: c.refuse}
			report, err := commitUnits(t, l, manyRosters{}, units...)
			if err != nil {
				t.Fatal(err)
			}
			want := slices.DeleteFunc(slices.Clone(units), func(u string) bool { return c.refuse[u] != nil })
			if got := slices.Concat(l.commits...); !slices.Equal(got, want) {
				t.Errorf("committed %v", got)
			}
			var failed []string
			for _, trouble := range report.Trouble {
				failed = append(failed, trouble.Unit)
			}
			if !slices.Equal(failed, c.failed) || (report.Status == jobs.StatusPartial) != (len(failed) > 0) {
				t.Errorf("%s: %v failed, want %v", report.Status, failed, c.failed)
			}
			if rows := report.Read["rows"]; rows != len(want)*3*rowsOfEach {
				t.Errorf("%d rows are counted", rows)
			}
		})
	}
}

// While one unit is written others are judged, and the next transaction has all of them.
func TestWhatWasJudgedMeanwhileIsCommittedTogether(t *testing.T) {
	var units []string
	for i := range 30 {
		units = append(units, fmt.Sprintf("V%03d", i))
	}
	ahead := make(chan bool, 1)
	l := &writtenUnits{first: func() { <-ahead; time.Sleep(10 * time.Millisecond) }}
	source := manyRosters{asked: func(group string) {
		if group == "V005-0000" { // those before V003 are judged
			ahead <- true
		}
	}}
	if _, err := commitUnits(t, l, source, units...); err != nil {
		t.Fatal(err)
	}
	if len(l.commits) > 29 || len(slices.Concat(l.commits...)) != len(units) {
		t.Errorf("%d transactions: %v", len(l.commits), l.commits)
	}
}

// A transaction has no more units than others can wait for.
func TestReadyUnitsAreBounded(t *testing.T) {
	judged := make(chan judgedUnit, 100)
	for i := range 100 {
		v := judgedUnit{unit: fmt.Sprint(i)}
		v.Plan.Changes = make([]reconcile.Change, i/50*changesAtOnce/2)
		judged <- v
	}
	close(judged)
	var sizes []string
	for batch := ready(judged); len(batch) > 0; batch = ready(judged) {
		sizes = append(sizes, fmt.Sprint(len(batch)))
	}
	if got := strings.Join(sizes[:8], " "); got != "8 8 8 8 8 8 4 2" {
		t.Errorf("%s units together", got)
	}
}
