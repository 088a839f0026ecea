package policy

import (
	"reflect"
	"slices"
	"strings"
)

// form is what kind of value stands at a place of the file.
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

// shape is what the file may look like at one place, read off the Policy
// struct, so that struct, decoder, schema and Show cannot disagree.
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

// nearest is the allowed word most like the written one, or "" when none is
// like it: at most a third of its letters may differ.
func nearest(written string, allowed []string) string {
	if len(written) > 100 {
		return "" // no key, and slow to compare
	}
	best, bestDistance := "", 1+max(1, len([]rune(written))/3)
	for _, a := range allowed {
		plain := func(s string) string {
			return strings.NewReplacer("-", "_", " ", "_").Replace(strings.ToLower(s))
		}
		if d := distance([]rune(plain(written)), []rune(plain(a))); d < bestDistance {
			best, bestDistance = a, d
		}
	}
	return best
}

// instead says what may stand where the written word stands: the nearest one,
// and all of them, or all of the word's family (member.…) when they are many.
func instead(written string, allowed []string) []sentence {
	var says []sentence
	if near := nearest(written, allowed); near != "" {
		says = append(says, say("policy.key.nearest", "near", near))
		written = near
	}
	family, _, _ := strings.Cut(written, ".")
	var shown, relatives []string
	for _, a := range allowed {
		if a != "" {
			shown = append(shown, a)
		}
		if strings.HasPrefix(a, family+".") {
			relatives = append(relatives, a)
		}
	}
	if len(relatives) > 0 {
		shown = relatives
	}
	return append(says, say("policy.key.allowed", "allowed", strings.Join(shown, ", ")))
}

// distance counts the letters to put in, leave out, change or swap with a
// neighbour between a and b (optimal string alignment).
func distance(a, b []rune) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}

// has reports whether the words contain the word.
func has(words []string, word string) bool { return slices.Contains(words, word) }
