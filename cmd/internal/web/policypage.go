package web

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"

	"qunguan/jobs/check"
	"qunguan/reconcile/access"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
)

// policyView is the policy's text, and what another one would change.
type policyView struct {
	Clauses section
	Text    string
	CanAsk  bool
	Asked   string // the file that was asked about
	Trouble string
	Tiles   []tile
	Changes *grid
}

// maxPolicy is how large an uploaded policy may be.
const maxPolicy = 1 << 20

func (s *site) policyPage(_ *http.Request, f frame) (view, error) {
	return s.policyView(f, policyView{})
}

func (s *site) policyView(f frame, v policyView) (view, error) {
	if s.Work == nil {
		return view{}, errMissing
	}
	v.Text, v.CanAsk = s.Work.PolicyText(f.Lang), f.Sees(string(access.WhatIf))
	g := grid{Columns: []column{{f.Say("web.col.rule"), "main"}, {f.Say("web.policy.clause"), ""}, {f.Say("web.policy.source"), ""}, {f.Say("web.col.severity"), ""}}}
	for _, one := range rule.All() {
		id := one.ID
		if s.Policy == nil || s.Policy.IsOff(id) {
			continue
		}
		g.Rows = append(g.Rows, []cell{{Text: f.rule(id), Small: id}, text(f.clauses[id]), text(s.Policy.Cites[id]), text(f.word("severity", s.Policy.SeverityOf(id)))})
	}
	v.Clauses = section{Heading: f.Say("web.policy.rules"), Table: &g}
	return view{template: "policy", title: cmp.Or(f.Policy, f.Say("web.nav.policy")), data: v}, nil
}

// whatIf says what an uploaded policy would change. It changes nothing.
func (s *site) whatIf(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxPolicy+maxForm)
	visitor := visitorOf(r.Context())
	if visitor.Reach(access.WhatIf) == access.None {
		s.page("", nil)(w, r) // as if it were not there
		return
	}
	unread := r.ParseMultipartForm(maxPolicy)
	if unread == nil && !s.Demo && !visitor.sentForm(r) {
		plain(w, http.StatusForbidden, s.lang(r).Say("web.refused.form")+"\n")
		return
	}
	s.page(access.WhatIf, func(r *http.Request, f frame) (view, error) {
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
		found, problems, err := s.Work.WhatIf(r.Context(), text, f.Lang, f.now)
		if err != nil {
			return view{}, fmt.Errorf("ask what another policy would change: %w", err)
		}
		v := policyView{Asked: head.Filename, Trouble: problems}
		if problems == "" {
			v.Tiles, v.Changes = f.changes(found)
		}
		return s.policyView(f, v)
	})(w, r)
}

// changes counts what would change by unit and rule.
func (f frame) changes(found []check.Hypothesis) ([]tile, *grid) {
	total := map[ledger.Event]int{}
	byPlace := map[string]int{}
	for _, h := range found {
		total[h.Event]++
		byPlace[strings.Join([]string{h.Case.Unit, h.Case.Rule, string(h.Event)}, "\x00")]++
	}
	tiles := []tile{
		{f.Say("event.opened"), "", total[ledger.EventOpened], false},
		{f.Say("event.reopened"), "", total[ledger.EventReopened], false},
		{f.Say("event.closed"), "", total[ledger.EventClosed], false},
		{f.Say("event.changed"), "", total[ledger.EventUpdated], false},
	}
	g := &grid{Columns: []column{{f.Say("web.col.unit"), "main"}, {f.Say("web.col.rule"), ""}, {f.Say("col.event"), ""}, {f.Say("col.count"), "num"}}}
	for _, key := range sortedKeys(byPlace) {
		p := strings.Split(key, "\x00")
		event := p[2]
		if event == string(ledger.EventUpdated) {
			event = "changed"
		}
		g.Rows = append(g.Rows, []cell{text(f.names.unit(p[0])), text(f.rule(p[1])), text(f.word("event", event)), text(strconv.Itoa(byPlace[key]))})
	}
	return tiles, g
}
