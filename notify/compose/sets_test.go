package compose

import (
	"maps"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

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
		if strings.Count(body, "这 3 个群的成员基本相同") != 1 || !strings.Contains(body, "建议保留“"+in.Groups["G003"].Name+"”") || strings.Contains(body, "建议保留“"+in.Groups["G001"].Name+"”") {
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
	in.Groups = maps.Clone(in.Groups)
	for _, code := range []string{"G002", "G003", "G005"} {
		g := in.Groups[code]
		g.Owner, g.Admins = "P006", nil
		in.Groups[code] = g
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
		parts := Parts(county(), cases, nil, 2)
		for walk := range 2 {
			var got []outbox.Notice
			for part := range parts {
				got = append(got, part.Create...)
			}
			if diff := cmp.Diff(want.Create, got, cmpopts.IgnoreFields(outbox.Notice{}, "ID")); diff != "" {
				t.Fatalf("walk %d: -want +got\n%s", walk+1, diff)
			}
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
