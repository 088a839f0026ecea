package compose

import (
	"time"

	"qunguan/reconcile/rule"
)

// rests names, by place, the data behind the cases there: the day of the roster or of the observation
// that showed them, or the registry. Readers who have acted since must see that the data is older than
// their action; the day of the judgement would hide that.
func (w writer) rests(told []toldCase) map[string]string {
	oldest := map[string]map[string]time.Time{} // place → key of the words → moment
	var places []string
	for _, c := range told {
		_, place := w.heading(c.Case)
		if oldest[place] == nil {
			oldest[place] = map[string]time.Time{}
			places = append(places, place)
		}
		key := rule.RestsOn(c.Rule)
		if at, ok := oldest[place][key]; !ok || c.DataAt.Before(at) {
			oldest[place][key] = c.DataAt
		}
	}
	texts := map[string]string{}
	for _, place := range places {
		var parts []string
		for _, key := range []string{rule.RestsOnRoster, rule.RestsOnLook, rule.RestsOnRow, rule.RestsOnRegistry} {
			if at, ok := oldest[place][key]; ok {
				parts = append(parts, w.teller.RestsAsOf(key, at))
			}
		}
		texts[place] = w.list(parts)
	}
	return texts
}

// withRests appends a place's data to its heading.
func (w writer) withRests(lines []line, told []toldCase) []line {
	rests := w.rests(told)
	for i, l := range lines {
		if what := rests[l.place]; what != "" {
			lines[i].heading = w.say("notice.rests", "heading", l.heading, "what", what)
		}
	}
	return lines
}
