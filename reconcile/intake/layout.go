package intake

import (
	"slices"
	"strings"
	"unicode"

	"qunguan/reconcile/identity"
	"qunguan/reconcile/sheet"
)

// headingRows is the last line in which a heading row is looked for (contract §2).
const headingRows = 10

// layout is the meaning of one sheet's heading row.
type layout struct {
	table   *Table
	row     int               // the last line of the heading
	columns map[string]int    // heading → index of the cell
	titles  map[string]string // heading → the file's title of the column
	filled  map[string]string // heading → value of every row, where the file lacks the column
	named   string            // code of the group that the sheet's or file's name gives
	several []string          // groups that the name may stand for
	unknown []string          // columns without a meaning here, titled as in the file
	clashes []clash
	missing []string // required headings that are not there; alternatives joined by " or "
	matched int
	twoLine bool // the lower line divides columns of the upper one
	hidden  int  // rows of the table that the file hides, filtered or folded away
	merged  merged
	lasts   map[string]*lastCell // by heading
	asked   *lastCell            // the one that was asked for last
	first   firstCell
	present []int // the columns of a staged kind that the sheet has; nil: not looked for yet
}

// clash is two columns that both fit one heading.
type clash struct{ heading, first, second, title string }

// complete reports whether the sheet can be read as its kind.
func (l *layout) complete() bool { return len(l.missing) == 0 && len(l.clashes) == 0 }

// findLayout looks for the heading row among the first lines of a sheet. A heading may take two lines,
// where cells merged over both leave the lower one empty. The best candidate is returned even if it is
// not complete; nil means that no line looks like a heading.
func findLayout(rows []sheet.Row, sheetName string) *layout {
	var best *layout
	eachHeading(rows, func(line heading) {
		for k := range tables {
			l := match(&tables[k], line)
			if l.better(best, sheetName) {
				best = l
			}
		}
	})
	if best == nil || best.matched < 2 {
		return nil
	}
	return best
}

// better prefers a layout that can be read, then one that recognises the second line of a heading, then
// the one that explains more columns, then the one of the kind that the sheet's name suggests; else the
// earlier one.
func (l *layout) better(other *layout, sheetName string) bool {
	if other == nil {
		return true
	}
	if l.complete() != other.complete() {
		return l.complete()
	}
	named, otherNamed := l.table.Sheet == sheetName, other.table.Sheet == sheetName
	if !l.complete() && named != otherNamed && (l.matched >= 2 || other.matched < 2) {
		return named && l.matched >= 2
	}
	if l.table.Kind == other.table.Kind && l.twoLine != other.twoLine && l.row == other.row+1 {
		return l.twoLine
	}
	if l.matched != other.matched {
		return l.matched > other.matched
	}
	if len(l.missing) != len(other.missing) {
		return len(l.missing) < len(other.missing)
	}
	return named && !otherNamed
}

// Ranks of a fit: the exact heading, the decorated heading (spaces, a star, a remark in brackets), a
// synonym, a less specific synonym (昵称 for 群昵称).
const (
	rankExact = iota
	rankDressed
	rankSynonym
	rankLesser
)

// HeadCame is the heading under which exported rosters say how a row became known. An import ignores
// it: every imported row comes from a file.
const HeadCame = "名单来源"

// untold are titles of columns that an import ignores silently: row numbers, and columns that the
// registry adds to its exports.
var untold = []string{"序号", "行号", "no", "no.", HeadCame}

// match reads one line as the headings of a table. Where several columns fit
// one heading the better rank wins and the others are unknown; two of the
// same rank are a clash.
func match(t *Table, line heading) *layout {
	l := &layout{table: t, row: line.row, twoLine: line.divided, columns: map[string]int{}, titles: map[string]string{}}
	ranks := map[string]int{}
	for i := range line.lower {
		title, found, rank := line.title(t, i)
		if title == "" || slices.Contains(untold, plainTitle(title)) {
			continue
		}
		if found == "" {
			l.unknown = append(l.unknown, title)
			continue
		}
		held, taken := ranks[found]
		switch {
		case !taken || rank < held:
			if taken {
				l.unknown = append(l.unknown, l.titles[found])
				l.clashes = slices.DeleteFunc(l.clashes, func(c clash) bool {
					if c.heading == found {
						l.unknown = append(l.unknown, c.title)
					}
					return c.heading == found
				})
			}
			l.columns[found], l.titles[found], ranks[found] = i, title, rank
		case rank == held:
			l.clashes = append(l.clashes, clash{found, columnName(l.columns[found], l.titles[found]), columnName(i, title), title})
		default:
			l.unknown = append(l.unknown, title)
		}
	}
	l.matched = len(l.columns)
	l.findMissing()
	return l
}

// has reports whether every row has a value under the heading.
func (l *layout) has(heading string) bool {
	if _, ok := l.filled[heading]; ok {
		return true
	}
	_, ok := l.columns[heading]
	return ok
}

func (l *layout) findMissing() { l.missing = l.table.missing(l.has) }

// missing lists the required headings that has denies; the alternatives of a OneOf are one entry.
func (t *Table) missing(has func(heading string) bool) []string {
	var out []string
	for _, h := range t.Headings {
		if h.Required && !has(h.Name) {
			out = append(out, h.Name)
		}
	}
	for _, one := range t.OneOf {
		if !one.met(has) {
			out = append(out, one.String())
		}
	}
	return out
}

func (o OneOf) met(has func(heading string) bool) bool {
	return slices.ContainsFunc(o, func(alternative []string) bool {
		return !slices.ContainsFunc(alternative, func(h string) bool { return !has(h) })
	})
}

// String writes the alternatives as 账号/群昵称 and 最后消息时间/日期+消息数.
func (o OneOf) String() string {
	parts := make([]string, len(o))
	for i, alternative := range o {
		parts[i] = strings.Join(alternative, "+")
	}
	return strings.Join(parts, "/")
}

// find is the heading that a title stands for, with the rank of the fit.
func (t *Table) find(title string) (heading string, rank int) {
	if t.heading(title) != nil {
		return title, rankExact
	}
	plain := plainTitle(title)
	if h, ok := t.meanings.headings[plain]; ok {
		return h, rankDressed
	}
	if h, ok := t.meanings.synonyms[plain]; ok {
		return h, rankSynonym
	}
	return t.meanings.lesser[plain], rankLesser
}

// meanings maps the plain titles of a kind to its headings.
type meanings struct{ headings, synonyms, lesser map[string]string }

func meaningsOf(headings []Heading) meanings {
	m := meanings{map[string]string{}, map[string]string{}, map[string]string{}}
	for _, h := range headings {
		m.headings[plainTitle(h.Name)] = h.Name
		for _, s := range h.Synonyms {
			m.synonyms[plainTitle(s)] = h.Name
		}
		for _, s := range h.Lesser {
			m.lesser[plainTitle(s)] = h.Name
		}
	}
	return m
}

// plainTitle removes the decoration that forms put around a heading: white space also inside, invisible
// characters, a star for required, a remark in brackets at the end, capitals.
func plainTitle(title string) string {
	s := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || identity.ShowsNothing(r) || r == '*' {
			return -1
		}
		return unicode.ToLower(r)
	}, halfWidth(unquoted(title)))
	if i := strings.IndexAny(s, "(【["); i > 0 {
		s = s[:i]
	}
	return strings.TrimRight(s, ":")
}

// columnName names a column as a user of Excel finds it: 「群名」(B).
func columnName(index int, title string) string {
	letters := ""
	for n := index + 1; n > 0; n = (n - 1) / 26 {
		letters = string(rune('A'+(n-1)%26)) + letters
	}
	return title + " (" + letters + ")"
}
