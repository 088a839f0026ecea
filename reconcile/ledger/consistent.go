package ledger

import (
	"fmt"
	"slices"
	"time"

	"qunguan/reconcile/workgroup"
)

// Flaw is one contradiction within the registry.
type Flaw struct {
	Kind   string // a named reason: one of the Flaw… names
	Case   int64  // 0: the flaw is about no case
	Notice string // empty: the flaw is about no notice
	Group  string // empty: the flaw is about no group
	Detail string // named values, without personal data
}

// The kinds of flaws.
const (
	FlawStep         = "step_impossible"    // the transition table has no such step
	FlawState        = "state_differs"      // the steps lead to another state
	FlawClosed       = "closed_half"        // open with a closing day or reason, or closed without
	FlawExempt       = "exempt_half"        // exempt without an end, or the other way round
	FlawKey          = "key_differs"        // stored under another subject's key: it could be opened twice
	FlawTwice        = "case_twice"         // two cases of one rule about one subject
	FlawReopened     = "reopened_differs"   // counted otherwise than the steps say
	FlawUntold       = "told_differs"       // told without a step that says so, or a step without a notification
	FlawNotTold      = "step_without_send"  // a step names a notice as having told it, but that notice was not sent
	FlawNoStep       = "send_without_step"  // a notice that told it left no step
	FlawDue          = "due_before_told"    // the deadline had passed when it was first told
	FlawRungTwice    = "rung_twice"         // one rung told twice in a life
	FlawRungCount    = "rungs_differ"       // counted otherwise than the steps say
	FlawNotification = "telling_half"       // told without a day or a notice, or not told and with a day
	FlawTooEarly     = "told_too_early"     // a rung told before its day
	FlawRungOrder    = "rungs_out_of_order" // a later rung told to the same recipient before an earlier one
	FlawSeen         = "seen_in_future"     // seen, or its data taken, after everything that anybody looked at
	FlawNoCase       = "telling_of_nothing" // about a case that does not exist
	FlawRosterRows   = "roster_rows_differ" // a roster has other rows than its head says
	FlawRoster       = "roster_damaged"     // a roster's document cannot be read

	FlawIndex       = "person_index_differs" // the index of people differs from a group's roster
	FlawIndexBroken = "person_index_damaged" // a unit's index of people cannot be read
	FlawRosterNewer = "roster_newer"         // a newer program wrote a roster's document
)

// CaseFile is the whole record of one case.
type CaseFile struct {
	Case          Case
	Key           string          // the key it is stored under
	Steps         []Step          // oldest first
	Notifications []Notification  // the notifications of all its lives
	Notices       map[string]bool // the notices that name it: whether they count as told
	Newest        time.Time       // the newest moment that a run judged; zero = none did
}

// closing are the reasons for which a run closes a case.
var closing = []string{string(Fixed), string(SubjectGone), string(GroupEnded), string(RuleOff), string(PolicyChanged)}

// follows reports whether a step may stand after a state. Runs move cases as Advance does, people as
// the table of TakeStep allows, and every other step leaves the state alone.
func follows(from State, s Step) bool {
	switch {
	case s.Reason == string(EventOpened):
		return from == "" && (s.State == Found || s.State == Exempt)
	case from == "":
		return false
	case s.Reason == string(EventReopened):
		return from == Closed && (s.State == Found || s.State == Exempt)
	case slices.Contains(closing, s.Reason):
		return from != Closed && s.State == Closed
	case s.Reason == string(ByHand):
		return s.State == Closed && slices.Contains(after[from], Closed)
	case s.Reason == ReasonStep:
		// Older versions circulated cases that were never handed over.
		return s.State != Closed && (slices.Contains(after[from], s.State) || from == Found && s.State == Circulated)
	case s.Reason == string(EventUpdated) && from != Closed:
		return s.State == from || s.State == Exempt || from == Exempt && s.State == Found
	}
	return s.State == from
}

// bystander reports whether the step's writer does not lock the case: the step then carries the state
// that was read a moment earlier, which a concurrent step may have replaced.
func bystander(s Step) bool {
	switch s.Reason {
	case "rung_skipped", "renewed", "dissolved":
		return true
	}
	return false
}

// retelling sums up the steps of one life of a case.
type retelling struct {
	state    State
	told     int            // steps that told it
	number   int            // of the life, as notifications have it
	rungs    map[string]int // rungs told, by name
	reopened int
}

// Flaws replays the steps and compares the result with the case, its notifications and its notices.
func (f CaseFile) Flaws() []Flaw {
	var flaws []Flaw
	add := func(kind, format string, args ...any) {
		flaws = append(flaws, Flaw{Kind: kind, Case: f.Case.ID, Detail: fmt.Sprintf(format, args...)})
	}
	life := f.walk(add)
	c := f.Case
	newest := f.Newest
	for _, s := range f.Steps {
		if s.At.After(newest) {
			newest = s.At
		}
	}
	// A day more, for days begin earlier in the policy's time zone.
	if limit := newest.AddDate(0, 0, 1); !newest.IsZero() && (c.LastSeenOn > workgroup.DateOf(limit) || c.DataAt.After(limit)) {
		add(FlawSeen, "last seen on %s, data of %s; the newest look was at %s", c.LastSeenOn, c.DataAt.UTC().Format(time.RFC3339), newest.UTC().Format(time.RFC3339))
	}
	if life.state != c.State {
		add(FlawState, "%q, steps lead to %q", c.State, life.state)
	}
	if closed := c.State == Closed; closed != (c.ClosedOn != "") || closed != (c.ClosedReason != "") {
		add(FlawClosed, "%s, closed_on %q, %q", c.State, c.ClosedOn, c.ClosedReason)
	}
	if (c.State == Exempt) != (c.ExemptUntil != "") {
		add(FlawExempt, "%s, exempt_until %q", c.State, c.ExemptUntil)
	}
	if f.Key != c.Subject.Key() {
		add(FlawKey, "%s", f.Key)
	}
	if life.reopened != c.Reopened {
		add(FlawReopened, "%d, steps say %d", c.Reopened, life.reopened)
	}
	if (c.ToldOn != "") != (life.told > 0) {
		add(FlawUntold, "told_on %q, told in %d steps", c.ToldOn, life.told)
	}
	if c.State.Open() && c.ToldOn != "" && c.DueOn != "" && c.DueOn <= c.ToldOn {
		add(FlawDue, "due_on %s, told_on %s", c.DueOn, c.ToldOn)
	}
	climbed := 0
	for name, n := range life.rungs {
		climbed += n
		if n > 1 {
			add(FlawRungTwice, "%s", name)
		}
	}
	if climbed != c.Rung {
		add(FlawRungCount, "%d, steps say %d", c.Rung, climbed)
	}
	f.notifications(add)
	return flaws
}

// walk replays the steps in order and reports each impossible one.
func (f CaseFile) walk(add func(kind, format string, args ...any)) retelling {
	life := retelling{rungs: map[string]int{}}
	said := map[string]bool{}
	for _, s := range f.Steps {
		if bystander(s) {
			continue
		}
		if !follows(life.state, s) {
			add(FlawStep, "step %d: %s, from %q to %q", s.ID, s.Reason, life.state, s.State)
		}
		if s.Reason == string(EventReopened) || life.state == Exempt && s.State.Open() {
			life.told, life.rungs = 0, map[string]int{}
			life.number++
		}
		if s.Reason == ReasonExtended {
			life.rungs = map[string]int{} // the ladder begins anew under the new deadline; earlier notifications stay told
			life.number++
		}
		life.state = s.State
		rung, notice := ReadToldNote(s.Note)
		switch s.Reason {
		case string(EventReopened):
			life.reopened++
			continue
		case "rung_told":
			if !f.ofEarlierLife(rung, notice, life.number) {
				life.rungs[rung]++
			}
			life.told++
		case "told":
			life.told++
		case "prior_notice", "told_beside":
		default:
			continue
		}
		said[notice] = true
		if told, names := f.Notices[notice]; !names || !told && !f.called(notice) {
			add(FlawNotTold, "step %d, notice %s", s.ID, notice)
		}
	}
	for notice, told := range f.Notices {
		if told && !said[notice] {
			add(FlawNoStep, "notice %s", notice)
		}
	}
	return life
}

// ofEarlierLife reports whether the notice told the rung for an earlier life of the case: it was in doubt, and
// was sent again after that life had ended.
func (f CaseFile) ofEarlierLife(rung, notice string, life int) bool {
	return slices.ContainsFunc(f.Notifications, func(t Notification) bool {
		return t.Notice == notice && t.Rung.Name() == rung && t.Life < life
	})
}

// called reports whether the notice is a task to call about the case. Each call is noted by itself,
// before all calls of the notice are made.
func (f CaseFile) called(notice string) bool {
	return slices.ContainsFunc(f.Notifications, func(t Notification) bool { return t.Phone && t.Notice == notice && t.State == NotificationTold })
}

func (f CaseFile) notifications(add func(kind, format string, args ...any)) {
	for i, t := range f.Notifications {
		told := t.State == NotificationTold
		if told != (t.ToldOn != "") || told && t.Notice == "" {
			add(FlawNotification, "%s: %s, told_on %q, notice %q", t.Rung.Name(), t.State, t.ToldOn, t.Notice)
		}
		if told && t.ToldOn < t.Day {
			add(FlawTooEarly, "%s: told_on %s, its day is %s", t.Rung.Name(), t.ToldOn, t.Day)
		}
		for _, u := range f.Notifications[:i] {
			if told && u.State == NotificationTold && t.Life == u.Life && t.Recipient() == u.Recipient() && t.Rung.laddered() && u.Rung.laddered() &&
				(t.Day < u.Day && t.ToldOn > u.ToldOn || t.Day > u.Day && t.ToldOn < u.ToldOn) {
				add(FlawRungOrder, "%s on %s, %s on %s", u.Rung.Name(), u.ToldOn, t.Rung.Name(), t.ToldOn)
			}
		}
	}
}

// laddered reports whether the rung's day follows from the case's deadline. Rungs without such a day
// may be told in any order.
func (r Rung) laddered() bool { return r.Kind == LadderRung || r.Kind == MeasureDue }
