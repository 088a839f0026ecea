package halfyear

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"qunguan/notify"
	"qunguan/reconcile/calendar"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// The faults that may not occur, in the order of the table.
const (
	offHours   = "sent on a non-working day or in quiet hours"
	overBudget = "over the day's budget"
	rungTwice  = "a rung told twice"
	aboveEarly = "somebody above the responsible person told before the due day"
	mended     = "said what was mended by the newest data"
	nobodyTold = "an open case older than two working days without a told person"
	unheard    = "a deadline passed unheard"
	demanded   = "a removal demanded before the reminders, before newer data, or of oneself"
	unproven   = "told as unsolved what no newer data shows"
	noPrior    = "a removal demanded a working day before the person concerned heard, or never"
	noBasis    = "a group's heading without the day of its data"
	exempted   = "an exempt case spoken of"
	unjudged   = "said what this check cannot judge"
	outdated   = "repeated a message in which nothing holds any longer"
)

var faults = []string{offHours, overBudget, rungTwice, aboveEarly, mended, outdated, nobodyTold, unheard, demanded, unproven, noPrior, noBasis, exempted, unjudged}

// history is the traces of a half-year: its messages, evenings and steps.
type history struct {
	days      *calendar.Days
	arrivals  []arrival
	evenings  []evening
	steps     []ledger.Step
	assumed   []assumed       // tried twice: counts as told, arrived or not
	doubtful  map[string]bool // notices whose sender did not live to see that they arrived
	perDay    int
	reminders int // before a removal may be demanded
}

// evening is the cases that were open when a day ended.
type evening struct {
	day  workgroup.Date
	open []standing
}

type standing struct {
	caseLife
	due workgroup.Date
}

// caseLife is a case from its opening, or reopening, to its end.
type caseLife struct {
	id   int64
	life int
}

type assumed struct {
	caseLife
	on workgroup.Date
}

// check walks through everything and returns its findings, by fault.
func (h history) check() map[string][]string {
	wrong := map[string][]string{}
	for _, find := range []func(note){h.hours, h.budget, h.rungs, h.above, h.truth, h.repeats, h.silence, h.demands, h.proof, h.basis} {
		find(func(fault, format string, args ...any) {
			wrong[fault] = append(wrong[fault], fmt.Sprintf(format, args...))
		})
	}
	return wrong
}

type note func(fault, format string, args ...any)

func (a arrival) day() workgroup.Date { return workgroup.DateOf(a.At) }

func (a arrival) String() string {
	return fmt.Sprintf("%s %s to %s %s at %s", a.Kind, a.ID, a.RecipientType, a.Recipient, a.At.Format("Mon 2006-01-02 15:04"))
}

func (s spoken) key() caseLife { return caseLife{s.ID, s.Life} }

// hours: operators hear at any time, offices get digests when they asked for
// them, everybody else from 08:30 to 18:00 on working days.
func (h history) hours(wrong note) {
	for _, a := range h.arrivals {
		if a.Kind == notify.KindOps || a.RecipientType == notify.ToOps || a.Kind == notify.KindDigest && a.RecipientType == notify.ToOffice {
			continue
		}
		minute := a.At.Hour()*60 + a.At.Minute()
		if !h.days.IsWorkingDay(a.day()) || minute < 8*60+30 || minute >= 18*60 {
			wrong(offHours, "%s", a)
		}
	}
}

type personDay struct {
	person string
	day    workgroup.Date
}

// perPerson counts the messages of each person and day; operators' apart.
func (h history) perPerson() map[personDay]int {
	n := map[personDay]int{}
	for _, a := range h.arrivals {
		if a.RecipientType == notify.ToPerson && a.Kind != notify.KindOps {
			n[personDay{a.Recipient, a.day()}]++
		}
	}
	return n
}

func (h history) budget(wrong note) {
	for who, n := range h.perPerson() {
		if n > h.perDay {
			wrong(overBudget, "%s got %d on %s", who.person, n, who.day)
		}
	}
}

// rungs: the steps name each rung once in a case's life, and so do the
// messages: above the responsible person each reader hears of a case once, and
// once more after the message that its state is unknown; the responsible person
// hears not twice a day.
func (h history) rungs(wrong note) {
	type rung struct {
		id   int64
		life int
		name string
	}
	told, lives, states := map[rung]int{}, map[int64]int{}, map[int64]ledger.State{}
	begun := map[rung]int{} // case and notice → the ladder for which it arrived first: in doubt, it comes again later
	for _, a := range slices.Backward(h.arrivals) {
		for _, c := range a.Cases {
			begun[rung{c.ID, 0, a.ID}] = c.Ladder
		}
	}
	for _, s := range h.steps {
		if s.Reason == string(ledger.EventReopened) || s.Reason == ledger.ReasonExtended || states[s.CaseID] == ledger.Exempt && s.State.Open() {
			lives[s.CaseID]++
		}
		states[s.CaseID] = s.State
		if s.Reason != "rung_told" {
			continue
		}
		cut := max(0, strings.LastIndex(s.Note, " "))
		name, notice := s.Note[:cut], strings.TrimSpace(s.Note[cut:])
		r := rung{s.CaseID, lives[s.CaseID], name}
		if first, arrived := begun[rung{s.CaseID, 0, notice}]; arrived {
			r.life = min(r.life, first)
		}
		if told[r]++; told[r] > 1 {
			wrong(rungTwice, "case %d, rung %q, on %s", s.CaseID, name, s.At.Format(time.DateOnly))
		}
	}
	type hearing struct {
		caseLife
		who    string
		day    workgroup.Date
		proven bool
	}
	heard, first := map[hearing]string{}, map[caseLife]string{}
	for _, a := range h.arrivals {
		for _, c := range a.Cases {
			if first[c.key()] == "" {
				first[c.key()] = a.ID
			}
			// Where the first message was in doubt, the sender counts newer data from its repetition on.
			unknown := h.doubtful[first[c.key()]] && strings.Contains(a.section(c.GroupName), "是否已办不详")
			k := hearing{caseLife{c.ID, c.Ladder}, a.RecipientType + " " + a.Recipient, "", c.Proven && !unknown}
			switch a.Recipient {
			case c.Concerned:
				continue
			case c.Responsible:
				k.day = a.day()
			}
			if before, ok := heard[k]; ok && before != a.ID {
				wrong(rungTwice, "case %d in %s and in %s", c.ID, before, a)
			}
			heard[k] = a.ID
		}
	}
}

// above: a reader of a case who is neither its first one, nor answers for it,
// nor is its subject, hears on its due day or later. A message in doubt is sent once
// more with the same words (contract §5): it is the telling of the day of its first attempt,
// by the deadline that it names, whatever deadline one of its cases has got since.
func (h history) above(wrong note) {
	first := map[caseLife]string{}
	for _, a := range h.arrivals {
		for _, c := range a.Cases {
			who := a.RecipientType + " " + a.Recipient
			if _, ok := first[c.key()]; !ok {
				first[c.key()] = who
			}
			known := first[c.key()] == who || a.RecipientType == notify.ToPerson && (a.Recipient == c.Responsible || a.Recipient == c.Concerned)
			due := c.Due
			if a.Repeat {
				due = c.Named
			}
			if !known && string(a.day()) < due {
				wrong(aboveEarly, "case %d, due %s, in %s; %s heard first", c.ID, due, a, first[c.key()])
			}
		}
	}
}

// truth: each statement holds by the newest data of the registry. A message
// that is sent again repeats its first text.
func (h history) truth(wrong note) {
	for _, a := range h.arrivals {
		if a.Repeat {
			continue
		}
		for _, c := range a.Cases {
			if c.Unknown {
				wrong(unjudged, "case %d %v in %s", c.ID, c.About, a)
			}
			if c.Mended {
				wrong(mended, "case %d %v in %s", c.ID, c.About, a)
			}
			if c.Exempt {
				wrong(exempted, "case %d %v in %s", c.ID, c.About, a)
			}
		}
	}
}

// firstHeard is the day of the first message about a case in its life, as far
// as the sender knows: a message of a killed sender counts when it arrives
// again.
func (h history) firstHeard(known bool) map[caseLife]workgroup.Date {
	heard := map[caseLife]workgroup.Date{}
	hear := func(k caseLife, on workgroup.Date) {
		if before, ok := heard[k]; !ok || on < before {
			heard[k] = on
		}
	}
	for _, a := range h.arrivals {
		if known && h.doubtful[a.ID] && !a.Repeat {
			continue
		}
		for _, c := range a.Cases {
			hear(c.key(), a.day())
		}
	}
	for _, a := range h.assumed {
		hear(a.caseLife, a.on)
	}
	return heard
}

// silence: every open case is heard of within two working days, and before
// its due day.
func (h history) silence(wrong note) {
	heard, known := h.firstHeard(false), h.firstHeard(true)
	begun, noted := map[caseLife]workgroup.Date{}, map[string]bool{}
	once := func(fault string, k caseLife, format string, args ...any) {
		if id := fmt.Sprint(fault, k); !noted[id] {
			noted[id] = true
			wrong(fault, format, args...)
		}
	}
	for _, e := range h.evenings {
		for _, c := range e.open {
			if begun[c.caseLife] == "" {
				begun[c.caseLife] = e.day
			}
			on, ok := heard[c.caseLife]
			ok = ok && on <= e.day
			if !ok && h.days.AddWorkingDays(begun[c.caseLife], 2) < e.day {
				once(nobodyTold, c.caseLife, "case %d since %s, still on %s", c.id, begun[c.caseLife], e.day)
			}
			told := known[c.caseLife]
			if !ok && c.due < e.day || told != "" && told <= e.day && c.due <= told {
				once(unheard, c.caseLife, "case %d was due on %s, on %s it had been heard of on %q", c.id, c.due, e.day, on)
			}
		}
	}
}

// demands: as many messages as the policy says ask the responsible person
// before one demands the removal; newer data shows the case; no message
// asks a person to remove themselves; and a person who can mend it heard before.
func (h history) demands(wrong note) {
	reminded := map[caseLife]map[string]bool{}
	forewarned := map[caseLife]workgroup.Date{}
	for _, a := range h.arrivals {
		for _, c := range a.Cases {
			k := c.key()
			if isDemand(c) {
				if len(reminded[k]) < h.reminders && !reminded[k][a.ID] {
					wrong(demanded, "case %d %v after %d reminders in %s", c.ID, c.About, len(reminded[k]), a)
				}
				if !c.Proven && !a.Repeat || a.Recipient == c.Concerned {
					wrong(demanded, "case %d %v, proven %v, about %s, in %s", c.ID, c.About, c.Proven, c.Concerned, a)
				}
				if on := forewarned[k]; c.About.Rule == "member.card" && c.Routed && (on == "" || on >= a.day()) {
					wrong(noPrior, "case %d: %s heard on %q, the demand is %s", c.ID, c.Concerned, on, a)
				}
			}
			if a.Recipient == c.Concerned && forewarned[k] == "" {
				forewarned[k] = a.day()
			}
			if a.Recipient == c.Responsible {
				if reminded[k] == nil {
					reminded[k] = map[string]bool{}
				}
				reminded[k][a.ID] = true
			}
		}
	}
}

// isDemand reports whether the words about the case demand a removal.
func isDemand(c spoken) bool {
	r := rule.Of(c.About.Rule)
	return c.Todo != "" && r != nil && c.Todo == r.Words.Demand.Zh
}

// kinds counts messages by kind and type of recipient.
func (h history) kinds() []string {
	n := map[string]int{}
	for _, a := range h.arrivals {
		n[a.Kind+" to "+a.RecipientType]++
	}
	var lines []string
	for _, k := range slices.Sorted(maps.Keys(n)) {
		lines = append(lines, fmt.Sprintf("%6d %s", n[k], k))
	}
	return lines
}
