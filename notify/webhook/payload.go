package webhook

import "qunguan/notify"

// body is the JSON for a receiver (contract §4). Receivers depend on the names.
type body struct {
	ID            string           `json:"id"` // also the header webhook-id, the same on every attempt
	Kind          string           `json:"kind"`
	Recipient     string           `json:"recipient"`      // the recipient's code; ops: empty
	RecipientType string           `json:"recipient_type"` // person, group, unit, office, ops
	Title         string           `json:"title"`
	Text          string           `json:"text"` // plain text, with 可能重复 before it on a second try
	URL           string           `json:"url"`
	Cases         []notify.CaseRef `json:"cases"` // every case, also past the lines of text; never null
}

// payload is the message in the form for a receiver. Recipients other than people are shared rooms:
// people's codes and sentences about them stay out of it, whatever the composer put in.
func payload(m notify.Message) body {
	cases := make([]notify.CaseRef, 0, len(m.Cases))
	for _, c := range m.Cases {
		if !m.Recipient.Private() {
			c.Account, c.Person, c.Title, c.Todo = "", "", "", ""
		}
		cases = append(cases, c)
	}
	return body{
		ID:            m.ID,
		Kind:          m.Kind,
		Recipient:     m.Recipient.Code,
		RecipientType: m.Recipient.Type,
		Title:         m.Document.Title,
		Text:          m.PlainText(),
		URL:           m.Document.LinkURL,
		Cases:         cases,
	}
}
