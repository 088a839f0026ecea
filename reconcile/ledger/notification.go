package ledger

import (
	"qunguan/reconcile/workgroup"
)

// NotificationState is the progress of one notification.
type NotificationState string

// A notification is due until a notice with it was told, or until it was decided that it is skipped.
const (
	NotificationDue     NotificationState = "due"
	NotificationTold    NotificationState = "told"
	NotificationSkipped NotificationState = "skipped"
)

// Notification is one thing that one recipient is told once: a rung of a case's ladder, its first notification, a
// prior notice, or the end of a group's time. Case, Life, Group and Rung are its identity.
type Notification struct {
	Case   int64  // 0: the notification is about a group and no case
	Life   int    // Case.Life when it fell due: a ladder that begins anew tells its rungs anew
	Group  string // for a notification about no case
	Rung   Rung
	Day    workgroup.Date // when it fell due
	ToType string         // workgroup.ToPerson, ToOffice
	To     string         // person code or office key; empty: no recipient was found
	For    string         // the absent person for whom To stands in; empty: To is told for themselves
	Phone  bool           // a person calls
	State  NotificationState
	Reason string         // why it was skipped
	Notice string         // the notice that tells it; empty: none was made yet
	ToldOn workgroup.Date // empty: not told
}

// Recipient is the addressee of the notification.
func (t Notification) Recipient() workgroup.Recipient {
	return workgroup.Recipient{Type: t.ToType, Code: t.To}
}

// Reached is the recipient who counts as told: the addressee, or the absent person they stand in for.
func (t Notification) Reached() workgroup.Recipient {
	if t.For != "" {
		return workgroup.Recipient{Type: workgroup.ToPerson, Code: t.For}
	}
	return t.Recipient()
}
