package cli

import (
	"fmt"
	"os"
	"path/filepath"

	"qunguan/cmd/internal/app"
	"qunguan/jobs"
	"qunguan/reconcile/intake"
)

type importCmd struct {
	Files    importFilesCmd `cmd:"" default:"withargs" hidden:"" help:"${help_import}"`
	Template templateCmd    `cmd:"" help:"${help_template}"`
}

type importFilesCmd struct {
	File         []string `arg:"" optional:"" name:"file" help:"${help_import_file}"`
	At           string   `help:"${help_at}"`
	Partial      bool     `help:"${help_partial}"`
	DryRun       bool     `help:"${help_dry_run}"`
	AcceptShrink []string `placeholder:"GROUP" help:"${help_accept_shrink}"`
	Reason       string   `help:"${help_reason}"`

	ExplainHeadings bool `help:"${help_explain_headings}"`
}

// Run takes files into the registry.
func (cmd *importFilesCmd) Run(c *call) error {
	if cmd.ExplainHeadings {
		return explainHeadings(c)
	}
	if len(cmd.File) == 0 {
		return badUsage(c.say("cli.import_needs_files"))
	}
	if len(cmd.AcceptShrink) > 0 && cmd.Reason == "" {
		return badUsage(c.say("cli.accept_needs_reason"))
	}
	inputs, closeAll, err := openInputs(c, cmd.File)
	if err != nil {
		return err
	}
	defer closeAll()
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	at, err := c.moment(cmd.At, a.Settings.Location)
	if err != nil {
		return err
	}
	accept := map[string]string{}
	for _, g := range cmd.AcceptShrink {
		accept[g] = cmd.Reason
	}
	bar := newBar(c)
	done, err := a.Importer().Import(c, inputs, jobs.ImportOptions{
		At: at, Partial: cmd.Partial, DryRun: cmd.DryRun, AcceptShrink: accept, Progress: bar.update,
	})
	bar.done()
	if err != nil {
		return err
	}
	if err := printImport(c, done, cmd.DryRun); err != nil {
		return err
	}
	return importResult(done, cmd.Partial)
}

// importResult is the exit code of an import: bad input, in part, or done.
func importResult(done jobs.Imported, partial bool) error {
	switch {
	case !done.Result.Writable(partial):
		return &exitError{code: ExitFailed}
	case done.Result.Found[intake.Error] > 0 || done.Held():
		return partly()
	}
	return nil
}

// openInputs opens every file of the command; one that cannot be opened stops
// it before anything is read.
func openInputs(c *call, names []string) ([]intake.Input, func(), error) {
	var inputs []intake.Input
	var files []*os.File
	closeAll := func() {
		for _, f := range files {
			_ = f.Close() // opened for reading: nothing can be lost
		}
	}
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			closeAll()
			return nil, nil, badInput(c.say("cli.cannot_open", "file", name, "detail", err))
		}
		files = append(files, f)
		info, err := f.Stat()
		if err != nil || info.IsDir() {
			closeAll()
			return nil, nil, badInput(c.say("cli.not_a_file", "file", name))
		}
		inputs = append(inputs, intake.Input{Name: filepath.Base(name), Content: f, Size: info.Size()})
	}
	return inputs, closeAll, nil
}

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
	Written  bool                    `json:"written"`
	DryRun   bool                    `json:"dry_run"`
	Kinds    map[string]intake.Count `json:"kinds"`
	Rosters  []rosterJSON            `json:"rosters"`
	Problems []problemJSON           `json:"problems"`
}

type rosterJSON struct {
	Group   string `json:"group"`
	Fate    string `json:"fate"`
	Reason  string `json:"reason"`
	Before  int    `json:"before"`
	After   int    `json:"after"`
	Added   int    `json:"added"`
	Removed int    `json:"removed"`
	Changed int    `json:"changed"`
}

// printImport says what was read, what changed, and what to do next. Problems
// go to stderr, so that they are seen whatever stdout is used for.
func printImport(c *call, done jobs.Imported, dryRun bool) error {
	out := importedJSON{Written: done.Written, DryRun: dryRun, Kinds: map[string]intake.Count{}, Rosters: []rosterJSON{}, Problems: []problemJSON{}}
	for kind, n := range done.Result.Kinds {
		out.Kinds[string(kind)] = n
	}
	for _, r := range done.Rosters {
		out.Rosters = append(out.Rosters, rosterJSON{
			Group: r.Group, Fate: string(r.Fate), Reason: r.Reason, Before: r.Before.Rows, After: r.After.Rows,
			Added: r.AddedN, Removed: r.RemovedN, Changed: r.ChangedN,
		})
	}
	for _, p := range done.Result.Problems {
		out.Problems = append(out.Problems, problemJSON{
			Severity: string(p.Severity), File: p.File, Sheet: p.Sheet, Row: p.Row, Column: p.Column, Value: p.Value,
			Key: string(p.Key), Text: p.Text(c.lang),
		})
		if c.out.format != "json" {
			fmt.Fprintln(c.Stderr, c.say(phraseKey("intake_severity."+string(p.Severity)))+p.Text(c.lang))
		}
	}
	if c.out.format != "table" {
		return c.out.print([]importedJSON{out}, func() columns { return importTable(c, done) })
	}
	c.out.table(importTable(c, done))
	printRosterFates(c, done)
	switch {
	case dryRun:
		c.line("cli.import_dry_run")
	case !done.Written:
		c.line("cli.import_nothing_written", "n", done.Result.Found[intake.Error])
	default:
		c.line("cli.import_written")
	}
	return nil
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
		if t.Kind == intake.Members || t.Kind == intake.Activity {
			cells[2], cells[3], cells[4] = "", "", ""
		}
		v.rows = append(v.rows, cells)
	}
	return v
}

// printRosterFates counts what became of the rosters and names those that
// were not applied.
func printRosterFates(c *call, done jobs.Imported) {
	count := map[string]int{}
	for _, r := range done.Rosters {
		count[string(r.Fate)]++
	}
	if len(done.Rosters) > 0 {
		c.line("cli.import_rosters", "counts", counts(c, "fate.", count))
	}
	for _, r := range done.Rosters {
		switch r.Fate {
		case intake.FateIgnored, intake.FateHeld, intake.FateRejected:
			c.line(phraseKey("cli.roster_"+string(r.Fate)), "group", r.Group, "before", r.Before.Rows, "after", r.After.Rows,
				"reason", reasonWord(c.lang, r.Reason), "lost", r.RemovedN)
		}
	}
}
