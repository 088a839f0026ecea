package links

import (
	"net/http"

	"qunguan/jobs/manual"
)

// rostersOf is the visit of a link as one that gives rosters: of the groups that
// its recipient owns or administers, and of those in the notice that they answer
// for.
func rostersOf(v manual.Visit, token string) rosterVisit {
	var others []string
	for _, c := range v.Cases {
		if c.Subject.Group != "" {
			others = append(others, c.Subject.Group)
		}
	}
	return rosterVisit{
		Person: v.Person.Code, Way: v.Way, RegistrySnapshot: v.RegistrySnapshot, Subject: token, Notice: v.Notice.ID, Home: "/n/" + token, Base: "/n/" + token + "/roster/",
		Groups: manual.YourGroups(v.RegistrySnapshot, v.Person.Code, others),
	}
}

// linkRoster shows the page of a group's roster, by a link.
func (s *Links) linkRoster(w http.ResponseWriter, r *http.Request) {
	if v, ok := s.openLink(w, r); ok {
		s.rosterGroup(w, r, rostersOf(v, r.PathValue("token")))
	}
}

// linkRosterForm takes a form of that page.
func (s *Links) linkRosterForm(w http.ResponseWriter, r *http.Request) {
	if v, ok := s.openLink(w, r); ok {
		s.rosterGiven(w, r, rostersOf(v, r.PathValue("token")))
	}
}

// linkSheet gives the group's roster as a table to fill in.
func (s *Links) linkSheet(w http.ResponseWriter, r *http.Request) {
	if v, ok := s.openLink(w, r); ok {
		s.rosterSheet(w, r, rostersOf(v, r.PathValue("token")))
	}
}
