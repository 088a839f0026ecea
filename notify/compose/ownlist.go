package compose

import (
	"bytes"
	"cmp"
	"slices"

	"qunguan/notify"
	"qunguan/notify/workbook"
)

// xlsxType is the media type of a workbook (ECMA-376, registered with IANA).
const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// ownList is the full content of a long notice as a workbook for its reader to work through, with texts
// to copy: readers should not have to ask for the lines that the mail has no room for. Only mail
// carries files.
func (w writer) ownList(d *draft) []notify.Attachment {
	if d.phone || !d.to.Private() || !slices.Contains(w.in.channels(d.to.Type, d.to.Code), notify.Email) {
		return nil
	}
	all := slices.Clone(d.told)
	slices.SortStableFunc(all, func(a, b toldCase) int {
		_, left := w.heading(a.Case)
		_, right := w.heading(b.Case)
		return cmp.Or(
			cmp.Compare(severityRank(a.Severity), severityRank(b.Severity)), cmp.Compare(dueKey(a.DueOn), dueKey(b.DueOn)),
			cmp.Compare(left, right), cmp.Compare(a.ID, b.ID),
		)
	})
	table := workbook.Table{Name: w.say("notice.list.sheet"), Filter: true, Rows: func(yield func([]any) bool) {
		for _, c := range all {
			if !yield(w.listRow(d, c)) {
				return
			}
		}
	}}
	for _, col := range []struct {
		key   string
		width float64
	}{
		{"group", 26}, {"platform", 8}, {"kind", 16}, {"text", 46}, {"todo", 36}, {"copy", 56}, {"due", 14}, {"id", 8},
	} {
		table.Columns = append(table.Columns, workbook.Column{Title: w.say("notice.list." + col.key), Width: col.width, Wrap: col.width > 20})
	}
	var book bytes.Buffer
	if err := workbook.Write(&book, table); err != nil {
		return nil // the notice then says that the rest is not listed
	}
	return []notify.Attachment{{Name: w.say("notice.list.file", "date", w.in.day()), ContentType: xlsxType, Data: book.Bytes()}}
}

func (w writer) listRow(d *draft, c toldCase) []any {
	it := w.item(d, c)
	name, platform := cmp.Or(w.in.Units[c.Unit].Name, w.say("notice.heading.general")), ""
	if code := c.Subject.Group; code != "" {
		name, platform = w.groupName(code), w.in.Groups.Of(code).Platform
	}
	todo := w.ask([]item{it})
	if c.manner == concerned {
		todo = w.priorAsk(c.Case)
	}
	copyText := ""
	if !it.own && c.manner != concerned {
		copyText = it.Copy()
	}
	return []any{name, platform, w.short(c.Rule), w.text([]item{it}, 1), todo, copyText, w.dueWords(it, c.DueOn), int(c.ID)}
}
