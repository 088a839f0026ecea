package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"qunguan/notify/workbook"
	"qunguan/reconcile/intake"
)

type templateCmd struct {
	Output string `short:"o" placeholder:"FILE.xlsx" help:"${help_template_output}"`
}

// Run writes an empty workbook of all kinds, to a file or to stdout.
func (cmd *templateCmd) Run(c *call) error {
	var book bytes.Buffer
	if err := workbook.WriteTemplate(&book, intake.Tables(), c.lang); err != nil {
		return err
	}
	if cmd.Output == "" {
		if isTerminal(c.Stdout) {
			return badUsage(c.say("cli.template_to_terminal"))
		}
		if _, err := io.Copy(c.raw, &book); err != nil {
			return fmt.Errorf("write the template: %w", err)
		}
		return nil
	}
	if err := writeNew(c, cmd.Output, book.Bytes()); err != nil {
		return err
	}
	c.line("cli.template_written", "file", cmd.Output)
	return nil
}

// writeNew writes a file that must not exist yet: a clerk's work is never
// overwritten.
func writeNew(c *call, name string, data []byte) error {
	err := newFile(name, filled(data))
	if errors.Is(err, fs.ErrExist) {
		return badInput(c.say("cli.file_exists", "file", name))
	}
	if err != nil {
		return badInput(c.say("cli.cannot_write", "file", name, "detail", err))
	}
	return nil
}

type headingJSON struct {
	Sheet    string   `json:"sheet"`
	Heading  string   `json:"heading"`
	Required bool     `json:"required"`
	Synonyms []string `json:"synonyms"`
	Choices  []string `json:"choices"`
	Explain  string   `json:"explain"`
}

// explainHeadings prints every heading that an import knows.
func explainHeadings(c *call) error {
	list := []headingJSON{}
	for _, t := range intake.Tables() {
		for _, h := range t.Headings {
			list = append(list, headingJSON{
				Sheet: t.Sheet, Heading: h.Name, Required: h.Required,
				Synonyms: append([]string{}, h.Synonyms...), Choices: append([]string{}, h.Choices...), Explain: h.Explain(c.lang),
			})
		}
	}
	return c.out.print(list, func() columns {
		v := columns{headings: []string{c.say("col.sheet"), c.say("col.heading"), c.say("col.synonyms"), c.say("col.explain")}}
		for _, h := range list {
			v.rows = append(v.rows, []string{h.Sheet, h.Heading, joined(h.Synonyms), h.Explain})
		}
		return v
	})
}
