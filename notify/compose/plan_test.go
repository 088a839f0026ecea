package compose

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
)

func cardCase(id int64, group, person string) ledger.Case {
	in := county()
	name := in.People.Of(person).Name
	e := json.RawMessage(`{"nickname":"Lucky","name":"` + name + `","accepted":["` + name + `"]}`)
	return ledger.Case{
		ID: id, Rule: "member.card", Clause: "S6.2", Unit: in.Groups.Of(group).Unit, State: ledger.Found, Severity: "normal",
		DueOn: "2026-12-07", Title: "群昵称不合要求", Evidence: e,
		Subject: ledger.Subject{Type: ledger.SubjectAccount, Group: group, Account: "10" + person, Person: person},
	}
}

// stored is the registry after a plan was applied.
func stored(existing []outbox.Notice, r Result) []outbox.Notice {
	var now []outbox.Notice
	for _, n := range existing {
		for _, w := range r.Withdraw {
			if w.ID == n.ID {
				n.State = outbox.Withdrawn
			}
		}
		now = append(now, n)
	}
	return append(now, r.Create...)
}

func ids(notices []outbox.Notice) []string {
	var out []string
	for _, n := range notices {
		out = append(out, n.ID+" "+n.Recipient.Code)
	}
	return out
}

var threeCases = []ledger.Case{cardCase(1, "G002", "P020"), cardCase(2, "G003", "P021"), cardCase(3, "G005", "P022")}

func TestEverybodyGetsOneNoticeWithAllTheirCases(t *testing.T) {
	r := Plan(county(), threeCases, nil)
	if diff := cmp.Diff([]string{"msg_1 P002", "msg_2 P003"}, ids(r.Create)); diff != "" {
		t.Fatalf("-want +got\n%s", diff)
	}
	n := r.Create[0]
	if !slices.Equal(n.Cases, []int64{1, 2}) || n.State != outbox.Pending || n.Kind != notify.KindReminder || !n.NotBefore.Equal(monday) || len(n.Refs) != 2 {
		t.Errorf("notice: %+v", n)
	}
}

func TestPlanningAgainWithNothingNewChangesNothing(t *testing.T) {
	for _, act := range []bool{true, false} {
		in := county()
		in.Act = act
		first := Plan(in, threeCases, nil)
		in.Now = in.Now.Add(26 * time.Hour)
		second := Plan(in, threeCases, roundTrip(t, first.Create))
		if len(second.Create)+len(second.Withdraw) != 0 || !slices.Equal(second.Keep, []string{"msg_1", "msg_2"}) {
			t.Errorf("act %v: %+v", act, second)
		}
	}
}

// roundTrip is the plan as a store gives it back: documents and refs went through JSON.
func roundTrip(t *testing.T, notices []outbox.Notice) []outbox.Notice {
	t.Helper()
	b, err := json.Marshal(notices)
	if err != nil {
		t.Fatal(err)
	}
	var back []outbox.Notice
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	return back
}

func TestWhatBecomesOfAStandingNotice(t *testing.T) {
	in := county()
	base := Plan(in, threeCases, nil).Create // msg_1 P002 [1 2], msg_2 P003 [3]
	with := func(change func(*outbox.Notice)) []outbox.Notice {
		list := slices.Clone(base)
		change(&list[0])
		return list
	}
	type want struct {
		Withdraw []Withdrawal
		Create   map[string][]int64 // recipient → cases
		Keep     []string
	}
	none := map[string][]int64{}
	cases := map[string]struct {
		existing []outbox.Notice
		cases    []ledger.Case
		change   func(*Input)
		want     want
	}{
		"a new case replaces an untried notice, and the next one has all": {
			base, append(slices.Clone(threeCases), cardCase(4, "G001", "P023")), nil,
			want{[]Withdrawal{{"msg_1", 0, Replaced}}, map[string][]int64{"P002": {1, 2, 4}}, []string{"msg_2"}},
		},
		"a case that closed takes its notice back, and the others are told anew": {
			base, threeCases[1:], nil,
			want{[]Withdrawal{{"msg_1", 0, CaseClosed}}, map[string][]int64{"P002": {2}}, []string{"msg_2"}},
		},
		"a notice whose every case closed is taken back for good": {
			base, threeCases[:2], nil,
			want{[]Withdrawal{{"msg_2", 0, CaseClosed}}, none, []string{"msg_1"}},
		},
		"another owner gets the notice, the old one's is taken back": {
			base, threeCases, func(in *Input) { owner("G002", "P001")(in); owner("G003", "P001")(in) },
			want{[]Withdrawal{{"msg_1", 0, Moved}}, map[string][]int64{"P001": {1, 2}}, []string{"msg_2"}},
		},
		"a notice on its way keeps its cases": {
			with(func(n *outbox.Notice) { n.State = outbox.Sending }), append(slices.Clone(threeCases), cardCase(4, "G001", "P023")), nil,
			want{nil, map[string][]int64{"P002": {4}}, []string{"msg_2"}},
		},
		"a failed notice keeps its cases: it will be tried again": {
			with(func(n *outbox.Notice) { n.State = outbox.Failed }), threeCases, nil,
			want{nil, none, []string{"msg_2"}},
		},
		"an uncertain notice keeps its cases": {
			with(func(n *outbox.Notice) { n.State = outbox.Uncertain }), threeCases, nil,
			want{nil, none, []string{"msg_2"}},
		},
		"a manual notice that was tried before keeps its cases": {
			with(func(n *outbox.Notice) { n.State, n.Attempts, n.RouteSeq = outbox.Manual, 1, 1 }), threeCases, nil,
			want{nil, none, []string{"msg_2"}},
		},
		"what died is told to the next one of the chain, the same day": {
			with(func(n *outbox.Notice) { n.State = outbox.Dead }), threeCases, nil,
			want{[]Withdrawal{{"msg_2", 0, Replaced}}, map[string][]int64{"P003": {1, 2, 3}}, nil},
		},
		"what died is not told to the same one on the next day": {
			with(func(n *outbox.Notice) { n.State = outbox.Dead }), threeCases, func(in *Input) { in.Now = in.Now.AddDate(0, 0, 1) },
			want{[]Withdrawal{{"msg_2", 0, Replaced}}, map[string][]int64{"P003": {1, 2, 3}}, nil},
		},
		"a planned notice is replaced by a real one in act mode": {
			with(func(n *outbox.Notice) { n.State = outbox.Planned }), threeCases, nil,
			want{[]Withdrawal{{"msg_1", 0, Replaced}}, map[string][]int64{"P002": {1, 2}}, []string{"msg_2"}},
		},
		"back in report mode nothing stays queued": {
			base, threeCases, func(in *Input) { in.Act = false },
			want{[]Withdrawal{{"msg_1", 0, Replaced}, {"msg_2", 0, Replaced}}, map[string][]int64{"P002": {1, 2}, "P003": {3}}, nil},
		},
		"another route replaces the notice": {
			base, threeCases, func(in *Input) { onlyMail(in, "P002") },
			want{[]Withdrawal{{"msg_1", 0, Replaced}}, map[string][]int64{"P002": {1, 2}}, []string{"msg_2"}},
		},
		"a digest that waits is none of compose's": {
			with(func(n *outbox.Notice) { n.Kind, n.Cases = notify.KindDigest, nil }), threeCases[2:], nil,
			want{nil, none, []string{"msg_2"}},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			in := county()
			in.NewID = func() string { return "new" }
			if c.change != nil {
				c.change(&in)
			}
			r := Plan(in, c.cases, c.existing)
			got := want{r.Withdraw, map[string][]int64{}, r.Keep}
			for _, n := range r.Create {
				got.Create[n.Recipient.Code] = n.Cases
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestCasesThatAreToldClosedOrExemptAreLeftOut(t *testing.T) {
	for name, change := range map[string]func(*ledger.Case){
		"told":   func(c *ledger.Case) { c.ToldOn = "2026-11-20" },
		"closed": func(c *ledger.Case) { c.State = ledger.Closed },
		"exempt": func(c *ledger.Case) { c.State = ledger.Exempt },
	} {
		c := cardCase(1, "G002", "P020")
		change(&c)
		if r := Plan(county(), []ledger.Case{c}, nil); len(r.Create) != 0 {
			t.Errorf("%s: %v", name, ids(r.Create))
		}
	}
}

func TestTheOrderOfTheInputDoesNotMatter(t *testing.T) {
	var cases []ledger.Case
	for i := range int64(30) {
		cases = append(cases, cardCase(i+1, []string{"G001", "G002", "G003", "G004", "G005", "G007"}[i%6], "P0"+string(rune('2'+i/10))+string(rune('0'+i%10))))
	}
	want := Plan(county(), cases, nil)
	for range 20 {
		rand.Shuffle(len(cases), func(i, j int) { cases[i], cases[j] = cases[j], cases[i] })
		if diff := cmp.Diff(want, Plan(county(), cases, nil)); diff != "" {
			t.Fatalf("-want +got\n%s", diff)
		}
	}
}

// Every open case is in exactly one notice, for all sets of reachable people.
func TestNoOpenCaseIsLostOrToldTwice(t *testing.T) {
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 1))
		in := county()
		groups := []string{"G001", "G002", "G003", "G004", "G005", "G006", "G007", "G008", "G404"}
		people := []string{"", "P001", "P002", "P003", "P004", "P005", "P006", "P007", "P008", "P009", "P404"}
		for _, g := range groups {
			owner(g, people[rng.IntN(len(people))])(&in)
		}
		if rng.IntN(4) == 0 {
			unreachable(&in)
		}
		var cases []ledger.Case
		for i := range int64(60) {
			c := cardCase(i+1, groups[rng.IntN(len(groups))], "P020")
			c.Severity = []string{"high", "normal", "low", "?"}[rng.IntN(4)]
			c.Rule = append([]string{"roster.stale", "unit.quota", "group.no_owner"}, rule.RulesOf(rule.JobMemberCheck)[:7]...)[rng.IntN(10)]
			cases = append(cases, c)
		}
		first := Plan(in, cases[:40], nil)
		second := Plan(in, cases, first.Create)
		seen := map[int64]int{}
		for _, n := range stored(first.Create, second) {
			if n.State == outbox.Withdrawn {
				continue
			}
			for _, id := range n.Cases {
				seen[id]++
			}
			lines := 0
			for _, s := range n.Document.Sections {
				lines += len(s.Lines)
			}
			if lines > MaxLines || lines == 0 {
				t.Fatalf("seed %d: %d lines", seed, lines)
			}
			if n.Recipient.Code == "" || n.Channel == "" || len(n.Hops) == 0 {
				t.Fatalf("seed %d: a notice for nobody: %+v", seed, n)
			}
		}
		for _, c := range cases {
			if seen[c.ID] != 1 {
				t.Fatalf("seed %d: case %d is in %d notices", seed, c.ID, seen[c.ID])
			}
		}
	}
}

// covers S5.9
func TestRoomsAndProgramsBehindThemLearnNobodysName(t *testing.T) {
	in := county()
	c := cardCase(1, "G008", "P020")
	c.Evidence = json.RawMessage(`{"nickname":"云端","name":"张且","accepted":["张且"]}`)
	n := Plan(in, []ledger.Case{c}, nil).Create[0]
	if n.Recipient.Type != notify.ToOffice {
		t.Fatalf("this test wants the office, got %+v", n.Recipient)
	}
	all, err := json.Marshal([]any{n.Title, n.Body, n.Document, n.Refs})
	if err != nil {
		t.Fatal(err)
	}
	for _, private := range []string{"张且", "云端", "P020", "10P020", "孔令华"} {
		if strings.Contains(string(all), private) {
			t.Errorf("%q reached a room: %s", private, all)
		}
	}
	want := notify.CaseRef{ID: 1, Rule: "member.card", Clause: "S6.2", Unit: "U002", Group: "G008", GroupName: "教育局值班群", DueOn: "2026-12-07"}
	if diff := cmp.Diff(want, n.Refs[0]); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestAPersonsWebhookGetsEveryCaseWithItsTodo(t *testing.T) {
	n := Plan(county(), threeCases[:1], nil).Create[0]
	want := []notify.CaseRef{{
		ID: 1, Rule: "member.card", Clause: "S6.2", Unit: "U001", Group: "G002", GroupName: "水利局安全生产群",
		Account: "10P020", Person: "P020", Title: "群昵称不合要求", Todo: "请提醒本人修改群昵称。", DueOn: "2026-12-07",
	}}
	if diff := cmp.Diff(want, n.Refs); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestTheFirstMomentIsTheCalendars(t *testing.T) {
	in := county()
	tomorrow := monday.AddDate(0, 0, 1)
	in.Allowed = func(kind string, to notify.Recipient, at time.Time) time.Time {
		if kind != notify.KindReminder || to.Code != "P002" || !at.Equal(monday) {
			t.Errorf("asked for %s, %s, %s", kind, to.Code, at)
		}
		return tomorrow
	}
	if n := Plan(in, threeCases[:1], nil).Create[0]; !n.NotBefore.Equal(tomorrow) {
		t.Errorf("not before %s", n.NotBefore)
	}
}

func FuzzEvidenceNeverBreaksANotice(f *testing.F) {
	f.Add(`{"nickname":"Lucky","accepted":["张且"],"on_file":"1","candidates":[{"name":"张伟"}]}`, "member.card")
	f.Add(`{"nickname":{"a":1},"accepted":7,"taken_at":"x","present":[null]}`, "member.ambiguous")
	f.Add(`[]`, "group.no_admin")
	f.Add(``, "roster.stale")
	f.Fuzz(func(t *testing.T, evidence, id string) {
		c := cardCase(1, "G002", "P020")
		c.Rule, c.Evidence = id, json.RawMessage(evidence)
		r := Plan(county(), []ledger.Case{c, c}, nil)
		if len(r.Create) != 1 || r.Create[0].Body == "" {
			t.Fatalf("%+v", r)
		}
		for i, l := range r.Create[0].Document.Sections[0].Lines {
			if l.Text == "" || l.Todo == "" {
				t.Errorf("line %d is empty: %+v", i, l)
			}
		}
	})
}

func TestMobileNumbersAreMaskedAndOtherNumbersAreNot(t *testing.T) {
	for text, want := range map[string]string{
		"13575398922":             "135****8922",
		"+8613575398922":          "+86135****8922",
		"张三 135-7539-8922":        "张三 135****8922",
		"13575398922/13575398923": "135****8922/135****8923",
		"135753989221":            "135753989221",
		"209176280":               "209176280",
		"12345678901":             "12345678901",
	} {
		if got := mask(text); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}
