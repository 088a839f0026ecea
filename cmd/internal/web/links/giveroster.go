package links

import (
	"net/http"

	"qunguan/cmd/internal/web/visitor"
	"qunguan/jobs/manual"
	"qunguan/reconcile/answer"
)

// GiveHome is the page where people who signed in give the rosters of their groups.
const GiveHome = "/rosters/give"

// mayGive opens the pages of giving rosters to a person who signed in as themselves and owns or
// administers a group.
func (s *Links) mayGive(do func(http.ResponseWriter, *http.Request, rosterVisit)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		who := visitor.Of(r.Context())
		f := s.frame(r)
		world, err := s.Rosters.RegistrySnapshot(r.Context(), s.Now())
		if err != nil {
			s.linkBroken(w, r, err)
			return
		}
		groups := manual.YourGroups(world, who.Person, nil)
		if who.Person == "" || len(groups) == 0 {
			s.showTrouble(w, r, http.StatusNotFound, f.Say("web.trouble"), troubleView{Text: f.Say("web.missing")})
			return
		}
		do(w, r, rosterVisit{
			Person: who.Person, Way: answer.ByLink, RegistrySnapshot: world, Subject: who.Secret, Notice: "signed in: " + who.Person,
			Home: GiveHome, Base: GiveHome + "/", Groups: groups, Inside: true,
		})
	}
}

// giveList shows the reader's groups with a field for the number of members of each.
func (s *Links) giveList(w http.ResponseWriter, r *http.Request, v rosterVisit) {
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
	s.show(w, r, http.StatusOK, f, pageOf(templates["rosterlist"], f.Say("link.roster.list"), linkView{Done: done, Rosters: list}))
}

// giveCounts takes the numbers of the list.
func (s *Links) giveCounts(w http.ResponseWriter, r *http.Request, v rosterVisit) {
	r.Body = http.MaxBytesReader(w, r.Body, maxAnswer)
	if err := r.ParseForm(); err != nil {
		f := s.frame(r)
		s.showTrouble(w, r, http.StatusBadRequest, f.Say("web.trouble"), troubleView{Text: f.Say("link.stale_form")})
		return
	}
	s.rosterCounts(w, r, v)
}

// GiveRoutes adds the pages by which people who signed in give rosters; signedIn turns all others
// away.
func (s *Links) GiveRoutes(mux *http.ServeMux, signedIn func(http.Handler) http.Handler) {
	if s.Rosters == nil || s.Desk == nil || s.LinkKeys == nil {
		return // forms that count once cannot be signed
	}
	give := func(pattern string, do func(http.ResponseWriter, *http.Request, rosterVisit)) {
		mux.Handle(pattern, signedIn(s.mayGive(do)))
	}
	give("GET "+GiveHome, s.giveList)
	give("POST "+GiveHome, s.giveCounts)
	give("GET "+GiveHome+"/{group}", s.rosterGroup)
	give("POST "+GiveHome+"/{group}", s.rosterGiven)
	give("GET "+GiveHome+"/{group}/sheet.xlsx", s.rosterSheet)
}
