package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/term"

	"qunguan/reconcile/phrase"
)

// output prints rows as a table, JSON or CSV.
type output struct {
	format string
	to     io.Writer
}

// columns describes a table: headings for people, one row of texts for each
// thing.
type columns struct {
	headings []string
	rows     [][]string
}

// print writes one array of JSON, or the table, or CSV. rows must be a slice
// with elements of the contract's shape.
func (o output) print(rows any, view func() columns) error {
	switch o.format {
	case "json":
		enc := json.NewEncoder(escaping{o.to})
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(rows); err != nil {
			return fmt.Errorf("write json: %w", err)
		}
		return nil
	case "csv":
		return writeCSV(o.to, view())
	}
	v := view()
	o.table(v)
	return nil
}

// table aligns by the width that Chinese text takes on a terminal.
func (o output) table(v columns) {
	t := table.NewWriter()
	t.SetOutputMirror(visible{o.to})
	style := table.StyleLight
	style.Options = table.Options{SeparateHeader: true}
	style.Format.Header = text.FormatDefault
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	t.SetStyle(style)
	t.AppendHeader(row(v.headings))
	for _, r := range v.rows {
		t.AppendRow(row(r))
	}
	t.SuppressTrailingSpaces()
	t.Render()
}

func row(cells []string) table.Row {
	r := make(table.Row, len(cells))
	for i, c := range cells {
		r[i] = phrase.VisibleLine(c) // a name with a line break would be two rows
	}
	return r
}

func isTerminal(w io.Writer) bool {
	if v, ok := w.(visible); ok {
		w = v.to
	}
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
