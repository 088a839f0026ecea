package audit

import (
	"cmp"
	"slices"
	"time"
)

// Frontier is the extent to which a source is sealed: all ids up to Top except those in Open. Those did
// not exist, or were not final, when their neighbours were sealed: a transaction that began earlier can
// end later.
type Frontier struct {
	Top  int64  `json:"top"`
	Open []Span `json:"open,omitempty"`
}

// Span is the ids from From to To, which were not sealed at SinceMS, when later ids first were.
type Span struct {
	From    int64 `json:"from"`
	To      int64 `json:"to"`
	SinceMS int64 `json:"since"`
}

// Patience is how long a skipped id may still appear. No transaction and no run lives that long; an id
// missing afterwards is a gap that a rollback left.
const Patience = 24 * time.Hour

// Has reports whether the id may still be sealed.
func (f Frontier) Has(id int64) bool {
	return id > f.Top || slices.ContainsFunc(f.Open, func(s Span) bool { return s.From <= id && id <= s.To })
}

// Advance is the frontier after the ids, ascending, were sealed at now and all rows up to top were
// read. Spans older than patience are given up; 0 waits for ever, for sources whose rows become final
// late.
func (f Frontier) Advance(top int64, ids []int64, now time.Time, patience time.Duration) Frontier {
	spans := slices.Clone(f.Open)
	if top > f.Top {
		spans = append(spans, Span{f.Top + 1, top, now.UnixMilli()})
	}
	slices.SortFunc(spans, func(a, b Span) int { return cmp.Compare(a.From, b.From) })
	next := Frontier{Top: max(f.Top, top)}
	for _, s := range spans {
		if patience > 0 && now.Sub(time.UnixMilli(s.SinceMS)) > patience {
			continue
		}
		i, _ := slices.BinarySearch(ids, s.From)
		for ; i < len(ids) && ids[i] <= s.To; i++ {
			if ids[i] > s.From {
				next.Open = append(next.Open, Span{s.From, ids[i] - 1, s.SinceMS})
			}
			s.From = max(s.From, ids[i]+1)
		}
		if s.From <= s.To {
			next.Open = append(next.Open, s)
		}
	}
	return next
}
