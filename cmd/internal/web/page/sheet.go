package page

import "qunguan/reconcile/workgroup"

// Sheet is a page of sections, the form of most pages.
type Sheet struct {
	Over     string // small, above the heading
	Back     Link
	Tiles    []Tile
	Sections []Section
}

// Section is a part of a page. Its empty fields are not shown.
type Section struct {
	ID, Heading string
	Note        string // a sentence before the rest
	List        []string
	Search      *Search
	Period      *Period
	Facts       []Fact
	Chart       *Chart
	Table       *Grid
	Pre         string // text as it is
	Links       []Link
	Empty       string // a sentence where there is nothing to show
}

// Search is a field that finds among the section's entries.
type Search struct{ Action, Label, Value string }

// Period is a choice of two days, and of the files to take away for them.
type Period struct {
	From, To         workgroup.Date
	FromWord, ToWord string // labels of the two days
	Files            []Link
}

// Link is an address with its words.
type Link struct{ Label, URL string }

// Grid is a table: on narrow screens each row is a card of its own.
type Grid struct {
	Caption string
	Columns []Column
	Rows    [][]Cell
	Sum     int // how many rows there are, shown or not; 0 = those shown
	More    Link
}

// Column is the heading of a column.
type Column struct {
	Label string
	Class string // num, day, main
}

// Cell is one value; with a URL it leads somewhere.
type Cell struct {
	Text, URL, Small string
	Class            string // late, bad
}

// Text is a cell without more.
func Text(s string) Cell { return Cell{Text: s} }

// Add appends a section if it shows anything.
func (s *Sheet) Add(sections ...Section) {
	for _, one := range sections {
		if len(one.Facts) > 0 || one.Chart != nil || one.Table != nil || one.Pre != "" || len(one.Links) > 0 || one.Empty != "" || one.Note != "" || one.Period != nil {
			s.Sections = append(s.Sections, one)
		}
	}
}

// View is the page that shows the sections under the title.
func (s Sheet) View(title string) View {
	return View{Template: templates["sheet"], Title: title, Data: s}
}

// TableOr is a section with the table, or with a sentence where it has no row.
func TableOr(heading string, g Grid, empty string) Section {
	if len(g.Rows) == 0 {
		return Section{Heading: heading, Empty: empty}
	}
	return Section{Heading: heading, Table: &g}
}

// Tile is one figure with the cases behind it.
type Tile struct {
	Label, URL string
	N          int
	Bad        bool
}

// Fact is one line of a case, or of its evidence, in words.
type Fact struct{ Label, Value string }

// Option is one value of a choice.
type Option struct {
	Value, Label string
	Selected     bool
}

// Count is open cases by one of their properties, most cases first.
type Count struct {
	Rows      []Tally
	RestRows  int // how many rows are left out
	RestCases int
}

// Tally is the open cases of one unit or rule, with the address that lists them.
type Tally struct {
	Code, Name, URL     string
	Open, Overdue, High int
	Share               int // of the longest row, 0 to 100, for the bar
}
