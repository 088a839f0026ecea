package intake

import (
	"strings"

	"qunguan/reconcile/sheet"
)

// PastedKind is the kind to whose headings the cells of a pasted line belong; empty for a line that is
// no heading. A member list may have the single heading of cards or accounts.
func PastedKind(cells []string) Kind {
	row := sheet.Row{Number: 1}
	for _, text := range cells {
		row.Cells = append(row.Cells, sheet.Cell{Text: strings.TrimSpace(text)})
	}
	rows := append([]sheet.Row(nil), row)
	var members *layout
	eachHeading(rows, func(line heading) {
		for k := range tables {
			if tables[k].Kind == Members {
				members = match(&tables[k], line)
			}
		}
	})
	best := findLayout(rows, "")
	switch {
	case members != nil && members.matched > 0 && members.saysWho() && (best == nil || !best.complete() || best.table.Kind == Members || members.matched >= best.matched):
		return Members
	case best != nil:
		return best.table.Kind
	}
	return ""
}
