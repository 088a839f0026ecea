package compose

import (
	"testing"

	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// covers S1.13
func TestNobodyReadsOfADeadlineThatPassedBeforeTheyCouldReadOfIt(t *testing.T) {
	for _, c := range []struct {
		name      string
		due, told workgroup.Date
		want      string
	}{
		{"a deadline to come stays", "2026-11-24", "", "2026-11-24"},
		{"one of the day on which it is told moves to the next working day", "2026-11-23", "", "2026-11-24"},
		{"so does one that is over", "2026-11-10", "", "2026-11-24"},
		{"who was told in time reads of the day that has passed", "2026-11-10", "2026-11-02", "2026-11-10"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := county()
			in.NextWorkday = func(on workgroup.Date) workgroup.Date { return on.AddDays(1) }
			k := cardCase(1, "G002", "P020")
			k.DueOn, k.ToldOn, k.Responsible = c.due, c.told, "P002"
			if c.told != "" {
				in.Notifications = []ledger.Notification{dueRung(ledger.NewRung("due", "responsible"), "P002")}
			}
			made := Plan(in, []ledger.Case{k}, nil).Create
			if len(made) != 1 || made[0].Refs[0].DueOn != c.want {
				t.Errorf("%+v, want a deadline of %s", made, c.want)
			}
		})
	}
}

func TestAPlanOfWhatWaitsTellsNothingNew(t *testing.T) {
	in := county()
	ends := ledger.Notification{Group: "G002", Rung: stageEnd("2026-12-01 15"), State: ledger.NotificationDue}
	in.Ending = []Ending{{Group: in.Groups.Of("G002"), Notification: ends}}
	k := toldCard(&in, 1)
	in.Notifications = []ledger.Notification{dueRung(ledger.NewRung("due", "responsible"), "P002")}
	if made := Plan(in, []ledger.Case{k}, nil).Create; len(made) == 0 {
		t.Fatal("a whole plan tells nothing: the test would see nothing")
	}
	in.Waiting = true
	if made := Plan(in, []ledger.Case{k}, nil).Create; len(made) != 0 {
		t.Errorf("tells what no notice told: %+v", made)
	}
	in.Notifications[0].Notice = "msg_old"
	made := Plan(in, []ledger.Case{k}, nil).Create
	if len(made) != 1 || made[0].State != outbox.Pending {
		t.Errorf("what stood in a notice is lost: %+v", made)
	}
}
