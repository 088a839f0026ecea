package intake

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"

	"qunguan/reconcile/workgroup"
)

// packer packs the records of a kind into texts and unpacks them, column by column. Equal records mostly have equal
// texts; records with equal texts are equal. It is for one goroutine.
type packer[T any] struct {
	kind    *Records[T]
	columns []int    // those to be kept; where the key is one column, that one first
	words   []*words // of each of them; nil for the key
	byText  bool     // a record's text begins with its key
	texts   texts
	row     T // the record being packed or unpacked
	text    []byte
}

func newPacker[T any](k *Records[T]) *packer[T] {
	p := &packer[T]{kind: k}
	keys, key := 0, 0
	for i := range k.Columns {
		if c := &k.Columns[i]; c.Key && c.Name != "" {
			keys, key = keys+1, i
		}
	}
	if p.byText = keys == 1 && k.KeyOf == nil; p.byText {
		p.columns, p.words = []int{key}, []*words{nil}
	}
	for i := range k.Columns {
		c := &k.Columns[i]
		if c.Field == nil || c.Key && c.Name == "" || p.byText && i == key { // a key column without a heading follows from the others
			continue
		}
		p.columns, p.words = append(p.columns, i), append(p.words, &words{})
	}
	return p
}

// pack is a record as a text, valid until the next.
func (p *packer[T]) pack(record *T) []byte {
	p.row = *record
	to := p.text[:0]
	for i, column := range p.columns {
		w := p.words[i]
		switch v := p.kind.Columns[column].Field(&p.row).(type) {
		case *string:
			to = w.append(to, *v)
		case *workgroup.Date:
			to = w.append(to, string(*v))
		case *workgroup.Secret:
			to = w.append(to, v.Reveal())
		case *workgroup.ColumnsSeen:
			to = w.append(to, string(*v))
		case *workgroup.Accounts:
			to = w.append(to, v.Text())
		case *[]string:
			to = w.append(to, listText(*v))
		case *workgroup.Scope:
			to = w.append(to, scopeText(v))
		case *bool:
			if *v {
				to = append(to, 1)
			} else {
				to = append(to, 0)
			}
		case *int:
			to = binary.AppendVarint(to, int64(*v))
		case *float64:
			to = binary.LittleEndian.AppendUint64(to, math.Float64bits(*v))
		default:
			panic(fmt.Sprintf("column %s: a %T cannot be kept", p.kind.Columns[column].Stored, v))
		}
	}
	p.text = to
	return to
}

// unpack is the record at the place. Its texts keep a long text in memory.
func (p *packer[T]) unpack(at uint32) T {
	p.row = p.kind.blank()
	from := p.texts.from(at)
	var s string
	for i, column := range p.columns {
		w := p.words[i]
		switch v := p.kind.Columns[column].Field(&p.row).(type) {
		case *string:
			*v, from = w.cut(from)
		case *workgroup.Date:
			s, from = w.cut(from)
			*v = workgroup.Date(s)
		case *workgroup.Secret:
			s, from = w.cut(from)
			*v = workgroup.Secret(s)
		case *workgroup.ColumnsSeen:
			s, from = w.cut(from)
			*v = workgroup.ColumnsSeen(s)
		case *workgroup.Accounts:
			s, from = w.cut(from)
			*v = workgroup.AccountsIn(s)
		case *[]string:
			s, from = w.cut(from)
			*v = listOf(s)
		case *workgroup.Scope:
			s, from = w.cut(from)
			*v = scopeOf(s)
		case *bool:
			*v, from = from[0] == 1, from[1:]
		case *int:
			n, size := binary.Varint([]byte(from[:min(len(from), binary.MaxVarintLen64)]))
			*v, from = int(n), from[size:]
		case *float64:
			*v, from = math.Float64frombits(binary.LittleEndian.Uint64([]byte(from[:8]))), from[8:]
		}
	}
	return p.row
}

// key is the key of the record at the place.
func (p *packer[T]) key(at uint32) string {
	if p.byText {
		key, _ := (*words)(nil).cut(p.texts.from(at))
		return key
	}
	return p.kind.key(p.unpack(at))
}

// is reports whether the text is that of the record at the place.
func (p *packer[T]) is(at uint32, text []byte) bool {
	return strings.HasPrefix(p.texts.from(at), string(text)) // a text says where it ends
}

// listText is a list as one text; empty for none.
func listText(list []string) string {
	if len(list) == 0 {
		return ""
	}
	var text []byte
	for _, s := range list {
		text = appendValue(text, s)
	}
	return string(text)
}

// listOf reads what listText made.
func listOf(text string) []string {
	var list []string
	for text != "" {
		var s string
		s, text = (*words)(nil).cut(text)
		list = append(list, s)
	}
	return list
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
		text = appendValue(text, listText(list))
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
		items, text = (*words)(nil).cut(text)
		*list = listOf(items)
	}
	return s
}
