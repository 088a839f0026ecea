package reports

import (
	"qunguan/notify/digest"
)

// InventoryOf lists every group that was registered by the period's end and
// had not ended before its beginning, as it stood at the end (S9.2).
func InventoryOf(d Data) []digest.InventoryRow {
	_, until := Bounds(d.Period, d.Location)
	rows := []digest.InventoryRow{}
	for code, versions := range d.history() {
		g, ok := at(versions, until)
		if !ok {
			continue
		}
		if d.Period.From != "" && g.Ended() {
			end, ok := lifeOf(versions, versions[0].From, d.Location).lastEnd(d.Period.To)
			if ok && end.end < d.Period.From {
				continue
			}
		}
		members, known := d.Members[code]
		if !known {
			members = -1
		}
		admins := g.Admins
		if admins == nil {
			admins = []string{}
		}
		rows = append(rows, digest.InventoryRow{
			Group: code, Platform: g.Platform, Number: g.Number, Name: g.Name, Purpose: g.Purpose, Category: g.Category, Reach: g.Reach,
			Unit: g.Unit, UnitName: d.unitName(g.Unit), Owner: g.Owner, Admins: admins, FoundedOn: g.FoundedOn, Staged: g.Staged,
			StartsOn: g.StartsOn, EndsOn: g.EndsOn, Filing: g.Filing, Scope: g.Scope.String(), AllStaff: g.AllStaff, Importance: g.Importance,
			State: g.State, MergedInto: g.MergedInto, DissolvedOn: g.DissolvedOn, Members: members,
		})
	}
	byUnit(rows, func(r digest.InventoryRow) string { return r.Unit }, func(r digest.InventoryRow) string { return r.Group })
	return rows
}
