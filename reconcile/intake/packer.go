package intake

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"

	"qunguan/reconcile/compact"
	"qunguan/reconcile/workgroup"
)

// packer packs the records of a kind into texts and unpacks them, column by column. Equal records mostly have equal
// texts; records with equal texts are equal. It is for one goroutine.
//
// A text has the key, where one column is the key; then a bit for each other column, and the values of those that are
// not empty.
type packer[T any] struct {
	kind      *Records[T]
	key       int             // the column that is the key; negative: there are several
	columns   []int           // the others
	words     []compact.Words // of each of them
	platforms compact.Words   // of accounts
	texts     compact.Texts
	row       T // the record being packed or unpacked
	text      []byte
}

func newPacker[T any](k *Records[T]) *packer[T] {
	p := &packer[T]{kind: k, key: -1}
	keys := 0
	for i := range k.Columns {
		if c := &k.Columns[i]; c.Key && c.Name != "" {
			keys, p.key = keys+1, i
		}
	}
	if keys != 1 || k.KeyOf != nil {
		p.key = -1
	}
	for i := range k.Columns {
		c := &k.Columns[i]
		if c.Field == nil || i == p.key || c.Key && c.Name == "" { // a key column without a heading follows from the others
			continue
		}
		p.columns = append(p.columns, i)
	}
	p.words = make([]compact.Words, len(p.columns))
	return p
}

// emptyValue is the packed form of what is empty, not true, or 0.
const emptyValue = "\x00"

// pack is a record as a text, valid until the next.
func (p *packer[T]) pack(record *T) []byte {
	p.row = *record
	to := p.text[:0]
	if p.key >= 0 {
		to = (*compact.Words)(nil).Append(to, *p.kind.Columns[p.key].Field(&p.row).(*string)) //nolint:forcetypeassert // keys are texts
	}
	filled := len(to)
	to = append(to, make([]byte, (len(p.columns)+7)/8)...)
	for i, column := range p.columns {
		from := len(to)
		if to = p.appendColumn(to, &p.kind.Columns[column], &p.words[i]); string(to[from:]) == emptyValue {
			to = to[:from]
			continue
		}
		to[filled+i/8] |= 1 << (i % 8)
	}
	p.text = to
	return to
}

func (p *packer[T]) appendColumn(to []byte, c *Column[T], w *compact.Words) []byte {
	switch v := c.Field(&p.row).(type) {
	case *string:
		return w.Append(to, *v)
	case *workgroup.Date:
		return w.Append(to, string(*v))
	case *workgroup.Secret:
		return w.Append(to, v.Reveal())
	case *workgroup.ColumnsSeen:
		return w.Append(to, string(*v))
	case *workgroup.Accounts:
		return p.appendAccounts(to, *v, w)
	case *[]string:
		return w.Append(to, compact.ListText(*v))
	case *workgroup.Scope:
		return w.Append(to, scopeText(v))
	case *bool:
		if *v {
			return append(to, 1)
		}
		return append(to, 0)
	case *int:
		return binary.AppendVarint(to, int64(*v))
	case *float64:
		return binary.LittleEndian.AppendUint64(to, math.Float64bits(*v))
	default:
		panic(fmt.Sprintf("column %s: a %T cannot be kept", c.Stored, v))
	}
}

// unpack is the record at the place. Its texts keep a long text in memory.
func (p *packer[T]) unpack(at uint32) T {
	p.row = p.kind.blank()
	from := p.texts.From(at)
	if p.key >= 0 {
		key := p.kind.Columns[p.key].Field(&p.row).(*string) //nolint:forcetypeassert // keys are texts
		*key, from = (*compact.Words)(nil).Cut(from)
	}
	filled := from
	from = from[(len(p.columns)+7)/8:]
	for i, column := range p.columns {
		if filled[i/8]&(1<<(i%8)) == 0 {
			p.cutColumn(emptyValue, &p.kind.Columns[column], &p.words[i])
			continue
		}
		from = p.cutColumn(from, &p.kind.Columns[column], &p.words[i])
	}
	return p.row
}

func (p *packer[T]) cutColumn(from string, c *Column[T], w *compact.Words) (rest string) {
	var s string
	switch v := c.Field(&p.row).(type) {
	case *string:
		*v, from = w.Cut(from)
	case *workgroup.Date:
		s, from = w.Cut(from)
		*v = workgroup.Date(s)
	case *workgroup.Secret:
		s, from = w.Cut(from)
		*v = workgroup.Secret(s)
	case *workgroup.ColumnsSeen:
		s, from = w.Cut(from)
		*v = workgroup.ColumnsSeen(s)
	case *workgroup.Accounts:
		*v, from = p.cutAccounts(from, w)
	case *[]string:
		s, from = w.Cut(from)
		*v = compact.ListOf(s)
	case *workgroup.Scope:
		s, from = w.Cut(from)
		*v = scopeOf(s)
	case *bool:
		*v, from = from[0] == 1, from[1:]
	case *int:
		n, size := binary.Varint([]byte(from[:min(len(from), binary.MaxVarintLen64)]))
		*v, from = int(n), from[size:]
	case *float64:
		*v, from = math.Float64frombits(binary.LittleEndian.Uint64([]byte(from[:8]))), from[8:]
	}
	return from
}

// appendAccounts appends the number of accounts, and of each its platform and itself.
func (p *packer[T]) appendAccounts(to []byte, a workgroup.Accounts, w *compact.Words) []byte {
	n := 0
	for range a.All() {
		n++
	}
	to = binary.AppendUvarint(to, uint64(n))
	for platform, account := range a.All() {
		to = w.Append(p.platforms.Append(to, platform), account)
	}
	return to
}

func (p *packer[T]) cutAccounts(from string, w *compact.Words) (a workgroup.Accounts, rest string) {
	n, size := binary.Uvarint([]byte(from[:min(len(from), binary.MaxVarintLen64)]))
	from = from[size:]
	for range n {
		var platform, account string
		platform, from = p.platforms.Cut(from)
		account, from = w.Cut(from)
		a = a.With(platform, account)
	}
	return a, from
}

// keyAt is the key of the record at the place.
func (p *packer[T]) keyAt(at uint32) string {
	if p.key >= 0 {
		key, _ := (*compact.Words)(nil).Cut(p.texts.From(at))
		return key
	}
	return p.kind.key(p.unpack(at))
}

// is reports whether the text is that of the record at the place.
func (p *packer[T]) is(at uint32, text []byte) bool {
	return strings.HasPrefix(p.texts.From(at), string(text)) // a text says where it ends
}

// scopeText is a scope as one text; empty for none.
func scopeText(s *workgroup.Scope) string {
	if !s.NamesAnybody() && !s.Outsiders {
		return ""
	}
	text := []byte{0}
	if s.Outsiders {
		text[0] = 1
	}
	for _, list := range [][]string{s.Units, s.Roles, s.Posts, s.People} {
		text = compact.AppendText(text, compact.ListText(list))
	}
	return string(text)
}

// scopeOf reads what scopeText made.
func scopeOf(text string) (s workgroup.Scope) {
	if text == "" {
		return s
	}
	s.Outsiders, text = text[0] == 1, text[1:]
	for _, list := range []*[]string{&s.Units, &s.Roles, &s.Posts, &s.People} {
		var items string
		items, text = compact.CutText(text)
		*list = compact.ListOf(items)
	}
	return s
}
