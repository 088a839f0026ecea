package links

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"qunguan/jobs/manual"
	"qunguan/reconcile/answer"
	"qunguan/reconcile/intake"
)

// countsView is the second page of a form with the numbers of several groups:
// which of them nothing has changed in, and which need more than a number.
type countsView struct {
	Same, Other  []countedGroup
	Form, Action string
	Back         string
}

type countedGroup struct {
	Code, Name, Count, Says, Link string
}

// rosterCounts takes the numbers of members of several groups, each as the word
// that nothing has changed there.
func (s *Links) rosterCounts(w http.ResponseWriter, r *http.Request, v rosterVisit) {
	f, purpose := s.frame(r), toCount
	if r.PostForm.Get("step") == toClose {
		purpose = toClose
	}
	if s.formSpent(w, r, v, purpose) {
		return
	}
	c, given, ok := s.counted(w, r, v)
	switch {
	case !ok:
		return
	case purpose == toClose && len(given) > 0:
		s.takeCounts(w, r, v, c, given)
		return
	case len(c.Same)+len(c.Other) == 0:
		s.showTrouble(w, r, http.StatusBadRequest, f.Say("link.roster.counts.title"), troubleView{Text: f.Say("link.roster.no_count")})
		return
	}
	c.Form, c.Action, c.Back = s.LinkKeys.SignForm(v.Subject, toClose, time.Now()), f.Link(v.Home), f.Link(v.Home)
	f.Entrance = !v.Inside
	s.show(w, r, http.StatusOK, f, pageOf(templates["rostercounts"], f.Say("link.roster.counts.title"), c))
}

// counted reads the form's numbers, each with its result; false: the answer is written already.
func (s *Links) counted(w http.ResponseWriter, r *http.Request, v rosterVisit) (c countsView, given []manual.GivenRoster, ok bool) {
	f := s.frame(r)
	for _, g := range v.Groups {
		text := strings.TrimSpace(r.PostForm.Get("count_" + g.Code))
		if text == "" {
			continue
		}
		row := countedGroup{Code: g.Code, Name: cmp.Or(g.Name, g.Code), Count: text, Link: f.Link(v.Base + url.PathEscape(g.Code))}
		n, number := countOf(text)
		one := manual.GivenRoster{Group: g.Code, How: intake.HandUnchanged, Count: n, By: v.Person, Way: v.Way, At: v.RegistrySnapshot.Moment}
		if !number {
			row.Says = f.Say("link.roster.count")
			c.Other = append(c.Other, row)
			continue
		}
		read, err := s.Rosters.Read(r.Context(), one)
		switch {
		case err != nil:
			s.givenFault(w, r, err)
			return c, nil, false
		case read.Refusal == manual.RosterDiffers:
			row.Says = f.Say("link.roster.differs", "before", read.Rows, "n", n)
			c.Other = append(c.Other, row)
		case read.Refusal != "":
			row.Says = manual.RosterWords(f.Lang, read, v.Person, f.Now.Location())
			c.Other = append(c.Other, row)
		default:
			row.Says = f.Say("link.roster.same", "n", n)
			c.Same = append(c.Same, row)
			given = append(given, one)
		}
	}
	return c, given, true
}

// takeCounts takes the confirmed numbers. Each group is a transaction of its own with a mark of the
// form; the form itself is spent with the last one, so that one that was cut off can be sent again.
func (s *Links) takeCounts(w http.ResponseWriter, r *http.Request, v rosterVisit, c countsView, given []manual.GivenRoster) {
	f, id := s.frame(r), r.PostForm.Get("form")
	names := make([]string, len(c.Same))
	for i, g := range c.Same {
		names[i] = f.Say("link.roster.counted", "group", g.Name, "n", g.Count)
	}
	outcome := f.Say("link.roster.outcome.same", "at", f.Time(v.RegistrySnapshot.Moment), "list", strings.Join(names, f.Say("notice.comma")))
	for i, one := range slices.Backward(given) {
		form := answer.Form{ID: id, Notice: v.Notice, Outcome: outcome}
		if i > 0 {
			form.ID += "." + one.Group
		}
		if one.Form = &form; !s.takeCount(w, r, one) {
			return
		}
	}
	s.Log.InfoContext(r.Context(), "rosters_by_word", "notice", v.Notice, "groups", len(given))
	http.Redirect(w, r, f.Link(v.Home, "form", id), http.StatusSeeOther)
}

// takeCount takes one group's number; false: the answer is written already. A
// group's own mark that is there already is from a sending that was cut off.
func (s *Links) takeCount(w http.ResponseWriter, r *http.Request, one manual.GivenRoster) bool {
	switch _, err := s.Rosters.Take(r.Context(), one); {
	case err == nil, errors.Is(err, answer.ErrUsed) && one.Form.ID != r.PostForm.Get("form"):
		return true
	case errors.Is(err, answer.ErrUsed):
		s.sentBefore(w, r, one.Form.ID)
	default:
		s.givenFault(w, r, err)
	}
	return false
}
