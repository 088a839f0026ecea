package settings

import (
	"slices"
	"strings"

	"qunguan/reconcile/phrase"
)

// Problem is one fault of one variable. It holds no secret: values of secret variables are never
// quoted.
type Problem struct {
	Variable string // full name; empty = the environment as a whole
	Reason   phrase.Key
	Pairs    []any // the values of the sentence
}

// Say is the problem as a sentence: variable, fault, remedy.
func (p Problem) Say(lang phrase.Lang) string {
	return lang.Say(p.Reason, append(slices.Clone(p.Pairs), "variable", p.Variable)...)
}

// Problems holds all faults of the environment.
type Problems []Problem //nolint:recvcheck // only add changes it

// Say is all sentences, one a line.
func (p Problems) Say(lang phrase.Lang) string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = problem.Say(lang)
	}
	return strings.Join(lines, "\n")
}

func (p *Problems) add(name string, reason phrase.Key, pairs ...any) {
	if name != "" {
		name = Prefix + name
	}
	*p = append(*p, Problem{Variable: name, Reason: reason, Pairs: pairs})
}
