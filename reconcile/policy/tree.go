package policy

import (
	"maps"
	"reflect"
	"slices"
)

// Origin is the place at which an effective value was written.
type Origin struct {
	File   string // a path, or pack:NAME; empty = a default of the product
	Line   int    // from 1
	Column int    // from 1, in characters
}

// IsDefault reports whether no file sets the value.
func (o Origin) IsDefault() bool { return o.File == "" }

// entry is a value of the file with its place. Entries never change once they are read, so merged trees
// share them.
type entry struct {
	at    Origin
	shape *shape
	bad   bool // written, but unreadable: its problem is already reported

	keys  []string // of a section or table, in the order first written
	field map[string]*entry
	items []*entry
	value any // int, float64, bool, string or Span
}

// get follows keys (string) and positions (int); nil = not there.
func (e *entry) get(steps ...any) *entry {
	for _, s := range steps {
		if e == nil {
			return nil
		}
		switch s := s.(type) {
		case string:
			e = e.field[s]
		case int:
			if s >= len(e.items) {
				return nil
			}
			e = e.items[s]
		}
	}
	return e
}

// sound reports whether everything under the entry could be read.
func (e *entry) sound() bool {
	if e == nil || e.bad {
		return false
	}
	for _, f := range e.field {
		if !f.sound() {
			return false
		}
	}
	for _, item := range e.items {
		if !item.sound() {
			return false
		}
	}
	return true
}

// string is the value of a text; "" for anything else.
func (e *entry) string() string {
	s, _ := e.value.(string)
	return s
}

// put sets a key and keeps the order of first writing.
func (e *entry) put(key string, v *entry) {
	if _, ok := e.field[key]; !ok {
		e.keys = append(e.keys, key)
	}
	e.field[key] = v
}

// overlay is low with high written over it: sections and tables merge key by
// key, lists and single values replace.
func overlay(low, high *entry) *entry {
	switch {
	case low == nil:
		return high
	case high == nil || high.bad:
		return low
	case low.bad || high.field == nil || low.field == nil:
		return high
	}
	merged := &entry{at: high.at, shape: high.shape, keys: slices.Clone(low.keys), field: map[string]*entry{}}
	maps.Copy(merged.field, low.field)
	for _, k := range high.keys {
		merged.put(k, overlay(low.field[k], high.field[k]))
	}
	return merged
}

// fill writes the entry's values into a struct field, map, list or value of its shape. Unreadable
// entries leave the zero value.
func (e *entry) fill(v reflect.Value) {
	if e == nil || e.bad {
		return
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	switch e.shape.form {
	case section:
		for _, k := range e.keys {
			e.field[k].fill(v.Field(e.shape.index[k]))
		}
	case table:
		m := reflect.MakeMapWithSize(v.Type(), len(e.keys))
		for _, k := range e.keys {
			if e.field[k].bad {
				continue
			}
			elem := reflect.New(v.Type().Elem()).Elem()
			e.field[k].fill(elem)
			m.SetMapIndex(reflect.ValueOf(k), elem)
		}
		v.Set(m)
	case list:
		s := reflect.MakeSlice(v.Type(), len(e.items), len(e.items))
		for i, item := range e.items {
			item.fill(s.Index(i))
		}
		v.Set(s)
	default:
		v.Set(reflect.ValueOf(e.value).Convert(v.Type()))
	}
}

// visit calls see for the entry and everything under it, with its path.
func (e *entry) visit(path string, see func(path string, e *entry)) {
	if e == nil || e.bad {
		return
	}
	see(path, e)
	for _, k := range e.keys {
		e.field[k].visit(join(path, k), see)
	}
	for i, item := range e.items {
		item.visit(path+index(i), see)
	}
}
