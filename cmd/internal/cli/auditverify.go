package cli

import (
	"fmt"
	"strings"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/reconcile/audit"
	sqlaudit "qunguan/sql/audit"
)

type auditVerifyCmd struct {
	Seal string `placeholder:"57-0123456789abcdef" help:"${help_audit_seal}"`
}

type auditProblemJSON struct {
	Kind   string `json:"kind"`
	Source string `json:"source"`
	ID     int64  `json:"id"`
	Sub    int64  `json:"sub"`
	To     int64  `json:"to"`
	N      int    `json:"n"`
	From   int64  `json:"from"`
	Seal   int64  `json:"seal"`
	Table  string `json:"table"`
	Key    string `json:"key"`
	Column string `json:"column"`
	Text   string `json:"text"`
}

type auditVerdictJSON struct {
	OK         bool               `json:"ok"`
	Seals      int                `json:"seals"`
	Rows       int                `json:"rows"`
	Unsealed   int                `json:"unsealed"`
	LastSeal   string             `json:"last_seal"`
	LastSealAt string             `json:"last_seal_at"`
	Unkeyed    int                `json:"unkeyed"`
	KeyedSince int64              `json:"keyed_since"`
	Audited    int                `json:"audited"` // rows that are as the journal has them
	Problems   []auditProblemJSON `json:"problems"`
	Released   []auditReleaseJSON `json:"released"`
}

// auditReleaseJSON is a row that was erased, or that a person answered for.
type auditReleaseJSON struct {
	Kind    string   `json:"kind"`
	Table   string   `json:"table"`
	Key     string   `json:"key"`
	Columns []string `json:"columns"`
	At      string   `json:"at"`
	By      string   `json:"by"`
	Reason  string   `json:"reason"`
	Text    string   `json:"text"`
}

// Run checks every seal and every sealed row, and fails if one of them was
// changed.
func (cmd *auditVerifyCmd) Run(c *call) error {
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	v, err := a.Auditor.Verify(c, cmd.Seal)
	if err != nil {
		return err
	}
	one := auditVerdictJSON{
		OK: len(v.All()) == 0, Seals: v.Seals, Rows: v.Rows, Unsealed: v.Unsealed, Unkeyed: v.Unkeyed, KeyedSince: v.KeyedSince,
		Audited: v.Journal.Rows, Problems: []auditProblemJSON{}, Released: []auditReleaseJSON{},
	}
	if v.Last != nil {
		one.LastSeal, one.LastSealAt = v.Last.Short(), rfc3339(v.Last.MadeAt, a.Settings.Location)
	}
	for _, p := range v.All() {
		one.Problems = append(one.Problems, auditProblemJSON{
			Kind: p.Kind, Source: p.Source, ID: p.ID, Sub: p.Sub, To: p.To, N: p.N, From: p.From, Seal: p.Seal,
			Table: p.Table, Key: shownKey(p.Key), Column: p.Column, Text: c.auditProblem(p, cmd.Seal),
		})
	}
	for _, r := range v.Journal.Released {
		one.Released = append(one.Released, c.auditRelease(r, a.Settings.Location))
	}
	if c.out.format == "table" {
		c.printVerdict(v, one)
	} else if err := c.out.print([]auditVerdictJSON{one}, func() columns { return auditTable(c, one) }); err != nil {
		return err
	}
	if !one.OK {
		return badInput(c.say("cli.audit_bad", "n", len(one.Problems)))
	}
	return nil
}

// auditProblem names the place, the fault, and the seal that contradicts.
func (c *call) auditProblem(p audit.Problem, expected string) string {
	place := fmt.Sprint(p.ID)
	if p.Sub > 0 {
		place += "/" + fmt.Sprint(p.Sub)
	}
	source := ""
	if p.Source != "" {
		source = c.sourceWord(p.Source)
	}
	return c.say(phraseKey("audit."+p.Kind), "source", source, "table", p.Source, "id", place, "to", p.To, "n", p.N,
		"from", p.From, "seal", p.Seal, "expected", expected, "key", shownKey(p.Key), "column", p.Column)
}

// shownKey is a row's key with its parts side by side.
func shownKey(key string) string { return strings.ReplaceAll(key, "\x00", "/") }

func (c *call) auditRelease(r audit.Release, zone *time.Location) auditReleaseJSON {
	one := auditReleaseJSON{
		Kind: r.Kind, Table: r.Table, Key: shownKey(r.Key), Columns: r.Columns, At: rfc3339(r.At, zone), By: r.By, Reason: r.Reason,
	}
	one.Text = c.say(phraseKey("cli.audit_row_"+r.Kind), "source", c.sourceWord(r.Table), "table", r.Table, "key", one.Key,
		"columns", strings.Join(r.Columns, ", "), "on", r.At.In(zone).Format(time.DateOnly), "by", r.By, "reason", r.Reason)
	return one
}

func (c *call) printVerdict(v sqlaudit.Findings, one auditVerdictJSON) {
	for _, p := range one.Problems {
		fmt.Fprintln(c.Stdout, p.Text)
	}
	for _, r := range one.Released {
		fmt.Fprintln(c.Stdout, r.Text)
	}
	if v.Last == nil {
		c.line("cli.audit_none")
		return
	}
	c.line("cli.audit_counts", "seals", one.Seals, "rows", one.Rows, "unsealed", one.Unsealed)
	if v.Journal.Begun {
		c.line("cli.audit_audited", "rows", one.Audited)
	} else {
		c.line("cli.audit_not_begun")
	}
	c.line("cli.audit_last", "seal", one.LastSeal, "at", strings.Replace(one.LastSealAt, "T", " ", 1))
	switch {
	case v.Unkeyed == v.Seals:
		c.line("cli.audit_unkeyed")
	case v.Unkeyed > 0 && v.KeyedSince > 0:
		c.line("cli.audit_keyed_since", "seal", v.KeyedSince)
	}
	for _, s := range v.Adopted {
		c.line("cli.audit_adopted", "seal", s.ID, "by", s.By, "reason", s.Reason)
	}
	if one.OK {
		c.line("cli.audit_good")
	}
}

func auditTable(c *call, one auditVerdictJSON) columns {
	v := columns{headings: []string{c.say("col.source"), c.say("col.id"), c.say("col.what"), c.say("col.note")}}
	for _, p := range one.Problems {
		v.rows = append(v.rows, []string{p.Source, fmt.Sprint(p.ID), p.Kind, p.Text})
	}
	return v
}
