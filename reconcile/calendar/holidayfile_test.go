package calendar

import (
	"errors"
	"strings"
	"testing"

	"qunguan/reconcile/phrase"
)

const file2027 = `{"year": 2027, "papers": ["https://www.gov.cn/"], "days": [
	{"name": "元旦", "date": "2026-12-27", "isOffDay": false},
	{"name": "元旦", "date": "2027-01-01", "isOffDay": true},
	{"name": "元旦", "date": "2027-01-02", "isOffDay": true}]}`

func TestAnOperatorsFileExtendsTheCalendar(t *testing.T) {
	extended, err := China().With([]byte(file2027))
	if err != nil {
		t.Fatal(err)
	}
	days := extended.For()
	if got := days.Due("2026-12-31", 1, WorkingDays); got != "2027-01-04" {
		t.Errorf("the working day after New Year's Eve: %s", got)
	}
	if !days.IsWorkingDay("2026-12-27") {
		t.Error("a make-up Sunday of the December before is not worked")
	}
	if guessed := days.Uncovered(); guessed != nil {
		t.Errorf("guessed %v", guessed)
	}
	if _, to := extended.Covered(); to != "2027-12-31" {
		t.Errorf("covered to %s", to)
	}
	if working, covered := China().IsWorkingDay("2027-01-01"); !working || covered {
		t.Error("the embedded calendar was changed")
	}
}

func TestAnOperatorsFileIsRefused(t *testing.T) {
	tests := []struct{ name, file, want string }{
		{"a year that is published empty", `{"year": 2027, "days": []}`, "empty"},
		{"a year with make-up days only", `{"year": 2027, "days": [{"date": "2027-01-03", "isOffDay": false}]}`, "empty"},
		{"a year behind a gap", `{"year": 2028, "days": [{"date": "2028-01-01", "isOffDay": true}]}`, "gap"},
		{"a day of another year", `{"year": 2027, "days": [{"date": "2028-05-01", "isOffDay": true}]}`, "outside"},
		{"a date of another form", `{"year": 2027, "days": [{"date": "2027/1/1", "isOffDay": true}]}`, "bad_day"},
		{"a day without its kind", `{"year": 2027, "days": [{"date": "2027-01-01"}]}`, "bad_day"},
		{"a page that is not JSON", `<html>`, "broken"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := China().With([]byte(tt.file))
			fault, ok := errors.AsType[*FileFault](err)
			if !ok || fault.Key != "calendar.file_"+tt.want {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			for _, lang := range []phrase.Lang{phrase.Zh, phrase.En} {
				if text := lang.Say(phrase.Key(fault.Key), fault.Args...); strings.ContainsAny(text, "{}") || strings.Contains(text, "calendar.") {
					t.Errorf("sentence %s", text)
				}
			}
		})
	}
}

func TestAByteOrderMarkIsNoPartOfTheFile(t *testing.T) {
	if _, err := China().With([]byte("\ufeff" + file2027)); err != nil {
		t.Error(err)
	}
}

func FuzzWith(f *testing.F) {
	f.Add([]byte(file2027))
	f.Add([]byte(`{"year": 2026, "days": [{"date": "2026-11-23", "isOffDay": true}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		extended, err := China().With(data)
		if err != nil {
			return
		}
		days := extended.For()
		if due := days.Due("2026-12-20", 5, WorkingDays); !days.IsWorkingDay(due) {
			t.Errorf("%s is due but no working day", due)
		}
	})
}
