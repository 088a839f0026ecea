package pages

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"qunguan/cmd/internal/web/page"
	"qunguan/notify/outbox"
	"qunguan/reconcile/access"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
)

// caseView is the content of the page of one case.
type caseView struct {
	caseRow
	Facts    []page.Fact
	Why      string
	Todo     string
	Evidence []page.Fact
	Steps    []stepRow
	Notices  []noticeRow
}

type stepRow struct {
	At, WrittenAt string // WrittenAt only where it differs
	State, What   string
	By, Note      string
	NoticeURL     string
}

func (s *Pages) casePage(r *http.Request, f frame) (page.View, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || id < 1 {
		return page.View{}, page.ErrMissing
	}
	cases, err := s.Ledger.Cases(r.Context(), ledger.Filter{IDs: []int64{id}})
	if err != nil {
		return page.View{}, fmt.Errorf("read case %d: %w", id, err)
	}
	if len(cases) == 0 || !f.Scope.Subject(cases[0].Unit, cases[0].Subject.Group, cases[0].Subject.Group2) &&
		(f.Viewer.Person == "" || cases[0].Responsible != f.Viewer.Person) {
		return page.View{}, page.ErrMissing
	}
	steps, err := s.Ledger.Steps(r.Context(), id)
	if err != nil {
		return page.View{}, fmt.Errorf("read steps of case %d: %w", id, err)
	}
	notices, err := s.Ledger.Notices(r.Context(), outbox.Filter{Case: id, Limit: noticesPerPage})
	if err != nil {
		return page.View{}, fmt.Errorf("read notices about case %d: %w", id, err)
	}
	c := cases[0]
	v := caseView{caseRow: f.caseRow(c), Facts: f.Hide(c, f.facts(c)), Evidence: f.Hide(c, f.evidence(c))}
	v.Why = rule.Why(f.Lang, c.Rule)
	if v.Open {
		v.Todo = f.todo(c)
	}
	for _, st := range steps {
		v.Steps = append(v.Steps, f.step(st))
	}
	for _, n := range notices {
		row := f.noticeRow(n)
		if f.Sees(string(access.Notices)) {
			row.URL = f.Link("/notices", "case", strconv.FormatInt(id, 10)) + "#" + row.Anchor
		}
		v.Notices = append(v.Notices, row)
	}
	return page.View{Template: templates["case"], Title: v.Title, Data: v}, nil
}

// facts are the case's own fields in words; empty ones are left out.
func (f frame) facts(c ledger.Case) []page.Fact {
	var facts []page.Fact
	add := func(key, value string) {
		if value != "" {
			facts = append(facts, page.Fact{Label: f.Say(key), Value: value})
		}
	}
	add("web.col.unit", f.Names.Unit(c.Unit))
	if c.Subject.Group != "" {
		add("web.col.group", f.Names.Group(c.Subject.Group)+"（"+c.Subject.Group+"）")
	}
	if c.Subject.Group2 != "" {
		add("web.case.group2", f.Names.Group(c.Subject.Group2)+"（"+c.Subject.Group2+"）")
	}
	if c.Subject.Account != "" {
		add("web.case.account", f.Account(c.Subject.Account))
	}
	if c.Subject.Person != "" {
		add("web.case.person", f.Names.Person(c.Subject.Person))
	}
	add("web.case.subject", c.Subject.Code)
	add("web.col.responsible", f.Responsible(c.Responsible))
	add("web.case.opened_on", string(c.OpenedOn))
	add("web.case.rests_on", f.Teller().Rests(c))
	told := string(c.ToldOn)
	if told == "" && c.State.Open() {
		told = f.Say("web.case.untold")
	}
	add("web.case.told_on", told)
	if c.Reopened > 0 {
		add("web.case.reopened", strconv.Itoa(c.Reopened))
	}
	add("web.case.exempt_until", string(c.ExemptUntil))
	add("web.case.closed_on", string(c.ClosedOn))
	if c.ClosedReason != "" {
		add("web.case.reason", f.Reason(string(c.ClosedReason)))
	}
	return facts
}

// todo is the request of the notices, in the same words.
func (f frame) todo(c ledger.Case) string {
	t := f.Teller()
	return t.Todo([]rule.CaseText{t.Tell(c)}, false)
}

func (f frame) step(s ledger.Step) stepRow {
	row := stepRow{
		At: f.Time(s.At), State: f.Word("state", string(s.State)), What: f.Reason(s.Reason), Note: f.Teller().StepNote(s),
		By: f.by(s.By),
	}
	if row.What == s.Reason {
		row.What = f.Word("state", s.Reason) // a person's step is named after its state
	}
	if d := s.WrittenAt.Sub(s.At); !s.WrittenAt.IsZero() && (d > time.Minute || d < -time.Minute) {
		row.WrittenAt = f.Time(s.WrittenAt)
	}
	if notice, rest, ok := noticeOf(s); ok {
		s.Note = rest
		row.Note = f.Teller().StepNote(s)
		if f.Sees(string(access.Notices)) {
			row.NoticeURL = f.Link("/notices", "case", strconv.FormatInt(s.CaseID, 10)) + "#n-" + notice
		}
	}
	return row
}

// noticeOf is the notice by which a step told somebody, and the step's note
// without it: the page links to the notice.
func noticeOf(s ledger.Step) (notice, rest string, ok bool) {
	switch s.Reason {
	case "told", "rung_told", "prior_notice", ledger.ReasonDoubted:
	default:
		return "", "", false
	}
	rest, notice = ledger.ReadToldNote(s.Note)
	if rest != "" {
		rest += " "
	}
	return notice, rest, notice != "" && !strings.Contains(notice, "\n")
}

// by is the author of a step: a job's name or a person's.
func (f frame) by(who string) string {
	if name := f.Lang.Job(who); name != who {
		return name
	}
	return f.Names.Person(who)
}

// evidence tells a case's evidence.
func (f frame) evidence(c ledger.Case) []page.Fact {
	var facts []page.Fact
	for _, one := range f.Teller().Facts(c) {
		facts = append(facts, page.Fact(one))
	}
	return facts
}
