package email

import (
	"bytes"
	"mime"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"qunguan/notify"
)

// A group or a person can be called what looks like an encoded word. A reader's
// program that decodes it would show a name that nobody has.
func TestANameThatLooksLikeAnEncodedWordStaysText(t *testing.T) {
	const lookalike = "=?utf-8?B?5Y6/6ZW/?="
	for _, title := range []string{lookalike, "Groups of " + lookalike + " today", "工作群“" + lookalike + "”没有群主", "a =?utf-8?q?b"} {
		c := &Channel{now: time.Now, from: netmail.Address{Name: "群管 " + lookalike, Address: "worker@mail.test"}, domain: "mail.test"}
		m := notify.Message{ID: "m1", Recipient: notify.Recipient{Name: lookalike}, Document: notify.Document{Title: title, Intro: []string{lookalike}}}
		m.Attachments = []notify.Attachment{{Name: lookalike + ".xlsx", Data: []byte("x")}}
		msg, err := c.compose(m, "p1@mail.test")
		if err != nil {
			t.Fatal(err)
		}
		var text bytes.Buffer
		if _, err := msg.WriteTo(&text); err != nil {
			t.Fatal(err)
		}
		read, err := netmail.ReadMessage(&text)
		if err != nil {
			t.Fatal(err)
		}
		decode := new(mime.WordDecoder)
		subject, err := decode.DecodeHeader(read.Header.Get("Subject"))
		if err != nil || subject != title {
			t.Errorf("subject %q is read as %q, %v", title, subject, err)
		}
		to, err := read.Header.AddressList("To")
		if err != nil || to[0].Name != lookalike {
			t.Errorf("recipient is read as %v, %v", to, err)
		}
		from, err := read.Header.AddressList("From")
		if err != nil || from[0].Name != "群管 "+lookalike {
			t.Errorf("sender is read as %v, %v", from, err)
		}
		var body bytes.Buffer
		if _, err := body.ReadFrom(read.Body); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(body.String()) {
			if name, ok := strings.CutPrefix(strings.TrimSpace(line), "filename="); ok && strings.Contains(name, lookalike) {
				t.Errorf("an attachment's name is left as it is: %s", name)
			}
		}
	}
}
