package tell

import (
	"context"
	"fmt"

	"qunguan/jobs/check"
	"qunguan/notify/compose"
	"qunguan/reconcile/ledger"
)

// arranged holds the absences and measures that count on a day.
type arranged struct {
	absent   map[string]ledger.Absence // by person
	measures map[int64][]ledger.Milestone
}

func readArranged(ctx context.Context, told Notifications, w *check.RegistrySnapshot) (arranged, error) {
	absences, err := told.Absences(ctx)
	if err != nil {
		return arranged{}, fmt.Errorf("read absences: %w", err)
	}
	milestones, err := told.Milestones(ctx, w.Moment.Location())
	if err != nil {
		return arranged{}, err
	}
	a := arranged{absent: ledger.AbsentOn(absences, w.Day), measures: map[int64][]ledger.Milestone{}}
	for _, m := range milestones {
		a.measures[m.Case] = append(a.measures[m.Case], m)
	}
	return a, nil
}

// dueNow maps cases to the measures that need a reminder today.
func (a arranged) dueNow(w *check.RegistrySnapshot) map[int64][]ledger.Milestone {
	now := map[int64][]ledger.Milestone{}
	for id, all := range a.measures {
		if list := ledger.DueNow(all, w.Days, w.Day); len(list) > 0 {
			now[id] = list
		}
	}
	return now
}

// lapses lists the exemptions that end soon, once for each recipient.
func lapses(w *check.RegistrySnapshot) []compose.Lapse {
	var list []compose.Lapse
	for _, e := range w.Exempt {
		if g, ok := w.Groups.Find(e.Group); e.Group != "" && (!ok || !g.Live()) || !e.Lapses(w.Exempt, w.Days, w.Day) {
			continue
		}
		for _, to := range []string{ledger.ToResponsible, ledger.ToApprover} {
			list = append(list, compose.Lapse{Exemption: e, Notification: e.LapseNotification(to, w.Day)})
		}
	}
	return list
}
