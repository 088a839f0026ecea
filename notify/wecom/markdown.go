package wecom

import (
	"strconv"
	"strings"

	"qunguan/notify"
)

// maxBytes is the limit of markdown.content, in bytes of UTF-8; one more and
// the answer is errcode 40058.
const maxBytes = 4096

// render is the message in WeCom's markdown, shortened to its limit.
func render(m notify.Message) string {
	doc := m.Document.Shorten(func(d notify.Document) bool { return len(markdownOf(m, d)) <= maxBytes })
	return markdownOf(m, doc)
}

func markdownOf(m notify.Message, d notify.Document) string {
	var out []string
	say := func(s string) {
		if s != "" {
			out = append(out, s)
		}
	}
	if r := m.RepeatLine(); r != "" {
		say(colour("warning", r))
	}
	if t := notify.Literal(d.Title); t != "" {
		say("**" + t + "**")
	}
	for _, id := range m.MentionIDs() {
		say("<@" + id + ">")
	}
	for _, p := range d.Intro {
		say(notify.Literal(p))
	}
	n := 0
	for _, s := range d.Sections {
		if h := notify.Literal(s.Heading); h != "" {
			say("\n**" + h + "**")
		}
		for _, l := range s.Lines {
			n++
			mark := ""
			if l.Urgent {
				mark = colour("warning", l.Mark(d.Lang))
			}
			say(strconv.Itoa(n) + ". " + mark + notify.Literal(l.Text))
			if after := l.After(d.Lang); after != "" {
				say(colour("comment", after))
			}
		}
	}
	if s := d.LeftOutLine(); s != "" {
		say("\n" + colour("comment", s))
	}
	for _, p := range d.Outro {
		say("\n" + notify.Literal(p))
	}
	if d.LinkURL != "" {
		say("\n[" + notify.Literal(d.LinkLabel()) + "](" + notify.LiteralURL(d.LinkURL) + ")")
	}
	return strings.Join(out, "\n")
}

// colour is one of the three colours WeCom's markdown has.
func colour(name, s string) string {
	return `<font color="` + name + `">` + notify.Literal(s) + `</font>`
}
