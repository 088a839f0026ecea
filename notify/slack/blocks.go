package slack

import (
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/slack-go/slack"

	"qunguan/notify"
)

// Slack's limits. Sources: docs.slack.dev, reference of blocks (50 blocks in a
// message, 3000 characters in a section, 150 in a header); the total of about
// 13,200 characters is not documented and answered with msg_blocks_too_long.
const (
	maxBlocks  = 50
	maxSection = 3000
	maxHeader  = 150
	maxTotal   = 12000
	maxText    = 3900 // of the notification's text; Slack cuts at 40,000
)

// message is the payload of a webhook: blocks for the reader and the same as text for the notification.
type message struct {
	Text   string        `json:"text"`
	Blocks []slack.Block `json:"blocks"`
}

// render is the message in Slack's blocks, shortened to Slack's limits.
func render(m notify.Message) message {
	doc := m.Document.Shorten(func(d notify.Document) bool { return fits(blocks(m, d)) })
	m.Document, m.Text = doc, ""
	return message{Text: escape(notify.Clip(m.PlainText(), maxText)), Blocks: blocks(m, doc)}
}

func blocks(m notify.Message, d notify.Document) []slack.Block {
	var out []slack.Block
	say := func(s string) {
		if s != "" {
			out = append(out, section(s))
		}
	}
	say(text(m.RepeatLine()))
	if title := header(d.Title); title != "" {
		out = append(out, slack.NewHeaderBlock(slack.NewTextBlockObject(slack.PlainTextType, title, false, false)))
	}
	say(mentions(m.MentionIDs()))
	for _, p := range d.Intro {
		say(text(p))
	}
	n := 0
	for _, s := range d.Sections {
		var pieces []string
		if h := text(s.Heading); h != "" {
			pieces = append(pieces, "*"+h+"*")
		}
		for _, l := range s.Lines {
			n++
			pieces = append(pieces, line(d, n, l))
		}
		for _, t := range packed(pieces) {
			say(t)
		}
	}
	if s := d.LeftOutLine(); s != "" {
		out = append(out, slack.NewContextBlock("", slack.NewTextBlockObject(slack.MarkdownType, text(s), false, true)))
	}
	for _, p := range d.Outro {
		say(text(p))
	}
	if d.LinkURL != "" {
		say("<" + linkURL(d.LinkURL) + "|" + strings.ReplaceAll(text(d.LinkLabel()), "|", "｜") + ">")
	}
	return out
}

func line(d notify.Document, n int, l notify.Line) string {
	s := strconv.Itoa(n) + ". " + text(l.Text)
	if l.Urgent {
		s = strconv.Itoa(n) + ". *" + text(l.Mark(d.Lang)) + "* " + text(l.Text)
	}
	if after := l.After(d.Lang); after != "" {
		s += "\n     " + text(after)
	}
	return s
}

// packed joins pieces with line breaks into as few texts as fit a section
// each; a piece is never divided.
func packed(pieces []string) []string {
	var out []string
	for _, p := range pieces {
		if n := len(out); n > 0 && length(out[n-1])+1+length(p) <= maxSection {
			out[n-1] += "\n" + p
			continue
		}
		out = append(out, p)
	}
	return out
}

// section is literal about names: verbatim stops Slack from turning @here and
// #names into calls.
func section(s string) slack.Block {
	t := slack.NewTextBlockObject(slack.MarkdownType, s, false, true)
	return slack.NewSectionBlock(t, nil, nil)
}

func fits(blocks []slack.Block) bool {
	total := 0
	for _, b := range blocks {
		n := 0
		switch b := b.(type) {
		case *slack.SectionBlock:
			n = length(b.Text.Text)
		case *slack.HeaderBlock:
			n = length(b.Text.Text)
		case *slack.ContextBlock:
			for _, e := range b.ContextElements.Elements {
				if t, ok := e.(*slack.TextBlockObject); ok {
					n += length(t.Text)
				}
			}
		}
		if n > maxSection {
			return false
		}
		total += n
	}
	return len(blocks) <= maxBlocks && total <= maxTotal
}

// length counts as JavaScript does, the stricter reading of "characters".
func length(s string) int { return len(utf16.Encode([]rune(s))) }

// header is a title that stays within 150 characters after escaping.
func header(title string) string {
	title = notify.Inline(title)
	for n := maxHeader; n > 0; n-- {
		if s := escape(notify.Clip(title, n)); length(s) <= maxHeader {
			return s
		}
	}
	return ""
}

// escape is Slack's own: three characters start all markup, calls of people and rooms among it
// (docs.slack.dev, formatting text).
func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// text is a text from data as mrkdwn that shows it unchanged. mrkdwn has no escape for its formatting
// characters.
func text(s string) string {
	s = notify.FullwidthEdges(notify.Fullwidth(notify.Inline(s), "*~`"))
	if strings.HasPrefix(s, ">") { // a quotation, escaped or not
		s = "＞" + s[1:]
	}
	return escape(s)
}

func linkURL(u string) string {
	return escape(strings.NewReplacer("|", "%7C", "<", "%3C", ">", "%3E", " ", "%20").Replace(notify.Inline(u)))
}

func mentions(ids []string) string {
	called := make([]string, len(ids))
	for i, id := range ids {
		called[i] = "<@" + id + ">"
	}
	return strings.Join(called, " ")
}
