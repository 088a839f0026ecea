package page

import (
	"strings"
	"testing"
	"time"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/rule"
)

// A page says that a case is overdue only where newer data than its first
// notice shows it.
func TestWhatNoNewerDataShowsIsNotOverdue(t *testing.T) {
	now := time.Date(2026, 12, 10, 9, 0, 0, 0, time.UTC)
	f := Frame{Lang: phrase.Zh, Now: now}
	c := ledger.Case{Rule: rule.MemberCard, DueOn: "2026-12-07", ToldOn: "2026-11-30", DataAt: now.AddDate(0, 0, -20)}
	if note, overdue := f.CaseDue(c); overdue || !strings.Contains(note, "是否已办不详") {
		t.Errorf("on old data: %q, overdue %v", note, overdue)
	}
	c.DataAt = now.AddDate(0, 0, -1)
	if note, overdue := f.CaseDue(c); !overdue || note != "逾期 3 天" {
		t.Errorf("on new data: %q, overdue %v", note, overdue)
	}
	c.Rule, c.DataAt = rule.GroupNoOwner, time.Time{} // the registry says so whenever it is judged
	if note, overdue := f.CaseDue(c); !overdue || note != "逾期 3 天" {
		t.Errorf("by the registry: %q, overdue %v", note, overdue)
	}
}
