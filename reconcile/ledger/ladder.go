package ledger

import (
	"cmp"
	"time"

	"qunguan/reconcile/calendar"
	"qunguan/reconcile/workgroup"
)

// Named reasons: how a rung stands, and why it is not told now.
const (
	RungTold              = "told"
	RungOnTheWay          = "on_the_way"            // recorded, and its notice is not told yet
	RungDueNow            = "due_now"               // falls due today and is not recorded yet
	RungWaits             = "waits"                 // its day has not come
	RungBeforeDue         = "before_due"            // its day has come, but people above hear only from the due day on
	RungUntold            = "untold"                // the case has not been told at all
	RungNotOpen           = "not_open"              // closed and exempt cases do not climb
	RungFirstNotification = "done_by_first_telling" // its day was not after the first notification
	RungKnows             = "person_already_told"   // an earlier rung told the same person
	RungAcknowledged      = "acknowledged"          // the case has been taken up: no more reminders before the due day
	RungPaused            = "rectified_pause"       // said to be rectified, and no newer data has judged it since
	RungNobody            = "nobody"                // the post is vacant
	RungUnreachable       = "unreachable"           // the recipient has no usable route
	RungOvertaken         = "overtaken"             // the same person's next rung is due as well, and says it
	RungOneADay           = "one_a_day"             // the rung below it is told first: no rung is passed over after a standstill
	RungUnconfirmed       = "unconfirmed"           // no data newer than the first notification has shown it: whether it was rectified is unknown
	RungConfirmed         = "confirmed"             // newer data has shown it: the ladder tells it, and an inquiry is needless
	RungPrior             = "prior_first"           // the person concerned hears a working day before
)

// Ladder holds the inputs of climbing: the policy's rungs, the directory, the calendar, and the test
// for a private route.
type Ladder struct {
	Rungs  []DatedRung
	Days   *calendar.Days
	Zone   *time.Location
	People workgroup.People
	Units  workgroup.Units
	Reach  func(to workgroup.Recipient) bool

	// Private reports whether a person has a private route that a program can use.
	Private func(to workgroup.Recipient) bool

	PauseN int    // of rectified_pause; 0 = no pause
	PauseU string // its unit: wd, d, m

	// RemindBeforeRemoval is how many reminders come before the demand.
	RemindBeforeRemoval int
}

// LadderInput is one case on a day on which it may climb.
type LadderInput struct {
	Case    Case
	Group   workgroup.Group // zero where the case is about none
	Past    []Notification  // the recorded notifications; those of other lives are ignored
	Above   string          // the unit whose principals stand above who answers; empty: the case's
	Highest string          // the highest target that cases of its rule climb to; empty: any
	Asks    bool            // the rule ends in a removal: reminders go on until the removal was demanded
	Day     workgroup.Date

	ByData    bool      // its rule judges data that people must bring, and not the registry alone
	Concerned Concerned // when the person who is to be removed hears of it

	Milestones []Milestone // the measures that were set for the case
}

// RungStatus is the position of one rung under one case: its day, its recipient, and how it stands.
type RungStatus struct {
	Rung   Rung
	Phone  bool                // a person calls
	Day    workgroup.Date      // empty: the rung has no day yet
	To     workgroup.Recipient // Code empty: there is no recipient
	Reason string              // RungTold …
	Notice string              // the notice that told it or will tell it
	ToldOn workgroup.Date
	Record NotificationState // the state to be recorded now; empty: nothing changes
}

// Notification is the status in the form in which it is recorded.
func (f RungStatus) Notification(c Case) Notification {
	t := Notification{
		Case: c.ID, Life: c.Life, Rung: f.Rung, Day: f.Day,
		ToType: f.To.Type, To: f.To.Code, Phone: f.Phone, State: f.Record,
	}
	if f.Record == NotificationSkipped {
		t.Reason = f.Reason
	}
	return t
}

// Climb says for every rung, in the policy's order, how it stands. Climbing again on the same day,
// after the first result was recorded, records nothing more: a repeated run tells no rung twice.
func (l Ladder) Climb(k LadderInput) []RungStatus {
	w := walk{Ladder: l, LadderInput: k, recorded: map[Rung]Notification{}, heard: map[workgroup.Recipient]bool{}, reminded: k.Case.ToldOn}
	w.paused = l.paused(k)
	for _, t := range k.Past {
		if t.Case != k.Case.ID || t.Life != k.Case.Life {
			continue
		}
		w.recorded[t.Rung] = t
		if t.Rung.Kind == FirstNotification {
			w.hears(t)
		}
		if t.State == NotificationTold && t.Reached() == w.responsible() && t.Rung.Kind != PriorNotice {
			w.reminded = max(w.reminded, t.ToldOn)
		}
	}
	for _, r := range l.Rungs {
		if !r.higherThan(k.Highest) {
			w.rung(r)
		}
	}
	if k.ByData {
		w.inquire()
	}
	if k.Asks {
		w.remind()
		w.demand()
	}
	w.milestones()
	return w.statuses
}

// paused reports whether the ladder rests: the responsible person said that the case is rectified, no
// newer data has judged it since, and the policy's pause is not over; or a request of theirs waits for
// its decision.
func (l Ladder) paused(k LadderInput) bool {
	if k.Day < k.Case.PausedUntil {
		return true
	}
	said := k.Case.SaidAt
	if said.IsZero() || k.Case.DataAt.After(said) || l.PauseN == 0 {
		return false
	}
	return k.Day < l.Days.Due(l.dayOf(said), l.PauseN, l.PauseU)
}

// walk is the climb of one case on one day.
type walk struct {
	Ladder
	LadderInput
	paused   bool
	recorded map[Rung]Notification
	heard    map[workgroup.Recipient]bool // the people who know of the case, or are about to
	reminded workgroup.Date               // the day on which the responsible person last heard of the case
	climbed  []Rung                       // the rungs that fall due today
	statuses []RungStatus
}

func (w *walk) responsible() workgroup.Recipient {
	return workgroup.Recipient{Type: workgroup.ToPerson, Code: w.Case.Responsible}
}

func (w *walk) rung(r DatedRung) {
	f := RungStatus{Rung: r.Rung, Phone: r.Phone, Day: r.Day(w.Case.DueOn, w.Days), To: w.target(r.Rung)}
	early := r.Above() && f.Day < w.Case.DueOn
	if early {
		f.Day = w.Case.DueOn
	}
	w.stand(&f, &r)
	if early && f.Reason == RungWaits && r.Day(w.Case.DueOn, w.Days) <= w.Day {
		f.Reason = RungBeforeDue
	}
	w.statuses = append(w.statuses, f)
}

// stand decides how the rung stands. dated is its place in the policy's ladder, nil for a rung outside
// the ladder.
func (w *walk) stand(f *RungStatus, dated *DatedRung) {
	r := f.Rung
	if t, ok := w.recorded[r]; ok {
		f.To, f.Notice, f.ToldOn, f.Day = t.Recipient(), t.Notice, t.ToldOn, t.Day
		switch t.State {
		case NotificationTold:
			f.Reason = RungTold
		case NotificationDue:
			f.Reason = RungOnTheWay
		default:
			f.Reason = t.Reason
			return
		}
		w.hears(t)
		return
	}
	switch {
	case !w.Case.State.Open():
		f.Reason = RungNotOpen
	case w.Case.ToldOn == "":
		f.Reason = RungUntold
	case f.Day <= w.Case.ToldOn:
		f.Reason = RungFirstNotification
	case f.Day > w.Day:
		f.Reason = RungWaits
	case w.paused:
		f.Reason = RungPaused
	case w.unconfirmed(f):
		f.Reason = RungUnconfirmed
	case w.settledBy(f):
		f.Reason = RungConfirmed
	case f.To.Code == "":
		f.Reason, f.Record = RungNobody, NotificationSkipped
	case !r.Above() && r.Kind != MeasureDue && w.Case.State.Acknowledged() && f.Day < w.Case.DueOn:
		f.Reason, f.Record = RungAcknowledged, NotificationSkipped
	case r.Above() && w.heard[f.To]:
		f.Reason, f.Record = RungKnows, NotificationSkipped
	case !f.Phone && f.To.Type != workgroup.ToOffice && !w.Reach(f.To):
		f.Reason, f.Record = RungUnreachable, NotificationSkipped
	case dated != nil && !r.Above() && w.overtaken(*dated):
		f.Reason, f.Record = RungOvertaken, NotificationSkipped
	case dated != nil && r.Above() && w.climbedToday(*dated):
		f.Reason = RungOneADay
	default:
		if f.Reason, f.Record = RungDueNow, NotificationDue; r.Kind == LadderRung || r.Above() {
			f.Day = w.Day // the day up to which it is late: the next rung counts from it
		}
		w.climbed = append(w.climbed, r)
		if r.Kind != Inquiry && r.Kind != PriorNotice {
			w.heard[f.To] = true
		}
	}
}

// hears notes the people who learn of the case by a notification: its recipient, and the absent person the
// recipient stands in for. An inquiry or a prior notice does not count, because its reader does not
// learn from it that the case is still unresolved.
func (w *walk) hears(t Notification) {
	if t.Rung.Kind != Inquiry && t.Rung.Kind != PriorNotice {
		w.heard[t.Recipient()], w.heard[t.Reached()] = true, true
	}
}

// target is the recipient of the rung; its code is empty where the post is vacant.
func (w *walk) target(r Rung) workgroup.Recipient {
	person := ""
	switch r.Target {
	case ToOffice:
		return workgroup.Recipient{Type: workgroup.ToOffice, Code: r.Office}
	case ToResponsible:
		person = w.Case.Responsible
	case ToSecondAdmin:
		person = SecondAdmin(w.Group, w.Case.Responsible, w.People, w.Day)
	case ToUnitPrincipal, ToParentPrincipal:
		chain := Chain(workgroup.Group{}, cmp.Or(w.Above, w.Case.Unit), true, w.Units)
		if r.Target == ToUnitPrincipal {
			chain = chain[:min(1, len(chain))]
		} else {
			chain = chain[min(1, len(chain)):]
		}
		person, _ = Responsible(chain, w.People, w.Day)
	}
	return workgroup.Recipient{Type: workgroup.ToPerson, Code: person}
}
