package registry

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp/cmpopts"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
)

// newCase is an opened case about an account.
func newCase(group, account string) ledger.Case {
	return ledger.Case{
		Rule: "member.unknown", Clause: "S6.3", Unit: "U001", Subject: ledger.Subject{Type: ledger.SubjectAccount, Group: group, Account: account},
		Title: "不认识的人 🌸", State: ledger.Found, Severity: "high", OpenedOn: "2026-11-20", DueOn: "2026-11-25", LastSeenOn: "2026-11-20",
		Responsible: "P1", Evidence: []byte(`{"b":1, "a":"张"}`),
	}
}

// part opens cases.
func part(cases ...ledger.Case) reconcile.Part {
	p := reconcile.Part{Run: 7, Job: "member-check", Unit: "U001", Moment: at(20, 9)}
	for _, c := range cases {
		p.Plan.Changes = append(p.Plan.Changes, reconcile.Change{Event: ledger.EventOpened, After: c, Reason: "no_candidate"})
	}
	return p
}

// change is a part that changes one case.
func change(event ledger.Event, before ledger.Case, how func(c *ledger.Case)) reconcile.Part {
	after := before
	how(&after)
	p := part()
	p.Plan.Changes = []reconcile.Change{{Event: event, Before: before, After: after, Reason: string(after.ClosedReason)}}
	return p
}

func allCases(t *testing.T, s *Store) []ledger.Case {
	t.Helper()
	return got(s.Cases(t.Context(), ledger.Filter{}))(t)
}

func TestCasesGetTheirIDsInThePlansOrderAndComeBackWhole(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		full := newCase("G2", "wx_A")
		full.Subject.Group2, full.Subject.Person, full.Subject.Code = "G3", "P9", "x"
		full.ClosedOn, full.ClosedReason, full.Reopened, full.ExemptUntil = "2026-11-21", ledger.Fixed, 2, "2026-12-01"
		full.ToldOn, full.Reminders, full.Rung = "2026-11-22", 3, 4
		want := []ledger.Case{newCase("G9", "b"), full, newCase("G1", "a")}
		must(t, s.CommitParts(ctx, part(want...)))
		for i := range want {
			want[i].ID = int64(i + 1)
		}
		same(t, want, allCases(t, s))
		steps := got(s.Steps(ctx, 2))(t)
		same(t, []ledger.Step{{CaseID: 2, At: at(20, 9), State: ledger.Found, By: "member-check", Reason: "opened", Note: "no_candidate"}}, steps,
			cmpopts.IgnoreFields(ledger.Step{}, "ID", "WrittenAt"))
		if age := time.Since(steps[0].WrittenAt); age < 0 || age > time.Minute {
			t.Fatalf("the real moment of a step is %v ago", age)
		}
	})
}

func TestAFilterPicksCases(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		pair := newCase("G1", "")
		pair.Rule, pair.Subject.Type, pair.Subject.Group2 = "group.duplicate", ledger.SubjectPair, "G2"
		closed := newCase("G2", "c")
		closed.State, closed.Unit = ledger.Closed, "U002"
		exempt := newCase("G3", "d")
		exempt.State = ledger.Exempt
		must(t, s.CommitParts(t.Context(), part(newCase("G1", "a"), pair, closed, exempt)))
		many := make([]string, 0, 1200)
		for i := range 1200 {
			many = append(many, fmt.Sprint("G", i))
		}
		for _, c := range []struct {
			name string
			f    ledger.Filter
			want []int64
		}{
			{"nothing given picks all", ledger.Filter{}, []int64{1, 2, 3, 4}},
			{"a group is either side of a pair", ledger.Filter{Groups: []string{"G2"}}, []int64{2, 3}},
			{"a case of both groups comes once", ledger.Filter{Groups: []string{"G1", "G2"}}, []int64{1, 2, 3}},
			{"more groups than one statement holds", ledger.Filter{Groups: many}, []int64{1, 2, 3, 4}},
			{"ids", ledger.Filter{IDs: []int64{4, 1, 99}}, []int64{1, 4}},
			{"ids and groups", ledger.Filter{IDs: []int64{1, 2, 4}, Groups: []string{"G2"}}, []int64{2}},
			{"rules and units", ledger.Filter{Rules: []string{"member.unknown"}, Units: []string{"U002"}}, []int64{3}},
			{"open is neither closed nor exempt", ledger.Filter{OpenOnly: true}, []int64{1, 2}},
			{"a group's code is compared by bytes", ledger.Filter{Groups: []string{"g1"}}, nil},
		} {
			t.Run(c.name, func(t *testing.T) {
				var ids []int64
				for _, k := range got(s.Cases(t.Context(), c.f))(t) {
					ids = append(ids, k.ID)
				}
				same(t, c.want, ids)
			})
		}
	})
}

func TestOnlyWhatChangedIsWritten(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		must(t, s.CommitParts(ctx, part(newCase("G1", "a"), newCase("G1", "b"), newCase("G1", "c"))))
		read := allCases(t, s)

		// A delivery tells the first case while the run thinks about it.
		tellDirectly(t, s, 1)
		must(t, s.CommitParts(ctx, change(ledger.EventUpdated, read[0], func(c *ledger.Case) { c.Title = "新的题目" })))
		now := allCases(t, s)
		same(t, [2]string{"新的题目", "2026-11-23"}, [2]string{now[0].Title, string(now[0].ToldOn)})

		// A case that another process moved is not overwritten.
		isError(t, s.CommitParts(ctx, change(ledger.EventUpdated, read[0], func(c *ledger.Case) { c.ToldOn = "2026-11-24" })), ledger.ErrMoved)
		must(t, s.CommitParts(ctx, change(ledger.EventClosed, now[1], func(c *ledger.Case) { *c = ledger.Close(*c, ledger.Fixed, "2026-11-21") })))
		isError(t, s.CommitParts(ctx, change(ledger.EventUpdated, now[1], func(c *ledger.Case) { c.Title = "x" })), ledger.ErrMoved)

		// A whole part goes or stays.
		p := change(ledger.EventUpdated, now[1], func(c *ledger.Case) { c.Title = "x" })
		p.Plan.Changes = append([]reconcile.Change{{Event: ledger.EventOpened, After: newCase("G1", "d")}}, p.Plan.Changes...)
		p.Plan.Seen, p.Baseline = []reconcile.Seen{{ID: 3}}, []string{"member.card"}
		isError(t, s.CommitParts(ctx, p), ledger.ErrMoved)
		after := allCases(t, s)
		same(t, 3, len(after))
		same(t, workgroup.Date("2026-11-20"), after[2].LastSeenOn)
		same(t, 0, len(got(s.Baselines(ctx, []string{"member.card"}))(t)))
		must(t, s.CommitParts(ctx, part(newCase("G1", "d"))))
		same(t, int64(4), allCases(t, s)[3].ID) // the failed part used up no id
		steps := got(s.Steps(ctx, 2))(t)
		same(t, [2]string{"opened", "fixed"}, [2]string{steps[0].Reason, steps[1].Reason})
		same(t, "", steps[1].Note)
	})
}

func tellDirectly(t *testing.T, s *Store, id int64) {
	t.Helper()
	if _, err := s.DB.Exec("UPDATE cases SET told_on = '2026-11-23' WHERE id = ?", id); err != nil {
		t.Fatal(err)
	}
}

func TestTheSameCaseIsNotOpenedTwice(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		must(t, s.CommitParts(t.Context(), part(newCase("G1", "wx_A"))))
		isError(t, s.CommitParts(t.Context(), part(newCase("G1", "WX_a"))), ledger.ErrMoved)
		same(t, 1, len(allCases(t, s)))
	})
}

func TestSeenMovesTheDayAndNothingElse(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		var cases []ledger.Case
		for i := range 1100 {
			cases = append(cases, newCase("G1", fmt.Sprint("a", i)))
		}
		must(t, s.CommitParts(ctx, part(cases...)))
		p := part()
		p.Moment = time.Date(2026, 11, 27, 1, 0, 0, 0, shanghai) // the 26th in UTC
		for i := range 1100 {
			p.Plan.Seen = append(p.Plan.Seen, reconcile.Seen{ID: int64(i + 1)})
		}
		must(t, s.CommitParts(ctx, p))
		p.Moment = at(24, 9)
		must(t, s.CommitParts(ctx, p)) // never backwards
		want := cases[1099]
		want.ID, want.LastSeenOn = 1100, "2026-11-27"
		same(t, want, allCases(t, s)[1099])
		same(t, 1, len(got(s.Steps(ctx, 5))(t)))
	})
}

func TestAClosedOrReopenedCaseWithdrawsWhatNobodyTriedToSend(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		must(t, s.CommitParts(ctx, part(newCase("G1", "a"), newCase("G1", "b"))))
		tried := pending("tried", 1, 2)
		tried.State, tried.Attempts = outbox.Failed, 1
		must(t, s.WriteNotices(ctx, nil, []outbox.Notice{pending("p", 1, 2), tried, pending("other", 2)}))
		must(t, s.CommitParts(ctx, change(ledger.EventClosed, allCases(t, s)[0], func(c *ledger.Case) { *c = ledger.Close(*c, ledger.Fixed, "2026-11-21") })))
		states := map[string]outbox.State{}
		for _, n := range got(s.Notices(ctx, outbox.Filter{}))(t) {
			states[n.ID] = n.State
		}
		same(t, map[string]outbox.State{"p": outbox.Withdrawn, "tried": outbox.Failed, "other": outbox.Pending}, states)
		due := dueAt(t, s, at(30, 9), 10)
		same(t, 2, len(due))
	})
}

func TestABaselineIsNotedOnce(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		p := part()
		p.Baseline = []string{"member.card", "member.left"}
		must(t, s.CommitParts(t.Context(), p))
		must(t, s.CommitParts(t.Context(), p))
		same(t, map[string]map[string]bool{"U001": {"member.card": true, "member.left": true}}, got(s.Baselines(t.Context(), []string{"member.card", "member.left", "group.zombie"}))(t))
		same(t, map[string]map[string]bool{}, got(s.Baselines(t.Context(), []string{"group.zombie"}))(t))
	})
}

func TestAHeldPartWritesNothingAndIsLetThroughOnce(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		hold := func(newCases int) {
			p := part(newCase("G1", "a"))
			p.Held = &reconcile.Held{Job: p.Job, Unit: p.Unit, HeldAt: p.Moment, Trip: reconcile.GuardTrip{
				Reason: "max_new_cases", New: newCases, Limit: 200, Base: 9, ByRule: map[string]int{"member.unknown": newCases}, Examples: []string{"甲", "乙"},
			}}
			must(t, s.CommitParts(ctx, p))
		}
		hold(300)
		hold(301)
		held := got(s.HeldParts(ctx))(t)
		same(t, 1, len(held))
		same(t, reconcile.GuardTrip{Reason: "max_new_cases", New: 301, Limit: 200, Base: 9, ByRule: map[string]int{"member.unknown": 301}, Examples: []string{"甲", "乙"}}, held[0].Trip)
		same(t, 0, len(allCases(t, s)))
		if r := got(s.ReleasedPart(ctx, "member-check", "U001"))(t); r != nil {
			t.Fatalf("released by nobody: %+v", r)
		}
		must(t, s.ReleaseHeld(ctx, held[0].ID, "P1", "核对过了", at(21, 9)))
		isError(t, s.ReleaseHeld(ctx, held[0].ID, "P2", "", at(21, 9)), base.ErrNotFound)
		isError(t, s.ReleaseHeld(ctx, 99, "P2", "", at(21, 9)), base.ErrNotFound)
		r := got(s.ReleasedPart(ctx, "member-check", "U001"))(t)
		same(t, [2]string{"P1", "核对过了"}, [2]string{r.ReleasedBy, r.Note})

		through := part(newCase("G1", "a"))
		through.Released = r.ID
		must(t, s.CommitParts(ctx, through))
		same(t, 1, len(allCases(t, s)))
		same(t, 0, len(got(s.HeldParts(ctx))(t)))
		again := part(newCase("G1", "b"))
		again.Released = r.ID
		isError(t, s.CommitParts(ctx, again), base.ErrNotFound)
		same(t, 1, len(allCases(t, s)))

		// A release of which a week has passed lets nothing through: the part
		// waits for another one under another number.
		hold(302)
		old := got(s.HeldParts(ctx))(t)[0]
		must(t, s.ReleaseHeld(ctx, old.ID, "P1", "核对过了", at(1, 9)))
		hold(303)
		held = got(s.HeldParts(ctx))(t)
		same(t, 1, len(held))
		if held[0].ID == old.ID || !held[0].ReleasedAt.IsZero() {
			t.Errorf("%+v", held[0])
		}
	})
}

func TestALaterRunThatDoesNotTripClearsWhatWasHeld(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		p := part()
		p.Held = &reconcile.Held{Job: p.Job, Unit: p.Unit, HeldAt: p.Moment}
		must(t, s.CommitParts(ctx, p))
		other := part()
		other.Job = "compose" // judging again before speaking is no later run of the job
		must(t, s.CommitParts(ctx, other))
		same(t, 1, len(got(s.HeldParts(ctx))(t)))
		must(t, s.CommitParts(ctx, part()))
		same(t, 0, len(got(s.HeldParts(ctx))(t)))
	})
}

// covers S13.4
func TestAPersonsStepKeepsTheMomentItWasWritten(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		must(t, s.CommitParts(ctx, part(newCase("G1", "a"))))
		before := allCases(t, s)[0]
		after := before
		after.State = ledger.Handling
		step := ledger.Step{At: at(1, 9), WrittenAt: at(1, 9), State: ledger.Handling, By: "P1", Reason: "step", Note: "已联系本人"}
		must(t, s.TakeStep(ctx, before, after, step))
		isError(t, s.TakeStep(ctx, before, after, step), ledger.ErrMoved)
		steps := got(s.Steps(ctx, before.ID))(t)
		same(t, 2, len(steps))
		same(t, "已联系本人", steps[1].Note)
		if time.Since(steps[1].WrittenAt) > time.Minute {
			t.Fatalf("a step was dated back to %v", steps[1].WrittenAt)
		}
		same(t, ledger.Handling, allCases(t, s)[0].State)
	})
}

func TestPartsCommittedAtOnceShareNoID(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				for j := range 5 {
					p := part(newCase(fmt.Sprint("G", i), fmt.Sprint(j)), newCase(fmt.Sprint("H", i), fmt.Sprint(j)))
					if err := s.CommitParts(t.Context(), p); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		cases := allCases(t, s)
		same(t, 80, len(cases))
		for i, c := range cases {
			same(t, int64(i+1), c.ID)
			if i%2 == 1 && cases[i-1].Subject.Account != c.Subject.Account {
				t.Fatalf("the ids of one part are not together: %d, %d", cases[i-1].ID, c.ID)
			}
		}
	})
}

// pending is a queued notice to P1 about the cases.
func pending(id string, cases ...int64) outbox.Notice {
	return outbox.Notice{
		ID: id, Kind: notify.KindReminder, Recipient: notify.Recipient{Type: notify.ToPerson, Code: "P1", Name: "张伟"},
		Channel: notify.Email, State: outbox.Pending, CreatedAt: at(20, 9), NotBefore: at(20, 10), Cases: cases, Title: "2 件事", Body: "正文 🌸",
		Document: notify.Document{Title: "2 件事", Sections: []notify.Section{{Heading: "群", Lines: []notify.Line{{Text: "x", Urgent: true}}}}},
		Refs:     []notify.CaseRef{{ID: 1, Rule: "member.unknown"}}, Hops: []ledger.Hop{{To: "P1", Role: "owner", Reason: "chosen"}},
	}
}

func TestEachCaseIsReadInOrder(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		must(t, s.CommitParts(ctx, part(newCase("G1", "a"), newCase("G2", "b"), newCase("G1", "c"))))
		all := got(s.Cases(ctx, ledger.Filter{}))(t)
		must(t, s.CommitParts(ctx, change(ledger.EventClosed, all[1], func(c *ledger.Case) { c.State = ledger.Closed })))
		for _, f := range []ledger.Filter{{}, {OpenOnly: true}, {OpenOnly: true, IDs: []int64{3, 2, 1}}, {Groups: []string{"G1"}}, {OpenOnly: true, Rules: []string{"group.name"}}} {
			var list []ledger.Case
			must(t, s.EachCase(ctx, f, func(c ledger.Case) error { list = append(list, c); return nil }))
			same(t, got(s.Cases(ctx, f))(t), list)
		}
	})
}
