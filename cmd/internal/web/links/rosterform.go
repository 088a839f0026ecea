package links

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"qunguan/jobs/manual"
	"qunguan/reconcile/answer"
	"qunguan/reconcile/intake"
	"qunguan/reconcile/workgroup"
)

// How many bytes a form with a roster, and a file in it, may have.
const (
	maxRosterForm = 4 << 20
	maxRosterFile = 2 << 20
)

// rosterFields are the fields of a form about a group's members.
type rosterFields struct {
	How, Count, Text, Add string
	Remove                []string
}

func rosterFieldsOf(form url.Values) rosterFields {
	g := rosterFields{How: form.Get("how"), Count: strings.TrimSpace(form.Get("count")), Text: form.Get("text"), Add: form.Get("add")}
	for _, name := range form["remove"] {
		if name = strings.TrimSpace(name); name != "" && !slices.Contains(g.Remove, name) {
			g.Remove = append(g.Remove, name)
		}
	}
	return g
}

// Ticked reports whether the form says that the member has gone.
func (g rosterFields) Ticked(key string) bool { return slices.Contains(g.Remove, key) }

// given is the content of the form in the desk's terms; false for a count that is no number.
func (g rosterFields) given(v rosterVisit, group string) (manual.GivenRoster, bool) {
	given := manual.GivenRoster{Group: group, How: how[g.How], Text: g.Text, Remove: g.Remove, By: v.Person, Way: v.Way, At: v.RegistrySnapshot.Moment}
	for line := range strings.FieldsFuncSeq(g.Add, func(r rune) bool { return r == '\n' || r == '\r' || r == '、' || r == '，' }) {
		if line = strings.TrimSpace(line); line != "" {
			given.Add = append(given.Add, line)
		}
	}
	n, ok := countOf(g.Count)
	given.Count = n
	return given, ok
}

// countOf reads a number of members; 0 for none.
func countOf(text string) (int, bool) {
	if text == "" {
		return 0, true
	}
	n, err := strconv.Atoi(strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' {
			return r - '０' + '0'
		}
		return r
	}, text))
	return n, err == nil && n > 0 && n < 1_000_000
}

// rosterGiven takes a form of a group's page: the first one shows the names as they were read, the
// second counts, once.
func (s *Links) rosterGiven(w http.ResponseWriter, r *http.Request, v rosterVisit) {
	f := s.frame(r)
	g, ok := v.group(r.PathValue("group"))
	if !ok {
		s.showTrouble(w, r, http.StatusNotFound, f.Say("web.trouble"), troubleView{Text: f.Say("link.roster.not_yours")})
		return
	}
	file, err := s.rosterFile(w, r)
	if err != nil {
		s.showRoster(w, r, http.StatusRequestEntityTooLarge, v, g, rosterView{Trouble: f.Say("link.roster.too_large", "mb", maxRosterFile>>20)})
		return
	}
	purpose := toGive
	if r.PostForm.Get("step") == "take" {
		purpose = toTake
	}
	if s.formSpent(w, r, v, purpose+g.Code) {
		return
	}
	fields := rosterFieldsOf(r.PostForm)
	given, ok := fields.given(v, g.Code)
	given.File = file
	switch {
	case !ok:
		s.showRoster(w, r, http.StatusBadRequest, v, g, rosterView{Given: fields, Trouble: f.Say("link.roster.count")})
	case given.How == "", given.How == intake.HandUploaded && file == nil, given.How == intake.HandChanged && len(given.Add)+len(given.Remove) == 0:
		s.showRoster(w, r, http.StatusBadRequest, v, g, rosterView{Given: fields, Trouble: f.Say("link.roster.nothing")})
	case purpose == toGive:
		s.rosterPreview(w, r, v, g, fields, given)
	default:
		s.rosterTake(w, r, v, g, fields, given)
	}
}

// rosterFile reads the form, and the file in it; nil where there is none.
func (s *Links) rosterFile(w http.ResponseWriter, r *http.Request) (*intake.Input, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxRosterForm)
	if err := r.ParseMultipartForm(maxRosterForm); err != nil && !errors.Is(err, http.ErrNotMultipart) { //nolint:gosec // the body ends at maxRosterForm
		return nil, err
	}
	sent, header, err := r.FormFile("file")
	if err != nil {
		return nil, nil //nolint:nilnil // a form without a file
	}
	defer func() { _ = sent.Close() }()
	content, err := io.ReadAll(io.LimitReader(sent, maxRosterFile+1))
	if err == nil && len(content) > maxRosterFile {
		err = errors.New("the file is too large")
	}
	if err != nil || len(content) == 0 {
		return nil, err
	}
	return &intake.Input{Name: header.Filename, Content: bytes.NewReader(content), Size: int64(len(content))}, nil
}

// formSpent answers a form that was sent before, or that is none of this page's.
func (s *Links) formSpent(w http.ResponseWriter, r *http.Request, v rosterVisit, purpose string) bool {
	id := r.PostForm.Get("form")
	used, found, err := s.Desk.FormUse(r.Context(), id)
	switch {
	case err != nil:
		s.linkBroken(w, r, err)
	case found && used.Notice == v.Notice:
		s.replayed(w, r, used)
	case s.LinkKeys.ReadForm(id, v.Subject, purpose, time.Now()) != nil:
		f := s.frame(r)
		s.showTrouble(w, r, http.StatusForbidden, f.Say("link.wrong"), troubleView{Text: f.Say("link.stale_form")})
	default:
		return false
	}
	return true
}

// rosterPreview shows the names as they were read, to be corrected or confirmed.
func (s *Links) rosterPreview(w http.ResponseWriter, r *http.Request, v rosterVisit, g workgroup.Group, fields rosterFields, given manual.GivenRoster) {
	f := s.frame(r)
	f.Entrance = !v.Inside
	read, err := s.Rosters.Read(r.Context(), given)
	if err != nil {
		s.givenFault(w, r, err)
		return
	}
	if given.How == intake.HandUploaded {
		// From here on the file is a text like a pasted table: it can be seen,
		// corrected and sent again.
		if fields.How = "paste"; len(read.Uploaded) > 0 {
			fields.Text = tableText(read, f)
		}
	}
	view := rosterView{Given: fields, Home: f.Link(v.Base + url.PathEscape(g.Code)), Action: f.Link(v.Base + url.PathEscape(g.Code))}
	fields.Count = cmp.Or(fields.Count, strconv.Itoa(read.Counted))
	if fields.Count == "0" {
		fields.Count = ""
	}
	view.Given = fields
	if read.Result != nil && read.Refusal == manual.RosterBadRows {
		for _, p := range read.Result.Problems[:min(len(read.Result.Problems), 20)] {
			if p.Severity == intake.Error {
				view.Problems = append(view.Problems, p.Text(f.Lang))
			}
		}
	}
	if len(read.Names)+read.Rows > 0 {
		view.Read = f.rosterRead(read)
		view.Read.Counts = f.Say("link.roster.counts", "names", read.Rows, "count", cmp.Or(fields.Count, "？"))
	}
	status := http.StatusOK
	if read.Refusal != "" {
		view.Trouble, status = manual.RosterWords(f.Lang, read, v.Person, f.Now.Location()), http.StatusUnprocessableEntity
		if read.Refusal == manual.RosterNoCount {
			view.Trouble = f.Say("link.roster.no_count")
		}
		view.Step, view.Form = "give", s.LinkKeys.SignForm(v.Subject, toGive+g.Code, time.Now())
	} else {
		view.Step, view.Form = "take", s.LinkKeys.SignForm(v.Subject, toTake+g.Code, time.Now())
	}
	s.show(w, r, status, f, pageOf(templates["rosterread"], f.Say("link.roster.check", "group", cmp.Or(g.Name, g.Code)), view))
}

// tableText is rows as a table that can be pasted.
func tableText(read manual.RosterReading, f frame) string {
	var b strings.Builder
	b.WriteString("账号\t群昵称\t群内角色\t入群时间\t最后发言时间\t采集时间\n")
	clean := strings.NewReplacer("\t", " ", "\n", " ", "\r", " ", "|", "｜")
	for _, m := range read.Uploaded {
		b.WriteString(strings.Join([]string{clean.Replace(m.Account), clean.Replace(m.Nickname), m.Role, f.stamp(m.JoinedAt), f.stamp(m.SpokeAt), f.stamp(read.UploadedAt)}, "\t"))
		b.WriteString("\n")
	}
	return b.String()
}

func (f frame) stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(f.Now.Location()).Format(time.DateTime)
}

// rosterTake takes the roster, and shows the group's page with the faults to mend.
func (s *Links) rosterTake(w http.ResponseWriter, r *http.Request, v rosterVisit, g workgroup.Group, fields rosterFields, given manual.GivenRoster) {
	f := s.frame(r)
	id := r.PostForm.Get("form")
	given.Form = &answer.Form{ID: id, Notice: v.Notice, Outcome: f.Say("link.roster.outcome", "at", f.Time(v.RegistrySnapshot.Moment), "group", cmp.Or(g.Name, g.Code), "n", given.Count)}
	read, err := s.Rosters.Take(r.Context(), given)
	if errors.Is(err, answer.ErrUsed) {
		s.sentBefore(w, r, id)
		return
	}
	if err != nil {
		s.givenFault(w, r, err)
		return
	}
	if read.Refusal != "" {
		s.rosterPreview(w, r, v, g, fields, given)
		return
	}
	s.Log.InfoContext(r.Context(), "roster_by_link", "notice", v.Notice, "group", g.Code, "how", given.How)
	http.Redirect(w, r, f.Link(v.Base+url.PathEscape(g.Code), "form", id), http.StatusSeeOther)
}

// sentBefore shows the outcome of a form that another request has just used.
func (s *Links) sentBefore(w http.ResponseWriter, r *http.Request, id string) {
	used, _, err := s.Desk.FormUse(r.Context(), id)
	if err != nil {
		s.linkBroken(w, r, err)
		return
	}
	s.replayed(w, r, used)
}
