package policy

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	yaml "go.yaml.in/yaml/v4"

	"qunguan/reconcile/phrase"
)

// maxBytes bounds a policy file; the largest pack is far below a tenth of it.
const maxBytes = 1 << 20

// source is the text of one policy file.
type source struct {
	name string
	text string
}

// parse is the file's one document as nodes with lines and columns; nil after a problem that makes the
// rest unreadable.
func (l *loader) parse(name string, raw []byte) *yaml.Node {
	src := source{name, string(bytes.TrimPrefix(raw, []byte("\uFEFF")))}
	if !l.readable(src) {
		return nil
	}
	yl, err := yaml.NewLoader(strings.NewReader(src.text))
	if err != nil {
		l.add(Origin{File: name}, "", say("policy.syntax.other", "detail", err))
		return nil
	}
	var doc, more yaml.Node
	switch err := yl.Load(&doc); {
	case errors.Is(err, io.EOF):
		l.add(Origin{name, 1, 1}, "", say("policy.file.empty"))
		return nil
	case err != nil:
		l.syntax(src, err)
		return nil
	}
	switch err := yl.Load(&more); {
	case err == nil:
		l.add(Origin{name, more.Line, more.Column}, "", say("policy.file.second_document"))
	case !errors.Is(err, io.EOF):
		l.syntax(src, err)
	}
	if len(doc.Content) == 0 || doc.Content[0].ShortTag() == "!!null" {
		l.add(Origin{name, 1, 1}, "", say("policy.file.empty"))
		return nil
	}
	return doc.Content[0]
}

// wide attributes the problem to a full-width colon or quote in one of the two lines and moves the
// problem there.
func (l *loader) wide(at *Origin, here, before string) sentence {
	for _, w := range []struct {
		marks string
		key   phrase.Key
	}{{"：", "policy.syntax.wide_colon"}, {"“”", "policy.syntax.wide_quote"}} {
		for up, line := range []string{here, before} {
			if i := strings.IndexAny(line, w.marks); i >= 0 {
				at.Line, at.Column = at.Line-up, utf8.RuneCountInString(line[:i])+1
				return say(w.key)
			}
		}
	}
	return sentence{}
}

// readable reports text that is no UTF-8 or contains characters that editors do not show; the decoder
// would reject both without naming a line.
func (l *loader) readable(src source) bool {
	if strings.HasPrefix(src.text, "\xff\xfe") || strings.HasPrefix(src.text, "\xfe\xff") {
		l.add(Origin{src.name, 1, 1}, "", say("policy.file.utf16"))
		return false
	}
	line, column := 1, 1
	for i, r := range src.text {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(src.text[i:], "\uFFFD"):
			l.add(Origin{src.name, line, column}, "", say("policy.file.not_utf8"))
			return false
		case r == '\n':
			line, column = line+1, 0
		case unicode.IsControl(r) && r != '\t' && r != '\r', r == '\uFEFF':
			l.add(Origin{src.name, line, column}, "", say("policy.file.control", "code", int(r)))
			return false
		}
		column++
	}
	return true
}

// syntax reports text that the decoder could not read, with the mistake that clerks make most often on
// such a line.
func (l *loader) syntax(src source, err error) {
	at := Origin{src.name, 1, 1}
	detail, begun := err.Error(), 0
	if load, ok := errors.AsType[*yaml.LoadError](err); ok {
		detail, begun = load.Message, load.ContextMark.Line
		if load.Mark.Line > 0 {
			at.Line, at.Column = load.Mark.Line, max(1, load.Mark.Column)
		}
	}
	lines := strings.Split(src.text, "\n")
	line := func(n int) string {
		if n < 1 || n > len(lines) {
			return ""
		}
		return lines[n-1]
	}
	here, before := line(at.Line), line(at.Line-1)
	indent := here[:len(here)-len(strings.TrimLeft(here, " \t"))]
	hint := say("policy.syntax.other", "detail", detail)
	switch {
	case strings.Contains(indent, "\t"):
		hint = say("policy.syntax.tab")
	case strings.Contains(detail, "unknown anchor"):
		hint = say("policy.syntax.anchor")
	case strings.ContainsAny(here+before, "：“”"):
		hint = l.wide(&at, here, before)
	case strings.Contains(detail, "max depth"):
		hint = say("policy.file.too_much")
	case strings.Contains(detail, "expected ',' or") && begun > 0:
		hint = say("policy.syntax.bracket", "line", begun)
	case strings.Contains(detail, "end of stream") && begun > 0:
		hint = say("policy.syntax.quote", "line", begun)
	case strings.Contains(detail, "mapping values"), strings.Contains(detail, "could not find expected ':'"):
		hint = say("policy.syntax.colon")
	}
	l.add(at, "", hint)
}
