package pages

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"

	"qunguan/cmd/internal/web/page"
	"qunguan/cmd/internal/web/visitor"
	"qunguan/jobs/check"
	"qunguan/reconcile/access"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
)

// policyView is the policy's text, and the effects of another one.
type policyView struct {
	Clauses page.Section
	Text    string
	CanAsk  bool
	Asked   string // the file that was asked about
	Trouble string
	Tiles   []page.Tile
	Changes *page.Grid
}

// maxPolicy is how large an uploaded policy may be.
const maxPolicy = 1 << 20

func (s *Pages) policyPage(_ *http.Request, f frame) (page.View, error) {
	return s.policyView(f, policyView{})
}

func (s *Pages) policyView(f frame, v policyView) (page.View, error) {
	if s.Work == nil {
		return page.View{}, page.ErrMissing
	}
	v.Text, v.CanAsk = s.Work.PolicyText(f.Lang), f.Sees(string(access.WhatIf))
	g := page.Grid{Columns: []page.Column{{Label: f.Say("web.col.rule"), Class: "main"}, {Label: f.Say("web.policy.clause"), Class: ""}, {Label: f.Say("web.policy.source"), Class: ""}, {Label: f.Say("web.col.severity"), Class: ""}}}
	for _, one := range rule.All() {
		id := one.ID
		if s.Policy == nil || s.Policy.IsOff(id) {
			continue
		}
		g.Rows = append(g.Rows, []page.Cell{{Text: f.Rule(id), Small: id}, page.Text(f.Clauses[id]), page.Text(s.Policy.Cites[id]), page.Text(f.Word("severity", s.Policy.SeverityOf(id)))})
	}
	v.Clauses = page.Section{Heading: f.Say("web.policy.rules"), Table: &g}
	return page.View{Template: templates["policy"], Title: cmp.Or(f.Policy, f.Say("web.nav.policy")), Data: v}, nil
}

// whatIf shows the effects of an uploaded policy. It changes nothing.
func (s *Pages) whatIf(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxPolicy+page.MaxForm)
	who := visitor.Of(r.Context())
	if who.Reach(access.WhatIf) == access.None {
		s.page("", nil)(w, r) // as if it were not there
		return
	}
	unread := r.ParseMultipartForm(maxPolicy)
	if unread == nil && !s.Demo && !who.SentForm(r) {
		page.Plain(w, http.StatusForbidden, s.LangOf(r).Say("web.refused.form")+"\n")
		return
	}
	s.page(access.WhatIf, func(r *http.Request, f frame) (page.View, error) {
		var file multipart.File
		var head *multipart.FileHeader
		err := unread
		if err == nil {
			file, head, err = r.FormFile("file")
		}
		if err != nil {
			return s.policyView(f, policyView{Trouble: f.Say("web.policy.no_file")})
		}
		defer func() { _ = file.Close() }() // it is only read
		text, err := io.ReadAll(io.LimitReader(file, maxPolicy+1))
		if err != nil || len(text) > maxPolicy || bytes.IndexByte(text, 0) >= 0 {
			return s.policyView(f, policyView{Trouble: f.Say("web.policy.no_file")})
		}
		found, problems, err := s.Work.WhatIf(r.Context(), text, f.Lang, f.Now)
		if err != nil {
			return page.View{}, fmt.Errorf("ask what another policy would change: %w", err)
		}
		v := policyView{Asked: head.Filename, Trouble: problems}
		if problems == "" {
			v.Tiles, v.Changes = f.changes(found)
		}
		return s.policyView(f, v)
	})(w, r)
}

// changes counts the effects by unit and rule.
func (f frame) changes(found []check.CaseEffect) ([]page.Tile, *page.Grid) {
	total := map[ledger.Event]int{}
	byPlace := map[string]int{}
	for _, h := range found {
		total[h.Event]++
		byPlace[strings.Join([]string{h.Case.Unit, h.Case.Rule, string(h.Event)}, "\x00")]++
	}
	tiles := []page.Tile{
		{Label: f.Say("event.opened"), URL: "", N: total[ledger.EventOpened], Bad: false},
		{Label: f.Say("event.reopened"), URL: "", N: total[ledger.EventReopened], Bad: false},
		{Label: f.Say("event.closed"), URL: "", N: total[ledger.EventClosed], Bad: false},
		{Label: f.Say("event.changed"), URL: "", N: total[ledger.EventUpdated], Bad: false},
	}
	g := &page.Grid{Columns: []page.Column{{Label: f.Say("web.col.unit"), Class: "main"}, {Label: f.Say("web.col.rule"), Class: ""}, {Label: f.Say("col.event"), Class: ""}, {Label: f.Say("col.count"), Class: "num"}}}
	for _, key := range sortedKeys(byPlace) {
		p := strings.Split(key, "\x00")
		event := p[2]
		if event == string(ledger.EventUpdated) {
			event = "changed"
		}
		g.Rows = append(g.Rows, []page.Cell{page.Text(f.Names.Unit(p[0])), page.Text(f.Rule(p[1])), page.Text(f.Word("event", event)), page.Text(strconv.Itoa(byPlace[key]))})
	}
	return tiles, g
}
