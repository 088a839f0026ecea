// Package reports computes the reports of the registry for any period, from
// dated records: versions of groups, changes of rosters, steps of cases. It is
// pure: the caller has read the registry, and package digest writes the tables
// from its rows.
package reports

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"qunguan/notify/digest"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// Names of the reports (contract §3).
const (
	Ledger    = "ledger"
	Inventory = "inventory"
	Summary   = "summary"
	Burden    = "burden"
)

// Names lists the reports that exist.
var Names = []string{Ledger, Inventory, Summary, Burden}

// Data is the input of every report.
type Data struct {
	Lang     phrase.Lang
	Period   digest.Period
	Unit     string // this unit and the units below it only; empty = all
	Location *time.Location

	// Clauses names the owner's own clause of a rule.
	Clauses map[string]string

	Units  workgroup.Units
	People workgroup.People
	// Groups is every version of every group, by group, oldest first.
	Groups []workgroup.GroupVersion
	Cases  []ledger.Case
	// Steps are those of each case, oldest first.
	Steps map[int64][]ledger.Step
	// MembersLeft counts the removed members of each group in the period.
	MembersLeft map[string]int
	// Members is how many rows the newest roster of a group has; absent =
	// none was ever read.
	Members map[string]int
	// LastActive is the day of each group's last known activity.
	LastActive map[string]workgroup.Date
}

// Bounds is the period as moments: after the first and up to the second. An
// empty From is the zero moment.
func Bounds(p digest.Period, loc *time.Location) (after, until time.Time) {
	if p.From != "" {
		after = p.From.In(loc).Add(-time.Millisecond)
	}
	return after, p.To.AddDays(1).In(loc).Add(-time.Millisecond)
}

// unitName is the unit's name, or its code where it is not known.
func (d Data) unitName(code string) string { return cmp.Or(d.Units[code].Name, code) }

// history is the versions of each group.
func (d Data) history() map[string][]workgroup.GroupVersion {
	byCode := map[string][]workgroup.GroupVersion{}
	for _, v := range d.Groups {
		byCode[v.Code] = append(byCode[v.Code], v)
	}
	return byCode
}

// at is the version that stands at the moment; false if the group was not
// registered yet.
func at(versions []workgroup.GroupVersion, moment time.Time) (workgroup.GroupVersion, bool) {
	var found workgroup.GroupVersion
	ok := false
	for _, v := range versions {
		if !v.From.After(moment) {
			found, ok = v, true
		}
	}
	return found, ok
}

// byUnit orders rows as offices list them: units by code, then groups.
func byUnit[T any](rows []T, unit, code func(T) string) {
	slices.SortStableFunc(rows, func(a, b T) int {
		return cmp.Or(strings.Compare(unit(a), unit(b)), strings.Compare(code(a), code(b)))
	})
}

// Within leaves groups and cases of the unit and the units below it; an empty
// unit leaves everything. A group belongs to the unit it has today.
func (d Data) Within(unit string) Data {
	d.Unit = unit
	if unit == "" {
		return d
	}
	today := map[string]string{}
	for _, v := range d.Groups {
		today[v.Code] = v.Unit
	}
	d.Groups = slices.DeleteFunc(slices.Clone(d.Groups), func(v workgroup.GroupVersion) bool { return !d.Units.Within(today[v.Code], unit) })
	d.Cases = slices.DeleteFunc(slices.Clone(d.Cases), func(c ledger.Case) bool { return !d.Units.Within(c.Unit, unit) })
	return d
}
