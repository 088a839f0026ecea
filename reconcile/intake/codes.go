package intake

import (
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"

	"qunguan/reconcile/sheet"
)

// madeColumn stands in a layout for a code column that the form lacks.
const madeColumn = -1

// coding makes codes for the rows of a kind whose form has none.
type coding interface {
	heading() string // the code column
	// known maps a record's identity to its code in the registry; the code is empty where several
	// records fit.
	known(k Known) map[string]string
	// identity lists the keys that distinguish a row, the surest first.
	identity(c *Cells) []string
	prefix() string
}

// expectCodes accepts a form without its code column: codes will be made.
func (l *layout) expectCodes() {
	c := l.table.of.coding()
	if c != nil && slices.Equal(l.missing, []string{c.heading()}) {
		l.missing = nil
		l.columns[c.heading()] = madeColumn
	}
}

// lacksCodes reports whether the missing columns include a code that can be made.
func (l *layout) lacksCodes() bool {
	c := l.table.of.coding()
	return c != nil && slices.Contains(l.missing, c.heading())
}

// CodedTable is a table as in the file, with the codes made for its rows in front.
type CodedTable struct {
	Name   string // of the sheet, or of the kind
	Titles []string
	Rows   [][]string
}

// coder makes codes for the rows of one sheet.
type coder struct {
	coding

	table CodedTable
	byKey map[string]string // identity → code in the registry; empty: several
}

// coder is nil where the sheet has codes of its own.
func (rd *reading) coder(l *layout, head []sheet.Row) *coder {
	c := l.table.of.coding()
	if c == nil {
		return nil
	}
	if at, has := l.columns[c.heading()]; !has || at != madeColumn {
		return nil
	}
	titles := []string{c.heading()}
	for _, row := range head {
		if row.Number == l.row {
			titles = append(titles, titlesOf(row)...)
		}
	}
	for heading, i := range l.columns { // the upper line of a heading of two lines
		if i >= 0 {
			for len(titles) <= i+1 {
				titles = append(titles, "")
			}
			titles[i+1] = l.titles[heading]
		}
	}
	return &coder{coding: c, table: CodedTable{Name: l.table.Sheet, Titles: titles}, byKey: c.known(rd.known)}
}

// code gives the row its code: the registry's for the same unit, person or group, else one made from
// the row's identity, so that the same form read again gives the same codes. Rows of the same identity
// get the same code and are reported as twins.
func (c *coder) code(r *Cells) {
	keys := c.identity(r)
	for _, k := range keys {
		if r.made == "" {
			r.made = c.byKey[k]
		}
	}
	if r.made == "" {
		sum := sha256.Sum256([]byte(keys[0]))
		r.made = c.prefix() + base32.StdEncoding.EncodeToString(sum[:])[:10]
	}
	line := []string{r.made}
	for _, cell := range r.cells {
		text := cell.Text
		if t, ok := serialMoment(cell.Serial, r.loc); ok && cell.Kind == sheet.Date {
			text = strings.TrimSuffix(t.Format("2006-01-02 15:04:05"), " 00:00:00")
		}
		line = append(line, text)
	}
	c.table.Rows = append(c.table.Rows, line)
}

func (c *coder) finish(rd *reading) { rd.result.Coded = append(rd.result.Coded, c.table) }

// recordCoding is the coding of a kind of records.
type recordCoding[T any] struct{ kind *Records[T] }

func (k *Records[T]) coding() coding {
	if k.Codes == nil {
		return nil
	}
	return recordCoding[T]{k}
}

func (x recordCoding[T]) heading() string { return x.kind.Columns[0].Name }

func (x recordCoding[T]) prefix() string { return x.kind.Codes.Prefix }

// identity reads the row without reporting its problems: it is read once more, with its code.
func (x recordCoding[T]) identity(c *Cells) []string {
	quiet := *c
	quiet.out = func(Problem) {}
	row, unit := x.kind.blank(), ""
	for i := range x.kind.Columns {
		if column := &x.kind.Columns[i]; column.Name != "" && !column.Key && quiet.has(column.Name) {
			column.read(&quiet, &row)
		}
	}
	if x.kind.Codes.Unit != nil {
		unit = x.kind.Codes.Unit(row)
	}
	return x.kind.Codes.Identity(row, unit)
}

// known lists a record under its unit's code, name and short name, because forms give any of them.
func (x recordCoding[T]) known(k Known) map[string]string {
	out := map[string]string{}
	put := func(code string, keys []string) {
		for _, key := range keys {
			if other, ok := out[key]; ok && other != code {
				out[key] = "" // several fit: none is taken
				continue
			}
			out[key] = code
		}
	}
	units := UnitRecords.In(k)
	for row := range x.kind.In(k).All() {
		code, names := x.kind.key(row), []string{""}
		if x.kind.Codes.Unit != nil {
			u := units.Of(x.kind.Codes.Unit(row))
			names = []string{x.kind.Codes.Unit(row)}
			for _, n := range []string{u.Name, u.ShortName} {
				if n != "" && !slices.Contains(names, n) {
					names = append(names, n)
				}
			}
		}
		for _, name := range names {
			put(code, x.kind.Codes.Identity(row, name))
		}
	}
	return out
}
