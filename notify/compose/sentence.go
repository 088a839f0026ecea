package compose

import (
	"cmp"
	"fmt"
	"strings"

	"qunguan/notify"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// writer puts the rules' own sentences into lines.
type writer struct {
	in     Input
	lang   phrase.Lang
	teller *rule.Teller
	on     workgroup.Date // the earliest day on which the notice is read
	above  bool           // the reader is above the responsible person
	mine   map[int64]bool // the cases of the notice
	reader string         // person code; empty for rooms and offices
}

func newWriter(in Input) writer {
	w := writer{in: in, lang: in.Lang, on: in.day()}
	w.teller = &rule.Teller{
		Lang: in.Lang, Now: in.Now, Policy: in.Policy,
		Person:    in.People.Of,
		Unit:      func(code string) workgroup.Unit { return in.Units[code] },
		Group:     in.Groups.Of,
		Office:    func(id string) string { return in.office(officeFor(in, id)).Name },
		Successor: w.successor,
	}
	return w
}

func (w writer) say(key string, pairs ...any) string { return w.lang.Say(phrase.Key(key), pairs...) }

func (w writer) tell(c ledger.Case) rule.CaseText { return w.teller.Tell(c) }

// text is the line about cases that stand together; at most limit people are named.
func (w writer) text(cases []item, limit int) string {
	c := cases[0].Case
	var text string
	switch {
	case c.Rule == ruleStageEnds:
		text = w.endingText(c)
	case c.Rule == ruleExemptEnds:
		text = w.lapseText(c)
	case len(cases) == 1:
		text = cases[0].Line()
	case cases[0].Together() != "":
		if cases[0].summed && cases[0].Counted() {
			limit = 0
		}
		_, text, _ = w.teller.Task(tolds(cases), limit)
	default:
		text = w.teller.Lines(tolds(cases), limit)
	}
	text = w.withBasis(text, c)
	text += w.agreedForAll(tolds(cases))
	if n := w.elsewhere(cases); n > 0 {
		text += w.say("notice.pairs_elsewhere", "n", n)
	}
	if c.Objection != "" && w.above {
		text = w.say("notice.objection", "text", text, "reason", mask(notify.Inline(c.Objection)))
	}
	if len(cases) == 1 || cases[0].Together() == "" {
		text = w.answered(text, c)
	}
	if cases[0].manner == inquired && !w.unchecked(c) {
		text = w.say("notice.unknown", "text", text, "what", w.say(rule.RestsOn(c.Rule)+".new"))
	}
	return text
}

// ask is the request about cases that stand together. Readers who only follow up find theirs in the
// notice's first words.
func (w writer) ask(cases []item) string {
	c, how := cases[0].Case, cases[0].manner
	switch {
	case c.Rule == ruleStageEnds, c.Rule == ruleExemptEnds:
		return w.say("notice.todo."+c.Rule, "office", w.teller.Office(c.Rule))
	case len(cases) > 1 && cases[0].Together() != "" && how != following && how != inquired:
		_, _, todo := w.teller.Task(tolds(cases), namesPerLine)
		return todo
	case how <= inquired && w.unchecked(c) && rule.RestsOn(c.Rule) != rule.RestsOnRegistry:
		return w.say(rule.RestsOn(c.Rule) + ".check")
	case how == inquired:
		return w.say(rule.RestsOn(c.Rule) + ".ask")
	case cases[0].own:
		if todo, ok := cases[0].Own(); ok {
			return todo
		}
	}
	if how == following {
		return ""
	}
	return w.teller.Todo(tolds(cases), how == demanded && !cases[0].own)
}

// variant keeps cases with different requests apart: a line has one todo.
func (w writer) variant(c item) string {
	return fmt.Sprint(c.Case.Objection, c.manner, c.own, c.Apart(), w.agreed(c.Case), w.answered("", c.Case))
}

func (w writer) list(items []string) string { return strings.Join(items, w.say("notice.comma")) }

// date writes a date whole: 2026年9月1日.
func (w writer) date(s string) string { return w.teller.Date(s) }

// due writes a day within the year with its weekday, 11月26日 周四; in another
// year the year stands before it.
func (w writer) due(d workgroup.Date) string {
	t := d.Time()
	if t.IsZero() {
		return ""
	}
	weekday := strings.Fields(w.say("notice.weekdays"))[t.Weekday()]
	if t.Year() != w.in.Now.Year() {
		return w.date(string(d)) + " " + weekday
	}
	return w.say("notice.day", "month", int(t.Month()), "day", t.Day(), "weekday", weekday)
}

// short names a rule in a few words.
func (w writer) short(id string) string { return rule.Short(w.lang, id) }

func mask(s string) string { return phrase.Mask(s) }

func (w writer) groupName(code string) string {
	return notify.Inline(cmp.Or(w.in.Groups.Of(code).Name, code))
}
