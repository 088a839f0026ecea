// Package relaysheet writes the page from which a colleague passes notices on by hand: WeChat and QQ
// have no way in for programs, and in most counties people have no working mail. It knows no store and
// sends nothing.
package relaysheet

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// Block holds all texts for one recipient.
type Block struct {
	To      notify.Recipient
	Unit    string // name of a person's unit
	Person  workgroup.Person
	Notices []outbox.Notice
}

// Blocks groups the notices by recipient, in the order given.
func Blocks(list []outbox.Notice, units workgroup.Units, people workgroup.People) []Block {
	var blocks []Block
	for _, n := range list {
		same := func(b Block) bool { return b.To.Type == n.Recipient.Type && b.To.Code == n.Recipient.Code }
		i := slices.IndexFunc(blocks, same)
		if i < 0 {
			i = len(blocks)
			b := Block{To: n.Recipient}
			switch n.Recipient.Type {
			case notify.ToPerson:
				b.Person = people.Of(n.Recipient.Code)
				b.To.Name = cmp.Or(b.Person.Name, b.To.Name)
				b.Unit = units[b.Person.Unit].Name
			case notify.ToUnit:
				b.To.Name = cmp.Or(units[n.Recipient.Code].Name, b.To.Name)
			}
			blocks = append(blocks, b)
		}
		blocks[i].Notices = append(blocks[i].Notices, n)
	}
	return blocks
}

// cutHere surrounds the text to be copied, so that readers need not guess where it ends.
const cutHere = "--------------------------------"

// Text is the sheet: instructions, and for each recipient their name, the ways to reach them, the text
// to paste, and the command that notes it as passed on.
func Text(lang phrase.Lang, blocks []Block, now time.Time) string {
	say := func(key phrase.Key, pairs ...any) string { return lang.Say(key, pairs...) }
	if len(blocks) == 0 {
		return say("relay.none") + "\n"
	}
	var b strings.Builder
	total := 0
	for _, block := range blocks {
		total += len(block.Notices)
	}
	fmt.Fprintf(&b, "%s\n%s\n", say("relay.title", "people", len(blocks), "n", total, "at", now.Format("2006-01-02 15:04")), say("relay.how"))
	var all []string
	for i, block := range blocks {
		fmt.Fprintf(&b, "\n\n%s\n", say("relay.block", "i", i+1, "of", len(blocks), "who", block.who(lang)))
		var ids []string
		for _, n := range block.Notices {
			if n.ID != "" {
				ids = append(ids, n.ID)
			}
			fmt.Fprintf(&b, "%s\n%s\n%s\n", cutHere, strings.TrimSpace(n.Body), cutHere)
		}
		if len(ids) > 0 {
			fmt.Fprintf(&b, "%s\n", say("relay.note", "ids", strings.Join(ids, " ")))
		} else {
			fmt.Fprintf(&b, "%s\n", say("relay.no_note"))
		}
		all = append(all, ids...)
	}
	if len(blocks) > 1 && len(all) > 0 {
		fmt.Fprintf(&b, "\n\n%s\n", say("relay.note_all", "ids", strings.Join(all, " ")))
	}
	return b.String()
}

// who names the recipient and the ways in which a colleague can reach them.
func (b Block) who(lang phrase.Lang) string {
	name := cmp.Or(b.To.Name, b.To.Code)
	if b.To.Type != notify.ToPerson {
		return name
	}
	var known []string
	add := func(key phrase.Key, value string) {
		if value != "" {
			known = append(known, lang.Say(key, "value", value))
		}
	}
	add("relay.unit", strings.TrimSpace(b.Unit+" "+b.Person.Post))
	add("relay.mobile", b.Person.Mobile)
	for _, platform := range []string{"微信", "QQ"} {
		if account := b.Person.Accounts.On(platform); account != "" {
			known = append(known, lang.Say("relay.account", "platform", platform, "value", account))
		}
	}
	if len(known) == 0 {
		return name
	}
	return lang.Say("relay.who", "name", name, "known", strings.Join(known, lang.Say("notice.semicolon")))
}
