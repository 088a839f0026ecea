package rule

import (
	"time"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// Keys of the words for the data that a case rests on, in the order in which
// they are told.
const (
	RestsOnRoster   = "notice.rests.roster"
	RestsOnLook     = "notice.rests.look"
	RestsOnRow      = "notice.rests.row"
	RestsOnRegistry = "notice.rests.registry"
)

// RestsOn is the key of the words for the kind of data that cases of the rule
// rest on.
func RestsOn(id string) string {
	switch ConfirmedBy(id) {
	case ByRoster, ByRosters:
		return RestsOnRoster
	case ByLook:
		return RestsOnLook
	case ByRow, ByImport:
		return RestsOnRow
	}
	return RestsOnRegistry
}

// Proven reports whether a case may be told as unsolved: the data that its rule judges by has shown
// it since it was first told. zone is where a day ends.
func Proven(c ledger.Case, zone *time.Location) bool {
	return ConfirmedBy(c.Rule) == ByRegistry || c.Confirmed(zone)
}

// Unchecked reports whether somebody has said the case to be done, and nothing that its rule judges by has
// been judged since. zone is where a day ends.
func Unchecked(c ledger.Case, zone *time.Location) bool {
	switch {
	case c.SaidAt.IsZero():
		return false
	case RestsOn(c.Rule) == RestsOnRegistry:
		return c.LastSeenOn <= workgroup.DateOf(c.SaidAt.In(zone))
	}
	return !c.DataAt.After(c.SaidAt)
}

// RestsAsOf says which data of its kind it is: 11月23日采集的名单.
func (t *Teller) RestsAsOf(key string, at time.Time) string {
	switch {
	case key == RestsOnRegistry:
		return t.Say(key)
	case at.IsZero():
		return t.Say(key + ".undated")
	}
	return t.Say(key, "day", t.ShortDay(workgroup.DateOf(at.In(t.Now.Location()))))
}

// Rests is the data that one case rests on.
func (t *Teller) Rests(c ledger.Case) string { return t.RestsAsOf(RestsOn(c.Rule), c.DataAt) }

// ShortDay is a day without its year, where that is this year.
func (t *Teller) ShortDay(d workgroup.Date) string {
	day := d.Time()
	if day.Year() != t.Now.Year() {
		return t.Date(string(d))
	}
	return t.Say("notice.month_day", "month", int(day.Month()), "day", day.Day())
}
