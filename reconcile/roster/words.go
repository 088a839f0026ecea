package roster

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"time"

	"qunguan/reconcile/workgroup"
)

// wordsMark begins a document of words: when members of one group spoke, as
// rosters said that were replaced since. Of a member it holds the key, the
// nickname and the moment.
const wordsMark = "QGW"

// Words is a document of when members spoke, with the newest and the oldest of the times.
type Words struct {
	Newest, Oldest time.Time
	Document       []byte // empty: nobody did
}

// WordsOf is the moment at which a member spoke, as a document of words has it. Robots' words are no
// activity; robots and members who never spoke have none.
func WordsOf(m *workgroup.Member) (words workgroup.Member, ok bool) {
	return workgroup.Member{Account: m.Key(), Nickname: m.Nickname, SpokeAt: m.SpokeAt}, !m.SpokeAt.IsZero() && m.Role != workgroup.RoleRobot
}

// Words appends the document of words, which it sorts, each once.
func (e *Encoder) Words(to []byte, words []workgroup.Member) (w Words, err error) {
	if len(words) == 0 {
		return w, nil
	}
	slices.SortFunc(words, CompareWords)
	words = slices.CompactFunc(words, func(a, b workgroup.Member) bool { return CompareWords(a, b) == 0 })
	w.Newest, w.Oldest = words[0].SpokeAt, words[0].SpokeAt
	for i := range words {
		if at := words[i].SpokeAt; at.After(w.Newest) {
			w.Newest = at
		} else if at.Before(w.Oldest) {
			w.Oldest = at
		}
	}
	w.Document, err = e.AppendWords(to, words)
	return w, err
}

// AppendWords appends the document of when members spoke. Their accounts are
// keys. The same words in the same order (CompareWords) give the same bytes.
func (e *Encoder) AppendWords(to []byte, words []workgroup.Member) ([]byte, error) {
	e.text = binary.AppendUvarint(e.text[:0], uint64(len(words)))
	e.texts(words, func(m *workgroup.Member) string { return m.Account })
	e.texts(words, func(m *workgroup.Member) string { return m.Nickname })
	e.moments(words, func(m *workgroup.Member) time.Time { return m.SpokeAt })
	if len(e.text) > maxText {
		return to, fmt.Errorf("the words of %d members are too large for a document", len(words))
	}
	return framed(to, wordsMark, e.text), nil
}

// Words gives a document's words in their order: accounts (keys), nicknames and
// moments. The list is good until the decoder's next document.
func (d *Decoder) Words(document []byte) ([]workgroup.Member, error) {
	return d.decode(wordsMark, document, func(c *cursor) bool {
		return d.texts(c.column(), func(m *workgroup.Member, s string) { m.Account = s }) &&
			d.texts(c.column(), func(m *workgroup.Member, s string) { m.Nickname = s }) &&
			d.moments(c.column(), func(m *workgroup.Member, t time.Time) { m.SpokeAt = t })
	})
}

// CompareWords is the order of words in a document: by key, then by time.
func CompareWords(a, b workgroup.Member) int {
	if order := strings.Compare(a.Account, b.Account); order != 0 {
		return order
	}
	if order := a.SpokeAt.Compare(b.SpokeAt); order != 0 {
		return order
	}
	return strings.Compare(a.Nickname, b.Nickname)
}
