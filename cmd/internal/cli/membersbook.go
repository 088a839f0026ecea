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
func writeMembersBook(c *call, a *app.App, w *check.World, cmd *membersCmd) error {
	n := 0
	var failed error
	// A county has millions of accounts: the rows go into the book as they are
	// read.
	table := workbook.Table{Name: c.say("members.sheet"), Filter: true, Rows: func(yield func([]any) bool) {
		failed = check.Seats(c, w, a.Store, cmd.Unit, cmd.Group, func(s *rule.Seat) error {
			n++
			if !yield(seatRow(c, w, s, a.Settings.Location)) {
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
	return nil
}

// errEnough ends the reading when the book takes no more rows; why, the book
// says.
var errEnough = errors.New("the book takes no more rows")

// seatRow is an account as a line of the list.
func seatRow(c *call, w *check.World, s *rule.Seat, loc *time.Location) []any {
	what, copyText := seatAdvice(c.lang, s)
	var spoke any
	if !s.Member.SpokeAt.IsZero() {
		spoke = s.Member.SpokeAt.In(loc)
	}
	return []any{
		s.Group.Code, s.Group.Name, s.Member.Account, s.Member.Nickname,
		c.say(phrase.Key("identity.how_" + string(s.Who.How))), s.Who.Person, s.Person.Name, w.Dir.Units[s.Person.Unit].Short(), s.Person.Post,
		spoke, what, copyText,
	}
}

// seatAdvice is what to do about an account, and a text to send to its owner;
// both empty for an account that is fine.
func seatAdvice(lang phrase.Lang, s *rule.Seat) (todo, text string) {
	answers := s.Judge()
	if len(answers) == 0 {
		return "", ""
	}
	last := answers[len(answers)-1]
	if last.Outcome != rule.Violated {
		return "", ""
	}
	card := ""
	if forms := s.Matcher.AcceptedCards(s.Person.Code); len(forms) > 0 {
		card = forms[0]
	}
	pairs := []any{"group", s.Group.Name, "name", s.Person.Name, "nickname", s.Member.Nickname, "card", card}
	return lang.Say(phrase.Key("members.todo."+last.Rule), pairs...), lang.Say(phrase.Key("members.copy."+last.Rule), pairs...)
}
