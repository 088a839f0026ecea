package channeltest

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
)

// Parts are the parts of a mail, as a mail program reads them.
type Parts struct {
	Header  mail.Header
	Subject string
	To      []*mail.Address
	Text    string
	HTML    string
	Files   map[string][]byte
}

// Open parses a mail and fails the test where it is malformed.
func (m Mail) Open(t testing.TB) Parts {
	t.Helper()
	msg, err := mail.ReadMessage(bytes.NewReader(m.Raw))
	if err != nil {
		t.Fatalf("mail: %v\n%s", err, m.Raw)
	}
	p := Parts{Header: msg.Header, Files: map[string][]byte{}}
	if p.Subject, err = new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject")); err != nil {
		t.Fatalf("subject: %v", err)
	}
	if p.To, err = msg.Header.AddressList("To"); err != nil {
		t.Fatalf("To: %v", err)
	}
	p.take(t, map[string][]string(msg.Header), msg.Body)
	return p
}

func (p *Parts) take(t testing.TB, header map[string][]string, body io.Reader) {
	t.Helper()
	get := func(k string) string {
		if v := header[k]; len(v) > 0 {
			return v[0]
		}
		return ""
	}
	kind, params, err := mime.ParseMediaType(get("Content-Type"))
	if err != nil {
		t.Fatalf("content type %q: %v", get("Content-Type"), err)
	}
	if strings.HasPrefix(kind, "multipart/") {
		r := multipart.NewReader(body, params["boundary"])
		for {
			part, err := r.NextRawPart()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				t.Fatalf("part: %v", err)
			}
			p.take(t, part.Header, part)
		}
	}
	switch strings.ToLower(get("Content-Transfer-Encoding")) {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	raw, err := io.ReadAll(body)
	if err != nil {
		t.Fatalf("%s: %v", kind, err)
	}
	if disposition, dp, err := mime.ParseMediaType(get("Content-Disposition")); err == nil && disposition == "attachment" {
		name, err := new(mime.WordDecoder).DecodeHeader(dp["filename"])
		if err != nil {
			t.Fatalf("file name: %v", err)
		}
		p.Files[name] = raw
		return
	}
	switch kind {
	case "text/plain":
		p.Text = string(raw)
	case "text/html":
		p.HTML = string(raw)
	}
}
