package policy

import (
	"reflect"
	"slices"
)

// form is the kind of value at a place of the file.
type form int

const (
	section form = iota // keys fixed by the product
	table               // keys chosen by the writer
	list
	integer
	decimal
	boolean
	text
	duration // a Span
)

// shape is the permitted structure at one place of the file. It is derived from the Policy struct, so
// that struct, decoder, schema and Show cannot disagree.
type shape struct {
	form  form
	path  string // with * for a table's keys and [] for a list's items
	keys  []string
	field map[string]*shape // of a section
	index map[string]int    // a section's key → struct field
	elem  *shape            // of a table or a list
}

var policyShape = shapeOf(reflect.TypeFor[Policy](), "")

func shapeOf(t reflect.Type, path string) *shape {
	if t == reflect.TypeFor[Span]() {
		return &shape{form: duration, path: path}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return shapeOf(t.Elem(), path)
	case reflect.Int:
		return &shape{form: integer, path: path}
	case reflect.Float64:
		return &shape{form: decimal, path: path}
	case reflect.Bool:
		return &shape{form: boolean, path: path}
	case reflect.String:
		return &shape{form: text, path: path}
	case reflect.Slice:
		return &shape{form: list, path: path, elem: shapeOf(t.Elem(), path+"[]")}
	case reflect.Map:
		return &shape{form: table, path: path, elem: shapeOf(t.Elem(), join(path, "*"))}
	case reflect.Struct:
		s := &shape{form: section, path: path, field: map[string]*shape{}, index: map[string]int{}}
		for i := range t.NumField() {
			key, ok := t.Field(i).Tag.Lookup("yaml")
			if !ok {
				continue
			}
			s.keys = append(s.keys, key)
			s.index[key] = i
			s.field[key] = shapeOf(t.Field(i).Type, join(path, key))
		}
		return s
	}
	panic("policy: no file form for " + t.String())
}

// join puts a key under a path.
func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// places lists every path of the file under s whose last key is the given
// one.
func (s *shape) places(key string) []string {
	var found []string
	switch s.form {
	case section:
		for _, k := range s.keys {
			if k == key {
				found = append(found, s.field[k].path)
			}
			found = append(found, s.field[k].places(key)...)
		}
	case table, list:
		found = s.elem.places(key)
	}
	return found
}

// has reports whether the words contain the word.
func has(words []string, word string) bool { return slices.Contains(words, word) }
