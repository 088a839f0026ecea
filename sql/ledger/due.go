package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/phrase"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// dueNotice is the part of a notice that a dispatcher needs; its texts are kept
// undecoded, for most notices are claimed before one is read.
type dueNotice struct {
	outbox.Notice
	content

	at outbox.Cursor
}

// dueNotices leaves out columns that are empty in every due notice, and those
// that only people ask for.
var dueNotices = base.Table[dueNotice]{
	Name: NoticesWithTexts,
	Columns: []string{
		"id", "kind", "recipient_type", "recipient", "recipient_name", "channel", "route_seq", "state", "created_ms", "not_before_ms", "next_ms", "tried_ms",
		"attempts", "route_attempts", "doubts", "last_error", "title", "version", "body", "document", "refs", "wake_ms", "seq",
	},
	Fields: func(n *dueNotice) []any {
		return []any{
			&n.ID, &n.Kind, &n.Recipient.Type, &n.Recipient.Code, &n.Recipient.Name, &n.Channel, &n.RouteSeq, &n.State,
			base.Moment(&n.CreatedAt),
			base.Moment(&n.NotBefore),
			base.Moment(&n.NextAt),
			base.Moment(&n.TriedAt),
			&n.Attempts, &n.ByRoute, &n.Doubts, &n.LastError, &n.Title,
			&n.Version, &n.Body, &n.document, &n.refs, &n.at.Wake, &n.at.Seq,
		}
	},
}

// Due reads the next notices that a dispatcher may take, those that have been waiting longest first
// (outbox.Store). The claims are read before the notices: a notice that another process records
// between the two still is in a claim.
func (s *Store) Due(ctx context.Context, q outbox.Query) (outbox.Page, error) {
	open, err := ReadClaims(ctx, s.DB)
	if err != nil {
		return outbox.Page{}, err
	}
	d := dueReader{db: s.DB, q: q, open: open, page: outbox.Page{Seen: open.seen, Next: q.After}}
	if d.engaged, err = s.engaged(ctx, s.DB, open.foreign(q.Owner)); err != nil {
		return outbox.Page{}, err
	}
	if err := d.read(ctx, max(q.After.Wake, 1), " AND (wake_ms > ? OR seq > ?)", q.After.Wake, q.After.Seq); err != nil {
		return outbox.Page{}, err
	}
	first := q.After == outbox.Cursor{}
	if first && d.page.Full {
		if err := d.opsFirst(ctx); err != nil {
			return outbox.Page{}, err
		}
	}
	if err := tellings(ctx, s.DB, d.page.Notices); err != nil || !first {
		return d.page, err
	}
	if over := open.endedBy(base.MS(q.Now)); len(over) > 0 {
		if d.page.Expired, err = s.notices(ctx, " WHERE id IN ("+dbconn.In(len(over))+")", base.Args(over)...); err != nil {
			return outbox.Page{}, err
		}
	}
	return d.page, nil
}

// dueReader reads a page.
type dueReader struct {
	db      dbconn.Querier
	q       outbox.Query
	open    OpenClaims
	engaged map[notify.Recipient]bool // in somebody else's claim
	page    outbox.Page
}

func (d *dueReader) read(ctx context.Context, from int64, where string, args ...any) error {
	args = append([]any{from, base.MS(d.q.Now)}, args...)
	if len(d.q.Except) > 0 {
		where, args = where+" AND channel NOT IN ("+dbconn.In(len(d.q.Except))+")", append(args, base.Args(d.q.Except)...)
	}
	rows := 0
	err := dueNotices.Read(ctx, d.db, func(n dueNotice) error {
		if d.page.Notices == nil {
			d.page.Notices = make([]outbox.Notice, 0, d.q.Limit)
		}
		rows++
		d.page.Next = n.at
		if d.open.by[n.ID] == nil && !d.engaged[n.Recipient.Key()] {
			n.Unread = &dueContent{content: n.content}
			d.page.Notices = append(d.page.Notices, n.Notice)
		}
		return nil
	}, " WHERE wake_ms >= ? AND wake_ms <= ?"+where+" ORDER BY wake_ms, seq LIMIT ?", append(args, d.q.Limit)...)
	d.page.Full = rows == d.q.Limit
	return err
}

// opsFirst puts the operators' notices before a full page: they may say why the others fail.
func (d *dueReader) opsFirst(ctx context.Context) error {
	ops := dueReader{db: d.db, q: d.q, open: d.open, engaged: d.engaged}
	if err := ops.read(ctx, 1, " AND recipient_type = ? AND recipient = '' AND kind = ?", notify.ToOps, notify.KindOps); err != nil {
		return err
	}
	d.page.Notices = slices.DeleteFunc(d.page.Notices, func(n outbox.Notice) bool { return n.Kind == notify.KindOps })
	d.page.Notices = append(ops.page.Notices, d.page.Notices...)
	return nil
}

// content is a notice's document and the cases it is about, as they are
// stored.
type content struct{ document, refs string }

// Whole decodes everything (outbox.Content).
func (c *content) Whole() (doc notify.Document, refs []notify.CaseRef, err error) {
	if refs, err = c.cases(); err != nil {
		return doc, nil, err
	}
	if err := base.JSON(&doc).Scan(c.document); err != nil {
		return doc, nil, fmt.Errorf("read a notice's document: %w", err)
	}
	return doc, refs, nil
}

// Plain decodes the parts of the document beside a text that is sent as it is (outbox.Content).
func (c *content) Plain() (doc notify.Document, refs []notify.CaseRef, err error) {
	if refs, err = c.cases(); err != nil {
		return doc, nil, err
	}
	var lang string
	err = eachString(c.document, func(key, quoted string) error {
		var to *string
		switch key {
		case "Title":
			to = &doc.Title
		case "LinkText":
			to = &doc.LinkText
		case "LinkURL":
			to = &doc.LinkURL
		case "Lang":
			to = &lang
		default:
			return nil
		}
		if strings.IndexByte(quoted, '\\') < 0 {
			*to = quoted[1 : len(quoted)-1]
			return nil
		}
		if err := json.Unmarshal([]byte(quoted), to); err != nil {
			return fmt.Errorf("read %s of a notice's document: %w", key, err)
		}
		return nil
	})
	doc.Lang = phrase.Lang(lang)
	return doc, refs, err
}

func (c *content) cases() (refs []notify.CaseRef, err error) {
	if err := base.JSON(&refs).Scan(c.refs); err != nil {
		return nil, fmt.Errorf("read the cases of a notice: %w", err)
	}
	return refs, nil
}

// eachString calls fn for each string, with its quotes, that stands under a key in the outermost object
// of a JSON text. It decodes nothing: a document is decoded for those channels only that render it.
func eachString(text string, fn func(key, quoted string) error) error {
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
			end := closingQuote(text, i+1)
			if end < 0 {
				return nil
			}
			switch {
			case depth == 1 && !value:
				name = text[i+1 : end]
			case depth == 1:
				if err := fn(name, text[i:end+1]); err != nil {
					return err
				}
			}
			i = end
		}
	}
	return nil
}

// closingQuote is the place of the quote that ends the string whose content begins at the place; -1 where
// there is none.
func closingQuote(text string, content int) int {
	for from := content; ; {
		n := strings.IndexByte(text[from:], '"')
		if n < 0 {
			return -1
		}
		end := from + n
		escapes := end
		for escapes > content && text[escapes-1] == '\\' {
			escapes--
		}
		if (end-escapes)%2 == 0 {
			return end
		}
		from = end + 1
	}
}
