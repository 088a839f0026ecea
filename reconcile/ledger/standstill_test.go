package ledger

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/workgroup"
)

// The worker did not run for a fortnight. The responsible person hears once, and those above one
// after the other, each with a working day to act.
//
// covers S1.13
func TestAfterAStandstillNobodyIsPassedOver(t *testing.T) {
	l, k := office(t, countyRungs...), told()
	var got []string
	for d := workgroup.Date("2026-12-19"); d <= "2026-12-25"; d = d.AddDays(1) { // from a Saturday on
		k.Day = d
		for _, f := range l.Climb(k) {
			if f.Record == "" {
				continue
			}
			t := f.Notification(k.Case)
			if got = append(got, string(d)+" "+f.Rung.Name()+" "+f.Reason); t.State == NotificationDue {
				on := d
				for !l.Days.IsWorkingDay(on) {
					on = on.AddDays(1)
				}
				if on == d {
					t.State, t.ToldOn = NotificationTold, d
				}
			}
			k.Past = append(k.Past, t)
		}
	}
	want := []string{
		"2026-12-19 due-3wd responsible overtaken", "2026-12-19 due responsible due_now",
		"2026-12-22 due+1wd second_admin due_now", "2026-12-23 due+3wd unit_principal due_now", "2026-12-24 due+6wd office:office due_now",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// covers S3.4
func TestRungsOfOneDayGoTogether(t *testing.T) {
	l, k := office(t, "due+1wd second_admin", "due+1wd unit_principal"), told()
	k.Day = "2026-12-10"
	for _, f := range l.Climb(k) {
		if f.Reason != RungDueNow {
			t.Errorf("%s: %s", f.Rung.Name(), f.Reason)
		}
	}
}
