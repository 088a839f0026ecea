package cli

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"

	"qunguan/cmd/internal/app"
	"qunguan/jobs"
	"qunguan/notify/workbook"
	"qunguan/reconcile/intake"
	"qunguan/sql/base"
	"qunguan/sql/rosters"
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
	By           string   `help:"${help_accept_by}"`

	AcceptChange []string `placeholder:"CODE" help:"${help_accept_change}"`

	Platform string `placeholder:"QQ" help:"${help_fill_platform}"`
	Group    string `placeholder:"G001" help:"${help_fill_group}"`
	TakenAt  string `placeholder:"TIME" help:"${help_fill_taken_at}"`

	Full            []string `placeholder:"人员" help:"${help_full}"`
	WriteCodes      string   `placeholder:"OUT.xlsx" help:"${help_write_codes}"`
	ExplainHeadings bool     `help:"${help_explain_headings}"`
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
	if cmd.By != "" && len(cmd.AcceptShrink) == 0 {
		return badUsage(c.say("cli.accept_needs_by"))
	}
	for _, kind := range cmd.Full {
		if kind != intake.PersonRecords.Sheet && kind != string(intake.Staff) {
			return badUsage(c.say("cli.full_only_staff", "value", kind))
		}
	}
	if cmd.WriteCodes != "" {
		// Found out now: after the import it would be too late to refuse.
		if _, err := os.Lstat(cmd.WriteCodes); err == nil {
			return badInput(c.say("cli.file_exists", "file", cmd.WriteCodes))
		}
	}
	inputs, closeAll, err := openInputs(c, cmd.File)
	if err != nil {
		return err
	}
	defer closeAll()
	a, at, err := c.openAt(cmd.At, app.Options{Create: !cmd.DryRun})
	if err != nil {
		return err
	}
	defer a.Close()
	if err := c.onFile(a, cmd.By); err != nil {
		return err
	}
	fill := intake.Fill{Platform: cmd.Platform, Group: cmd.Group}
	if cmd.TakenAt != "" {
		var ok bool
		if fill.TakenAt, ok = intake.ParseMoment(cmd.TakenAt, a.Settings.Location); !ok {
			return badUsage(c.say("cli.bad_taken_at", "value", cmd.TakenAt))
		}
	}
	accept := map[string]string{}
	for _, g := range cmd.AcceptShrink {
		accept[staffWord(g)] = cmd.Reason
	}
	bar := newBar(c)
	done, err := a.Importer().Import(c, inputs, jobs.ImportOptions{
		At: at, Partial: cmd.Partial, DryRun: cmd.DryRun, AcceptShrink: accept, AcceptedBy: cmd.By, Progress: bar.update,
		FullStaff: len(cmd.Full) > 0, MakeCodes: cmd.WriteCodes != "",
		Fill: fill, AcceptChange: cmd.AcceptChange,
	})
	bar.done()
	if errors.Is(err, base.ErrNoKey) {
		return badUsage(c.say("cli.routes_need_key"))
	}
	if refusal := c.unreadRoster(err); refusal != nil {
		return refusal
	}
	if errors.Is(err, rosters.ErrMeanwhile) {
		return badInput(c.say("cli.import_meanwhile"))
	}
	if err != nil {
		return err
	}
	if err := printImport(c, done, cmd.DryRun); err != nil {
		return err
	}
	for _, what := range cmd.AcceptShrink {
		if code := staffWord(what); done.Result.Writable(cmd.Partial) && !done.Accepted(code) {
			c.note("cli.accept_nothing_held", "group", what)
		}
	}
	if done.Written || cmd.DryRun {
		if err := cmd.writeCodes(c, done); err != nil {
			return err
		}
	}
	cmd.noteUnchanged(c, done)
	return importResult(done, cmd.Partial)
}

// noteUnchanged names codes of --accept-change under which nothing changed.
func (cmd *importFilesCmd) noteUnchanged(c *call, done jobs.Imported) {
	if len(cmd.AcceptChange) == 0 {
		return
	}
	changed := map[string]bool{}
	for ch := range done.Changes.All() {
		if slices.Contains(cmd.AcceptChange, ch.Code) {
			changed[ch.Code] = true
		}
	}
	for _, code := range cmd.AcceptChange {
		if !changed[code] {
			c.note("cli.accept_change_nothing", "code", code)
		}
	}
}

// staffWord is the meaning of --accept-shrink: a group, or the list of 人员.
func staffWord(what string) string {
	if what == intake.PersonRecords.Sheet {
		return string(intake.Staff)
	}
	return what
}

// writeCodes gives the clerk their table back with the codes that were made.
func (cmd *importFilesCmd) writeCodes(c *call, done jobs.Imported) error {
	if cmd.WriteCodes == "" {
		return nil
	}
	if len(done.Result.Coded) == 0 {
		c.note("cli.no_codes_made")
		return nil
	}
	var book bytes.Buffer
	if err := workbook.WriteCoded(&book, done.Result.Coded); err != nil {
		return err
	}
	if err := writeNew(c, cmd.WriteCodes, book.Bytes()); err != nil {
		return err
	}
	c.note("cli.codes_written", "file", cmd.WriteCodes)
	return nil
}

// importResult is the exit code of an import: bad input, in part, or done.
func importResult(done jobs.Imported, partial bool) error {
	switch {
	case !done.Result.Writable(partial), len(done.Result.Kinds) == 0:
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
		// Looked at before it is opened: opening a pipe waits for its writer.
		info, err := os.Stat(name)
		if err == nil && !info.Mode().IsRegular() {
			closeAll()
			return nil, nil, badInput(c.say("cli.not_a_file", "file", name))
		}
		f, err := os.Open(name)
		if errors.Is(err, os.ErrNotExist) {
			closeAll()
			return nil, nil, badInput(c.say("cli.no_such_file", "file", name))
		}
		if err != nil {
			closeAll()
			return nil, nil, badInput(c.say("cli.cannot_open", "file", name, "detail", err))
		}
		files = append(files, f)
		inputs = append(inputs, intake.Input{Name: filepath.Base(name), Content: f, Size: info.Size()})
	}
	return inputs, closeAll, nil
}
