package ledger

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"qunguan/reconcile/calendar"
	"qunguan/reconcile/workgroup"
)

// Targets are the recipients a rung can be for.
const (
	ToResponsible     = "responsible"
	ToSecondAdmin     = "second_admin"
	ToUnitPrincipal   = "unit_principal"
	ToParentPrincipal = "parent_principal"
	ToOffice          = "office"      // Rung.Office says which
	ToConcerned       = "concerned"   // the person a case is about
	ToOtherOwner      = "other_owner" // the owner of the other group of a pair
	ToApprover        = "approver"    // the person who granted an exemption
)

// RungKind is the occasion of a notification.
type RungKind string

// The kinds of rungs.
const (
	FirstNotification RungKind = "first"      // the case is told for the first time
	PriorNotice       RungKind = "prior"      // the person concerned hears of it before a removal (S8.7)
	LadderRung        RungKind = "ladder"     // a rung of the policy's ladder
	Reminder          RungKind = "reminder"   // the policy gives more reminders than its ladder has rungs
	Demand            RungKind = "demand"     // the reminders were given: the removal is demanded, by a day of its own
	Inquiry           RungKind = "inquiry"    // the deadline has come without newer data: is it done?
	MeasureDue        RungKind = "milestone"  // a measure is to be done by a day (S5.7)
	StageEnds         RungKind = "stage_end"  // a stage-limited group is about to end
	LapseNotice       RungKind = "exempt_end" // an exemption ends soon
)

// Rung is one thing that is told once: its occasion, the step within that occasion, and its target.
type Rung struct {
	Kind   RungKind
	Step   string // ladder: due-3wd …; reminder: which one; measure: its day; stage_end: the end and days before it; exempt_end: the exemption and its last day
	Target string // ToResponsible …
	Office string // the office's key, where Target is ToOffice
}

// The rungs that occur once in each life of every case.
var (
	First = Rung{Kind: FirstNotification, Target: ToResponsible}
	Prior = Rung{Kind: PriorNotice, Target: ToConcerned}

	// ToRemove demands a removal, once.
	ToRemove = Rung{Kind: Demand, Target: ToResponsible}
	// IsItDone asks once for a new roster or an answer; three working days later the unit's principal
	// hears that neither came.
	IsItDone = Rung{Kind: Inquiry, Target: ToResponsible}
	Unknown  = Rung{Kind: Inquiry, Target: ToUnitPrincipal}
)

// OtherOwner tells a pair, once and beside the first notification, to the owner of its first group ("1") or
// second ("2"). Like a prior notice it leaves the case untold: the case counts as told only when its
// responsible person has heard of it.
func OtherOwner(which string) Rung {
	return Rung{Kind: PriorNotice, Step: which, Target: ToOtherOwner}
}

// besidesOwner reports whether the rung tells a pair to its other group's owner.
func (r Rung) besidesOwner() bool { return r.Kind == PriorNotice && r.Target == ToOtherOwner }

// NewRung is a rung of the policy's ladder: at and to are spelled as in a policy, an office as
// office:KEY.
func NewRung(at, to string) Rung {
	target, office, _ := strings.Cut(to, ":")
	return Rung{Kind: LadderRung, Step: at, Target: target, Office: office}
}

// Name is the rung for people who read steps and logs.
func (r Rung) Name() string {
	to := r.Target
	if r.Office != "" {
		to += ":" + r.Office
	}
	switch r.Kind {
	case PriorNotice:
		if r.besidesOwner() {
			return to + " " + r.Step
		}
		return string(r.Kind)
	case FirstNotification:
		return string(r.Kind)
	case Reminder, StageEnds:
		return string(r.Kind) + " " + r.Step
	case Demand, Inquiry:
		return string(r.Kind) + " " + to
	case LapseNotice:
		return string(r.Kind) + " " + r.Step + " " + to
	case MeasureDue:
		return string(r.Kind) + "-" + r.Step + " " + to
	}
	return r.Step + " " + to
}

// ReadRungName reads a name that Name wrote; the steps of measures and of ends are kept as text.
func ReadRungName(name string) (Rung, bool) {
	words := strings.Fields(name)
	to := func(r Rung, target string) (Rung, bool) {
		r.Target, r.Office, _ = strings.Cut(target, ":")
		return r, true
	}
	switch {
	case len(words) == 1 && words[0] == string(FirstNotification):
		return First, true
	case len(words) == 1 && words[0] == string(PriorNotice):
		return Prior, true
	case len(words) == 2 && (words[0] == string(Demand) || words[0] == string(Inquiry)):
		return to(Rung{Kind: RungKind(words[0])}, words[1])
	case len(words) == 2 && strings.HasPrefix(words[0], string(MeasureDue)+"-"):
		return to(Rung{Kind: MeasureDue, Step: strings.TrimPrefix(words[0], string(MeasureDue)+"-")}, words[1])
	case len(words) >= 2 && (words[0] == string(Reminder) || words[0] == string(StageEnds)):
		return Rung{Kind: RungKind(words[0]), Step: strings.Join(words[1:], " "), Target: ToResponsible}, true
	case len(words) >= 3 && words[0] == string(LapseNotice):
		return to(Rung{Kind: LapseNotice, Step: strings.Join(words[1:len(words)-1], " ")}, words[len(words)-1])
	case len(words) == 2 && rungDay.MatchString(words[0]):
		return NewRung(words[0], words[1]), true
	}
	return Rung{}, false
}

// When says in one word when the rung is told: the step of the policy's ladder, else the kind.
func (r Rung) When() string {
	if r.Kind == LadderRung {
		return r.Step
	}
	return string(r.Kind)
}

// Above reports whether the rung is for a person above the responsible one. Such rungs wait for the due
// day.
func (r Rung) Above() bool {
	return (r.Kind == LadderRung || r.Kind == Inquiry) && r.Target != ToResponsible
}

// targets are the targets of a policy's ladder, the lowest first.
var targets = []string{ToResponsible, ToSecondAdmin, ToUnitPrincipal, ToParentPrincipal, ToOffice}

// higherThan reports whether the rung is for a target above the given one; no rung is above an empty
// target.
func (r Rung) higherThan(target string) bool {
	return target != "" && slices.Index(targets, r.Target) > slices.Index(targets, target)
}

// Climbs reports whether the rung counts among those a case climbs.
func (r Rung) Climbs() bool { return r.Kind != FirstNotification && r.Kind != PriorNotice }

// ByPhone marks a rung that a person carries out by a call, and notes (S4.6).
const ByPhone = "phone"

// DatedRung is a rung of the policy's ladder with its day.
type DatedRung struct {
	Rung
	Phone bool

	n    int // negative: before the due day
	unit string
}

var rungDay = regexp.MustCompile(`^due(?:([+-])([0-9]{1,4})(wd|d|m))?$`)

// RungDay reads the day of a policy's rung: so many units (wd, d or m) before (sign -1) or after the
// due day, or on it (n 0).
func RungDay(at string) (sign, n int, unit string, ok bool) {
	m := rungDay.FindStringSubmatch(at)
	if m == nil {
		return 0, 0, "", false
	}
	if m[2] == "" {
		return 1, 0, "", true
	}
	n, err := strconv.Atoi(m[2])
	sign = 1
	if m[1] == "-" {
		sign = -1
	}
	return sign, n, m[3], err == nil
}

// ParseRung reads a rung of a policy: at is due, due-3wd, due+6wd …; by is
// empty or phone.
func ParseRung(at, to, by string) (DatedRung, error) {
	m := rungDay.FindStringSubmatch(at)
	if m == nil || to == "" || (by != "" && by != ByPhone) {
		return DatedRung{}, fmt.Errorf("rung at %q to %q by %q", at, to, by)
	}
	r := DatedRung{Rung: NewRung(at, to), Phone: by == ByPhone, unit: calendar.CalendarDays}
	if m[2] == "" {
		return r, nil
	}
	n, err := strconv.Atoi(m[2])
	if err != nil {
		return DatedRung{}, fmt.Errorf("rung at %q: %w", at, err)
	}
	if m[1] == "-" {
		n = -n
	}
	r.n, r.unit = n, m[3]
	return r, nil
}

// Day is the rung's day for a case with the given due day. A rung on a day off moves so that no
// deadline gets shorter: before the due day to the working day before, after it to the next one.
func (r DatedRung) Day(due workgroup.Date, days *calendar.Days) workgroup.Date {
	switch {
	case r.n == 0:
		return due
	case r.n > 0:
		return days.Due(due, r.n, r.unit)
	}
	switch r.unit {
	case calendar.WorkingDays:
		return days.WorkingDaysBefore(due, -r.n)
	case calendar.Months:
		due = due.AddMonths(r.n)
	default:
		due = due.AddDays(r.n)
	}
	return OnOrBeforeWorkingDay(due, days)
}

// OnOrBeforeWorkingDay is the day itself if it is a working day, else the last working day before it.
func OnOrBeforeWorkingDay(day workgroup.Date, days *calendar.Days) workgroup.Date {
	if days.IsWorkingDay(day) {
		return day
	}
	return days.WorkingDaysBefore(day, 1)
}
