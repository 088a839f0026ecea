package policy

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"qunguan/reconcile/phrase"
)

// Text is the origin in a few characters: policy.yaml:12, pack:office:7, or
// the word for a default.
func (o Origin) Text(lang phrase.Lang) string {
	if o.IsDefault() {
		return lang.Say("policy.show.default")
	}
	return o.File + ":" + strconv.Itoa(o.Line)
}

// Show is the effective policy as a policy file: every value, followed by its origin. The text loads as
// the same policy.
func (l *Loaded) Show(lang phrase.Lang) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", lang.Say("policy.show.head", "ref", l.Ref))
	show(&b, l.root, "", lang)
	return b.String()
}

// show writes a section or a table, one line per value.
func show(b *strings.Builder, e *entry, indent string, lang phrase.Lang) {
	for _, key := range e.ordered() {
		v := e.field[key]
		name, from := indent+e.name(key)+":", "  # "+v.at.Text(lang)+"\n"
		switch {
		case len(v.keys) > 0:
			b.WriteString(name + "\n")
			show(b, v, indent+"  ", lang)
		case len(v.items) > 0 && v.shape.elem.form == section:
			b.WriteString(name + from)
			for _, item := range v.items {
				b.WriteString(indent + "  - " + item.flow() + "  # " + item.at.Text(lang) + "\n")
			}
		default:
			b.WriteString(name + " " + v.flow() + from)
		}
	}
}

// ordered are the keys of e: a section's in the product's order, a table's in the order in which they
// were first written.
func (e *entry) ordered() []string {
	if e.shape.form != section {
		return e.keys
	}
	var keys []string
	for _, k := range e.shape.keys {
		if e.field[k] != nil {
			keys = append(keys, k)
		}
	}
	return keys
}

// name writes a key; the product's own need no quotes.
func (e *entry) name(key string) string {
	if e.shape.form == section {
		return key
	}
	return plain(key)
}

// flow writes a value on one line.
func (e *entry) flow() string {
	var parts []string
	switch e.shape.form {
	case section, table:
		for _, k := range e.ordered() {
			parts = append(parts, e.name(k)+": "+e.field[k].flow())
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case list:
		for _, item := range e.items {
			parts = append(parts, item.flow())
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case text:
		return plain(e.string())
	}
	if f, ok := e.value.(float64); ok {
		return number(f)
	}
	return fmt.Sprint(e.value)
}

var (
	plainText = regexp.MustCompile(`^[\p{Han}A-Za-z_][\p{Han}A-Za-z0-9_.+-]*$`)
	otherType = regexp.MustCompile(`^(?i:y|n|yes|no|on|off|true|false|null)$`)
)

// plain writes a text without quotes where YAML certainly reads it as text.
func plain(s string) string {
	if plainText.MatchString(s) && !otherType.MatchString(s) {
		return s
	}
	return strconv.Quote(s)
}

// Setting is one effective value.
type Setting struct {
	Path  string // e.g. member.removal_days; a list is one setting
	Value string // as a policy file writes it
	From  Origin
}

// Settings lists every effective value in the order of the file.
func (l *Loaded) Settings() []Setting { return settings(nil, l.root, "") }

func settings(found []Setting, e *entry, path string) []Setting {
	for _, key := range e.ordered() {
		v, at := e.field[key], join(path, key)
		if len(v.keys) > 0 {
			found = settings(found, v, at)
			continue
		}
		found = append(found, Setting{at, v.flow(), v.at})
	}
	return found
}

// Difference is a setting in which two policies differ. An empty value means that the policy lacks the
// setting.
type Difference struct {
	Path         string
	A, B         string
	FromA, FromB Origin
}

// Diff lists the settings whose values differ, in the order of a, then those
// that only b has.
func Diff(a, b *Loaded) []Difference {
	inA, inB := byPath(a), byPath(b)
	var diff []Difference
	for _, s := range a.Settings() {
		o := inB[s.Path]
		if o.Value != s.Value && s.Value != emptyTable {
			diff = append(diff, Difference{s.Path, s.Value, o.Value, s.From, o.From})
		}
	}
	for _, s := range b.Settings() {
		if _, both := inA[s.Path]; !both && s.Value != emptyTable {
			diff = append(diff, Difference{Path: s.Path, B: s.Value, FromB: s.From})
		}
	}
	return diff
}

// emptyTable is the value of a table without keys. Against a table with keys, Diff lists the keys
// instead.
const emptyTable = "{}"

func byPath(l *Loaded) map[string]Setting {
	m := map[string]Setting{}
	for _, s := range l.Settings() {
		m[s.Path] = s
	}
	return m
}
