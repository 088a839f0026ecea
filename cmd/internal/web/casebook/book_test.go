package casebook

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// county is a ledger in memory.
type county struct {
	cases  []ledger.Case
	change int64
	slow   time.Duration // of a reading
	reads  int
	fails  error
}

func (c *county) EachListed(_ context.Context, fn func(ledger.Listed) error) error {
	c.reads++
	time.Sleep(c.slow)
	for _, one := range c.cases {
		err := fn(ledger.Listed{
			ID: one.ID, Rule: one.Rule, Unit: one.Unit, Group: one.Subject.Group, Group2: one.Subject.Group2, Responsible: one.Responsible, Title: []byte(one.Title),
			State: one.State, Severity: one.Severity, OpenedOn: one.OpenedOn, DueOn: one.DueOn, ClosedOn: one.ClosedOn,
		})
		if err != nil {
			return err
		}
	}
	return c.fails
}

func (c *county) NewestCaseChange(context.Context) (int64, error) { return c.change, c.fails }

func (c *county) Cases(_ context.Context, f ledger.Filter) ([]ledger.Case, error) {
	return slices.DeleteFunc(slices.Clone(c.cases), func(one ledger.Case) bool { return !slices.Contains(f.IDs, one.ID) }), nil
}

func randomCounty(n int) *county {
	random := rand.New(rand.NewPCG(3, 5))
	pick := func(list ...string) string { return list[random.IntN(len(list))] }
	c := &county{}
	for i := range n {
		one := ledger.Case{
			ID: int64(2*i + 1), Rule: pick("member.card", "member.left", "group.zombie"), Unit: pick("U1", "U2", "U3"), Title: fmt.Sprintf("群“工作群%d”的问题 A%d", i, i%7),
			State:    ledger.State(pick("found", "found", "found", "handed_over", "handling", "accountability", "circulated", "closed", "closed", "exempt")),
			Severity: pick("high", "normal", "low"), DueOn: workgroup.Date(pick("", "2026-11-30", "2026-12-01", "2026-12-05", "2027-01-01")), OpenedOn: workgroup.Date(pick("2026-08-01", "2026-11-01", "2026-11-10")),
			Responsible: pick("", "P1", "P2"), Subject: ledger.Subject{Group: fmt.Sprintf("G%d", random.IntN(9)), Group2: pick("", "", "G0")},
		}
		if !one.State.Open() {
			one.ClosedOn = workgroup.Date(pick("2026-11-10", "2026-11-11", "2026-11-25"))
		}
		c.cases = append(c.cases, one)
	}
	return c
}

func within(w *ledger.Within, c ledger.Case) bool {
	return w == nil || slices.Contains(w.Units, c.Unit) || slices.Contains(w.Groups, c.Subject.Group) || c.Subject.Group2 != "" && slices.Contains(w.Groups, c.Subject.Group2)
}

// plainListing keeps List's promises in the plainest way.
func plainListing(cases []ledger.Case, l ledger.Listing) []int64 {
	rank := map[string]int{"high": 0, "normal": 1, "low": 2}
	either := func(all bool, list []string, values ...string) bool {
		return all || slices.ContainsFunc(values, func(v string) bool { return v != "" && slices.Contains(list, v) })
	}
	bounded := l.DueFrom != "" || l.DueTo != ""
	list := slices.DeleteFunc(slices.Clone(cases), func(c ledger.Case) bool {
		fits := slices.Contains(l.States, c.State) && either(l.Units == nil, l.Units, c.Unit) && either(l.Rule == "", []string{l.Rule}, c.Rule) &&
			either(len(l.Rules) == 0, l.Rules, c.Rule) && either(l.Severity == "", []string{l.Severity}, c.Severity) &&
			either(l.Responsible == "", []string{l.Responsible}, c.Responsible) && either(l.Groups == nil, l.Groups, c.Subject.Group, c.Subject.Group2) &&
			(l.Search == "" || strings.Contains(strings.ToLower(c.Title), strings.ToLower(l.Search)) || fmt.Sprint(c.ID) == l.Search) && within(l.Within, c) &&
			(!bounded || c.State.Open() && c.DueOn != "" && c.DueOn >= l.DueFrom && (l.DueTo == "" || c.DueOn <= l.DueTo))
		return !fits
	})
	slices.SortFunc(list, func(a, b ledger.Case) int {
		byDue, bySeverity := cmp.Compare(cmp.Or(a.DueOn, "9999"), cmp.Or(b.DueOn, "9999")), cmp.Compare(rank[a.Severity], rank[b.Severity])
		switch aOpen, bOpen := a.State.Open(), b.State.Open(); {
		case aOpen != bOpen && aOpen:
			return -1
		case aOpen != bOpen:
			return 1
		case !aOpen:
			return cmp.Or(cmp.Compare(b.ClosedOn, a.ClosedOn), cmp.Compare(b.ID, a.ID))
		case l.Sort == ledger.SortSeverity:
			return cmp.Or(bySeverity, byDue, cmp.Compare(a.ID, b.ID))
		case l.Sort == ledger.SortNewest:
			return cmp.Compare(b.ID, a.ID)
		case l.Sort == ledger.SortOldest:
			return cmp.Compare(a.ID, b.ID)
		}
		return cmp.Or(byDue, bySeverity, cmp.Compare(a.ID, b.ID))
	})
	ids := []int64{}
	for _, c := range list {
		ids = append(ids, c.ID)
	}
	return ids
}

func TestAListingHasEachCaseOnceInItsOrder(t *testing.T) {
	all := append(slices.Clone(ledger.OpenStates), ledger.Closed, ledger.Exempt)
	for name, l := range map[string]ledger.Listing{
		"open":                {States: ledger.OpenStates},
		"all":                 {States: all},
		"all by severity":     {States: all, Sort: ledger.SortSeverity},
		"the newest":          {States: all, Sort: ledger.SortNewest},
		"the oldest":          {States: ledger.OpenStates, Sort: ledger.SortOldest},
		"closed":              {States: []ledger.State{ledger.Closed}},
		"exempt":              {States: []ledger.State{ledger.Exempt}},
		"no state":            {},
		"one state":           {States: []ledger.State{ledger.Handling}},
		"one severity of all": {States: all, Severity: "low"},
		"a severity unknown":  {States: all, Severity: "grave"},
		"units'":              {States: all, Units: []string{"U1", "U3", "U9"}},
		"of no unit":          {States: all, Units: []string{}},
		"a rule's":            {States: ledger.OpenStates, Rule: "member.left"},
		"rules'":              {States: ledger.OpenStates, Rules: []string{"member.left", "group.zombie", "group.gone"}},
		"overdue":             {States: ledger.OpenStates, DueTo: "2026-11-30"},
		"soon":                {States: all, DueFrom: "2026-12-01", DueTo: "2026-12-08"},
		"later":               {States: ledger.OpenStates, DueFrom: "2026-12-09"},
		"groups'":             {States: all, Groups: []string{"G0", "G3"}},
		"no group's":          {States: all, Groups: []string{}},
		"the empty group's":   {States: all, Groups: []string{""}},
		"a person's":          {States: all, Responsible: "P1"},
		"a unit's and groups": {States: all, Within: &ledger.Within{Units: []string{"U1"}, Groups: []string{"G0"}}},
		"within nothing":      {States: all, Within: &ledger.Within{}},
		"a word":              {States: all, Search: "群12"},
		"a word of all":       {States: ledger.OpenStates, Search: "工作群"},
		"small letters":       {States: all, Search: "a3"},
		"a number":            {States: all, Search: "17"},
		"a number of none":    {States: all, Search: "99999"},
		"two titles' letters": {States: all, Search: "A0群"},
		"the last title":      {States: all, Search: "工作群599"},
		"a sign of LIKE":      {States: all, Search: "%"},
		"a word of a unit":    {States: all, Search: "群1", Units: []string{"U1"}, Sort: ledger.SortNewest},
	} {
		t.Run(name, func(t *testing.T) {
			c := randomCounty(600)
			b, want := New(c), plainListing(c.cases, l)
			ids := []int64{}
			for l.Limit, l.Offset = 50, 0; ; l.Offset += 50 {
				page, inAll, err := b.List(t.Context(), l)
				if err != nil || inAll != len(want) {
					t.Fatalf("%d in all, want %d; %v", inAll, len(want), err)
				}
				for _, one := range page {
					ids = append(ids, one.ID)
				}
				if len(page) == 0 {
					break
				}
			}
			if diff := gocmp.Diff(want, ids); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestFiguresAreThoseOfTheCases(t *testing.T) {
	c := randomCounty(600)
	b := New(c)
	for _, w := range []*ledger.Within{nil, {Units: []string{"U1"}}, {Groups: []string{"G0"}}, {Units: []string{"U2"}, Groups: []string{"G1"}}, {}} {
		want := map[ledger.Count]int{}
		flow := map[ledger.Flow]int{}
		for _, one := range c.cases {
			if !within(w, one) {
				continue
			}
			n := ledger.Count{State: one.State, Unit: one.Unit, Rule: one.Rule, Severity: one.Severity, N: 1}
			switch {
			case one.DueOn == "":
				n.Undated = 1
			case !one.State.Open():
			case one.DueOn < "2026-12-01":
				n.Overdue = 1
			case one.DueOn <= "2026-12-08":
				n.Soon = 1
			default:
				n.Later = 1
			}
			want[n]++
			if one.State.Open() {
				flow[ledger.Flow{Day: one.OpenedOn, Open: 1}]++
			}
			if one.State.Open() || one.OpenedOn >= "2026-11-05" {
				flow[ledger.Flow{Day: one.OpenedOn, Opened: 1}]++
			}
			if one.State == ledger.Closed && one.ClosedOn >= "2026-11-11" {
				flow[ledger.Flow{Day: one.ClosedOn, Closed: 1}]++
			}
		}
		counts, err := b.Counts(t.Context(), "2026-12-01", "2026-12-08", w)
		if err != nil {
			t.Fatal(err)
		}
		got := map[ledger.Count]int{}
		for _, n := range counts {
			one := ledger.Count{State: n.State, Unit: n.Unit, Rule: n.Rule, Severity: n.Severity, N: 1}
			for _, part := range []struct {
				n  int
				as ledger.Count
			}{{n.Undated, ledger.Count{Undated: 1}}, {n.Overdue, ledger.Count{Overdue: 1}}, {n.Soon, ledger.Count{Soon: 1}}, {n.Later, ledger.Count{Later: 1}}} {
				as := one
				as.Undated, as.Overdue, as.Soon, as.Later = part.as.Undated, part.as.Overdue, part.as.Soon, part.as.Later
				if n.N -= part.n; part.n > 0 {
					got[as] = part.n
				}
			}
			if n.N > 0 {
				got[one] = n.N
			}
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("within %v (-want +got):\n%s", w, diff)
		}
		days, err := b.Flow(t.Context(), "2026-11-05", w)
		if err != nil {
			t.Fatal(err)
		}
		gotFlow := map[ledger.Flow]int{}
		for _, f := range days {
			for one, n := range map[ledger.Flow]int{{Day: f.Day, Open: 1}: f.Open, {Day: f.Day, Opened: 1}: f.Opened, {Day: f.Day, Closed: 1}: f.Closed} {
				if n > 0 && (one.Closed == 0 || f.Day >= "2026-11-11") {
					gotFlow[one] = n
				}
			}
		}
		if diff := gocmp.Diff(flow, gotFlow); diff != "" {
			t.Errorf("within %v (-want +got):\n%s", w, diff)
		}
	}
}

func open(t *testing.T, b *Book) int {
	t.Helper()
	_, n, err := b.List(t.Context(), ledger.Listing{States: ledger.OpenStates, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestASmallLedgerIsNeverOld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &county{cases: []ledger.Case{{ID: 1, State: ledger.Found}}, slow: 10 * time.Millisecond}
		b := New(c)
		defer b.stop()
		for range 5 {
			if n := open(t, b); n != 1 {
				t.Fatalf("%d open cases", n)
			}
		}
		if c.reads != 1 {
			t.Errorf("read %d times, and nothing changed", c.reads)
		}
		c.cases, c.change = append(c.cases, ledger.Case{ID: 2, State: ledger.Found}), 7
		if n := open(t, b); n != 2 {
			t.Errorf("%d open cases right after the second was opened", n)
		}
		if asOf, err := b.Behind(t.Context()); err != nil || !asOf.IsZero() {
			t.Errorf("the book is behind since %v, %v", asOf, err)
		}
		c.cases[0].State = ledger.Closed // by hand: no number tells
		time.Sleep(oldest + time.Second)
		if n := open(t, b); n != 1 {
			t.Errorf("%d open cases a minute after a change by hand", n)
		}
		c.fails = errors.New("gone")
		c.change++
		if _, _, err := b.List(t.Context(), ledger.Listing{}); !errors.Is(err, c.fails) {
			t.Errorf("a ledger that cannot be read: %v", err)
		}
	})
}

func TestALargeLedgerIsReadForATenthOfTheTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &county{cases: []ledger.Case{{ID: 1, State: ledger.Found}}, slow: time.Second}
		b := New(c)
		defer b.stop()
		open(t, b)
		for range 600 { // a job writes all the time
			c.change++
			time.Sleep(100 * time.Millisecond)
			began := time.Now()
			if open(t, b); time.Since(began) > 0 {
				t.Fatal("a page waits for a reading")
			}
			if asOf, err := b.Behind(t.Context()); err != nil || asOf.IsZero() || time.Since(asOf) > 12*time.Second {
				t.Fatalf("the book is behind since %v, %v", asOf, err)
			}
		}
		synctest.Wait()
		if c.reads < 5 || c.reads > 7 {
			t.Errorf("read %d times in a minute, each a second long", c.reads)
		}
		time.Sleep(idleDrop + time.Minute)
		b.mu.Lock()
		kept := b.index != nil
		b.mu.Unlock()
		if kept {
			t.Error("the book is kept though nobody reads it")
		}
		if n := open(t, b); n != 1 {
			t.Errorf("%d open cases after the book was forgotten", n)
		}
	})
}

// stop ends the timer, which would outlive the test.
func (b *Book) stop() { b.idle.Stop() }
