package registry

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/phrase"
	"qunguan/sql/dbconn"
)

// dueNotice is what a dispatcher must know of a notice; its texts are kept as
// they were read.
type dueNotice struct {
	outbox.Notice
	content
}

// dueNotices leave out what no due notice has yet, and what only people ask
// for.
var dueNotices = table[dueNotice]{
	name: withTexts,
	columns: []string{
		"id", "seq", "kind", "recipient_type", "recipient", "recipient_name", "channel", "route_seq", "state", "created_ms", "not_before_ms", "next_ms", "tried_ms",
		"attempts", "doubts", "last_error", "title", "claimed_by", "claimed_until_ms", "version", "body", "document", "refs",
	},
	fields: func(n *dueNotice) []any {
		return []any{
			&n.ID, &n.Seq, &n.Kind, &n.Recipient.Type, &n.Recipient.Code, &n.Recipient.Name, &n.Channel, &n.RouteSeq, &n.State,
			moment{&n.CreatedAt},
			moment{&n.NotBefore},
			moment{&n.NextAt},
			moment{&n.TriedAt},
			&n.Attempts, &n.Doubts, &n.LastError, &n.Title, &n.ClaimedBy,
			moment{&n.ClaimedUntil},
			&n.Version, &n.Body, &n.document, &n.refs,
		}
	},
}

// Due lists at most limit notices that a dispatcher may take at now; those
// that have been waiting longest first (outbox.Store).
func (s *Store) Due(ctx context.Context, now time.Time, limit int, inHand map[int64]bool) ([]outbox.Notice, error) {
	return s.awake(ctx, now, limit, inHand, "<>")
}

// Expired lists at most limit notices that are still being sent although their
// claim is over (outbox.Store).
func (s *Store) Expired(ctx context.Context, now time.Time, limit int) ([]outbox.Notice, error) {
	return s.awake(ctx, now, limit, nil, "=")
}

// awake lists notices whose moment has come, of those that are or are not
// being sent. Which they are is read first: words are long, and in vain for
// those in hand.
func (s *Store) awake(ctx context.Context, now time.Time, limit int, inHand map[int64]bool, sending string) ([]outbox.Notice, error) {
	awake := " WHERE wake_ms > 0 AND wake_ms <= ? AND state " + sending + " 'sending'"
	var seqs []int64
	err := s.db.SelectContext(ctx, &seqs, "SELECT seq FROM notices"+awake+" ORDER BY wake_ms, seq LIMIT ?", ms(now), limit+len(inHand))
	if err != nil {
		return nil, fmt.Errorf("list due notices: %w", err)
	}
	seqs = slices.DeleteFunc(seqs, func(seq int64) bool { return inHand[seq] })
	seqs = seqs[:min(limit, len(seqs))]
	place := make(map[int64]int, len(seqs))
	for i, seq := range seqs {
		place[seq] = i
	}
	list := make([]outbox.Notice, 0, len(seqs))
	for chunk := range slices.Chunk(seqs, inList) {
		err := dueNotices.read(ctx, s.db, func(n dueNotice) error {
			n.Unread = &content{n.document, n.refs}
			list = append(list, n.Notice)
			return nil
		}, awake+" AND notices.seq IN ("+dbconn.In(len(chunk))+")", append([]any{ms(now)}, anys(chunk)...)...)
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(list, func(a, b outbox.Notice) int { return place[a.Seq] - place[b.Seq] })
	return list, nil
}

// content is a notice's document and the cases it is about, as they are
// stored.
type content struct{ document, refs string }

// Whole decodes everything (outbox.Content).
func (c *content) Whole() (doc notify.Document, refs []notify.CaseRef, err error) {
	if refs, err = c.cases(); err != nil {
		return doc, nil, err
	}
	if err := (document{&doc}).Scan(c.document); err != nil {
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
	found := stringsAt(c.document, "Title", "LinkText", "LinkURL", "Lang")
	for i, to := range []*string{&doc.Title, &doc.LinkText, &doc.LinkURL, &lang} {
		if found[i] == "" {
			continue
		}
		if err := json.Unmarshal([]byte(found[i]), to); err != nil {
			return doc, nil, fmt.Errorf("read a notice's document: %w", err)
		}
	}
	doc.Lang = phrase.Lang(lang)
	return doc, refs, nil
}

func (c *content) cases() (refs []notify.CaseRef, err error) {
	if err := (document{&refs}).Scan(c.refs); err != nil {
		return nil, fmt.Errorf("read the cases of a notice: %w", err)
	}
	return refs, nil
}

// stringsAt are the strings, with their quotes, that stand under the keys in
// the outermost object of a JSON text; empty where there is none. It decodes
// nothing on its way there: a document is decoded for those channels only that
// render it.
func stringsAt(text string, keys ...string) []string {
	found := make([]string, len(keys))
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
			end := endOfString(text, i+1)
			if end < 0 {
				return found
			}
			if depth == 1 && !value {
				name = text[i+1 : end]
			} else if k := slices.Index(keys, name); depth == 1 && k >= 0 && found[k] == "" {
				found[k] = text[i : end+1]
			}
			i = end
		}
	}
	return found
}

// endOfString is where the quote stands that ends the string; -1 if none does.
func endOfString(text string, from int) int {
	for i := from; i < len(text); i++ {
		n := strings.IndexByte(text[i:], '"')
		if n < 0 {
			return -1
		}
		i += n
		escaped := false // an odd number of backslashes before it
		for j := i - 1; j >= from && text[j] == '\\'; j-- {
			escaped = !escaped
		}
		if !escaped {
			return i
		}
	}
	return -1
}
