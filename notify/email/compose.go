package email

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html/template"
	netmail "net/mail"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/wneessen/go-mail"

	"qunguan/notify"
	"qunguan/reconcile/phrase"
)

//go:embed mail.html.tmpl
var htmlSource string

var htmlTemplate = template.Must(template.New("mail").Parse(htmlSource))

// compose builds the mail. Every identifier in it is derived from the message's id, so that a second
// attempt is the same mail to every server and reader.
func (c *Channel) compose(m notify.Message, to string) (*mail.Msg, error) {
	// Base64, because quoted-printable makes Chinese three times as long; short Chinese headers stay
	// whole.
	msg := mail.NewMsg(mail.WithEncoding(mail.EncodingB64), mail.WithNoDefaultUserAgent())
	// From is set as an address and not as one text: a quotation mark in a name would end the quoted
	// name, and the mail would have no recipient.
	msg.FromMailAddress(&c.from)
	msg.ToMailAddress(&netmail.Address{Name: notify.Inline(m.Recipient.Name), Address: to})
	msg.Subject(subject(notify.Inline(m.Document.Title)))
	msg.SetDateWithValue(c.now())
	msg.SetMessageIDWithValue(idText(m.ID) + "@" + c.domain)
	msg.SetBulk() // Precedence: bulk and X-Auto-Response-Suppress: All
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("List-Id", "<notices.qunguan."+c.domain+">")
	if c.dkim != nil {
		msg.SetDKIM(c.dkim)
	}

	page, err := renderHTML(m)
	if err != nil {
		return nil, err
	}
	msg.SetBodyString(mail.TypeTextPlain, plain(m))
	msg.AddAlternativeString(mail.TypeTextHTML, page)
	for _, a := range m.Attachments {
		if err := msg.AttachReader(fileName(a.Name), bytes.NewReader(a.Data), mail.WithFileContentType(contentType(a))); err != nil {
			return nil, fmt.Errorf("attachment: %w", err)
		}
	}
	return msg, nil
}

// wordBytes is how many bytes of text one encoded word holds: 75 characters at most in all (RFC 2047).
const wordBytes = 45

// subject writes plain ASCII with what looks like an encoded word as encoded words: the library leaves
// it as it is, and a reader's program would decode a name that the group only pretends to have. Every
// other text the library encodes whole.
func subject(text string) string {
	if !strings.Contains(text, "=?") || strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII }) {
		return text
	}
	var words []string
	for part := range slices.Chunk([]byte(text), wordBytes) {
		words = append(words, "=?UTF-8?B?"+base64.StdEncoding.EncodeToString(part)+"?=")
	}
	return strings.Join(words, " ")
}

func plain(m notify.Message) string {
	return m.PlainText() + "\n\n-- \n" + m.Document.Lang.Say("channel.mail_foot") + "\n"
}

// idText is a message id as the left side of a Message-ID: unchanged where it has no special
// characters, else in hex, so that two ids never become equal.
func idText(id string) string {
	for _, r := range id {
		if !(r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '-' || r == '_') {
			return "x" + hex.EncodeToString([]byte(id))
		}
	}
	return id
}

func fileName(name string) string {
	name = notify.Inline(path.Base(strings.ReplaceAll(name, `\`, "/")))
	if name == "" || name == "." || name == "/" {
		return "attachment"
	}
	return name
}

func contentType(a notify.Attachment) mail.ContentType {
	if a.ContentType == "" || strings.ContainsAny(a.ContentType, "\r\n") {
		return mail.TypeAppOctetStream
	}
	return mail.ContentType(a.ContentType)
}

// page holds the template's values: texts made safe for one line each.
type page struct {
	HTMLLang string
	Preview  string // the text under the subject in a list of mails
	Title    string
	Repeat   string
	Intro    []string
	Sections []pageSection
	LeftOut  string
	Outro    []string
	LinkText string
	LinkURL  string
	Foot     string
}

type pageSection struct {
	Heading string
	Lines   []pageLine
}

type pageLine struct {
	Number int
	Urgent string
	Text   string
	Todo   string
	Due    string
}

func renderHTML(m notify.Message) (string, error) {
	d := m.Document
	p := page{
		HTMLLang: "zh-CN",
		Title:    notify.Inline(d.Title),
		Repeat:   m.RepeatLine(),
		Intro:    inline(d.Intro),
		LeftOut:  d.LeftOutLine(),
		Outro:    inline(d.Outro),
		Foot:     d.Lang.Say("channel.mail_foot"),
	}
	if d.Lang == phrase.En {
		p.HTMLLang = "en"
	}
	switch {
	case p.Repeat != "":
		p.Preview = p.Repeat
	case len(p.Intro) > 0:
		p.Preview = p.Intro[0]
	}
	if d.LinkURL != "" {
		p.LinkText, p.LinkURL = d.LinkLabel(), d.LinkURL
	}
	n := 0
	for _, s := range d.Sections {
		ps := pageSection{Heading: notify.Inline(s.Heading)}
		for _, l := range s.Lines {
			n++
			pl := pageLine{Number: n, Text: notify.Inline(l.Text)}
			if l.Urgent {
				pl.Urgent = d.Lang.Say("channel.urgent_badge")
			}
			if todo := notify.Inline(l.Todo); todo != "" {
				pl.Todo = d.Lang.Say("channel.todo", "todo", todo)
			}
			if due := notify.Inline(l.DueOn); due != "" {
				pl.Due = d.Lang.Say("channel.due", "date", due)
			}
			ps.Lines = append(ps.Lines, pl)
		}
		p.Sections = append(p.Sections, ps)
	}
	var b strings.Builder
	if err := htmlTemplate.Execute(&b, p); err != nil {
		return "", fmt.Errorf("mail template: %w", err)
	}
	return b.String(), nil
}

func inline(texts []string) []string {
	var out []string
	for _, t := range texts {
		if t = notify.Inline(t); t != "" {
			out = append(out, t)
		}
	}
	return out
}
