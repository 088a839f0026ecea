package calendar

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"

	"qunguan/reconcile/workgroup"
)

// With is the calendar extended by an operator's file for a later year, or for a correction of a
// covered one, in the JSON form of github.com/NateScarlet/holiday-cn (schema.json there):
//
//	{"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}
//
// A later file overrules an earlier one day by day. A file without a day off is a *FileFault: that
// project publishes a year's file empty before the notice is out, and the empty year would count as
// covered. A file that would leave a gap between the covered years and its own is a *FileFault too.
func (c *Calendar) With(data []byte) (*Calendar, error) {
	out := &Calendar{days: maps.Clone(c.days), from: c.from, to: c.to}
	if err := out.add(bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))); err != nil {
		return nil, err
	}
	return out, nil
}

// FileFault is the reason why a holiday file is refused: a sentence of phrase, calendar.file_…, with
// its values.
type FileFault struct {
	Key  string
	Args []any
}

func (f *FileFault) Error() string { return fmt.Sprint(append([]any{f.Key}, f.Args...)...) }

func fileFault(key string, args ...any) error { return &FileFault{"calendar.file_" + key, args} }

func (c *Calendar) add(data []byte) error {
	var file struct {
		Year int `json:"year"`
		Days []struct {
			Date     string `json:"date"`
			IsOffDay *bool  `json:"isOffDay"`
		} `json:"days"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return fileFault("broken", "detail", err)
	}
	if file.Year < c.from-1 || file.Year > c.to+1 {
		return fileFault("gap", "year", file.Year, "from", c.from-1, "to", c.to+1)
	}
	first, last := yearStart(file.Year).AddDays(-31), yearStart(file.Year+1).AddDays(30)
	offDays := 0
	for i, day := range file.Days {
		date, err := workgroup.ParseDate(day.Date)
		if err != nil {
			return fileFault("bad_day", "day", day.Date, "number", i+1)
		}
		if date < first || date > last {
			return fileFault("outside", "day", day.Date, "year", file.Year)
		}
		if day.IsOffDay == nil {
			return fileFault("bad_day", "day", day.Date, "number", i+1)
		}
		if *day.IsOffDay {
			offDays++
		}
		c.days[date] = kind(!*day.IsOffDay)
	}
	if offDays == 0 {
		return fileFault("empty", "year", file.Year)
	}
	c.from, c.to = min(c.from, file.Year), max(c.to, file.Year)
	return nil
}
