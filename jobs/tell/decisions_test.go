package tell

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
)

// The log names every case in every notice that was made, in order, however many there are.
func TestMadeNoticesAreLoggedAsTheyWereMade(t *testing.T) {
	var made madeNotices
	var want, got []string
	line := func(id, kind, channel, state string, k ledger.Case) string {
		return fmt.Sprint(id, " ", kind, " ", channel, " ", state, " ", k.ID, " ", k.Rule, " ", k.Unit)
	}
	const notices = 5000
	for i := range notices {
		n := outbox.Notice{ID: strings.Repeat("n", i%40) + fmt.Sprint(i), Kind: "reminder", Channel: []string{"slack", "email", ""}[i%3], State: outbox.Pending}
		for j := range i % 4 {
			n.Refs = append(n.Refs, notify.CaseRef{ID: int64(i*1000 + j), Rule: fmt.Sprint("rule", j), Unit: fmt.Sprint("单位", i%7)})
			want = append(want, line(n.ID, n.Kind, n.Channel, string(n.State), ledger.Case{ID: int64(i*1000 + j), Rule: fmt.Sprint("rule", j), Unit: fmt.Sprint("单位", i%7)}))
		}
		made.add(n)
	}
	made.each(func(id, kind, channel, state string, k ledger.Case) {
		got = append(got, line(id, kind, channel, state, k))
	})
	if diff := cmp.Diff(want, got); diff != "" || made.count != notices || len(made.chunks) < 3 {
		t.Errorf("%d notices in %d chunks\n%s", made.count, len(made.chunks), diff)
	}
}
