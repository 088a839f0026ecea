package compose

import (
	"time"

	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// rests says by place what the cases that stand there rest on: the day of the
// roster or of the look that showed them, or the registry. Readers who have
// acted since must see that the data is older than that; a day of judging
// would hide it.
func (w writer) rests(told []toldCase) map[string]string {
	oldest := map[string]map[string]time.Time{} // place → key of the words → moment
	var places []string
	for _, c := range told {
		_, place := w.heading(c.Case)
		if oldest[place] == nil {
			oldest[place] = map[string]time.Time{}
			places = append(places, place)
		}
		key := restsOn(c.Rule)
		if at, ok := oldest[place][key]; !ok || c.DataAt.Before(at) {
			oldest[place][key] = c.DataAt
		}
	}
	texts := map[string]string{}
	for _, place := range places {
		var parts []string
		for _, key := range []string{restsOnRoster, restsOnLook, restsOnRow, restsOnRegistry} {
			if at, ok := oldest[place][key]; ok {
				parts = append(parts, w.restsAsOf(key, at))
			}
		}
		texts[place] = w.list(parts)
	}
	return texts
}

// Keys of the words for what a case rests on.
const (
	restsOnRoster   = "notice.rests.roster"
	restsOnLook     = "notice.rests.look"
	restsOnRow      = "notice.rests.row"
	restsOnRegistry = "notice.rests.registry"
)

func restsOn(id string) string {
	switch rule.ConfirmedBy(id) {
	case rule.ByRoster, rule.ByRosters:
		return restsOnRoster
	case rule.ByLook:
		return restsOnLook
	case rule.ByRow, rule.ByImport:
		return restsOnRow
	}
	return restsOnRegistry
}

func (w writer) restsAsOf(key string, at time.Time) string {
	switch {
	case key == restsOnRegistry:
		return w.say(key)
	case at.IsZero():
		return w.say(key + ".undated")
	}
	return w.say(key, "day", w.shortDay(workgroup.DateOf(at.In(w.in.Now.Location()))))
}

// shortDay is a day without its year, where that is this year.
func (w writer) shortDay(d workgroup.Date) string {
	t := d.Time()
	if t.Year() != w.in.Now.Year() {
		return w.date(string(d))
	}
	return w.say("notice.month_day", "month", int(t.Month()), "day", t.Day())
}

// withRests puts what a place rests on behind its heading.
func (w writer) withRests(lines []line, told []toldCase) []line {
	rests := w.rests(told)
	for i, l := range lines {
		if what := rests[l.place]; what != "" {
			lines[i].heading = w.say("notice.rests", "heading", l.heading, "what", what)
		}
	}
	return lines
}
