package cli

import (
	"bytes"
	"cmp"
	"errors"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/jobs/check"
	"qunguan/notify/workbook"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/rule"
)

// writeMembersBook gives an administrator the list to work through: each
// account with its person, the change to make, and the text to copy.
func writeMembersBook(c *call, a *app.App, w *check.RegistrySnapshot, cmd *membersCmd) error {
	n := 0
	var failed error
	var unread check.Unread
	// A county has millions of accounts: the rows go into the book as they are
	// read.
	table := workbook.Table{Name: c.say("members.sheet"), Filter: true, Rows: func(yield func([]any) bool) {
		unread, failed = check.EachMember(c, w, a.Store, cmd.Unit, cmd.Group, func(m *rule.MemberView) error {
			n++
			if !yield(memberRow(c, w, m, a.Settings.Location)) {
				return errEnough
			}
			return nil
		})
	}}
	for _, col := range []struct {
		key    phrase.Key
		width  float64
		format workbook.Format
	}{
		{"col.group", 12, workbook.FormatText},
		{"members.group_name", 24, workbook.FormatText},
		{"col.account", 20, workbook.FormatText},
		{"col.nickname", 20, workbook.FormatText},
		{"col.how", 12, workbook.FormatText},
		{"members.person_code", 10, workbook.FormatText},
		{"col.name", 10, workbook.FormatText},
		{"col.unit", 14, workbook.FormatText},
		{"members.post", 12, workbook.FormatText},
		{"members.last_spoke", 18, workbook.FormatMoment},
		{"col.came", 10, workbook.FormatText},
		{"members.todo", 40, workbook.FormatText},
		{"members.copy", 60, workbook.FormatText},
	} {
		table.Columns = append(table.Columns, workbook.Column{Title: c.say(col.key), Width: col.width, Format: col.format, Wrap: col.width > 20})
	}
	var book bytes.Buffer
	err := workbook.Write(&book, table)
	if err = cmp.Or(err, failed); err != nil {
		return err
	}
	if err := writeNew(c, cmd.Output, book.Bytes()); err != nil {
		return err
	}
	c.line("members.written", "file", cmd.Output, "n", n)
	return c.without(unread)
}

// errEnough ends the reading when the book takes no more rows; why, the book
// says.
var errEnough = errors.New("the book takes no more rows")

// memberRow is an account as a line of the list.
func memberRow(c *call, w *check.RegistrySnapshot, m *rule.MemberView, loc *time.Location) []any {
	what, copyText := m.Advice(rule.TellerOf(c.lang, w.Snapshot, w.Groups))
	var spoke any
	if !m.Member.SpokeAt.IsZero() {
		spoke = m.Member.SpokeAt.In(loc)
	}
	return []any{
		m.Group.Code, m.Group.Name, m.Member.Account, m.Member.Nickname,
		c.say(phrase.Key("identity.how_" + string(m.Who.How))), m.Who.Person, m.Person.Name, w.Dir.Units[m.Person.Unit].Short(), m.Person.Post,
		spoke, c.cameWord(m.Member.Origin.String()), what, copyText,
	}
}
