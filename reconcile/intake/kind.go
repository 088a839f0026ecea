package intake

import "slices"

// Kind is one kind of table that an office hands over (contract §2).
type Kind string

// The kinds, in the order in which reports list them.
const (
	Units      Kind = "units"
	Staff      Kind = "staff"
	Groups     Kind = "groups"
	Members    Kind = "members"
	Activity   Kind = "activity"
	Identities Kind = "identities"
	Accounts   Kind = "accounts"
	Apps       Kind = "apps"
	Routes     Kind = "routes"
)

// Form says how the cells of a column are read.
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

// maxRunes is how long a text of the form may be, so that the registry can
// hold it.
func (f Form) maxRunes() int {
	switch f {
	case FormCode:
		return 64
	case FormName, FormChoice, FormOpen:
		return 200
	}
	return 1000
}

// Heading is one column of a kind.
type Heading struct {
	Name     string
	Required bool // the column must exist and no cell of it may be empty
	MayBlank bool // Required, but cells may be empty
	Form     Form
	Choices  []string
	Synonyms []string          // other headings that mean this column
	Values   map[string]string // other spellings of Choices, lower case
	Example  string            // for the template's example row
	Codes    bool              // no code of ours, but typed like one: full-width characters count as plain ones
	Max      int               // characters, where fewer than the form's are allowed; 0 = the form's
}

// MaxRunes is how many characters a cell may have.
func (h Heading) MaxRunes() int {
	if h.Max > 0 {
		return h.Max
	}
	return h.Form.maxRunes()
}

// OneOf demands that one of the alternatives is there in full, as columns of
// the sheet and as cells of every row.
type OneOf [][]string

// Table describes a kind: its sheet name in the template, its headings in
// their usual order, and what of them is needed.
type Table struct {
	Kind     Kind
	Sheet    string // 单位, 人员 …
	Headings []Heading
	OneOf    []OneOf
}

// heading finds a column by its exact name.
func (t *Table) heading(name string) *Heading {
	i := slices.IndexFunc(t.Headings, func(h Heading) bool { return h.Name == name })
	if i < 0 {
		return nil
	}
	return &t.Headings[i]
}

// Tables lists all kinds with their headings, for `import --explain-headings`
// and the template.
func Tables() []Table { return slices.Clone(tables) }
