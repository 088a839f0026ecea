package workgroup

import (
	"slices"
	"strings"
)

// ColumnsSeen names the columns that some file has brought for a record, separated by spaces. It tells an
// empty cell, which is data, from a column that no file had, which is none. Only columns are noted for
// which a rule asks the difference.
type ColumnsSeen string

// The columns that are noted.
const (
	ColumnRulesText   = "rules_text"
	ColumnFoundedOn   = "founded_on"
	ColumnDissolvedOn = "dissolved_on"
	ColumnLastPostOn  = "last_post_on"
	ColumnStoppedOn   = "stopped_on"
	ColumnStopNotice  = "stop_notice"
	ColumnFiling      = "filing"
)

// Has reports whether a file brought the column.
func (b ColumnsSeen) Has(column string) bool {
	return slices.Contains(strings.Fields(string(b)), column)
}

// With is the set of columns with this one added, in order.
func (b ColumnsSeen) With(column string) ColumnsSeen {
	if b.Has(column) {
		return b
	}
	list := append(strings.Fields(string(b)), column)
	slices.Sort(list)
	return ColumnsSeen(strings.Join(list, " "))
}
