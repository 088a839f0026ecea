package cli

import (
	"bytes"

	"qunguan/cmd/internal/app"
	"qunguan/jobs"
	"qunguan/reconcile/intake/sheet"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/rule"
)

// writeMembersBook gives an administrator the list to work through: who is
// who, what to change, and the text to copy.
func writeMembersBook(c *call, a *app.App, w *jobs.World, cmd *membersCmd) error {
	var rows [][]any
	err := jobs.Seats(c, w, a.Store, cmd.Unit, cmd.Group, func(s *rule.Seat) error {
		what, copyText := seatAdvice(c.lang, s)
		unit := w.Dir.Units[s.Person.Unit]
		var spoke any
		if !s.Member.SpokeAt.IsZero() {
			spoke = s.Member.SpokeAt.In(a.Settings.Location)
		}
		rows = append(rows, []any{
			s.Group.Code, s.Group.Name, s.Member.Account, s.Member.Nickname,
			c.say(phrase.Key("identity.how_" + string(s.Who.How))), s.Who.Person, s.Person.Name, unit.Short(), s.Person.Post,
			spoke, what, copyText,
		})
		return nil
	})
	if err != nil {
		return err
	}
	table := sheet.Table{Name: c.say("members.sheet"), Filter: true, Rows: func(yield func([]any) bool) {
		for _, r := range rows {
			if !yield(r) {
				return
			}
		}
	}}
	for _, col := range []struct {
		key    phrase.Key
		width  float64
		format sheet.Format
	}{
		{"col.group", 12, sheet.FormatText},
		{"members.group_name", 24, sheet.FormatText},
		{"col.account", 20, sheet.FormatText},
		{"col.nickname", 20, sheet.FormatText},
		{"col.how", 12, sheet.FormatText},
		{"members.person_code", 10, sheet.FormatText},
		{"col.name", 10, sheet.FormatText},
		{"col.unit", 14, sheet.FormatText},
		{"members.post", 12, sheet.FormatText},
		{"members.last_spoke", 18, sheet.FormatMoment},
		{"members.todo", 40, sheet.FormatText},
		{"members.copy", 60, sheet.FormatText},
	} {
		table.Columns = append(table.Columns, sheet.Column{Title: c.say(col.key), Width: col.width, Format: col.format, Wrap: col.width > 20})
	}
	var book bytes.Buffer
	if err := sheet.Write(&book, table); err != nil {
		return err
	}
	if err := writeNew(c, cmd.Output, book.Bytes()); err != nil {
		return err
	}
	c.line("members.written", "file", cmd.Output, "n", len(rows))
	return nil
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
