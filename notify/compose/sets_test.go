package compose

import (
	"strings"
	"testing"

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
