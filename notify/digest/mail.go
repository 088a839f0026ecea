package digest

import (
	"strings"

	"qunguan/notify"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// Content is the content of a digest for one recipient.
type Content struct {
	Lang       phrase.Lang
	Policy     string // its title
	Since, Day workgroup.Date
	PublicURL  string // base of links; empty = none
	Reader     string // person code; empty = an office. Readers are not listed in their own digest

	Open, Overdue, Soon      int // now; Soon = due within seven days
	Unknown                  int // due, without data newer than the first notice
	Tasks                    int // open requests that wait for a decision; they are among Open
	Opened, Reopened, Closed int // since
	Kinds                    []Counted
	OverdueBy                []Owing
	Groups                   *SummaryRow // since, all platforms; nil = left out
	Unjudged                 []Blind
	Held                     []HeldPart
	Relayed, Waiting, Dead   int      // notices: passed on by hand since, waiting to be passed on, given up since
	Unreachable              []string // names of units without a reader
	Seal                     string   // the audit trail's last seal, for `audit verify --seal`; empty = left out

	Quotas     []QuotaToCome
	SpotChecks []SpotDraw // hashes to come, and draws since with their secrets

	Attached bool // the ledger is attached, where the channel carries files
	TooLarge bool // the ledger is too large to attach
}

// QuotaToCome is a unit that keeps its quota once stage-limited groups have ended.
type QuotaToCome struct {
	Unit                 string // name
	Count, Limit, Ending int
	By                   workgroup.Date
}

// Counted is a rule with the number of its open cases.
type Counted struct {
	Rule string
	N    int
}

// Owing is a person with overdue cases; Name is empty for cases without a
// responsible person.
type Owing struct {
	Office             bool // requests that the office has to decide
	Person, Name, Unit string
	N                  int
	Oldest             workgroup.Date // the earliest due day
}

// Blind is the number of subjects that the newest run of a job could not judge, or a job without a run
// since the last digest, which has no reason.
type Blind struct {
	Job    string
	On     workgroup.Date // of the run; empty = it never ran
	Reason string         // named reason
	N      int
}

// HeldPart is a part of a run that a guard holds.
type HeldPart struct {
	ID   int64
	Job  string
	Unit string // name
	N    int    // new cases that were held
}

// Empty reports whether the digest has no content.
func (n Content) Empty() bool {
	return n.Open+n.Opened+n.Reopened+n.Closed+len(n.Unjudged)+len(n.Held)+n.Relayed+n.Waiting+n.Dead+len(n.Unreachable) == 0
}

// Numbers of lines of the sections, which together keep within the 20 of a document.
const (
	overdueLines  = 6
	kindLines     = 3
	unjudgedLines = 3
	heldLines     = 2
)

// Document is the digest for one person, or for an office that reads mail.
func (n Content) Document() notify.Document {
	d := n.begin()
	if n.Empty() {
		return d
	}
	if g := n.Groups; g != nil && g.Dissolved+g.Merged+g.Founded+g.MembersRemoved > 0 {
		d.Intro = append(d.Intro, n.say("digest.groups", "from", n.date(n.Since), "dissolved", g.Dissolved, "merged", g.Merged, "founded", g.Founded, "members", g.MembersRemoved))
	}
	for _, q := range n.Quotas {
		d.Intro = append(d.Intro, n.say("digest.quota", "unit", q.Unit, "count", q.Count, "limit", q.Limit, "n", q.Ending, "by", n.date(q.By)))
	}
	section := func(key string, lines []notify.Line) {
		if len(lines) > 0 {
			d.Sections = append(d.Sections, notify.Section{Heading: n.say(key), Lines: lines})
		}
	}
	section("digest.overdue", n.overdue())
	section("digest.kinds", n.kinds())
	section("digest.unjudged", n.unjudged())
	section("digest.held", n.held())
	section("digest.byhand", n.byHand())
	if len(n.Unreachable) > 0 {
		section("digest.unreachable", []notify.Line{{Text: n.say("digest.unreachable.all", "units", n.names(n.Unreachable))}})
	}
	switch {
	case n.TooLarge:
		d.Outro = append(d.Outro, n.say("digest.too_large"))
	case n.Attached:
		d.Outro = append(d.Outro, n.say("digest.attached"))
	}
	if n.Seal != "" {
		d.Outro = append(d.Outro, n.say("digest.seal", "seal", n.Seal))
	}
	return d
}

// changes picks the sentence about openings and closings.
func (n Content) changes() string {
	if n.Opened+n.Reopened+n.Closed == 0 {
		return "digest.unchanged"
	}
	return "digest.changes"
}

// Room is the digest for a shared room: counts and a link, no names.
func (n Content) Room() notify.Document {
	d := n.begin()
	if n.Empty() {
		return d
	}
	blind := 0
	for _, b := range n.Unjudged {
		blind += b.N
	}
	if len(n.Held)+n.Waiting+blind > 0 {
		d.Intro = append(d.Intro, n.say("digest.room.trouble", "held", len(n.Held), "waiting", n.Waiting, "blind", blind))
	}
	if d.LinkURL != "" {
		d.Outro = append(d.Outro, n.say("digest.room"))
	}
	return d
}

// begin is the beginning of both forms.
func (n Content) begin() notify.Document {
	d := notify.Document{Lang: n.Lang}
	title := n.Policy
	if title == "" {
		title = n.say("digest.title.default")
	}
	key := "digest.title"
	switch {
	case n.Empty():
		key, d.Intro = "digest.title.empty", []string{n.say("digest.empty")}
	default:
		if n.Open == 0 && n.Closed > 0 {
			key = "digest.title.cleared"
		}
		d.Intro = []string{
			n.say("digest.standing", "day", n.date(n.Day), "open", n.Open, "overdue", n.Overdue, "soon", n.Soon),
			n.say(n.changes(), "from", n.date(n.Since), "opened", n.Opened, "reopened", n.Reopened, "closed", n.Closed),
		}
		if n.Tasks > 0 {
			d.Intro[0] += n.say("digest.tasks", "n", n.Tasks)
		}
		if n.Unknown > 0 {
			d.Intro = append(d.Intro, n.say("digest.unknown", "n", n.Unknown))
		}
	}
	d.Title = n.say(key, "policy", title, "span", n.span(), "open", n.Open, "overdue", n.Overdue)
	for _, s := range n.SpotChecks {
		d.Outro = append(d.Outro, n.spotCheck(s)...)
	}
	if n.PublicURL != "" {
		d.LinkText, d.LinkURL = n.say("digest.link"), strings.TrimRight(n.PublicURL, "/")+"/"
	}
	return d
}

// endWith appends the number of left-out items to a list's last line: lines are numbered, and the
// remainder is no item.
func (n Content) endWith(lines []notify.Line, rest string) {
	last := &lines[len(lines)-1]
	last.Text = n.say("digest.rest", "line", last.Text, "rest", rest)
}

func (n Content) overdue() []notify.Line {
	var lines []notify.Line
	people, cases := 0, 0
	for i, o := range n.OverdueBy {
		if i >= overdueLines {
			people, cases = people+1, cases+o.N
			continue
		}
		key := "digest.overdue.line"
		switch {
		case o.Office:
			key = "digest.overdue.office"
		case o.Name == "":
			key = "digest.overdue.nobody"
		case n.Reader != "" && o.Person == n.Reader:
			key = "digest.overdue.own"
		}
		lines = append(lines, notify.Line{Text: n.say(key, "who", o.Name, "unit", o.Unit, "n", o.N, "due", n.date(o.Oldest)), Urgent: true})
	}
	if people > 0 {
		n.endWith(lines, n.say("digest.overdue.more", "people", people, "n", cases))
	}
	return lines
}

func (n Content) kinds() []notify.Line {
	var lines []notify.Line
	for _, k := range n.Kinds[:min(kindLines, len(n.Kinds))] {
		lines = append(lines, notify.Line{Text: n.say("digest.kinds.line", "kind", rule.Short(n.Lang, k.Rule), "n", k.N)})
	}
	if rest := len(n.Kinds) - len(lines); rest > 0 {
		n.endWith(lines, n.say("digest.kinds.more", "n", rest))
	}
	return lines
}

func (n Content) unjudged() []notify.Line {
	var lines []notify.Line
	rest := 0
	for i, b := range n.Unjudged {
		if i >= unjudgedLines {
			rest += b.N
			continue
		}
		key := "digest.unjudged.line"
		switch {
		case b.Reason == "" && b.On == "":
			key = "digest.unjudged.never"
		case b.Reason == "":
			key = "digest.unjudged.since"
		}
		lines = append(lines, notify.Line{Text: n.say(key, "job", n.Lang.Job(b.Job), "at", n.date(b.On), "reason", n.reason(b.Reason), "n", b.N)})
	}
	if rest > 0 {
		n.endWith(lines, n.say("digest.unjudged.more", "n", rest))
	}
	return lines
}

func (n Content) held() []notify.Line {
	var lines []notify.Line
	for _, h := range n.Held[:min(heldLines, len(n.Held))] {
		lines = append(lines, notify.Line{Text: n.say("digest.held.line", "job", n.Lang.Job(h.Job), "unit", h.Unit, "n", h.N, "id", h.ID), Urgent: true})
	}
	if rest := len(n.Held) - len(lines); rest > 0 {
		n.endWith(lines, n.say("digest.held.more", "n", rest))
	}
	return lines
}

func (n Content) byHand() []notify.Line {
	var texts []string
	for _, c := range []struct {
		key string
		n   int
	}{{"relayed", n.Relayed}, {"waiting", n.Waiting}, {"dead", n.Dead}} {
		if c.n > 0 {
			texts = append(texts, n.say("digest.byhand."+c.key, "n", c.n))
		}
	}
	if len(texts) == 0 {
		return nil
	}
	return []notify.Line{{Text: strings.Join(texts, n.say("report.comma"))}}
}

// manyNames is how many units are named before the rest is only counted.
const manyNames = 10

func (n Content) names(list []string) string {
	if len(list) <= manyNames {
		return strings.Join(list, n.say("report.comma"))
	}
	return n.say("digest.and_more_units", "list", strings.Join(list[:manyNames], n.say("report.comma")), "n", len(list))
}

func (n Content) reason(code string) string { return rule.ReasonWord(n.Lang, code) }

func (n Content) say(key string, pairs ...any) string { return n.Lang.Say(phrase.Key(key), pairs...) }

// span is the digest's days as a title has them: 12月7日—13日.
func (n Content) span() string {
	from, to := n.Since.Time(), n.Day.Time()
	if n.Since != "" && n.Since < n.Day && from.Year() == to.Year() && from.Month() == to.Month() {
		return n.say("digest.span.month", "from", n.date(n.Since), "day", to.Day())
	}
	return n.say("digest.span", "from", n.date(n.Since), "to", n.date(n.Day))
}

// date leaves out the year, which the reader knows.
func (n Content) date(d workgroup.Date) string {
	t := d.Time()
	if t.IsZero() {
		return ""
	}
	if t.Year() != n.Day.Time().Year() {
		return n.say("notice.date", "year", t.Year(), "month", int(t.Month()), "day", t.Day())
	}
	return n.say("digest.day", "month", int(t.Month()), "day", t.Day())
}
