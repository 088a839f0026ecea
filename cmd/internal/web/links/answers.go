package links

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"qunguan/cmd/internal/web/page"
	"qunguan/jobs"
	"qunguan/jobs/manual"
	"qunguan/reconcile/answer"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// maxAnswer is how many bytes a form with answers may have.
const maxAnswer = 64 << 10

// linkAnswer is the content of an answer form.
type linkAnswer struct {
	IDs                                     []int64
	Action, Until, Person, Outsider, Reason string
	Failed                                  []string // items of inspections' forms: CASE:ITEM
	Label                                   string   // the action in words
}

// confirmView is the second page: the answer as it will be noted, and the form that does it.
type confirmView struct {
	linkAnswer

	Cases              []linkCase
	Answered           string // the action's code
	Form, Action, Back string
}

// linkForm takes a form of a link's page. The first one leads to a second page
// that asks once more, so that a scanner that submits forms changes nothing;
// the second one counts, once.
func (s *Links) linkForm(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxAnswer)
	v, ok := s.openLink(w, r)
	if !ok {
		return
	}
	f, token := s.frame(r), r.PathValue("token")
	if err := r.ParseForm(); err != nil {
		s.showLink(w, r, http.StatusBadRequest, v, linkView{Trouble: f.Say("link.stale_form")})
		return
	}
	if step := r.PostForm.Get("step"); s.Rosters != nil && (step == toCount || step == toClose) {
		s.rosterCounts(w, r, rostersOf(v, token))
		return
	}
	form, purpose := r.PostForm.Get("form"), toChoose
	if r.PostForm.Get("step") == toAct {
		purpose = toAct
	}
	if used, found, err := s.Desk.FormUse(r.Context(), form); err != nil {
		s.linkBroken(w, r, err)
		return
	} else if found && used.Notice == v.Notice.ID {
		s.replayed(w, r, used)
		return
	}
	if s.LinkKeys.ReadForm(form, token, purpose, time.Now()) != nil {
		s.showLink(w, r, http.StatusForbidden, v, linkView{Trouble: f.Say("link.stale_form")})
		return
	}
	given := formAnswer(r.PostForm)
	given.Label = f.Say("answer." + given.Action)
	until, err := workgroup.ParseDate(given.Until)
	if err != nil && given.Until != "" {
		s.showLink(w, r, http.StatusBadRequest, v, linkView{Chosen: given, Trouble: f.Say("cli.bad_date", "value", given.Until)})
		return
	}
	person, says := f.personNamed(v, given.Person)
	if says != "" {
		s.showLink(w, r, http.StatusUnprocessableEntity, v, linkView{Chosen: given, Trouble: says})
		return
	}
	given.Person = person
	a := answer.Answer{Action: answer.Action(given.Action), Until: until, Person: person, Outsider: given.Outsider, Reason: given.Reason}
	if a.Failed, err = given.failed(); err != nil {
		s.showLink(w, r, http.StatusBadRequest, v, linkView{Chosen: given, Trouble: f.Say("link.items")})
		return
	}
	known := slices.Contains(answer.Actions, a.Action) || a.Action == answer.Approve || a.Action == answer.Deny
	if len(given.IDs) == 0 || !known {
		s.showLink(w, r, http.StatusBadRequest, v, linkView{Chosen: given, Trouble: f.Say("link.pick")})
		return
	}
	if purpose == toChoose {
		if err := s.Desk.Check(r.Context(), v, given.IDs, a); err != nil {
			s.refused(w, r, v, given, a, err)
			return
		}
		s.confirm(w, r, v, given)
		return
	}
	outcome := f.Say("link.outcome", "at", f.Time(f.Now), "action", given.Label, "ids", given.numbers())
	err = s.Desk.Take(r.Context(), v, given.IDs, a, answer.Form{ID: form, Outcome: outcome})
	if errors.Is(err, answer.ErrUsed) {
		used, _, readErr := s.Desk.FormUse(r.Context(), form)
		if readErr != nil {
			s.linkBroken(w, r, readErr)
			return
		}
		s.replayed(w, r, used)
		return
	}
	if err != nil {
		s.refused(w, r, v, given, a, err)
		return
	}
	s.Log.InfoContext(r.Context(), "answered_by_link", "notice", v.Notice.ID, "answer", given.Action, "cases", len(given.IDs))
	http.Redirect(w, r, f.Link("/n/"+token, "form", form), http.StatusSeeOther)
}

// personNamed is the person that an answer names, by code or by name: people know each other's names.
// Of several in service the answer must say which one; says is then the question. An unknown name
// stays as it is.
func (f frame) personNamed(v manual.Visit, text string) (code, says string) {
	people := v.RegistrySnapshot.Dir.People
	if people.Has(text) || text == "" {
		return text, ""
	}
	var named []string
	for p := range people.All() {
		if p.Name == text && p.ServiceOn(v.RegistrySnapshot.Day) == workgroup.InService {
			named = append(named, p.Code)
		}
	}
	switch len(named) {
	case 0:
		return text, ""
	case 1:
		return named[0], ""
	}
	var list []string
	for _, code := range named {
		list = append(list, f.Say("link.person.one", "code", code, "unit", v.RegistrySnapshot.Dir.Units[people.Of(code).Unit].Short()))
	}
	return text, f.Say("link.person.several", "name", text, "list", strings.Join(list, f.Say("notice.comma")))
}

// errItems says that items of several inspections were marked at once, or of one
// that is not answered: each inspection has a result of its own.
var errItems = errors.New("items of another inspection")

// failed are the items that failed, of the one inspection that is answered.
func (a linkAnswer) failed() ([]string, error) {
	var ids []string
	for _, text := range a.Failed {
		of, item, _ := strings.Cut(text, ":")
		if len(a.IDs) != 1 || of != strconv.FormatInt(a.IDs[0], 10) {
			return nil, errItems
		}
		ids = append(ids, item)
	}
	return ids, nil
}

func (a linkAnswer) numbers() string {
	words := make([]string, len(a.IDs))
	for i, id := range a.IDs {
		words[i] = strconv.FormatInt(id, 10)
	}
	return strings.Join(words, "、")
}

// formAnswer reads an answer form.
func formAnswer(form url.Values) linkAnswer {
	a := linkAnswer{
		Action: form.Get("answer"), Until: strings.TrimSpace(form.Get("until")), Person: strings.TrimSpace(form.Get("person")),
		Outsider: strings.TrimSpace(form.Get("outsider")), Reason: strings.TrimSpace(form.Get("reason")),
	}
	a.Failed = form["failed"]
	for _, text := range form["case"] {
		if id, err := strconv.ParseInt(text, 10, 64); err == nil && id > 0 && !slices.Contains(a.IDs, id) {
			a.IDs = append(a.IDs, id)
		}
	}
	return a
}

// confirm asks once more.
func (s *Links) confirm(w http.ResponseWriter, r *http.Request, v manual.Visit, given linkAnswer) {
	f, token := s.frame(r), r.PathValue("token")
	f.Entrance = true
	c := confirmView{linkAnswer: given, Answered: given.Action, Action: f.Link("/n/" + token), Back: f.Link("/n/" + token), Form: s.LinkKeys.SignForm(token, toAct, time.Now())}
	groups, _ := linkCases(f, v, given)
	for _, g := range groups {
		for _, k := range g.Cases {
			if k.Chosen {
				c.Cases = append(c.Cases, k)
			}
		}
	}
	s.show(w, r, http.StatusOK, f, page.View{Template: templates["linkconfirm"], Title: f.Say("link.confirm.title"), Data: c})
}

// replayed shows the outcome of a form that was sent before.
func (s *Links) replayed(w http.ResponseWriter, r *http.Request, used answer.Form) {
	f := s.frame(r)
	s.showTrouble(w, r, http.StatusConflict, f.Say("link.replayed.title"), troubleView{Text: f.Say("link.replayed", "what", used.Outcome)})
}

// refused shows the page again with why the answer is not taken.
func (s *Links) refused(w http.ResponseWriter, r *http.Request, v manual.Visit, given linkAnswer, a answer.Answer, err error) {
	f := s.frame(r)
	var says string
	refusal, refused := errors.AsType[*manual.RefusedError](err)
	switch {
	case refused:
		a.By = v.Person.Code
		says = answer.Words(f.Lang, refusal.Case, a, refusal.Refusal, func(code string) string { return v.RegistrySnapshot.Dir.People.Of(code).Name })
	case errors.Is(err, jobs.ErrNoSuchPerson):
		says = f.Say("cli.no_person", "code", given.Person)
	case errors.Is(err, manual.ErrNoSuchCase):
		says = f.Say("link.not_yours")
	case errors.Is(err, ledger.ErrMoved):
		says = f.Say("link.moved")
	default:
		s.linkBroken(w, r, fmt.Errorf("answer by link: %w", err))
		return
	}
	s.showLink(w, r, http.StatusUnprocessableEntity, v, linkView{Chosen: given, Trouble: says})
}

// linkRenew sends a fresh link, for one that has expired or soon will.
func (s *Links) linkRenew(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, page.MaxForm)
	f, token := s.frame(r), r.PathValue("token")
	if wait := s.links.wait(token, time.Now()); wait > 0 {
		s.linkWait(w, r, wait)
		return
	}
	v, err := s.Desk.Open(r.Context(), token)
	if err != nil && !v.Expired || errors.Is(err, manual.ErrLeft) || errors.Is(err, manual.ErrSuperseded) {
		s.linkPage(w, r) // it says why
		return
	}
	if r.ParseForm() != nil || s.LinkKeys.ReadForm(r.PostForm.Get("form"), token, toRenew, time.Now()) != nil {
		s.showTrouble(w, r, http.StatusForbidden, f.Say("link.wrong"), troubleView{Text: f.Say("link.stale_form")})
		return
	}
	status, key := http.StatusOK, "link.renewed"
	switch err := s.Desk.Renew(r.Context(), v); {
	case errors.Is(err, manual.ErrOften):
		status, key = http.StatusTooManyRequests, "link.often"
	case errors.Is(err, manual.ErrUnreachable):
		status, key = http.StatusConflict, "link.unreachable"
	case errors.Is(err, manual.ErrUnsent):
		s.Log.WarnContext(r.Context(), "fresh_link_not_sent", "notice", v.Notice.ID, "error", err)
		status, key = http.StatusBadGateway, "link.unsent"
	case err != nil:
		s.linkBroken(w, r, err)
		return
	}
	s.showTrouble(w, r, status, f.Say("link.renew"), troubleView{Text: f.Say(key, "office", f.Office)})
}
