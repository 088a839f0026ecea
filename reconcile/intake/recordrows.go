package intake

import (
	"slices"

	"qunguan/reconcile/workgroup"
)

// item is one row of a kind that is upserted by key.
type item[T any] struct {
	row Cells // its place and columns; the cells are dropped
	raw T     // the cells' values, merged with the registry's
	rec T     // raw with its references resolved
	old bool  // the registry has this key already

	held []FieldChange // changes that would turn the stored record into another thing; the row is not written
}

// rowSet holds the rows of one kind in one command.
type rowSet interface {
	take(c *Cells)
	each(do func(*Cells))
	markTwins()
	resolve(v *resolver)
	result(r *Result, accept map[string]bool) // adds the good rows to the batch, and counts
}

// rowSets holds the rows of one command, kind by kind, without rosters and activity.
type rowSets map[Kind]rowSet

func openRows(known Known) rowSets {
	all := rowSets{}
	for _, t := range tables {
		if set := t.of.open(known); set != nil {
			all[t.Kind] = set
		}
	}
	return all
}

// empty reports whether no kind has a row.
func (all rowSets) empty() bool {
	none := true
	all.each(func(*Cells) { none = false })
	return none
}

// each goes through the rows of all kinds.
func (all rowSets) each(do func(*Cells)) {
	for _, set := range all {
		set.each(do)
	}
}

// rowsOf are the rows of a kind.
func rowsOf[T any](all rowSets, k *Records[T]) []*item[T] {
	set, _ := all[k.Kind].(*recordRows[T])
	if set == nil {
		return nil
	}
	return set.items
}

type recordRows[T any] struct {
	kind  *Records[T]
	known map[string]T
	items []*item[T]
}

func (s *recordRows[T]) take(c *Cells) {
	raw, old := s.kind.read(c, s.known)
	row := *c
	row.cells = nil
	s.items = append(s.items, &item[T]{row: row, raw: raw, old: old})
}

func (s *recordRows[T]) each(do func(*Cells)) {
	for _, it := range s.items {
		do(&it.row)
	}
}

// markTwins finds keys that occur twice. The right row of the two is unknown, so both are bad.
func (s *recordRows[T]) markTwins() {
	first := map[string]*item[T]{}
	for _, it := range s.items {
		key := s.kind.key(it.raw)
		if key == "" {
			continue
		}
		other, ok := first[key]
		if !ok {
			first[key] = it
			continue
		}
		it.row.fail(s.kind.Columns[s.kind.TwinAt].Name, s.kind.shown(it.raw), "intake.same_key_twice", "other", other.row.place)
		other.row.bad = true
	}
}

// resolve checks the references of all rows that are still good.
func (s *recordRows[T]) resolve(v *resolver) {
	for _, it := range s.items {
		if v.checked(&it.row) {
			continue
		}
		it.rec = it.raw
		for i := range s.kind.Columns {
			if c := &s.kind.Columns[i]; c.refers != nil && it.row.has(c.Name) {
				s.refer(v, it, c)
			}
		}
		if s.kind.resolve != nil {
			s.kind.resolve(v, it)
		}
	}
	if s.kind.together != nil {
		s.kind.together(v, s.items, s.known)
	}
}

func (s *recordRows[T]) refer(v *resolver, it *item[T], c *Column[T]) {
	home := ""
	if s.kind.Home != nil {
		home = s.kind.Home(&it.rec)
	}
	one := func(value string) string { return c.refers(v, &it.row, c.Name, value, home) }
	switch to := c.Field(&it.rec).(type) {
	case *string:
		if *to != "" {
			*to = one(*to)
		}
	case *[]string:
		*to = resolved(*to, one)
	}
}

// resolved is every item of a list by its code, each once.
func resolved(values []string, one func(string) string) []string {
	var out []string
	for _, value := range values {
		if code := one(value); !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	return out
}

func (s *recordRows[T]) result(r *Result, accept map[string]bool) {
	var n Count
	var good []T
	for _, it := range s.items {
		n.Read++
		if it.row.bad {
			n.Bad++
			continue
		}
		before := s.known[s.kind.key(it.rec)]
		if it.old && !accept[s.kind.shown(it.rec)] {
			it.held = s.kind.another(it, &before)
		}
		if it.held != nil {
			n.Held++
			r.Held = append(r.Held, HeldRow{Place: it.row.place, Kind: s.kind.Kind, Code: s.kind.shown(it.rec), Fields: it.held})
			continue
		}
		good = append(good, it.rec)
		switch {
		case !it.old:
			n.New++
		case len(s.kind.differing(&before, &it.rec)) == 0:
			n.Unchanged++
		default:
			n.Changed++
		}
	}
	if good != nil {
		r.Batch[s.kind.Kind] = slices.Clip(good)
	}
	if n != (Count{}) {
		r.Kinds[s.kind.Kind] = n
	}
}

// HeldRow is a row that would turn a stored record into another group, person …
type HeldRow struct {
	Place
	Kind   Kind
	Code   string
	Fields []FieldChange
}

// another lists the changes of a row that changes all distinguishing columns of its record: two offices
// have probably given the same code. Nil where one of those columns stays.
func (k *Records[T]) another(it *item[T], before *T) []FieldChange {
	var changed []FieldChange
	for i := range k.Columns {
		c := &k.Columns[i]
		if !c.Tells || !it.row.has(c.Name) {
			continue
		}
		f := FieldChange{Heading: c.Name, Before: c.text(before), After: c.text(&it.rec)}
		if f.Before == "" || nameKey(f.Before) == nameKey(f.After) {
			return nil
		}
		changed = append(changed, f)
	}
	if len(changed) < leastNotification {
		return nil
	}
	return changed
}

// leastNotification is the number of columns that must change together before a record counts as another
// one: people marry, groups are renamed.
const leastNotification = 2

var _ rowSet = (*recordRows[workgroup.Unit])(nil)
