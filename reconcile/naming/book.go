package naming

import (
	"iter"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"qunguan/reconcile/identity"
)

// MaxProposal is the most characters a proposed name has.
const MaxProposal = 40

// numbersTried is how many names that differ in a number alone are tried before the proposal is given
// up.
const numbersTried = 200

// Book records the names and codes in use, so that no proposal repeats a name that another group has or
// was offered. It is for one run and one goroutine.
type Book struct {
	rule     *Rule
	taken    map[string]bool
	names    func() map[[2]string]int // platform, folded name → live groups; computed for the first proposal
	keys     map[string]int           // key of a code → live groups
	offered  map[string]string        // folded proposal → group
	offers   map[string]string        // group → proposal
	codesOut map[string]string        // key of a proposal's code → group
}

// NewBook reads the names of all live groups, those of exempt categories too. It may read them again.
func (r *Rule) NewBook(live iter.Seq[Named]) *Book {
	b := &Book{
		rule: r, taken: r.Taken(live), keys: map[string]int{},
		offered: map[string]string{}, offers: map[string]string{}, codesOut: map[string]string{},
	}
	b.names = sync.OnceValue(func() map[[2]string]int {
		names := map[[2]string]int{}
		for g := range live {
			names[[2]string{g.Platform, identity.Fold(g.Name)}]++
		}
		return names
	})
	if r.code == nil {
		return b
	}
	for g := range live {
		if key := r.keyOf(g.Name); key != "" {
			b.keys[key]++
		}
	}
	return b
}

// Judge lists the faults of a live group's name, a code that another group had first included. A name
// of an exempt category has no fault.
func (b *Book) Judge(g Named) Finding {
	if b.rule.Exempt(g.Category) {
		return Finding{}
	}
	return b.rule.Judge(g, b.taken[g.Code])
}

// Hold keeps the proposal of an open case: no other group is offered it, and its
// group is offered it again as long as it is good. Hold all before Propose.
func (b *Book) Hold(group, proposal string) {
	if proposal == "" {
		return
	}
	b.offers[group] = proposal
	b.offered[identity.Fold(proposal)] = group
	if key := b.rule.keyOf(proposal); key != "" {
		b.codesOut[key] = group
	}
}

// Propose is a name for the group that satisfies the rule, has at most MaxProposal characters, is no
// live group's name on the platform, no other group's proposal, and keeps every Han character of the
// name that may stay, in their order; empty if none is found. The proposal is held from then on.
func (b *Book) Propose(g Named) string {
	han := b.rule.hanOf(g.Name)
	if held := b.offers[g.Code]; held != "" {
		if utf8.RuneCountInString(held) <= MaxProposal && b.good(g, held) && keepsHan(han, held) {
			return held
		}
		b.drop(g.Code, held)
	}
	tries := 0
	for candidate := range b.rule.candidates(g) {
		if utf8.RuneCountInString(candidate) <= MaxProposal && b.good(g, candidate) && keepsHan(han, candidate) {
			b.Hold(g.Code, candidate)
			return candidate
		}
		if tries++; tries > codesTried {
			break
		}
	}
	return ""
}

func (b *Book) drop(group, proposal string) {
	delete(b.offers, group)
	if folded := identity.Fold(proposal); b.offered[folded] == group {
		delete(b.offered, folded)
	}
	if key := b.rule.keyOf(proposal); key != "" && b.codesOut[key] == group {
		delete(b.codesOut, key)
	}
}

// good reports whether the name satisfies the rule and is free for the group.
func (b *Book) good(g Named, name string) bool {
	folded := identity.Fold(name)
	others := b.names()[[2]string{g.Platform, folded}]
	if folded == identity.Fold(g.Name) {
		others-- // the group's own use
	}
	if owner, held := b.offered[folded]; others > 0 || held && owner != g.Code {
		return false
	}
	if !b.codeFree(g, b.rule.keyOf(name)) {
		return false
	}
	own := g
	own.Name = name
	return len(b.rule.Judge(own, false).Reasons) == 0
}

// codeFree reports whether the group may bear the code: no live group has it,
// or the group itself had it first.
func (b *Book) codeFree(g Named, key string) bool {
	if key == "" {
		return true
	}
	if owner, held := b.codesOut[key]; held && owner != g.Code {
		return false
	}
	return b.keys[key] == 0 || key == b.rule.keyOf(g.Name) && !b.taken[g.Code]
}

// hanOf are the Han characters of a name that may stay in it, in order; those
// of its code may not, where the code is changed.
func (r *Rule) hanOf(name string) []rune {
	var kept []rune
	if r.code != nil {
		_, name = r.code.find(strings.TrimSpace(name))
	}
	for _, c := range name {
		if isHan(c) && (r.allowed.any || r.allowed.has(c)) {
			kept = append(kept, c)
		}
	}
	return kept
}

// keepsHan reports whether the characters stand in the name in their order.
func keepsHan(kept []rune, name string) bool {
	for _, c := range name {
		if len(kept) > 0 && c == kept[0] {
			kept = kept[1:]
		}
	}
	return len(kept) == 0
}

// numberings are a name and the same name with numbers that the suffix rule
// allows behind it: 群（2）, 群（备份2）.
func numberings(name string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		if !yield(name) {
			return
		}
		before, after := name+"（", "）"
		switch digits := strings.TrimRight(name, "0123456789"); {
		case strings.HasSuffix(name, "）") || strings.HasSuffix(name, ")"):
			_, size := utf8.DecodeLastRuneInString(name)
			before, after = name[:len(name)-size], name[len(name)-size:]
			if strings.TrimRight(before, "0123456789") != before {
				before += "-"
			}
		case digits != name:
			before = digits + "（" + name[len(digits):] + "-"
		}
		for n := 2; n < numbersTried; n++ {
			if !yield(before + strconv.Itoa(n) + after) {
				return
			}
		}
	}
}
