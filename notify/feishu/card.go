package feishu

import (
	"encoding/json"
	"strconv"
	"strings"

	"qunguan/notify"
)

// maxBody is the limit of a whole request, in bytes (20 KB), with room for
// timestamp and signature.
const maxBody = 20000 - 200

type request struct {
	Timestamp string `json:"timestamp,omitempty"`
	Sign      string `json:"sign,omitempty"`
	MsgType   string `json:"msg_type"`
	Card      card   `json:"card"`
}

type card struct {
	Config   cardConfig `json:"config"`
	Header   header     `json:"header"`
	Elements []element  `json:"elements"`
}

type cardConfig struct {
	Wide bool `json:"wide_screen_mode"`
}

type header struct {
	Title    text   `json:"title"`
	Template string `json:"template"` // colour
}

// element is one of: div with text, hr, action with buttons, note with texts.
type element struct {
	Tag      string   `json:"tag"`
	Text     *text    `json:"text,omitempty"`
	Actions  []button `json:"actions,omitempty"`
	Elements []text   `json:"elements,omitempty"`
}

type button struct {
	Tag  string `json:"tag"`
	Text text   `json:"text"`
	URL  string `json:"url"`
	Type string `json:"type"`
}

// text is literal (plain_text) for all data, so that markup or a call in it is only text. lark_md
// carries our own bold headings and mentions.
type text struct {
	Tag     string `json:"tag"`
	Content string `json:"content"`
}

func plain(s string) text { return text{Tag: "plain_text", Content: s} }

// render is the message as an interactive card, shortened to the limit.
func render(m notify.Message, keyword string) request {
	doc := m.Document.Shorten(func(d notify.Document) bool {
		raw, err := json.Marshal(cardOf(m, d, keyword))
		return err == nil && len(raw) <= maxBody
	})
	return cardOf(m, doc, keyword)
}

func cardOf(m notify.Message, d notify.Document, keyword string) request {
	title := notify.Inline(d.Title)
	if m.Repeat {
		title = d.Lang.Say("channel.repeat_mark") + title
	}
	c := card{Config: cardConfig{Wide: true}, Header: header{Title: plain(title), Template: "blue"}}
	var said strings.Builder
	say := func(s string) {
		if s != "" {
			t := plain(s)
			c.Elements = append(c.Elements, element{Tag: "div", Text: &t})
			said.WriteString(s + "\n")
		}
	}
	markdown := func(s string) {
		c.Elements = append(c.Elements, element{Tag: "div", Text: &text{Tag: "lark_md", Content: s}})
	}
	say(m.RepeatLine())
	if ids := m.MentionIDs(); len(ids) > 0 {
		markdown("<at id=" + strings.Join(ids, "></at> <at id=") + "></at>")
	}
	for _, p := range d.Intro {
		say(notify.Inline(p))
	}
	n := 0
	for _, s := range d.Sections {
		if h := notify.Inline(s.Heading); h != "" {
			markdown("**" + notify.Literal(h) + "**")
		}
		var lines []string
		for _, l := range s.Lines {
			n++
			lines = append(lines, strconv.Itoa(n)+". "+l.Mark(d.Lang)+notify.Inline(l.Text))
			if l.Urgent {
				c.Header.Template = "red"
			}
			if after := l.After(d.Lang); after != "" {
				lines = append(lines, "    "+after)
			}
		}
		say(strings.Join(lines, "\n"))
	}
	say(d.LeftOutLine())
	for _, p := range d.Outro {
		say(notify.Inline(p))
	}
	if d.LinkURL != "" {
		c.Elements = append(c.Elements, element{Tag: "action", Actions: []button{
			{Tag: "button", Text: plain(d.LinkLabel()), URL: notify.Inline(d.LinkURL), Type: "primary"},
		}})
	}
	if k := notify.Inline(keyword); k != "" && !strings.Contains(said.String(), k) {
		c.Elements = append(c.Elements, element{Tag: "note", Elements: []text{plain(k)}})
	}
	return request{MsgType: "interactive", Card: c}
}
