package calendar

import (
	"encoding/json"
	"fmt"
	"maps"

	"qunguan/reconcile/workgroup"
)

// With is the calendar extended by operators' files for later years, or for
// a correction of a covered one, each in the JSON form of
// github.com/NateScarlet/holiday-cn (schema.json there):
//
//	{"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}
//
// Later files overrule earlier ones day by day. A file without a day off is
// refused: that project publishes a year's file empty before the notice is
// out, and an empty year would count as known. So is a file that would leave
// a gap between the covered years and its own.
func (c *Calendar) With(files ...[]byte) (*Calendar, error) {
	out := &Calendar{days: maps.Clone(c.days), from: c.from, to: c.to}
	for i, data := range files {
		if err := out.add(data); err != nil {
			return nil, fmt.Errorf("holiday file %d: %w", i+1, err)
		}
	}
	return out, nil
}

func (c *Calendar) add(data []byte) error {
	var file struct {
		Year int `json:"year"`
		Days []struct {
			Date     string `json:"date"`
			IsOffDay *bool  `json:"isOffDay"`
		} `json:"days"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return err
	}
	if file.Year < c.from-1 || file.Year > c.to+1 {
		return fmt.Errorf("year %d: want one from %d to %d, so that no year between is missing", file.Year, c.from-1, c.to+1)
	}
	first, last := yearStart(file.Year).AddDays(-31), yearStart(file.Year+1).AddDays(30)
	offDays := 0
	for i, day := range file.Days {
		date, err := workgroup.ParseDate(day.Date)
		if err != nil {
			return fmt.Errorf("day %d: %w", i+1, err)
		}
		if date < first || date > last {
			return fmt.Errorf("day %d: %q lies outside the year %d", i+1, day.Date, file.Year)
		}
		if day.IsOffDay == nil {
			return fmt.Errorf("day %d (%s): isOffDay is missing", i+1, date)
		}
		if *day.IsOffDay {
			offDays++
		}
		c.days[date] = kind(!*day.IsOffDay)
	}
	if offDays == 0 {
		return fmt.Errorf("year %d has no day off: its notice is not out yet", file.Year)
	}
	c.from, c.to = min(c.from, file.Year), max(c.to, file.Year)
	return nil
}
