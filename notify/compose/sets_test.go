package compose

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
)

// overlapping is a pair that a run found, with the survivor of its set then.
func overlapping(id int64, a, b, survivor, evidence string) ledger.Case {
	return ledger.Case{
		ID: id, Rule: rule.GroupOverlap, Severity: "low", State: ledger.Found, DueOn: "2026-12-07", Responsible: "P002",
		Subject:  ledger.Subject{Type: ledger.SubjectPair, Group: a, Group2: b},
		Evidence: []byte(`{"reason":"same_people","members":9,"members2":8,"survivor":"` + survivor + `"` + evidence + `}`),
	}
}

// A run that could not judge every pair of a set names another survivor for
// the rest: the pairs that are open hang together all the same.
func TestPairsOfSeveralRunsThatShareAGroupAreOneItem(t *testing.T) {
	in := county()
	older, newer := overlapping(1, "G001", "G002", "G001", `,"merge":"G002"`), overlapping(2, "G002", "G003", "G003", `,"merge":"G002"`)
	older.DataAt, newer.DataAt = monday.AddDate(0, 0, -7), monday.AddDate(0, 0, -1)
	apart := overlapping(3, "G005", "G006", "G005", `,"merge":"G006"`)
	for _, cases := range [][]ledger.Case{{older, newer, apart}, {newer, apart, older}} {
		var bodies []string
		for _, n := range Plan(in, cases, nil).Create {
			bodies = append(bodies, n.Body)
		}
		body := strings.Join(bodies, "\n")
		if strings.Count(body, "这 3 个群的成员基本相同") != 1 || !strings.Contains(body, "建议保留“"+in.Groups.Of("G003").Name+"”") || strings.Contains(body, "建议保留“"+in.Groups.Of("G001").Name+"”") {
			t.Errorf("not one item with the survivor of the newest data:\n%s", body)
		}
		if !strings.Contains(body, "5 个群共 2 项") || !strings.Contains(body, "以下 2 项") {
			t.Errorf("a set counts as several things:\n%s", body)
		}
	}
}

// The owner of a group of a set hears of the pairs of that group alone, and of how many there are besides:
// also when those were told before.
func TestWhoHearsOfAPartOfASetLearnsOfTheRest(t *testing.T) {
	in := county()
	first, second := overlapping(1, "G001", "G002", "G001", `,"merge":"G002"`), overlapping(2, "G002", "G003", "G001", "")
	third, apart := overlapping(3, "G003", "G005", "G001", ""), overlapping(4, "G006", "G007", "G006", `,"merge":"G007"`)
	second.ToldOn, third.ToldOn = "2026-11-20", "2026-11-20"
	mine := overlapping(5, "G001", "G003", "G001", "") // told before, and the reader's all the same
	for _, code := range []string{"G002", "G003", "G005"} {
		g := in.Groups.Of(code)
		g.Owner, g.Admins = "P006", nil
		register(&in, g)
	}
	second.Responsible, third.Responsible, mine.ToldOn = "P006", "P006", "2026-11-20"
	for name, c := range map[string]struct {
		pairs []ledger.Case
		want  string
	}{
		"nothing else is open":                        {nil, ""},
		"two more pairs of the set were told already": {[]ledger.Case{first, second, third, apart}, "同一批人的群还有 2 对，由别的群主处理"},
		"closed ones do not count":                    {[]ledger.Case{second, ledger.Close(third, ledger.Fixed, "2026-11-21")}, "同一批人的群还有 1 对"},
		"what is apart is not of the set":             {[]ledger.Case{apart}, ""},
		"what the reader handles is no other's":       {[]ledger.Case{mine}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			in.Pairs = c.pairs
			heard := 0
			for _, n := range Plan(in, []ledger.Case{first}, nil).Create {
				if n.Recipient.Code != "P002" {
					continue
				}
				heard++
				if c.want == "" && strings.Contains(n.Body, "由别的群主处理") || !strings.Contains(n.Body, c.want) {
					t.Errorf("to %s:\n%s", n.Recipient.Code, n.Body)
				}
			}
			if heard != 1 {
				t.Errorf("P002 hears %d times", heard)
			}
		})
	}
}

// A long notice is the same whatever the order of its cases, also when its plan is walked again, as by a
// transaction that is run again.
func TestALongNoticeWithASetIsTheSameInEveryOrderAndWalk(t *testing.T) {
	var cases []ledger.Case
	for i := range int64(9) {
		cases = append(cases, cardCase(i+1, "G001", "P02"+string(rune('0'+i))))
	}
	cases = append(cases, overlapping(20, "G001", "G002", "G001", `,"merge":"G002"`), overlapping(21, "G002", "G003", "G001", `,"merge":"G002"`), overlapping(22, "G001", "G003", "G001", `,"merge":"G003"`))
	want := Plan(county(), cases, nil)
	for range 20 {
		rand.Shuffle(len(cases), func(i, j int) { cases[i], cases[j] = cases[j], cases[i] })
		parts, err := Parts(county(), bookOf(cases), nil, 2)
		if err != nil {
			t.Fatal(err)
		}
		for walk := range 2 {
			var got []outbox.Notice
			for part, err := range parts {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, part.Create...)
			}
			if diff := cmp.Diff(want.Create, got, cmpopts.IgnoreFields(outbox.Notice{}, "ID")); diff != "" {
				t.Fatalf("walk %d: -want +got\n%s", walk+1, diff)
			}
		}
	}
}

// A plan in small parts is the plan in one: what a part leaves out, because it is about other recipients,
// changes nothing in it. Pairs, demands and rungs tell several people of one case.
func TestAPlanInPartsIsThePlanInOne(t *testing.T) {
	for seed := range uint64(40) {
		rng := rand.New(rand.NewPCG(seed, 2))
		pick := func(list ...string) string { return list[rng.IntN(len(list))] }
		group := func() string { return pick("G001", "G002", "G003", "G004", "G005", "G006", "G007", "G008") }
		in := county()
		in.Policy.Member.RemindBeforeRemoval = rng.IntN(2)
		in.NewID = func() string { return "" }
		for range 4 {
			owner(group(), pick("", "P001", "P002", "P003", "P004", "P005"))(&in)
		}
		if rng.IntN(3) == 0 {
			in.Absent = map[string]ledger.Absence{"P002": {Person: "P002", Deputy: "P003"}}
		}
		var cases []ledger.Case
		for id := range int64(40) {
			c := cardCase(id+1, group(), pick("P020", "P021", "P002"))
			switch rng.IntN(4) {
			case 0:
				c = overlapping(id+1, group(), group(), group(), "")
			case 1:
				c.Rule = pick(rule.MemberLeft, rule.MemberOutOfScope, rule.MemberUnknown)
			}
			if rng.IntN(2) == 0 {
				c.ToldOn, c.Responsible = "2026-11-16", pick("P001", "P002", "P003")
				to := pick("P001", "P003", "P004")
				in.Notifications = append(in.Notifications, ledger.Notification{
					Case: c.ID, Rung: ledger.NewRung(pick("due", "due+1wd"), pick("responsible", "unit_principal")), Day: in.day(), State: ledger.NotificationDue, ToType: notify.ToPerson, To: to,
				})
			}
			cases = append(cases, c)
		}
		existing := Plan(in, cases[:30], nil).Create
		for i := range existing {
			existing[i].ID, existing[i].State = fmt.Sprint("msg_", i), []outbox.State{outbox.Pending, outbox.Dead, outbox.Sending}[rng.IntN(3)]
		}
		want := Plan(in, cases, existing)
		for _, recipients := range []int{1, 2, 5} {
			parts, err := Parts(in, bookOf(cases), existing, recipients)
			if err != nil {
				t.Fatal(err)
			}
			var got Result
			for part := range parts {
				got.Withdraw, got.Create, got.Keep = append(got.Withdraw, part.Withdraw...), append(got.Create, part.Create...), append(got.Keep, part.Keep...)
			}
			if diff := cmp.Diff(want, got); diff != "" || len(got.Create) == 0 {
				t.Fatalf("seed %d, %d recipients at once: -want +got\n%s", seed, recipients, diff)
			}
		}
	}
}

// A reading that fails ends the plan with its error: an office would take half of it for everything.
func TestAReadingThatFailsEndsThePlan(t *testing.T) {
	failed := errors.New("the server has gone away")
	whole := bookOf(threeCases)
	if _, err := Parts(county(), Book{Each: func(func(ledger.Case)) error { return failed }, Some: whole.Some}, nil, 1); !errors.Is(err, failed) {
		t.Errorf("going through the cases: %v", err)
	}
	parts, err := Parts(county(), Book{Each: whole.Each, Some: func([]int64) ([]ledger.Case, error) { return nil, failed }}, nil, 1)
	if err != nil {
		t.Fatal(err)
	}
	for part, err := range parts {
		if !errors.Is(err, failed) || len(part.Create) > 0 {
			t.Errorf("a part: %+v, %v", part, err)
		}
	}
}

// The pairs of a set are marked after a draft is sorted.
func TestACaseOfASortedDraftIsFound(t *testing.T) {
	for _, n := range []int64{3, fewCases, fewCases + 1, 40} {
		d := &draft{}
		for id := n; id > 0; id-- {
			d.of(ledger.Case{ID: id})
		}
		d.sort()
		for id := range n {
			if got := d.of(ledger.Case{ID: id + 1}).ID; got != id+1 {
				t.Errorf("of %d cases, %d is taken for %d", n, id+1, got)
			}
		}
	}
}
