package rule

import (
	"testing"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// People read neither rungs nor reasons by their codes.
func TestAStepsNoteIsInWords(t *testing.T) {
	teller := &Teller{
		Lang: phrase.Zh,
		Person: func(code string) workgroup.Person {
			return workgroup.Person{Code: code, Name: map[string]string{"P1": "姚洋庆"}[code]}
		},
	}
	for _, c := range []struct{ reason, note, want string }{
		{"told", "msg_A", "通知 msg_A"},
		{"prior_notice", "P1 msg_A", "姚洋庆，通知 msg_A"},
		{"rung_told", ledger.NewRung("due+3wd", "unit_principal").Name() + " msg_A", "到期后 3 个工作日通知单位主要负责人，通知 msg_A"},
		{"rung_told", ledger.NewRung("due-1m", "office:supervision").Name() + " msg_A", "到期前 1 个月通知办公室，通知 msg_A"},
		{"rung_told", ledger.NewRung("due", "responsible").Name() + " msg_A", "到期当天通知责任人，通知 msg_A"},
		{"rung_told", ledger.Unknown.Name() + " msg_A", "询问是否已办（单位主要负责人），通知 msg_A"},
		{"rung_told", ledger.ToRemove.Name() + " msg_A", "要求清退（责任人），通知 msg_A"},
		{"rung_skipped", ledger.NewRung("due+3wd", "unit_principal").Name() + ": person_already_told", "到期后 3 个工作日通知单位主要负责人：此人已经通知过"},
		{"opened", "nobody_fits", "对不上任何人"},
		{"note", "打过电话", "打过电话"},
	} {
		if got := teller.StepNote(ledger.Step{Reason: c.reason, Note: c.note}); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.reason, c.note, got, c.want)
		}
	}
}
