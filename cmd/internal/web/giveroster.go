package web

import (
	"net/http"

	"qunguan/jobs/manual"
	"qunguan/reconcile/answer"
)

// giveHome is where somebody who signed in gives the rosters of their groups.
const giveHome = "/rosters/give"

// mayGive opens the pages of giving rosters to somebody who signed in as themselves and owns or
// administers a group.
func (s *site) mayGive(do func(http.ResponseWriter, *http.Request, rosterVisit)) http.Handler {
	return s.signedIn(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		visitor := visitorOf(r.Context())
		f := s.frame(r)
		world, err := s.Rosters.RegistrySnapshot(r.Context(), s.Now())
		if err != nil {
			s.linkBroken(w, r, err)
			return
		}
		groups := manual.YourGroups(world, visitor.Person, nil)
		if visitor.Person == "" || len(groups) == 0 {
			s.showTrouble(w, r, http.StatusNotFound, f.Say("web.trouble"), troubleView{Text: f.Say("web.missing")})
			return
		}
		do(w, r, rosterVisit{
			Person: visitor.Person, Way: answer.ByLink, RegistrySnapshot: world, Subject: visitor.secret, Notice: "signed in: " + visitor.Person,
			Home: giveHome, Base: giveHome + "/", Groups: groups, Inside: true,
		})
	}))
}

// giveList shows the reader's groups with a field for the number of members of each.
func (s *site) giveList(w http.ResponseWriter, r *http.Request, v rosterVisit) {
	f := s.frame(r)
	list, err := s.rosterList(r.Context(), f, v)
	if err != nil {
		s.linkBroken(w, r, err)
		return
	}
	done := ""
	if id := r.URL.Query().Get("form"); id != "" {
		used, found, err := s.Desk.FormUse(r.Context(), id)
		if err != nil {
			s.linkBroken(w, r, err)
			return
		}
		if found && used.Notice == v.Notice {
			done = f.Say("link.done", "what", used.Outcome)
		}
	}
	s.show(w, r, http.StatusOK, f, pageOf("rosterlist", f.Say("link.roster.list"), linkView{Done: done, Rosters: list}))
}

// giveCounts takes the numbers of the list.
func (s *site) giveCounts(w http.ResponseWriter, r *http.Request, v rosterVisit) {
	r.Body = http.MaxBytesReader(w, r.Body, maxAnswer)
	if err := r.ParseForm(); err != nil {
		f := s.frame(r)
		s.showTrouble(w, r, http.StatusBadRequest, f.Say("web.trouble"), troubleView{Text: f.Say("link.stale_form")})
		return
	}
	s.rosterCounts(w, r, v)
}

// giveRosters are the pages by which people who signed in give rosters.
func (s *site) giveRosters(doors *http.ServeMux) {
	if s.Rosters == nil || s.Desk == nil || s.LinkKeys == nil {
		return // forms that count once cannot be signed
	}
	doors.Handle("GET "+giveHome, s.mayGive(s.giveList))
	doors.Handle("POST "+giveHome, s.mayGive(s.giveCounts))
	doors.Handle("GET "+giveHome+"/{group}", s.mayGive(s.rosterGroup))
	doors.Handle("POST "+giveHome+"/{group}", s.mayGive(s.rosterGiven))
	doors.Handle("GET "+giveHome+"/{group}/sheet.xlsx", s.mayGive(s.rosterSheet))
}
