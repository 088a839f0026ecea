package dingtalk

import (
	"strconv"
	"strings"

	"qunguan/notify"
)

// maxBytes limits a card's text. Sources disagree about DingTalk's own limit (a library says 2048
// characters, others 20,000 bytes); all but one accept 4,000 bytes, which is about a phone's screen.
const maxBytes = 4000

// maxTitle limits the line shown in the list of chats.
const maxTitle = 60

type request struct {
	MsgType    string      `json:"msgtype"`
	ActionCard *actionCard `json:"actionCard,omitempty"`
	Markdown   *markdown   `json:"markdown,omitempty"`
	At         *at         `json:"at,omitempty"`
}

type actionCard struct {
	Title       string `json:"title"`
	Text        string `json:"text"`
	SingleTitle string `json:"singleTitle"`
	SingleURL   string `json:"singleURL"`
}

type markdown struct {
	Title string `json:"title"`
	Text  string `json:"text"`
}

type at struct {
	UserIDs []string `json:"atUserIds"`
	All     bool     `json:"isAtAll"`
}

// render is the message as a card with one button; as markdown without a link, or where people are
// called by name, which cards cannot do.
func render(m notify.Message, keyword string) request {
	ids := m.MentionIDs()
	card := m.Document.LinkURL != "" && len(ids) == 0
	doc := m.Document.Shorten(func(d notify.Document) bool { return len(textOf(m, d, keyword, card)) <= maxBytes })
	title := notify.Clip(notify.Literal(doc.Title), maxTitle)
	body := textOf(m, doc, keyword, card)
	if card && doc.LinkURL != "" {
		return request{MsgType: "actionCard", ActionCard: &actionCard{
			Title: title, Text: body, SingleTitle: notify.Clip(doc.LinkLabel(), 20), SingleURL: notify.Inline(doc.LinkURL),
		}}
	}
	r := request{MsgType: "markdown", Markdown: &markdown{Title: title, Text: body}}
	if len(ids) > 0 {
		r.At = &at{UserIDs: ids}
	}
	return r
}

// textOf is the document in DingTalk's markdown. A line ends only at an empty
// line or after two spaces.
func textOf(m notify.Message, d notify.Document, keyword string, card bool) string {
	var out []string
	say := func(s string) {
		if s != "" {
			out = append(out, s)
		}
	}
	say(notify.Literal(m.RepeatLine()))
	if t := notify.Literal(d.Title); t != "" {
		say("### " + t)
	}
	var called []string
	for _, id := range m.MentionIDs() {
		called = append(called, "@"+id)
	}
	say(strings.Join(called, " "))
	for _, p := range d.Intro {
		say(notify.Literal(p))
	}
	n := 0
	for _, s := range d.Sections {
		if h := notify.Literal(s.Heading); h != "" {
			say("**" + h + "**")
		}
		for _, l := range s.Lines {
			n++
			line := strconv.Itoa(n) + ". "
			if l.Urgent {
				// The space is needed: by CommonMark's rules ** between 】 and a Han character ends no
				// emphasis.
				line += "**" + notify.Literal(l.Mark(d.Lang)) + "** "
			}
			line += notify.Literal(l.Text)
			if after := l.After(d.Lang); after != "" {
				line += "  \n" + notify.Literal(after)
			}
			say(line)
		}
	}
	say(notify.Literal(d.LeftOutLine()))
	for _, p := range d.Outro {
		say(notify.Literal(p))
	}
	if d.LinkURL != "" && !card {
		say("[" + notify.Literal(d.LinkLabel()) + "](" + notify.LiteralURL(d.LinkURL) + ")")
	}
	body := strings.Join(out, "\n\n")
	if k := notify.Literal(keyword); k != "" && !strings.Contains(body, k) {
		body += "\n\n" + k
	}
	return body
}
