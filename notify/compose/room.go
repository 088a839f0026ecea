package compose

import (
	"cmp"
	"slices"

	"qunguan/notify"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// roomIntro explains why the room is told. A room other than an office's is told of its own people's
// tasks.
func (w writer) roomIntro(d *draft) []string {
	if d.phone {
		return w.callFirst(d)
	}
	if d.to.Type != notify.ToOffice {
		return []string{w.say("notice.intro.room", "n", len(d.told))}
	}
	above, unknown := d.count(following, helping), d.count(wondering)
	var lines []string
	if above > 0 {
		lines = append(lines, w.say("notice.intro.office.above", "n", above))
	}
	if unknown > 0 {
		lines = append(lines, w.say("notice.intro.office.unknown", "n", unknown))
	}
	if n := len(d.told) - above - unknown; n > 0 {
		lines = append(lines, w.say("notice.intro.office", "n", n))
	}
	return lines
}

// roomLines counts, for shared rooms: one line for each group, no names.
func (w writer) roomLines(d *draft) []line {
	var places []string
	byPlace := map[string][]ledger.Case{}
	for _, c := range d.told {
		_, place := w.heading(c.Case)
		if byPlace[place] == nil {
			places = append(places, place)
		}
		byPlace[place] = append(byPlace[place], c.Case)
	}
	var all []line
	rests := w.rests(d.told)
	for _, place := range places {
		all = append(all, w.roomLine(place, rests[place], byPlace[place]))
	}
	return all
}

// unknownLines tell a principal that it is unknown whether cases are done: one line for each group.
func (w writer) unknownLines(d *draft) []line {
	var order []string
	byPlace := map[string][]ledger.Case{}
	for _, c := range d.told {
		if c.manner != wondering {
			continue
		}
		_, place := w.heading(c.Case)
		if byPlace[place] == nil {
			order = append(order, place)
		}
		byPlace[place] = append(byPlace[place], c.Case)
	}
	var all []line
	for _, place := range order {
		cases := byPlace[place]
		counts, first, earliest := w.counts(cases)
		l := line{
			rank: severityRank(first.Severity), due: earliest, order: cases[0].ID, named: len(cases), cases: len(cases),
			Line: notify.Line{
				Text: w.say("notice.unknown", "text", counts, "what", w.say(rule.RestsOn(first.Rule)+".new")), DueOn: w.due(earliest), Urgent: first.Severity == "high",
			},
		}
		l.heading, l.place = w.heading(cases[0])
		all = append(all, l)
	}
	return all
}

func (w writer) roomLine(place, rests string, cases []ledger.Case) line {
	counts, first, earliest := w.counts(cases)
	return line{
		heading: w.say("notice.heading.rooms"), place: place,
		rank: severityRank(first.Severity), due: earliest, order: cases[0].ID,
		named: len(cases), cases: len(cases),
		Line: notify.Line{
			Text:  w.say("notice.room.line", "name", w.say("notice.rests", "heading", w.roomName(cases[0]), "what", rests), "counts", counts),
			DueOn: w.due(earliest), Urgent: first.Severity == "high",
		},
	}
}

// counts is the number of cases by kind, the most urgent of them, and the earliest deadline.
func (w writer) counts(cases []ledger.Case) (text string, first ledger.Case, earliest workgroup.Date) {
	first = slices.MinFunc(cases, func(a, b ledger.Case) int {
		return byImportance(line{rank: severityRank(a.Severity), due: a.DueOn}, line{rank: severityRank(b.Severity), due: b.DueOn})
	})
	earliest = first.DueOn
	var kinds []string
	count := map[string]int{}
	for _, c := range cases {
		if dueKey(c.DueOn) < dueKey(earliest) {
			earliest = c.DueOn
		}
		kind := w.short(c.Rule)
		if count[kind]++; count[kind] == 1 {
			kinds = append(kinds, kind)
		}
	}
	var counts []string
	for _, kind := range kinds {
		counts = append(counts, w.say("notice.count", "what", kind, "n", count[kind]))
	}
	return w.list(counts), first, earliest
}

func (w writer) roomName(c ledger.Case) string {
	if g := c.Subject.Group; g != "" {
		return w.groupName(g)
	}
	return cmp.Or(w.in.Units[c.Unit].Name, w.say("notice.heading.general"))
}
