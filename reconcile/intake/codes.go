package intake

import (
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"

	"qunguan/reconcile/sheet"
)

// madeColumn stands in a layout for the code column that the form lacks.
const madeColumn = -1

// codeHeadings are the code columns that can be made, and their prefixes.
var codeHeadings = map[Kind]struct{ heading, prefix string }{
	Units: {"单位编码", "U-"}, Staff: {"工号", "P-"}, Groups: {"群编号", "G-"},
}

// expectCodes lets a form without its code column pass: codes will be made.
func (l *layout) expectCodes() {
	c, ok := codeHeadings[l.table.Kind]
	if ok && slices.Equal(l.missing, []string{c.heading}) {
		l.missing = nil
		l.columns[c.heading] = madeColumn
	}
}

// CodedTable is a table as the file has it, with the codes that were made for
// its rows put before it.
type CodedTable struct {
	Name   string // of the sheet, or of the kind
	Titles []string
	Rows   [][]string
}

// coder makes codes for the rows of one sheet.
type coder struct {
	layout *layout
	table  CodedTable
	byKey  map[string]string // identity → code in the registry; empty: several
}

// coder is nil where the sheet has codes of its own.
func (rd *reading) coder(l *layout, head []sheet.Row) *coder {
	c, ok := codeHeadings[l.table.Kind]
	if at, has := l.columns[c.heading]; !ok || !has || at != madeColumn {
		return nil
	}
	titles := []string{c.heading}
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
	return &coder{layout: l, table: CodedTable{Name: l.table.Sheet, Titles: titles}, byKey: rd.known.identities(l.table.Kind)}
}

// code gives the row its code: the one that the registry has for the same
// unit, person or group, else one made of what identifies the row. The same
// form read again gives the same codes. Rows that nothing tells apart get the
// same code and are reported as twins.
func (c *coder) code(r *record) {
	get := func(heading string) string {
		if i, ok := r.layout.columns[heading]; ok && i < len(r.cells) {
			return strings.TrimSpace(r.cells[i].Text)
		}
		return ""
	}
	var keys []string
	switch c.layout.table.Kind {
	case Units:
		keys = unitIdentity(get("单位名称"))
	case Staff:
		keys = personIdentity(get("姓名"), get("单位编码"))
	case Groups:
		keys = groupIdentity(get("平台"), get("平台群号"), get("群名称"), get("单位编码"))
	}
	for _, k := range keys {
		if r.made == "" {
			r.made = c.byKey[k]
		}
	}
	if r.made == "" {
		sum := sha256.Sum256([]byte(keys[0]))
		r.made = codeHeadings[c.layout.table.Kind].prefix + base32.StdEncoding.EncodeToString(sum[:])[:10]
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

// Identities: what tells rows of a kind apart, the surest first.

func unitIdentity(name string) []string { return []string{"unit\x00" + nameKey(name)} }

func personIdentity(name, unit string) []string {
	return []string{"person\x00" + nameKey(name) + "\x00" + nameKey(unit)}
}

func groupIdentity(platform, number, name, unit string) []string {
	platform = nameKey(platform)
	byName := "group\x00" + platform + "\x00\x00" + nameKey(name) + "\x00" + nameKey(unit)
	if number == "" {
		return []string{byName}
	}
	return []string{"group\x00" + platform + "\x00" + number, byName}
}

// identities lists the registry's codes by identity. Units may be given by
// code, name or short name.
func (k *Known) identities(kind Kind) map[string]string {
	out := map[string]string{}
	put := func(code string, keys ...string) {
		for _, key := range keys {
			if other, ok := out[key]; ok && other != code {
				out[key] = "" // several fit: none is taken
				continue
			}
			out[key] = code
		}
	}
	unitNames := func(code string) []string {
		u := k.Units[code]
		names := []string{code}
		for _, n := range []string{u.Name, u.ShortName} {
			if n != "" && !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
		return names
	}
	switch kind {
	case Units:
		for code, u := range k.Units {
			put(code, unitIdentity(u.Name)...)
		}
	case Staff:
		for code, p := range k.People {
			for _, unit := range unitNames(p.Unit) {
				put(code, personIdentity(p.Name, unit)...)
			}
		}
	case Groups:
		for code, g := range k.Groups {
			for _, unit := range unitNames(g.Unit) {
				put(code, groupIdentity(g.Platform, g.Number, g.Name, unit)...)
			}
		}
	}
	return out
}
