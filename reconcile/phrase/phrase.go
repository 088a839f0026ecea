// Package phrase is the message catalogue: every sentence that a user can
// read and that is not a template of its own stands here, in Chinese and in
// English, under one key. It knows no rule and decides nothing.
//
// Each area has its own file with one table; a test checks that both
// languages exist and use the same {placeholders}.
package phrase

import (
	"fmt"
	"slices"
	"strings"
)

// Lang is the language of user text: zh (default) or en.
type Lang string

// The languages.
const (
	Zh Lang = "zh"
	En Lang = "en"
)

// Key names a sentence of the catalogue, as "area.what".
type Key string

type entry struct{ zh, en string }

type table map[Key]entry

var catalogue = map[Key]entry{}

// add joins an area's table to the catalogue; a key twice is a programming
// error and stops the program at its start.
func add(t table) bool {
	for k, e := range t {
		if _, ok := catalogue[k]; ok {
			panic("phrase: key twice: " + string(k))
		}
		catalogue[k] = e
	}
	return true
}

// Text is one sentence in both languages, for whoever brings words of their
// own: a rule has them beside what it judges.
type Text struct{ Zh, En string }

// In is the sentence in the language, with its {placeholders} as they stand.
func (t Text) In(l Lang) string {
	if l == En {
		return t.En
	}
	return t.Zh
}

// Say is the sentence in the language, filled from name, value pairs.
func (t Text) Say(l Lang, pairs ...any) string {
	if len(pairs) == 0 {
		return t.In(l)
	}
	return fill(t.In(l), pairs)
}

// Fill is the sentence in the language; value gives what a placeholder stands
// for, and false for a name that it does not know, which stays as it is.
func (t Text) Fill(l Lang, value func(name string) (string, bool)) string {
	return fillBy(t.In(l), value)
}

// IsZero reports whether there is no sentence at all.
func (t Text) IsZero() bool { return t == Text{} }

// Of is the catalogue's sentence; false if there is none.
func Of(k Key) (Text, bool) {
	e, ok := catalogue[k]
	return Text{e.zh, e.en}, ok
}

// Say is the sentence with its {placeholders} filled from name, value pairs.
// Values are printed with %v. An unknown key prints itself, so that a missing
// sentence is seen and never silent.
func (l Lang) Say(k Key, pairs ...any) string {
	t, ok := Of(k)
	if !ok {
		return strings.TrimSpace(string(k) + " " + fmt.Sprintln(pairs...))
	}
	return t.Say(l, pairs...)
}

func fill(text string, pairs []any) string {
	return fillBy(text, func(name string) (string, bool) { return valueOf(name, pairs) })
}

// fillBy puts values into a text in one walk: what a value brings along is not
// looked at, and a brace that opens no placeholder stays. A run says a sentence
// for every case, which is why it makes no table of the values first.
func fillBy(text string, value func(name string) (string, bool)) string {
	var b strings.Builder
	for {
		open := strings.IndexByte(text, '{')
		length := strings.IndexByte(text[max(open, 0):], '}')
		if open < 0 || length < 0 {
			b.WriteString(text)
			return b.String()
		}
		b.WriteString(text[:open])
		if v, ok := value(text[open+1 : open+length]); ok {
			b.WriteString(v)
			text = text[open+length+1:]
		} else {
			b.WriteByte('{')
			text = text[open+1:]
		}
	}
}

func valueOf(name string, pairs []any) (value string, ok bool) {
	for i := 0; i+1 < len(pairs); i += 2 {
		if printed(pairs[i]) == name {
			return printed(pairs[i+1]), true
		}
	}
	return "", false
}

func printed(v any) string {
	if text, ok := v.(string); ok {
		return text
	}
	return fmt.Sprint(v)
}

// Has reports whether the catalogue has the sentence: for codes that come
// from outside, of which only some have words of their own.
func Has(k Key) bool {
	_, ok := catalogue[k]
	return ok
}

// Keys lists the keys of an area, such as "help.", in order.
func Keys(area string) []Key {
	var keys []Key
	for k := range catalogue {
		if strings.HasPrefix(string(k), area) {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}
