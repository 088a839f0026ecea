package calendar

import (
	"testing"
	"time"

	"github.com/bastengao/chinese-holidays-go/holidays"

	"qunguan/reconcile/workgroup"
)

func TestIsWorkingDay(t *testing.T) {
	tests := []struct {
		name    string
		day     workgroup.Date
		working bool
		covered bool
	}{
		{"an ordinary Monday is worked", "2026-11-23", true, true},
		{"an ordinary Sunday is off", "2026-11-22", false, true},
		{"a weekday of the Spring Festival is off", "2026-02-16", false, true},
		{"a Saturday that makes up for it is worked", "2026-02-28", true, true},
		{"a Sunday that makes up for New Year is worked", "2026-01-04", true, true},
		{"the last weekday of New Year is off", "2026-01-02", false, true},
		{"National Day ends on a Wednesday", "2026-10-07", false, true},
		{"the day after National Day is worked", "2026-10-08", true, true},
		{"the longer Spring Festival of 2020 is off on its last Friday", "2020-01-31", false, true},
		{"the make-up day that the longer festival cancelled stays off", "2020-02-01", false, true},
		{"a December Saturday can make up for the next year's New Year", "2018-12-29", true, true},
		{"the first covered day", "2016-01-01", false, true},
		{"the day before it follows the week and is not covered", "2015-12-31", true, false},
		{"the last covered day", "2026-12-31", true, true},
		{"New Year outside the covered years looks worked and is not covered", "2027-01-01", true, false},
		{"a weekend outside the covered years is a guess too", "2027-01-02", false, false},
		{"the absent date is no working day and no guess", "", false, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			working, covered := China().IsWorkingDay(tt.day)
			if working != tt.working || covered != tt.covered {
				t.Errorf("%s: working %v, covered %v; want %v, %v", tt.day, working, covered, tt.working, tt.covered)
			}
		})
	}
	if from, to := China().Covered(); from != "2016-01-01" || to != "2026-12-31" {
		t.Errorf("covered %s to %s", from, to)
	}
}

// The table and an independent one must agree on every covered day but the
// two whose nature the notice of 2020-01-27 changed and the other one lacks.
func TestTheTableAgreesWithAnIndependentOne(t *testing.T) {
	only2020 := map[workgroup.Date]bool{"2020-01-31": true, "2020-02-01": true}
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	independent, err := holidays.BundleQueryer()
	if err != nil {
		t.Fatal(err)
	}
	from, to := China().Covered()
	checked := 0
	for d := from; d <= to; d = d.AddDays(1) {
		want, err := independent.IsWorkingday(d.In(shanghai))
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := China().IsWorkingDay(d); got != want && !only2020[d] {
			t.Errorf("%s: working %v, chinese-holidays-go says %v", d, got, want)
		}
		checked++
	}
	if checked != 4018 {
		t.Errorf("compared %d days, want all 4018 of eleven years", checked)
	}
}

func TestTheTableMakesSense(t *testing.T) {
	seen := map[workgroup.Date]bool{}
	for _, s := range chinaTable {
		if s.from > s.to || s.from.DaysUntil(s.to) > 10 || s.name == "" {
			t.Errorf("%+v: bad stretch", s)
		}
		for d := s.from; d <= s.to; d = d.AddDays(1) {
			if seen[d] {
				t.Errorf("%s stands twice", d)
			}
			seen[d] = true
			if weekday := d.Time().Weekday(); s.kind == work && weekday != time.Saturday && weekday != time.Sunday {
				t.Errorf("%s is a make-up day on a %s", d, weekday)
			}
		}
	}
}
