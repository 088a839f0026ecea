// Package phrase is the message catalogue: every sentence that a user can read and that is not a
// template of its own stands here, in Chinese and in English, under one key. It knows no rule and
// decides nothing.
//
// Each area has its own file with one table; a test checks that both languages exist and use the same
// {placeholders}.
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

// Text is one sentence in both languages, for packages with words of their own: a rule keeps its words
// beside its judgement.
type Text struct{ Zh, En string }

// In is the sentence in the language, with its {placeholders} unfilled.
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

// Fill is the sentence in the language. value returns a placeholder's value, and false for a name that
// it does not know; such a placeholder stays unfilled.
func (t Text) Fill(l Lang, value func(name string) (string, bool)) string {
	return fillBy(t.In(l), value)
}

// IsZero reports whether the text has no sentence.
func (t Text) IsZero() bool { return t == Text{} }

// Of is the catalogue's sentence; false if there is none.
func Of(k Key) (Text, bool) {
	e, ok := catalogue[k]
	return Text{e.zh, e.en}, ok
}

// Say is the sentence with its {placeholders} filled from name, value pairs. Values are printed with
// %v. An unknown key prints itself, so that a missing sentence is visible.
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

// fillBy puts values into a text in one pass: braces inside a value are not filled again, and a brace
// that opens no placeholder stays. A run fills a sentence for every case, so it builds no table of the
// values first.
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

// Has reports whether the catalogue has the sentence: for codes from outside, of which only some have
// words.
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

// Channel names a channel to people; one without a name is called by its code.
func (l Lang) Channel(code string) string {
	if key := Key("web.channel." + code); Has(key) {
		return l.Say(key)
	}
	return code
}
