package policy

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"qunguan/reconcile/phrase"
)

// ErrInvalid is the error that Problems.Err wraps.
var ErrInvalid = errors.New("policy is not valid")

// Problem is one fault of a policy file.
type Problem struct {
	File   string // as the reference names it: a path, or pack:NAME
	Line   int    // from 1; 0 = the file as a whole
	Column int    // from 1, in characters
	Path   string // the setting, e.g. member.removal_days; empty = none

	says []sentence
}

// sentence is a phrase and its name, value pairs. A value of type phrase.Key
// is a phrase itself.
type sentence struct {
	key   phrase.Key
	pairs []any
}

func say(key phrase.Key, pairs ...any) sentence { return sentence{key, pairs} }

func (s sentence) text(lang phrase.Lang) string {
	pairs := slices.Clone(s.pairs)
	for i, v := range pairs {
		if k, ok := v.(phrase.Key); ok {
			pairs[i] = lang.Say(k)
		}
	}
	return lang.Say(s.key, pairs...)
}

// What is the fault with the allowed values, without the place.
func (p Problem) What(lang phrase.Lang) string {
	var b strings.Builder
	if p.Path != "" {
		b.WriteString(lang.Say("policy.problem.path", "path", p.Path))
	}
	for i, s := range p.says {
		if i > 0 && lang == phrase.En {
			b.WriteByte(' ')
		}
		b.WriteString(s.text(lang))
	}
	return b.String()
}

// Text is the whole problem on one line: file, line and column, setting, fault, allowed values.
func (p Problem) Text(lang phrase.Lang) string {
	if p.Line == 0 {
		return lang.Say("policy.problem.in_file", "file", p.File, "what", p.What(lang))
	}
	return lang.Say("policy.problem.at", "file", p.File, "line", p.Line, "column", p.Column, "what", p.What(lang))
}

// Problems are all faults of a policy and the files it extends, in the order of the files, then of the
// lines. Empty: the policy is valid.
type Problems []Problem

// Text is one problem per line.
func (ps Problems) Text(lang phrase.Lang) string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Text(lang)
	}
	return strings.Join(lines, "\n")
}

// Err is nil when there are no problems; else it wraps ErrInvalid and counts
// them. The sentences for the reader are in Text.
func (ps Problems) Err() error {
	if len(ps) == 0 {
		return nil
	}
	return fmt.Errorf("%w: %d problem(s), the first in %s line %d", ErrInvalid, len(ps), ps[0].File, ps[0].Line)
}
