package links

import (
	"cmp"
	"context"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"qunguan/cmd/internal/web/page"
	"qunguan/jobs"
	"qunguan/jobs/manual"
	"qunguan/reconcile/answer"
	"qunguan/reconcile/intake"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// RosterDesk is where people give the members of their groups.
type RosterDesk interface {
	RegistrySnapshot(ctx context.Context, at time.Time) (answer.RegistrySnapshot, error)
	Standings(ctx context.Context, w answer.RegistrySnapshot, groups []workgroup.Group) ([]manual.RosterStanding, error)
	Current(ctx context.Context, group string, at time.Time) (manual.RosterReading, error)
	Read(ctx context.Context, given manual.GivenRoster) (manual.RosterReading, error)
	Take(ctx context.Context, given manual.GivenRoster) (manual.RosterReading, error)
}

// rosterVisit is the visit of a person who gives rosters: by a link, or signed in. The pages are the
// same; their addresses, and the subject that signs their forms, differ.
type rosterVisit struct {
	Person           string // person code
	Way              answer.Way
	RegistrySnapshot answer.RegistrySnapshot
	Subject          string // subject of the forms' signatures: a link's token, a session
	Notice           string // the notice under which forms are recorded
	Home             string // the address of the page that lists the groups
	Base             string // a group's page lies at Base + its code
	Groups           []workgroup.Group
	Inside           bool // among the pages behind the sign-in
}

// Purposes of the forms of rosters.
const (
	toCount = "count"  // members of several groups
	toGive  = "give "  // a roster of the group that follows
	toTake  = "take "  // the same, on the second page
	toClose = "counts" // the second page of toCount
)

func (v rosterVisit) group(code string) (workgroup.Group, bool) {
	i := slices.IndexFunc(v.Groups, func(g workgroup.Group) bool { return g.Code == code })
	if i < 0 {
		return workgroup.Group{}, false
	}
	return v.Groups[i], true
}

// rosterList is the piece of a page that lists somebody's groups with their
// rosters: how old each is, a field for the number of members, and a way to
// give the names. Template "rosters".
type rosterList struct {
	Rows         []rosterRow
	Form, Action string
	Due          int // how many are due
}

type rosterRow struct {
	Code, Name, Link, Note string
	Count                  string // as the form gave it
	Members                int
	Word, Due              bool
}

func (s *Links) rosterList(ctx context.Context, f frame, v rosterVisit) (*rosterList, error) {
	if s.Rosters == nil || len(v.Groups) == 0 {
		return nil, nil //nolint:nilnil // no groups, no list
	}
	standings, err := s.Rosters.Standings(ctx, v.RegistrySnapshot, v.Groups)
	if err != nil {
		return nil, err
	}
	list := &rosterList{Form: s.LinkKeys.SignForm(v.Subject, toCount, time.Now()), Action: f.Link(v.Home)}
	for _, st := range standings {
		row := rosterRow{Code: st.Group.Code, Name: cmp.Or(st.Group.Name, st.Group.Code), Link: f.Link(v.Base + url.PathEscape(st.Group.Code)), Members: st.Roster.Rows, Word: st.WordDoes, Due: st.Soon}
		switch {
		case st.Roster.TakenAt.IsZero():
			row.Note = f.Say("link.roster.never")
		case st.Stale:
			row.Note = f.Say("link.roster.stale", "day", f.date(st.Roster.TakenAt), "n", st.Roster.Rows)
		default:
			row.Note = f.Say("link.roster.until", "day", f.date(st.Roster.TakenAt), "n", st.Roster.Rows, "until", st.Until)
		}
		if st.Soon {
			list.Due++
		}
		list.Rows = append(list.Rows, row)
	}
	slices.SortStableFunc(list.Rows, func(a, b rosterRow) int { return btoi(b.Due) - btoi(a.Due) })
	return list, nil
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// date writes the day of a moment in the policy's time zone.
func (f frame) date(t time.Time) string { return t.In(f.Now.Location()).Format(time.DateOnly) }

// rosterView is the page of one group's roster.
type rosterView struct {
	Done, Trouble, Standing, Home string
	Form, Action, Step            string
	Given                         rosterFields
	Members                       []rosterMember
	Problems                      []string
	Word                          bool
	Read                          *rosterRead // of the second page, and after the roster was taken
	Sheet                         string
}

type rosterMember struct{ Key, Name string }

// rosterRead is a roster as it was read, with the faults to mend.
type rosterRead struct {
	Counts            string
	Names, Came, Gone string
	Kinds             []mendKind
	Fine              bool
}

// mendKind is the faults of one rule, with one text for all of them to copy into the group.
type mendKind struct {
	Name  string
	Lines []string
	Todo  string
	Copy  string
}

// rosterGroup shows a group's page. It changes nothing.
func (s *Links) rosterGroup(w http.ResponseWriter, r *http.Request, v rosterVisit) {
	f := s.frame(r)
	g, ok := v.group(r.PathValue("group"))
	if !ok {
		s.showTrouble(w, r, http.StatusNotFound, f.Say("web.trouble"), troubleView{Text: f.Say("link.roster.not_yours")})
		return
	}
	view := rosterView{}
	if id := r.URL.Query().Get("form"); id != "" {
		used, found, err := s.Desk.FormUse(r.Context(), id)
		if err != nil {
			s.linkBroken(w, r, err)
			return
		}
		if found && used.Notice == v.Notice {
			view.Done = f.Say("link.done", "what", used.Outcome)
		}
	}
	s.showRoster(w, r, http.StatusOK, v, g, view)
}

// showRoster shows a group's page with the forms. Given values stay.
func (s *Links) showRoster(w http.ResponseWriter, r *http.Request, status int, v rosterVisit, g workgroup.Group, view rosterView) {
	f := s.frame(r)
	f.Entrance = !v.Inside
	look, err := s.Rosters.Current(r.Context(), g.Code, v.RegistrySnapshot.Moment)
	standings, err2 := s.Rosters.Standings(r.Context(), v.RegistrySnapshot, []workgroup.Group{g})
	if err = errors.Join(err, err2); err != nil {
		s.linkBroken(w, r, err)
		return
	}
	view.Word = standings[0].WordDoes
	view.Standing = f.Say("link.roster.never")
	if at := look.Before.TakenAt; !at.IsZero() {
		view.Standing = f.Say("link.roster.last", "at", f.Time(at), "n", look.Before.Rows)
		if view.Read == nil && len(look.Members) > 0 {
			view.Read = f.rosterRead(look)
		}
	}
	if len(look.Members) <= tickedMembers {
		for _, m := range look.Members {
			view.Members = append(view.Members, rosterMember{m.Key(), cmp.Or(m.Nickname, m.Account)})
		}
	}
	view.Home, view.Step = f.Link(v.Home), "give"
	view.Action = f.Link(v.Base + url.PathEscape(g.Code))
	view.Sheet = f.Link(v.Base + url.PathEscape(g.Code) + "/sheet.xlsx")
	view.Form = s.LinkKeys.SignForm(v.Subject, toGive+g.Code, time.Now())
	s.show(w, r, status, f, pageOf(templates["roster"], f.Say("link.roster.title", "group", cmp.Or(g.Name, g.Code)), view))
}

func pageOf(t *template.Template, title string, data any) page.View {
	return page.View{Template: t, Title: title, Data: data}
}

// tickedMembers is up to how many members a page lists each with a box to tick.
const tickedMembers = 300

// rosterRead is a roster's names and faults, by rule.
func (f frame) rosterRead(r manual.RosterReading) *rosterRead {
	read := &rosterRead{Names: strings.Join(r.Names, "、"), Came: moreNames(f, r.Came, r.Outcome.AddedN), Gone: moreNames(f, r.Gone, r.Outcome.RemovedN)}
	tell := rule.TellerOf(f.Lang, r.RegistrySnapshot.Snapshot, r.RegistrySnapshot.Groups)
	tell.Office = func(string) string { return f.Office }
	byRule := map[string][]rule.CaseText{}
	var order []string
	for _, k := range r.Mend {
		if byRule[k.Rule] == nil {
			order = append(order, k.Rule)
		}
		byRule[k.Rule] = append(byRule[k.Rule], tell.Tell(k))
	}
	read.Fine = len(order) == 0
	for _, id := range order {
		list := byRule[id]
		kind := mendKind{Name: f.Say("link.roster.kind", "name", rule.Name(f.Lang, id), "n", len(list)), Todo: tell.Todo(list, false)}
		for _, told := range list {
			kind.Lines = append(kind.Lines, told.Who())
		}
		kind.Copy = f.groupText(id, list)
		read.Kinds = append(read.Kinds, kind)
	}
	return read
}

// groupText is one text for a group about all that a rule found; empty where
// nothing is said into the group.
func (f frame) groupText(id string, list []rule.CaseText) string {
	switch {
	case len(list) == 0 || list[0].Copy() == "":
		return ""
	case len(list) == 1:
		return list[0].Copy()
	}
	var names []string
	for _, told := range list {
		if said, ok := told.Announced(); ok {
			names = append(names, said)
		} else {
			names = append(names, told.Shown())
		}
	}
	if id == rule.MemberCard {
		return f.Say("roster.copy_card", "list", strings.Join(names, f.Say("notice.comma")))
	}
	return f.Say("link.roster.copy", "list", strings.Join(names, f.Say("notice.comma")), "text", list[0].Copy())
}

func moreNames(f frame, names []string, n int) string {
	list := strings.Join(names, "、")
	if n > len(names) {
		return f.Say("roster.more", "list", list, "n", n)
	}
	return list
}

// givenFault shows a failure to read or take a roster.
func (s *Links) givenFault(w http.ResponseWriter, r *http.Request, err error) {
	f := s.frame(r)
	switch {
	case errors.Is(err, jobs.ErrNoSuchGroup):
		s.showTrouble(w, r, http.StatusNotFound, f.Say("web.trouble"), troubleView{Text: f.Say("link.roster.not_yours")})
	case errors.Is(err, ledger.ErrMoved):
		s.showTrouble(w, r, http.StatusConflict, f.Say("web.trouble"), troubleView{Text: f.Say("link.moved")})
	default:
		s.linkBroken(w, r, err)
	}
}

// how is the way in which a roster is given, by the form's button.
var how = map[string]string{
	"paste": intake.HandPasted, "unchanged": intake.HandUnchanged, "change": intake.HandChanged, "upload": intake.HandUploaded,
}
