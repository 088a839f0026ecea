package intake

// result adds the good rows of a kind to the batch, and counts.
func (s *recordRows[T]) result(r *Result, accept map[string]bool) {
	var n Count
	good := &Packed[T]{packer: s.known.packer}
	it := &item[T]{}
	for i := range s.marks.Len() {
		n.Read++
		m := s.marks.At(i)
		if m.has(rowBad) {
			n.Bad++
			continue
		}
		known, found := s.known.number(s.known.packer.keyAt(m.rec))
		if found && m.has(rowKnown) && m.rec == *s.known.places.At(known) {
			n.Unchanged++
			good.places.Add(m.rec)
			continue
		}
		if !found && !m.has(rowKnown) {
			n.New++
			good.places.Add(m.rec)
			continue
		}
		var before T
		if found {
			before = s.known.At(known)
		}
		s.look(i, it, nil)
		if m.has(rowKnown) && !accept[s.kind.shown(it.rec)] {
			if held := s.kind.another(it, &before); held != nil {
				n.Held++
				r.Held = append(r.Held, HeldRow{Place: it.row.place, Kind: s.kind.Kind, Code: s.kind.shown(it.rec), Fields: held})
				continue
			}
		}
		good.places.Add(m.rec)
		switch {
		case !m.has(rowKnown):
			n.New++
		case len(s.kind.differing(&before, &it.rec)) == 0:
			n.Unchanged++
		default:
			n.Changed++
		}
	}
	s.known.forgetKeys()
	if good.Len() > 0 {
		r.Batch[s.kind.Kind] = good
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
