package casebook

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// set holds numbers of texts; nil holds all.
type set []bool

func (s set) has(n uint32) bool { return s == nil || s[n] }

// setOf are the texts' numbers. Texts that no case has are left out.
func (x *index) setOf(texts []string) set {
	s := make(set, len(x.texts))
	for _, t := range texts {
		if n, ok := x.number[t]; ok && t != "" {
			s[n] = true
		}
	}
	return s
}

// one is the set of one text; empty is any.
func (x *index) one(text string) set {
	if text == "" {
		return nil
	}
	return x.setOf([]string{text})
}

// part is a part of the ledger.
type part struct{ units, groups set }

func (x *index) part(w *ledger.Within) *part {
	if w == nil {
		return nil
	}
	return &part{x.setOf(w.Units), x.setOf(w.Groups)}
}

func (p *part) has(e *entry) bool {
	return p == nil || p.units[e.unit] || p.groups[e.group] || p.groups[e.group2]
}

// filter is the condition of a listing.
type filter struct {
	part                                              *part
	states, units, rule, rules, severity, responsible set
	groups                                            set
	dated                                             bool // open with a due day
	dueFrom, dueTo                                    int32
	word                                              []byte
	id                                                int64
}

func (x *index) filter(l ledger.Listing) filter {
	f := filter{
		part: x.part(l.Within), rule: x.one(l.Rule), severity: x.one(l.Severity), responsible: x.one(l.Responsible),
		dated: l.DueFrom != "" || l.DueTo != "", dueFrom: dayNumber(l.DueFrom), dueTo: 1 << 30,
		word: []byte(strings.ToLower(l.Search)), id: -1,
	}
	f.states = make(set, len(x.texts))
	for _, state := range l.States {
		if n, ok := x.number[string(state)]; ok {
			f.states[n] = true
		}
	}
	if l.Units != nil {
		f.units = x.setOf(l.Units)
	}
	if len(l.Rules) > 0 {
		f.rules = x.setOf(l.Rules)
	}
	if l.Groups != nil {
		f.groups = x.setOf(l.Groups)
	}
	if l.DueTo != "" {
		f.dueTo = dayNumber(l.DueTo)
	}
	if id, err := strconv.ParseInt(l.Search, 10, 64); err == nil {
		f.id = id
	}
	return f
}

// fits says nothing of the word.
func (f *filter) fits(e *entry) bool {
	return f.states[e.state] && f.units.has(e.unit) && f.rule.has(e.rule) && f.rules.has(e.rule) && f.severity.has(e.severity) && f.responsible.has(e.responsible) &&
		(!f.dated || e.open && e.dueOn != 0 && e.dueOn >= f.dueFrom && e.dueOn <= f.dueTo) &&
		(f.groups == nil || f.groups[e.group] || f.groups[e.group2]) && f.part.has(e)
}

// marks are the cases that a listing has, a bit for each entry.
type marks struct {
	bits []uint64
	n    int
}

func (m *marks) has(i int) bool { return m.bits[i/64]&(1<<(i%64)) != 0 }

// question is what a listing asks for, whatever its order and page, if it asks
// for no list of codes: the questions that readers share.
type question struct {
	states                              string
	rule, severity, responsible, search string
	dueFrom, dueTo                      workgroup.Date
}

// mostKept is how many questions' marks are kept, 25 KB each for 200,000 cases.
const mostKept = 40

// marked gives a listing's marks. Those of questions that readers share are
// kept.
func (x *index) marked(l ledger.Listing) *marks {
	if l.Within != nil || l.Units != nil || l.Groups != nil || len(l.Rules) > 0 {
		return x.mark(l)
	}
	q := question{fmt.Sprint(l.States), l.Rule, l.Severity, l.Responsible, l.Search, l.DueFrom, l.DueTo}
	x.mu.Lock()
	m := x.marks[q]
	x.mu.Unlock()
	if m != nil {
		return m
	}
	m = x.mark(l)
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.marks) >= mostKept {
		clear(x.marks)
	}
	x.marks[q] = m
	return m
}

// mark goes through all cases as they lie in memory.
func (x *index) mark(l ledger.Listing) *marks {
	f, m := x.filter(l), &marks{bits: make([]uint64, (len(x.entries)+63)/64)}
	try := func(i int) {
		if !m.has(i) && f.fits(&x.entries[i]) {
			m.bits[i/64] |= 1 << (i % 64)
			m.n++
		}
	}
	if len(f.word) == 0 {
		for i := range x.entries {
			try(i)
		}
		return m
	}
	x.eachWith(f.word, try)
	if i, ok := slices.BinarySearchFunc(x.entries, f.id, func(e entry, id int64) int { return cmp.Compare(e.id, id) }); ok {
		try(i)
	}
	return m
}

// list gives the ids of one page, and how many cases the listing has. It goes
// through as much of the listing's order as the page needs.
func (x *index) list(l ledger.Listing) (ids []int64, inAll int) {
	m, before := x.marked(l), 0
	for _, order := range [][]uint32{x.open[l.Sort], x.ended} {
		for _, i := range order {
			if before >= m.n || len(ids) == l.Limit {
				return ids, m.n
			}
			if m.has(int(i)) {
				if before >= l.Offset {
					ids = append(ids, x.entries[i].id)
				}
				before++
			}
		}
	}
	return ids, m.n
}

// eachWith finds the word in all titles at once.
func (x *index) eachWith(word []byte, fn func(i int)) {
	for at, i := 0, 0; ; {
		n := bytes.Index(x.titles[at:], word)
		if n < 0 {
			return
		}
		// Nearly always one of the next few titles.
		for at += n; int(x.entries[i].titleTo) <= at; i++ {
		}
		fn(i)
		at = int(x.entries[i].titleTo)
	}
}
