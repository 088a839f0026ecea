package cli

import (
	"bytes"
	"fmt"
	"iter"
	"slices"
	"strings"

	"qunguan/jobs"
	"qunguan/reconcile/intake"
)

// problemJSON is a problem of a file as JSON has it.
type problemJSON struct {
	Severity string `json:"severity"`
	File     string `json:"file"`
	Sheet    string `json:"sheet"`
	Row      int    `json:"row"`
	Column   string `json:"column"`
	Value    string `json:"value"`
	Key      string `json:"key"`
	Text     string `json:"text"`
}

type importedJSON struct {
	Written  bool                 `json:"written"`
	DryRun   bool                 `json:"dry_run"`
	Changes  []changeJSON         `json:"changes"`
	Absent   []string             `json:"absent"`
	Kinds    map[string]countJSON `json:"kinds"`
	Rosters  []rosterJSON         `json:"rosters"`
	Held     []changeJSON         `json:"held"`
	Unfiled  []unfiledJSON        `json:"unfiled"`
	Problems []problemJSON        `json:"problems"`
}

// unfiledJSON is a platform group with rows that no registered group claims.
type unfiledJSON struct {
	Platform string `json:"platform"`
	Number   string `json:"number"`
	Name     string `json:"name"`
	Rows     int    `json:"rows"`
}

// countJSON is the outcome of a kind's rows.
type countJSON struct {
	Read      int `json:"read"`
	New       int `json:"new"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
	Bad       int `json:"bad"`
	Held      int `json:"held"`
}

type changeJSON struct {
	Kind   string               `json:"kind"`
	Code   string               `json:"code"`
	New    bool                 `json:"new"`
	Fields []intake.FieldChange `json:"fields"`
}

type rosterJSON struct {
	Group       string `json:"group"`
	Disposition string `json:"fate"`
	Reason      string `json:"reason"`
	Before      int    `json:"before"`
	After       int    `json:"after"`
	Added       int    `json:"added"`
	Removed     int    `json:"removed"`
	Changed     int    `json:"changed"`
}

// printImport shows the counts of the files, the changes, and the next command.
// Problems go to stderr, so that they are seen even when stdout goes to a file.
func printImport(c *call, done jobs.Imported, dryRun bool) error {
	if c.out.format == "json" {
		return c.out.print([]importedJSON{importedAsJSON(c, done, dryRun)}, nil)
	}
	printProblems(c, done.Result)
	if c.out.format != "table" {
		return c.out.print(nil, func() columns { return importTable(c, done) })
	}
	if len(done.Result.Kinds) > 0 {
		c.out.table(importTable(c, done))
	}
	printChanges(c, done.Changes.Altered())
	printHeld(c, done.Result.Held)
	printFull(c, done.Full)
	printRosterFates(c, done)
	if kept := done.Published.Kept; len(kept) > 0 {
		c.line("cli.import_kept", "groups", joined(kept))
	}
	n := done.Result.Found[intake.Error]
	switch {
	case n == 0 && !slices.ContainsFunc(done.Result.Sheets, func(s intake.SheetSeen) bool { return s.Kind != "" }):
		c.line("cli.import_no_heading")
	case n == 0 && len(done.Result.Kinds) == 0:
		c.line("cli.import_no_rows")
	case dryRun && n > 0:
		c.line("cli.import_dry_run_errors", "n", n)
	case dryRun && done.Held():
		c.line("cli.import_dry_run_held")
	case dryRun:
		c.line("cli.import_dry_run")
	case !done.Written && done.Result.Blocked:
		c.line("cli.import_nothing_blocked", "n", n)
	case !done.Written:
		c.line("cli.import_nothing_written", "n", n)
	case done.Held():
		c.line("cli.import_part_written")
	default:
		c.line("cli.import_written")
	}
	return nil
}

// importedAsJSON is an import as --format json prints it, with all of its changes.
func importedAsJSON(c *call, done jobs.Imported, dryRun bool) importedJSON {
	out := importedJSON{Written: done.Written, DryRun: dryRun, Kinds: map[string]countJSON{}, Rosters: []rosterJSON{}, Problems: []problemJSON{}, Changes: []changeJSON{}, Absent: []string{}, Held: []changeJSON{}, Unfiled: []unfiledJSON{}}
	for ch := range done.Changes.All() {
		out.Changes = append(out.Changes, changeJSON{string(ch.Kind), ch.Code, ch.New, append([]intake.FieldChange{}, ch.Fields...)})
	}
	for _, h := range done.Result.Held {
		out.Held = append(out.Held, changeJSON{string(h.Kind), h.Code, false, h.Fields})
	}
	for _, u := range done.Result.Unfiled {
		out.Unfiled = append(out.Unfiled, unfiledJSON(u))
	}
	if done.Full != nil {
		for p := range done.Full.Absent.All() {
			out.Absent = append(out.Absent, p.Code)
		}
	}
	for kind, n := range done.Result.Kinds {
		out.Kinds[string(kind)] = countJSON(n)
	}
	for _, r := range done.Rosters {
		out.Rosters = append(out.Rosters, rosterJSON{r.Group, string(r.Disposition), r.Reason, r.Before, r.After, r.Added, r.Removed, r.Changed})
	}
	for _, p := range done.Result.Problems {
		out.Problems = append(out.Problems, problemJSON{
			Severity: string(p.Severity), File: p.File, Sheet: p.Sheet, Row: p.Row, Column: p.Column, Value: p.Value,
			Key: string(p.Key), Text: p.Text(c.lang),
		})
	}
	return out
}

// importPage is the page of an import as a text, with its problems.
func importPage(c *call) func(jobs.Imported) string {
	return func(done jobs.Imported) string {
		var text bytes.Buffer
		onPaper := *c
		onPaper.Stdout, onPaper.Stderr, onPaper.out = visible{&text}, visible{&text}, output{format: "table", to: &text}
		if err := printImport(&onPaper, done, false); err != nil {
			return err.Error()
		}
		return text.String()
	}
}

func importTable(c *call, done jobs.Imported) columns {
	v := columns{headings: []string{
		c.say("col.kind"), c.say("col.rows_read"), c.say("col.new"), c.say("col.changed"), c.say("col.unchanged"), c.say("col.bad"),
	}}
	for _, t := range intake.Tables() {
		n, ok := done.Result.Kinds[t.Kind]
		if !ok {
			continue
		}
		cells := []string{t.Sheet, fmt.Sprint(n.Read), fmt.Sprint(n.New), fmt.Sprint(n.Changed), fmt.Sprint(n.Unchanged), fmt.Sprint(n.Bad)}
		if t.Staged {
			cells[2], cells[3], cells[4] = "", "", ""
		}
		v.rows = append(v.rows, cells)
	}
	return v
}

// printRosterFates counts the outcomes of the rosters and names those that were not applied.
func printRosterFates(c *call, done jobs.Imported) {
	count := map[string]int{}
	for _, r := range done.Rosters {
		count[string(r.Disposition)]++
	}
	if len(done.Rosters) > 0 {
		c.line("cli.import_rosters", "counts", counts(count, c.wordIn("disposition.")))
	}
	if unfiled := done.Result.Unfiled; len(unfiled) > 0 {
		var names []string
		for i, u := range unfiled {
			if i == changesShown {
				names = append(names, "…")
				break
			}
			names = append(names, c.say("cli.unfiled_group", "platform", u.Platform, "number", u.Number, "name", orNone(c, u.Name), "rows", u.Rows))
		}
		c.line("cli.import_unfiled", "n", len(unfiled), "groups", joined(names))
	}
	for _, r := range done.Rosters {
		if r.Accepted {
			c.line("cli.roster_accepted", "group", r.Group, "before", r.Before, "after", r.After, "reason", r.Reason)
		}
		switch r.Disposition {
		case intake.RosterIgnored, intake.RosterHeld, intake.RosterRejected:
			c.line(phraseKey("cli.roster_"+string(r.Disposition)), "group", r.Group, "before", r.Before, "after", r.After,
				"reason", reasonWord(c.lang, r.Reason), "lost", r.Removed)
		}
	}
}

// changesShown is how many changed records, and how many people of a list, a
// page names; the rest is counted. --format json has them all.
const changesShown = 20

// printChanges lists the changes of records. New ones are only counted, in the
// table above: on a first import everything is new.
func printChanges(c *call, altered iter.Seq[intake.RecordChange]) {
	shown, more := 0, 0
	for ch := range altered {
		switch {
		case shown == changesShown:
			more++
			continue
		case shown == 0:
			c.line("cli.import_changes")
		}
		shown++
		var fields []string
		for _, f := range ch.Fields {
			fields = append(fields, c.say("cli.import_field", "heading", f.Heading, "before", orNone(c, f.Before), "after", orNone(c, f.After)))
		}
		fmt.Fprintf(c.Stdout, "  %s %s  %s\n", intake.SheetOf(ch.Kind), ch.Code, strings.Join(fields, c.say("cli.import_and")))
	}
	if more > 0 {
		c.line("cli.import_more_changes", "n", more)
	}
}

// printHeld names rows that look like something else under a stored code.
func printHeld(c *call, held []intake.HeldRow) {
	for i, h := range held {
		if i == changesShown {
			c.line("cli.import_more_held", "n", len(held)-i)
			return
		}
		var fields []string
		for _, f := range h.Fields {
			fields = append(fields, c.say("cli.import_field", "heading", f.Heading, "before", orNone(c, f.Before), "after", orNone(c, f.After)))
		}
		c.line("cli.import_held_row", "place", h.Text(c.lang), "sheet", intake.SheetOf(h.Kind), "code", h.Code, "fields", strings.Join(fields, c.say("cli.import_and")))
	}
}

// printFull names the people missing from a list that claims to be complete.
func printFull(c *call, f *intake.FullList) {
	if f == nil || f.Absent.Len() == 0 {
		return
	}
	var names []string
	for p := range f.Absent.All() {
		if len(names) == changesShown {
			names = append(names, "…")
			break
		}
		names = append(names, p.Code+" "+p.Name)
	}
	if f.Hold != intake.NotHeld {
		c.line("cli.full_held", "absent", f.Absent.Len(), "before", f.Before, "reason", reasonWord(c.lang, string(f.Hold)), "names", joined(names))
		return
	}
	c.line("cli.full_absent", "absent", f.Absent.Len(), "names", joined(names))
}
