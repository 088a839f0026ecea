package web

// sheet is a page of sections: what most pages are.
type sheet struct {
	Over     string // small, above the heading
	Back     link
	Tiles    []tile
	Sections []section
}

// section is a part of a page. What it lacks is not shown.
type section struct {
	ID, Heading string
	Note        string // a sentence before the rest
	Search      *search
	Facts       []fact
	Chart       *chart
	Table       *grid
	Pre         string // text as it is
	Links       []link
	Empty       string // a sentence where there is nothing to show
}

// search is a field that finds among what the section lists.
type search struct{ Action, Label, Value string }

// link is an address with its words.
type link struct{ Label, URL string }

// grid is a table: on narrow screens each row is a card of its own.
type grid struct {
	Caption string
	Columns []column
	Rows    [][]cell
	Sum     int // how many rows there are, shown or not; 0 = those shown
	More    link
}

type column struct {
	Label string
	Class string // num, day, main
}

// cell is one value; with a URL it leads somewhere.
type cell struct {
	Text, URL, Small string
	Class            string // late, bad
}

// text is a cell without more.
func text(s string) cell { return cell{Text: s} }

// add appends a section if it shows anything.
func (s *sheet) add(sections ...section) {
	for _, one := range sections {
		if len(one.Facts) > 0 || one.Chart != nil || one.Table != nil || one.Pre != "" || len(one.Links) > 0 || one.Empty != "" || one.Note != "" {
			s.Sections = append(s.Sections, one)
		}
	}
}

// tableOr is a section with the table, or with a sentence where it has no row.
func tableOr(heading string, g grid, empty string) section {
	if len(g.Rows) == 0 {
		return section{Heading: heading, Empty: empty}
	}
	return section{Heading: heading, Table: &g}
}
