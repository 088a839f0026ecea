package app

import (
	"errors"
	"os"
	"path/filepath"
	"slices"

	"qunguan/reconcile/calendar"
	"qunguan/reconcile/phrase"
)

// HolidayFault is a refused file of DATA_DIR/holidays, with the reason. The program works on without
// it: next year's file is often fetched before the year's notice is out.
type HolidayFault struct {
	File string
	Err  error
}

// Text is the sentence for a person.
func (f HolidayFault) Text(lang phrase.Lang) string {
	why := lang.Say("calendar.file_unreadable", "detail", f.Err)
	if fault, ok := errors.AsType[*calendar.FileFault](f.Err); ok {
		why = lang.Say(phrase.Key(fault.Key), fault.Args...)
	}
	return lang.Say("calendar.file_set_aside", "file", f.File, "why", why)
}

// loadCalendar adds the operator's holiday files beside the registry to the built-in years.
func loadCalendar(dataDir string) (*calendar.Calendar, []HolidayFault) {
	cal := calendar.China()
	dir := filepath.Join(dataDir, "holidays")
	names, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil { // the folder's name is no valid pattern: read no file, and report it
		return cal, []HolidayFault{{dir, err}}
	}
	slices.Sort(names)
	var faults []HolidayFault
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err == nil {
			var extended *calendar.Calendar
			if extended, err = cal.With(data); err == nil {
				cal = extended
				continue
			}
		}
		faults = append(faults, HolidayFault{name, err})
	}
	return cal, faults
}
