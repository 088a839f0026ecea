package links

import (
	"slices"
	"strings"
	"testing"

	"qunguan/cmd/internal/web/page"
	"qunguan/jobs/manual"
	"qunguan/reconcile/answer"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// People answer with the names that they know; of two with one name the answer
// must say which.
func TestAnAnswerNamesSomebodyByNameOrCode(t *testing.T) {
	dir := &workgroup.Directory{
		Units: workgroup.Units{"U1": {Code: "U1", Name: "水利局"}, "U2": {Code: "U2", Name: "教育局"}},
		People: workgroup.PeopleOf(map[string]workgroup.Person{
			"P1": {Code: "P1", Name: "王伟", Unit: "U1", Status: "在职"}, "P2": {Code: "P2", Name: "王伟", Unit: "U2", Status: "在职"},
			"P3": {Code: "P3", Name: "李娜", Unit: "U1", Status: "在职"}, "P4": {Code: "P4", Name: "李娜", Unit: "U1", Status: "退休"},
		}),
	}
	v := manual.Visit{RegistrySnapshot: answer.RegistrySnapshot{Snapshot: &rule.Snapshot{Dir: dir, Day: "2026-11-23"}}}
	f := frame{page.Frame{Lang: phrase.Zh}}
	for text, want := range map[string]string{"": "", "P4": "P4", "李娜": "P3", "赵六": "赵六"} {
		if code, says := f.personNamed(v, text); code != want || says != "" {
			t.Errorf("%q: %q, %q, want %q", text, code, says, want)
		}
	}
	if _, says := f.personNamed(v, "王伟"); !strings.Contains(says, "P1（水利局）、P2（教育局）") {
		t.Errorf("two of one name: %q", says)
	}
}

func TestALinksPageHasTheMostUrgentFirst(t *testing.T) {
	cases := []ledger.Case{
		{ID: 1, Severity: "low", DueOn: "2026-11-24"},
		{ID: 2, Severity: "high"},
		{ID: 3, Severity: "normal", DueOn: "2026-12-07"},
		{ID: 4, Severity: "high", DueOn: "2026-11-26"},
		{ID: 5, Severity: "normal", DueOn: "2026-12-01"},
	}
	var ids []int64
	for _, c := range slices.SortedStableFunc(slices.Values(cases), mostUrgent) {
		ids = append(ids, c.ID)
	}
	if want := []int64{4, 2, 5, 3, 1}; !slices.Equal(ids, want) {
		t.Errorf("%v, want %v", ids, want)
	}
}
