package notify

import (
	"strconv"
	"strings"

	"qunguan/reconcile/phrase"
)

// Text is the whole document as plain text: for `notices show`, for passing on by hand, and for the
// text part of a mail. Texts from data stay on one line each.
func (d Document) Text() string {
	var b strings.Builder
	para := func(s string) {
		if s = Inline(s); s != "" {
			if b.Len() > 0 {
				b.WriteString("\n\n")
			}
			b.WriteString(s)
		}
	}
	para(d.Title)
	for _, s := range d.Intro {
		para(s)
	}
	n := 0
	for _, s := range d.Sections {
		if h := Inline(s.Heading); h != "" {
			para(d.Lang.Say("channel.heading", "name", h))
		} else if b.Len() > 0 {
			b.WriteString("\n")
		}
		for _, l := range s.Lines {
			n++
			b.WriteString("\n" + strconv.Itoa(n) + ". " + l.Mark(d.Lang) + Inline(l.Text))
			if after := l.After(d.Lang); after != "" {
				b.WriteString("\n   " + after)
			}
		}
	}
	para(d.LeftOutLine())
	for _, s := range d.Outro {
		para(s)
	}
	if d.LinkURL != "" {
		para(d.Lang.Say("channel.link", "text", d.LinkLabel(), "url", d.LinkURL))
	}
	return b.String()
}

// Mark is the word before an urgent line, "" before others.
func (l Line) Mark(lang phrase.Lang) string {
	if !l.Urgent {
		return ""
	}
	return lang.Say("channel.urgent")
}

// After is the text behind a line's text: the task and its last day.
func (l Line) After(lang phrase.Lang) string {
	todo, due := strings.TrimRight(Inline(l.Todo), "。；.;"), Inline(l.DueOn)
	switch {
	case todo != "" && due != "":
		return lang.Say("channel.todo_due", "todo", todo, "date", due)
	case todo != "":
		return lang.Say("channel.todo", "todo", todo)
	case due != "":
		return lang.Say("channel.due", "date", due)
	}
	return ""
}

// LeftOutLine states how many lines are left out, "" when none are.
func (d Document) LeftOutLine() string {
	switch {
	case d.LeftOut <= 0:
		return ""
	case d.LinkURL != "":
		return d.Lang.Say("channel.left_out_link", "n", d.LeftOut)
	}
	return d.Lang.Say("channel.left_out", "n", d.LeftOut)
}

// LinkLabel is the text of the document's link, never empty.
func (d Document) LinkLabel() string {
	if s := Inline(d.LinkText); s != "" {
		return s
	}
	return d.Lang.Say("channel.open")
}

// RepeatLine stands before the text of a message that may have arrived
// already, "" before others.
func (m Message) RepeatLine() string {
	if !m.Repeat {
		return ""
	}
	return m.Document.Lang.Say("channel.repeat")
}

// PlainText is the message's whole text. A stored text takes precedence, so that every attempt sends
// the same one, with 可能重复 before it on a repeated message.
func (m Message) PlainText() string {
	text := m.Text
	if text == "" {
		text = m.Document.Text()
	}
	if r := m.RepeatLine(); r != "" {
		text = r + "\n\n" + text
	}
	return text
}
