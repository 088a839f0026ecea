package reports

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"

	"qunguan/notify/digest"
	"qunguan/reconcile/workgroup"
)

// Message is one message to one person.
type Message struct {
	Person string
	At     time.Time // in the policy's time zone
	Off    bool      // in quiet hours or on a day off
}

// BurdenOf counts messages per person and week, and groups per person; people with neither are left
// out, and the most burdened stand first. A period that begins with the records begins with the first
// message.
func BurdenOf(d Data, told []Message, groups map[string]int) []digest.BurdenRow {
	rows := map[string]*digest.BurdenRow{}
	row := func(person string) *digest.BurdenRow {
		if rows[person] == nil {
			rows[person] = &digest.BurdenRow{
				Person: person, Name: d.People.Of(person).Name, Unit: d.People.Of(person).Unit, UnitName: d.Units[d.People.Of(person).Unit].Name, Weeks: []digest.WeekLoad{},
			}
		}
		return rows[person]
	}
	for person, n := range groups {
		if n > 0 {
			row(person).Groups = n
		}
	}
	from := d.Period.From
	weeks := map[string]map[workgroup.Date]*digest.WeekLoad{}
	for _, t := range told {
		r := row(t.Person)
		r.Messages++
		day := workgroup.DateOf(t.At)
		if d.Period.From == "" && (from == "" || day < from) {
			from = day
		}
		if weeks[t.Person] == nil {
			weeks[t.Person] = map[workgroup.Date]*digest.WeekLoad{}
		}
		w := weeks[t.Person][monday(day)]
		if w == nil {
			w = &digest.WeekLoad{Week: monday(day)}
			weeks[t.Person][monday(day)] = w
		}
		w.Messages++
		if t.Off {
			w.OffHours++
			r.OffHours++
		}
	}
	list := make([]digest.BurdenRow, 0, len(rows))
	span := weeksOf(from, d.Period.To)
	for _, person := range slices.Sorted(maps.Keys(rows)) {
		r := rows[person]
		for _, day := range slices.Sorted(maps.Keys(weeks[person])) {
			w := weeks[person][day]
			r.Weeks = append(r.Weeks, *w)
			r.Most = max(r.Most, w.Messages)
		}
		r.PerWeek = math.Round(float64(r.Messages)/span*10) / 10
		list = append(list, *r)
	}
	slices.SortStableFunc(list, func(a, b digest.BurdenRow) int { return cmp.Or(b.Messages-a.Messages, b.Groups-a.Groups) })
	return list
}

// monday is the first day of the day's week.
func monday(d workgroup.Date) workgroup.Date {
	return d.AddDays(-((int(d.Time().Weekday()) + 6) % 7)) // Sunday is day 0
}

// weeksOf is the length of a period in weeks, at least one.
func weeksOf(from, to workgroup.Date) float64 {
	if from == "" {
		return 1
	}
	return max(1, float64(from.DaysUntil(to)+1)/7)
}
