package answer

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"qunguan/reconcile/calendar"
	"qunguan/reconcile/identity"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// Question is the case that is answered, with the data beside it.
type Question struct {
	Case  ledger.Case
	Tasks []ledger.Case // about it, those that closed too
	Calls []string      // the people who are to call somebody about it now
}

// Outcome is the changes of an answer or a decision.
type Outcome struct {
	Before, After ledger.Case // the case that was answered, or the task that was decided
	Steps         []ledger.Step
	Task          *Opened                   // a request that waits for its decision from now on
	Identity      *workgroup.IdentityAnswer // the bearer of an account or a card, as a person said
	Reports       []Opened                  // the faults found, each a case of the office
	Call          bool                      // the call that was to be made is made

	// Of decisions, and of confirmed upkeep, only.
	About    *ledger.Case // the case that was asked about, as it shall be; nil: it stays
	AboutWas ledger.Case
	Exempt   *ledger.Exemption
	Group    *workgroup.Decision // a new end, a dissolution, upkeep that is done
	Handover *[2]workgroup.Group // another owner or administrator: the group before and after
	EndSaid  bool                // the answers about the task's case count no more
}

// Opened is a task and, where it was decided before, the task as it stood.
type Opened struct {
	Before *ledger.Case
	After  ledger.Case
	Step   ledger.Step
}

// Say is an answer to a case that is no task. Takes lists the answers of a case, Answering the people
// who may give them. A request is a task.
func Say(w RegistrySnapshot, k Question, a Answer) (Outcome, *Refusal) {
	c := k.Case
	a.Reason = strings.TrimSpace(a.Reason)
	may := Answering(w, c)
	about := c.Subject.Person != "" && c.Subject.Person == a.By
	switch {
	case !c.State.Open():
		return Outcome{}, refuse(NotOpen)
	case rule.IsTask(c.Rule) || !slices.Contains(Takes(c), a.Action):
		return Outcome{}, refuse(NotForCase)
	case !slices.Contains(may, a.By) && !(about && a.Action == Wrong && w.inService(a.By)):
		return Outcome{}, refuse(NotAnswering, may...)
	case a.Way == ByRelayedLink && (a.Action == Who || a.Action == NotMine):
		return Outcome{}, refuse(NotByRelay)
	}
	s := saying{RegistrySnapshot: w, Question: k, Answer: a, out: Outcome{Before: c, After: c}}
	if r := s.fields(); r != nil {
		return Outcome{}, r
	}
	if r := s.do(); r != nil {
		return Outcome{}, r
	}
	return s.out, nil
}

type saying struct {
	RegistrySnapshot
	Question
	Answer
	out Outcome
}

// maxReason is how many characters a reason may have.
const maxReason = 500

// fields refuses an answer whose fields are missing or impossible.
func (s *saying) fields() *Refusal {
	request := slices.Contains([]Action{Extend, Exempt, Keep, NotMine, Wrong, Problem}, s.Action)
	switch {
	case utf8.RuneCountInString(s.Reason) > maxReason || utf8.RuneCountInString(s.Outsider) > maxReason:
		return refuse(ReasonLong)
	case request && s.Reason == "" && len(s.Failed) == 0:
		return refuse(NoReason)
	case slices.Contains([]Action{Extend, Exempt, Keep, Dissolved}, s.Action) && s.Until == "":
		return refuse(NoDay)
	case s.Action == Dissolved && s.Until > s.Day:
		return refuse(DayInFuture)
	case slices.Contains([]Action{Extend, Exempt, Keep}, s.Action) && s.Until <= s.Day, s.Action == Extend && s.Until <= s.Case.DueOn:
		return refuse(DayPassed)
	case s.Action != Dissolved && s.Until != "" && s.Day.DaysUntil(s.Until) > ledger.MaxExemptDays:
		return refuse(DayTooFar)
	}
	return nil
}

func (s *saying) do() *Refusal {
	g := s.Groups.Of(s.Case.Subject.Group)
	switch s.Action {
	case Rectified:
		if !s.Case.SaidAt.IsZero() && !s.newerThan(s.Case.SaidAt) {
			return refuse(Waiting)
		}
		s.out.After.SaidAt = s.At
		s.step(ledger.ReasonRectified, s.Reason)
	case Phoned:
		if !slices.Contains(s.Calls, s.By) {
			return refuse(NoCall, s.Calls...)
		}
		s.out.Call = true
		s.step(ledger.ReasonNote, cmp.Or(s.Reason, "已电话/当面通知"))
	case Confirm, Problem:
		return s.checked()
	case Extend:
		return s.ask(rule.TaskExtension)
	case Exempt:
		return s.ask(rule.TaskExemption)
	case Keep:
		return s.ask(rule.TaskRenewal)
	case Wrong:
		s.out.After.Objection = s.Reason
		return s.ask(rule.TaskWrong)
	case NotMine:
		switch {
		case !s.inService(s.Person):
			return refuse(NoTaker)
		case s.Person == s.By || s.Person == s.Case.Responsible:
			return refuse(SamePerson)
		}
		return s.ask(rule.TaskReassign)
	case Dissolved:
		switch {
		case !g.Live():
			return refuse(GroupEnded)
		case !slices.Contains(g.Responsible(), s.By):
			return refuse(NotOwner, s.add(nil, g.Responsible()...)...)
		}
		return s.ask(rule.TaskDissolution)
	case Who:
		return s.who()
	}
	return nil
}

// newerThan reports whether data that was collected later has judged the case.
func (s *saying) newerThan(at time.Time) bool { return s.Case.DataAt.After(at) }

func (s *saying) step(reason, note string) {
	s.out.Steps = append(s.out.Steps, ledger.Step{CaseID: s.Case.ID, At: s.At, State: s.out.After.State, By: s.By, Reason: reason, Note: s.via(note)})
}

// via adds to a note the way by which the answer came.
func (a Answer) via(note string) string {
	if a.Way == ByCommand {
		return note
	}
	return strings.TrimSpace("[链接] " + note)
}

// ask opens a task, or opens it again where it was decided before, and pauses
// the case's ladder until the task is due: once, until newer data.
func (s *saying) ask(id string) *Refusal { return s.askFor(id, rule.Request{}) }

// pauseDays is for how many working days a request pauses the ladder.
const pauseDays = 3

func (s *saying) askFor(id string, said rule.Request) *Refusal {
	c := s.Case
	r := s.request(c, s.Answer)
	r.Counts, r.Account, r.Card = said.Counts, said.Account, said.Card
	r.Until, r.Person, r.Previous = s.Until, s.Person, c.Responsible
	if s.Person != "" {
		r.Named = cmp.Or(s.Dir.People.Of(s.Person).Name, s.Person)
	} else if s.Outsider != "" {
		r.Named = s.Outsider
	}
	v := rule.NewTask(id, c, r)
	var old *ledger.Case
	for i, t := range s.Tasks {
		if t.Rule == id && t.Subject.Key() == v.Subject.Key() {
			old = &s.Tasks[i]
		}
	}
	if old != nil && old.State.Open() {
		return refuse(AlreadyAsked)
	}
	if deciders := Deciding(s.RegistrySnapshot, v.Case(), c); len(deciders) > 0 {
		r.Decider = rule.PersonCode(deciders[0])
	}
	v = rule.NewTask(id, c, r)
	shown := rule.TellerOf("zh", s.Snapshot, s.Groups)
	seen := ledger.Seen{
		Rule: id, Unit: v.Unit, Subject: v.Subject, Title: v.Title(shown), Severity: "normal",
		DueOn: s.Days.Due(s.Day, pauseDays, calendar.WorkingDays), Responsible: string(r.Decider), Evidence: v.Case().Evidence,
	}
	after, event := ledger.Advance(old, ledger.Observation{Seen: &seen}, s.Day)
	after.Asked = c.ID
	s.out.Task = &Opened{Before: old, After: after, Step: ledger.Step{At: s.At, State: after.State, By: s.By, Reason: string(event), Note: s.via(s.Reason)}}
	if !r.Counts && (c.PausedAt.IsZero() || s.newerThan(c.PausedAt)) {
		s.out.After.PausedAt, s.out.After.PausedUntil = s.At, s.Days.Due(s.Day, pauseDays, calendar.WorkingDays)
	}
	s.step("asked_"+string(s.Action), strings.TrimSpace(string(s.Until)+" "+r.Named+" "+s.Reason))
	return nil
}

// who notes the bearer of an account or a card. The answer counts at once where the answerer knows: a
// colleague of their own unit, or an outsider. An answer that contradicts an account on file, or
// names a person of another unit, waits for that person.
func (s *saying) who() *Refusal {
	switch {
	case s.Person != "" && s.Outsider != "":
		return refuse(NamedTwice)
	case s.Person == "" && s.Outsider == "", s.Person != "" && !s.inService(s.Person):
		return refuse(NoPerson)
	}
	said := workgroup.IdentityAnswer{By: s.By, At: s.At, Case: s.Case.ID}
	said.Person, said.Outsider, said.ValidUntil = s.Person, s.Outsider, s.Until
	if account := s.Case.Subject.Account; account != "" && (workgroup.Member{Account: account}).OwnAccount() {
		said.Platform, said.Account = s.Groups.Of(s.Case.Subject.Group).Platform, account
	} else {
		card := cardOf(s.Case)
		if said.Card = identity.Normalise(card); said.Card == "" || identity.Damaged(card) {
			return refuse(NoCard)
		}
		said.Group = s.Case.Subject.Group
	}
	own := s.Person == "" || s.Dir.Units.Within(s.Dir.People.Of(s.Person).Unit, s.ownUnit())
	counts := own && s.Case.Rule != rule.MemberOtherAccount
	if counts {
		s.out.Identity = &said
	}
	if s.Person == s.By || s.Person == "" && counts {
		s.out.Identity = &said
		s.step("said_who", cmp.Or(s.Person, s.Outsider)+" "+s.Reason)
		return nil
	}
	return s.askFor(rule.TaskIdentity, rule.Request{Counts: counts, Account: said.Account, Card: cmp.Or(cardOf(s.Case), said.Account)})
}

// ownUnit is the sayer's own unit, sections taken as parts of it.
func (s *saying) ownUnit() string { return s.OwnUnit(s.Dir.People.Of(s.By).Unit) }

// cardOf is the card that the case's evidence shows.
func cardOf(c ledger.Case) string {
	var e struct {
		Nickname string `json:"nickname"`
	}
	if json.Unmarshal(c.Evidence, &e) != nil {
		return ""
	}
	return e.Nickname
}
