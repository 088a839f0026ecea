package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/phrase"
	"qunguan/sql/base"
)

// dueNotice is the part of a notice that a dispatcher needs; its texts are kept
// undecoded, for most notices are claimed before one is read.
type dueNotice struct {
	outbox.Notice
	content
}

// dueNotices leaves out columns that are empty in every due notice, and those
// that only people ask for.
var dueNotices = base.Table[dueNotice]{
	Name: NoticesWithTexts,
	Columns: []string{
		"id", "kind", "recipient_type", "recipient", "recipient_name", "channel", "route_seq", "state", "created_ms", "not_before_ms", "next_ms", "tried_ms",
		"attempts", "doubts", "last_error", "title", "claimed_by", "claimed_until_ms", "version", "body", "document", "refs",
	},
	Fields: func(n *dueNotice) []any {
		return []any{
			&n.ID, &n.Kind, &n.Recipient.Type, &n.Recipient.Code, &n.Recipient.Name, &n.Channel, &n.RouteSeq, &n.State,
			base.Moment(&n.CreatedAt),
			base.Moment(&n.NotBefore),
			base.Moment(&n.NextAt),
			base.Moment(&n.TriedAt),
			&n.Attempts, &n.Doubts, &n.LastError, &n.Title, &n.ClaimedBy,
			base.Moment(&n.ClaimedUntil),
			&n.Version, &n.Body, &n.document, &n.refs,
		}
	},
}

// Due lists at most limit notices that a dispatcher may take at now; those
// that have been waiting longest first (outbox.Store).
func (s *Store) Due(ctx context.Context, now time.Time, limit int) ([]outbox.Notice, error) {
	return s.awake(ctx, now, limit, "<>")
}

// Expired lists at most limit notices that are still being sent although their
// claim is over (outbox.Store).
func (s *Store) Expired(ctx context.Context, now time.Time, limit int) ([]outbox.Notice, error) {
	return s.awake(ctx, now, limit, "=")
}

// awake lists notices with a moment that has come, of those that are or are not
// being sent.
func (s *Store) awake(ctx context.Context, now time.Time, limit int, sending string) ([]outbox.Notice, error) {
	var list []outbox.Notice
	err := dueNotices.Read(ctx, s.DB, func(n dueNotice) error {
		if list == nil {
			list = make([]outbox.Notice, 0, min(limit, dueAtOnce))
		}
		n.Unread = &content{n.document, n.refs}
		list = append(list, n.Notice)
		return nil
	}, " WHERE wake_ms > 0 AND wake_ms <= ? AND state "+sending+" 'sending' ORDER BY wake_ms, seq LIMIT ?", base.MS(now), limit)
	return list, err
}

// dueAtOnce is for how many due notices room is made at first.
const dueAtOnce = 128

// content is a notice's document and the cases it is about, as they are
// stored.
type content struct{ document, refs string }

// Whole decodes everything (outbox.Content).
func (c *content) Whole() (doc notify.Document, refs []notify.CaseRef, err error) {
	if refs, err = c.cases(); err != nil {
		return doc, nil, err
	}
	if err := (base.JSON(&doc)).Scan(c.document); err != nil {
		return doc, nil, fmt.Errorf("read a notice's document: %w", err)
	}
	return doc, refs, nil
}

// Plain decodes of the document what stands beside a text that is sent as it
// is (outbox.Content).
func (c *content) Plain() (doc notify.Document, refs []notify.CaseRef, err error) {
	if refs, err = c.cases(); err != nil {
		return doc, nil, err
	}
	var lang string
	for key, to := range map[string]*string{"Title": &doc.Title, "LinkText": &doc.LinkText, "LinkURL": &doc.LinkURL, "Lang": &lang} {
		quoted := stringAt(c.document, key)
		if quoted == "" {
			continue
		}
		if err := json.Unmarshal([]byte(quoted), to); err != nil {
			return doc, nil, fmt.Errorf("read %s of a notice's document: %w", key, err)
		}
	}
	doc.Lang = phrase.Lang(lang)
	return doc, refs, nil
}

func (c *content) cases() (refs []notify.CaseRef, err error) {
	if err := (base.JSON(&refs)).Scan(c.refs); err != nil {
		return nil, fmt.Errorf("read the cases of a notice: %w", err)
	}
	return refs, nil
}

// stringAt is the string, with its quotes, that stands under the key in the
// outermost object of a JSON text; empty where there is none. It decodes
// nothing on its way there: a document is decoded for those channels only that
// render it.
func stringAt(text, key string) string {
	depth, name, value := 0, "", false
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case ':':
			value = depth == 1
		case ',':
			value = false
		case '"':
			end := i + 1
			for end < len(text) && text[end] != '"' {
				if text[end] == '\\' {
					end++
				}
				end++
			}
			if end >= len(text) {
				return ""
			}
			switch {
			case depth == 1 && !value:
				name = text[i+1 : end]
			case depth == 1 && name == key:
				return text[i : end+1]
			}
			i = end
		}
	}
	return ""
}
