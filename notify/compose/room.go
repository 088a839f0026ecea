package compose

import (
	"cmp"
	"slices"

	"qunguan/notify"
	"qunguan/reconcile/ledger"
)

// roomIntro says why the room is told. A room other than an office hears of
// what its own people are to handle.
func (w writer) roomIntro(d *draft) []string {
	if d.phone {
		return w.callFirst(d)
	}
	if d.to.Type != notify.ToOffice {
		return []string{w.say("notice.intro.room", "n", len(d.told))}
	}
	above := 0
	for _, c := range d.told {
		if c.above {
			above++
		}
	}
	var lines []string
	if above > 0 {
		lines = append(lines, w.say("notice.intro.office.above", "n", above))
	}
	if n := len(d.told) - above; n > 0 {
		lines = append(lines, w.say("notice.intro.office", "n", n))
	}
	return lines
}

// roomLines counts for readers who are not one person: one line for each group,
// no names.
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
	for _, place := range places {
		all = append(all, w.roomLine(place, byPlace[place]))
	}
	return all
}

func (w writer) roomLine(place string, cases []ledger.Case) line {
	first := slices.MinFunc(cases, func(a, b ledger.Case) int {
		return byImportance(line{rank: severityRank(a.Severity), due: a.DueOn}, line{rank: severityRank(b.Severity), due: b.DueOn})
	})
	earliest := first.DueOn
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
	return line{
		heading: w.say("notice.heading.rooms"), place: place,
		rank: severityRank(first.Severity), due: earliest, order: cases[0].ID,
		named: len(cases), cases: len(cases),
		Line: notify.Line{
			Text:  w.say("notice.room.line", "name", w.roomName(cases[0]), "counts", w.list(counts)),
			DueOn: w.due(earliest), Urgent: first.Severity == "high",
		},
	}
}

func (w writer) roomName(c ledger.Case) string {
	if g := c.Subject.Group; g != "" {
		return w.groupName(g)
	}
	return cmp.Or(w.in.Units[c.Unit].Name, w.say("notice.heading.general"))
}
