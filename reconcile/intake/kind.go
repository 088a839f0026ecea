package intake

import (
	"slices"
)

// Kind is one kind of table that an office hands in (contract §2). Each has a file of its own, which
// holds its whole description.
type Kind string

// Form is the way in which the cells of a column are read.
type Form string

// Forms of cells.
const (
	FormCode   Form = "code"   // a code of ours, at most 64 characters
	FormName   Form = "name"   // at most 200 characters
	FormText   Form = "text"   // at most 1000 characters
	FormList   Form = "list"   // items separated by ; ； 、 , ，
	FormDate   Form = "date"   // a day
	FormMoment Form = "moment" // a day with or without a time
	FormYesNo  Form = "yesno"  // 是, 否; empty = 否
	FormWhole  Form = "whole"  // 0, 1, 2 …
	FormNumber Form = "number" // not negative, may have decimals
	FormChoice Form = "choice" // one of Choices
	FormOpen   Form = "open"   // one of Choices, or other text
	FormSecret Form = "secret" // never repeated in a message
)

// maxRunes is the longest text of the form, in characters, that the registry can hold.
func (f Form) maxRunes() int {
	switch f {
	case FormCode:
		return 64
	case FormName, FormChoice, FormOpen:
		return 200
	}
	return 1000
}

// Heading is one column of a kind, as it occurs in files.
type Heading struct {
	Name     string
	Required bool // the column must exist and no cell of it may be empty
	MayBlank bool // Required, but cells may be empty
	Form     Form
	Choices  []string
	Synonyms []string          // other titles of this column
	Lesser   []string          // titles that stand for it where no better one does
	Values   map[string]string // other spellings of Choices, lower case
	Example  string            // for the template's example row
	Codes    bool              // an outside code, typed like our own: full-width characters count as plain ones
	Names    bool              // names of people, groups or units: web markup and old encodings are undone
	Free     bool              // people's own words: a cell of - or 无 is content
	Max      int               // characters, where fewer than the form's are allowed; 0 = the form's
}

// MaxRunes is the largest number of characters of a cell.
func (h Heading) MaxRunes() int {
	if h.Max > 0 {
		return h.Max
	}
	return h.Form.maxRunes()
}

// OneOf demands one of the alternatives completely, as columns of the sheet and as cells of every row.
type OneOf [][]string

// Table describes a kind's files: its sheet name in the template, its headings in their usual order,
// and the required ones among them.
type Table struct {
	Kind     Kind
	Sheet    string // 单位, 人员 …
	Headings []Heading
	OneOf    []OneOf
	Staged   bool // rows go to the Stage and are not counted as new or changed
	meanings meanings
	of       kind
}

// heading finds a column by its exact name.
func (t *Table) heading(name string) *Heading {
	for i := range t.Headings {
		if t.Headings[i].Name == name {
			return &t.Headings[i]
		}
	}
	return nil
}

// kind is the description of a kind for Read, the template, the import page and the registry. Records
// and stagedRows implement it.
type kind interface {
	describe() Table
	// open begins the rows of one command; nil for kinds whose rows are staged.
	open(known Known) rowSet
	changes(c Changes, added bool, yield func(RecordChange) bool) (more bool)
	stored() (Stored, bool)
	coding() coding // makes codes for forms without them; nil = the kind has no made codes
}

var tables []Table

// Register adds a kind behind the existing ones and returns a function that removes it again. The
// program's own kinds stand in all.go.
func Register(k kind) (remove func()) {
	t := k.describe()
	t.of, t.meanings = k, meaningsOf(t.Headings)
	tables = append(tables, t)
	return func() { tables = slices.DeleteFunc(tables, func(other Table) bool { return other.Kind == t.Kind }) }
}

// Tables lists all kinds with their headings, in the order in which reports
// list them.
func Tables() []Table { return slices.Clone(tables) }

// SheetOf is the sheet name of a kind; the kind itself if there is none.
func SheetOf(k Kind) string {
	for _, t := range tables {
		if t.Kind == k {
			return t.Sheet
		}
	}
	return string(k)
}
