package notify

import "strings"

// LinkPlaceholder stands in stored documents and texts in place of an action link. The link is a
// credential, so it is filled in only while the message is sent.
const LinkPlaceholder = "〔链接〕"

// HasLink reports whether an action link is to be filled in.
func (d Document) HasLink() bool { return d.LinkURL == LinkPlaceholder }

// WithLink is the message with its link. The last placeholder of the text is the link's; an earlier one
// is data that looks like it.
func (m Message) WithLink(url string) Message {
	if !m.Document.HasLink() {
		return m
	}
	m.Document.LinkURL, m.Text = url, TextWithLink(m.Text, url)
	return m
}

// TextWithLink is a notice's stored text with its link, for a person who passes the text on by hand.
func TextWithLink(text, url string) string {
	if at := strings.LastIndex(text, LinkPlaceholder); at >= 0 {
		return text[:at] + url + text[at+len(LinkPlaceholder):]
	}
	return text
}
