package links

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"qunguan/cmd/internal/web/page"
	"qunguan/cmd/internal/web/visitor"
	"qunguan/jobs/manual"
	"qunguan/notify/actionlink"
	"qunguan/reconcile/answer"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/rule"
)

// Desk is where links are opened, and where answers by link arrive.
type Desk interface {
	Open(ctx context.Context, token string) (manual.Visit, error)
	Check(ctx context.Context, v manual.Visit, ids []int64, a answer.Answer) error
	Take(ctx context.Context, v manual.Visit, ids []int64, a answer.Answer, form answer.Form) error
	FormUse(ctx context.Context, id string) (answer.Form, bool, error)
	Renew(ctx context.Context, v manual.Visit) error
}

// Purposes of forms on a link's page: a form for one does nothing for another.
const (
	toChoose = "choose"
	toAct    = "act"
	toRenew  = "renew"
)

// linkView is the page of a link.
type linkView struct {
	Hello, Done, Trouble string
	Relayed              bool
	Groups               []linkGroup
	Actions              []choice
	Form                 string // one-time token
	Action               string // where the form goes
	Chosen               linkAnswer
	Rosters              *rosterList // of the reader's groups; nil: none
}

type linkGroup struct {
	Name  string
	Cases []linkCase
}

type linkCase struct {
	ID                    int64
	Text, Todo, Due, Note string
	Overdue, Open         bool // Open: it may be answered
	Chosen                bool
	Items                 []choice // of an inspection's form: the value is CASE:ITEM
}

type choice struct {
	Value, Label string
	Chosen       bool
}

// troubleView says why a link does nothing, and offers a fresh one where that
// helps.
type troubleView struct {
	Text, Form, Action string
}

// linkPage shows the cases of a link's notice as they stand. It changes
// nothing, however often it is asked for.
func (s *Links) linkPage(w http.ResponseWriter, r *http.Request) {
	v, ok := s.openLink(w, r)
	if !ok {
		return
	}
	view := linkView{}
	if id := r.URL.Query().Get("form"); id != "" {
		used, found, err := s.Desk.FormUse(r.Context(), id)
		if err != nil {
			s.linkBroken(w, r, err)
			return
		}
		if found && used.Notice == v.Notice.ID {
			view.Done = s.frame(r).Say("link.done", "what", used.Outcome)
		}
	}
	s.showLink(w, r, http.StatusOK, v, view)
}

// openLink opens the request's link, or answers why it does nothing.
func (s *Links) openLink(w http.ResponseWriter, r *http.Request) (manual.Visit, bool) {
	token := r.PathValue("token")
	if wait := s.links.wait(token, time.Now()); wait > 0 {
		s.linkWait(w, r, wait)
		return manual.Visit{}, false
	}
	v, err := s.Desk.Open(r.Context(), token)
	if err == nil {
		return v, true
	}
	address := visitor.Address(r, s.Proxies)
	key, status := "", http.StatusNotFound //nolint:wastedassign // every branch sets it
	switch {
	case errors.Is(err, actionlink.ErrMalformed), errors.Is(err, actionlink.ErrForged):
		key = "link.malformed"
	case errors.Is(err, actionlink.ErrUnknownKey):
		key, status = "link.unknown_key", http.StatusGone
	case errors.Is(err, manual.ErrForeign):
		key = "link.foreign"
	case errors.Is(err, manual.ErrSuperseded):
		key, status = "link.superseded", http.StatusGone
	case errors.Is(err, manual.ErrLeft):
		key, status = "link.left", http.StatusForbidden
	case errors.Is(err, actionlink.ErrExpired):
		key, status = "link.expired", http.StatusGone
	default:
		s.linkBroken(w, r, err)
		return manual.Visit{}, false
	}
	if status == http.StatusNotFound {
		// Only tokens that are none count: a county hall is one address.
		if wait := s.strangers.Wait(address, time.Now()); wait > 0 {
			s.linkWait(w, r, wait)
			return manual.Visit{}, false
		}
		s.strangers.Failed(address, time.Now())
	}
	f := s.frame(r)
	t := troubleView{Text: f.Say(key, "office", f.Office)}
	if v.Expired && status == http.StatusGone {
		t.Form, t.Action = s.LinkKeys.SignForm(token, toRenew, time.Now()), f.Link("/n/"+token+"/renew")
	}
	s.showTrouble(w, r, status, f.Say("link.wrong"), t)
	return manual.Visit{}, false
}

func (s *Links) linkWait(w http.ResponseWriter, r *http.Request, wait time.Duration) {
	seconds := int(wait/time.Second) + 1
	w.Header().Set("Retry-After", strconv.Itoa(seconds))
	f := s.frame(r)
	s.showTrouble(w, r, http.StatusTooManyRequests, f.Say("link.wrong"), troubleView{Text: f.Say("link.wait", "n", seconds)})
}

func (s *Links) linkBroken(w http.ResponseWriter, r *http.Request, err error) {
	s.Log.ErrorContext(r.Context(), "page_failed", "path", "/n/", "error", err)
	f := s.frame(r)
	s.showTrouble(w, r, http.StatusInternalServerError, f.Say("web.trouble"), troubleView{Text: f.Say("web.broken")})
}

func (s *Links) showTrouble(w http.ResponseWriter, r *http.Request, status int, title string, t troubleView) {
	f := s.frame(r)
	f.Entrance, f.Path = true, strings.TrimSuffix(f.Path, "/renew") // that address only takes forms
	s.show(w, r, status, f, page.View{Template: templates["linktrouble"], Title: title, Data: t})
}

// showLink shows the cases with the form. Chosen values stay chosen.
func (s *Links) showLink(w http.ResponseWriter, r *http.Request, status int, v manual.Visit, lv linkView) {
	f := s.frame(r)
	f.Entrance = true
	lv.Hello = f.Say("link.hello", "name", v.Person.Name)
	lv.Relayed = v.Way == answer.ByRelayedLink
	lv.Action = f.Link("/n/" + r.PathValue("token"))
	lv.Form = s.LinkKeys.SignForm(r.PathValue("token"), toChoose, time.Now())
	lv.Groups, lv.Actions = linkCases(f, v, lv.Chosen)
	var err error
	if lv.Rosters, err = s.rosterList(r.Context(), f, rostersOf(v, r.PathValue("token"))); err != nil {
		s.linkBroken(w, r, err)
		return
	}
	s.show(w, r, status, f, page.View{Template: templates["link"], Title: f.Say("link.title"), Data: lv})
}

// linkCases are the visit's cases by group, as in the mail, and the answers that
// they take.
func linkCases(f frame, v manual.Visit, chosen linkAnswer) (groups []linkGroup, actions []choice) {
	tell := rule.TellerOf(f.Lang, v.RegistrySnapshot.Snapshot, v.RegistrySnapshot.Groups)
	tell.Office = func(string) string { return f.Office }
	place, may := map[string]int{}, map[answer.Action]bool{}
	for _, c := range slices.SortedStableFunc(slices.Values(v.Cases), mostUrgent) {
		i, known := place[c.Subject.Group]
		if !known {
			i = len(groups)
			place[c.Subject.Group] = i
			name := tell.UnitName(c.Unit)
			if c.Subject.Group != "" {
				name = tell.GroupName(c.Subject.Group)
			}
			groups = append(groups, linkGroup{Name: name})
		}
		row := linkCase{ID: c.ID, Chosen: slices.Contains(chosen.IDs, c.ID)}
		if !v.Concerns(c) {
			row.Text = f.Say("link.not_yours")
		} else {
			told := tell.Tell(c)
			row.Text, row.Note = told.Line(), f.linkNote(c)
			if c.State.Open() {
				row.Todo = tell.Todo([]rule.CaseText{told}, false)
				row.Due = f.Say("link.due", "due", c.DueOn)
				row.Overdue = c.DueOn != "" && c.DueOn < v.RegistrySnapshot.Day && rule.Proven(c, v.RegistrySnapshot.Moment.Location())
			}
		}
		list := v.May(c)
		row.Open = len(list) > 0
		if row.Open && slices.Contains(list, answer.Problem) {
			for _, item := range rule.FormOf(c) {
				value := strconv.FormatInt(c.ID, 10) + ":" + item.ID
				row.Items = append(row.Items, choice{value, item.Title, slices.Contains(chosen.Failed, value)})
			}
		}
		for _, a := range list {
			may[a] = true
		}
		groups[i].Cases = append(groups[i].Cases, row)
	}
	calls := slices.ContainsFunc(v.RegistrySnapshot.Policy.Ladder, func(r policy.Rung) bool { return r.By == ledger.ByPhone })
	for _, a := range append(slices.Clone(answer.Actions), answer.Approve, answer.Deny) {
		if may[a] && (a != answer.Phoned || calls) {
			actions = append(actions, choice{string(a), f.Say("answer." + string(a)), string(a) == chosen.Action})
		}
	}
	return groups, actions
}

// mostUrgent is the order of a notice: by severity, then by due day.
func mostUrgent(a, b ledger.Case) int {
	severities := []string{"high", "normal", "low"}
	return cmp.Or(
		cmp.Compare(slices.Index(severities, a.Severity), slices.Index(severities, b.Severity)),
		cmp.Compare(cmp.Or(a.DueOn, "~"), cmp.Or(b.DueOn, "~")),
	)
}

// linkNote says how a case stands.
func (f frame) linkNote(c ledger.Case) string {
	switch {
	case c.State == ledger.Closed:
		return f.Say("link.closed")
	case c.State == ledger.Exempt:
		return f.Say("link.exempt")
	case f.Day() < c.PausedUntil || c.Objection != "":
		return f.Say("link.paused")
	case rule.Unchecked(c, f.Now.Location()):
		return f.Say("link.said")
	case !c.SaidAt.IsZero():
		return f.Say("link.still")
	}
	return ""
}
