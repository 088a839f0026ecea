package outbox

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"
)

const (
	// mostAtOnce bounds a claim, so that the first of many are on their way
	// soon.
	mostAtOnce = 96
	// pickAhead is how long a send may take at most for notices to be picked
	// before there is room for them.
	pickAhead = 100 * time.Millisecond
	// freshFor is how long what was picked may wait to be claimed.
	freshFor = 2 * time.Second
)

// pick is a due notice that may be claimed next, as far as its own row, the
// hour and its routes say.
type pick struct {
	want   Want
	before *Notice // as it was read
	offers []Offer
	at     time.Time // real
}

// wanted is how many notices are to be picked now.
func (s *shift) wanted() int {
	if s.took > 0 && s.took < pickAhead {
		// While a turn is written the next one's claiming is prepared.
		hold := min((s.Parallel+s.ahead())/2, mostAtOnce)
		if len(s.picks) > hold/2 {
			return 0
		}
		return hold - len(s.picks)
	}
	if room := s.room() - len(s.picks); !s.turning && room >= max(1, s.ahead()/2) {
		return min(room, mostAtOnce)
	}
	return 0
}

// looked is what a look at the store saw: what is due, and the routes.
type looked struct {
	at          time.Time
	room, limit int
	due         []Notice
	offers      map[RecipientKey][]Offer
	err         error
}

// beginLook looks for due notices beside everything else, to pick so many.
func (s *shift) beginLook(room int) {
	l := looked{at: s.Clock(), room: room, limit: room}
	if s.wider {
		l.limit += len(s.busy) + mostAtOnce
	}
	s.looking, s.look = true, false
	inHand := maps.Clone(s.inHand)
	go func() {
		l.read(s.ctx, s.Dispatcher, inHand)
		s.looked <- l
	}()
}

func (l *looked) read(ctx context.Context, d *Dispatcher, inHand map[int64]bool) {
	if l.due, l.err = d.Store.Due(ctx, l.at, l.limit, inHand); l.err != nil {
		l.err = fmt.Errorf("list due notices: %w", l.err)
		return
	}
	if len(l.due) == 0 {
		return
	}
	to := make([]RecipientKey, 0, len(l.due))
	asked := make(map[RecipientKey]bool, len(l.due))
	for _, n := range l.due {
		if k := KeyOf(n.Recipient); !asked[k] {
			to, asked[k] = append(to, k), true
		}
	}
	if l.offers, l.err = d.Routes.Offers(ctx, to); l.err != nil {
		l.err = fmt.Errorf("read routes: %w", l.err)
	}
}

// endLook takes in what a look saw, if there is one; it reports whether that
// changed anything.
func (s *shift) endLook() bool {
	select {
	case l := <-s.looked:
		return s.pickFrom(l)
	default:
		return false
	}
}

// pickFrom picks of the due notices those there is room for, at most one for
// each recipient; what has no route is saved at once. It reports whether there
// was one, or is more to look at.
func (s *shift) pickFrom(l looked) bool {
	s.looking = false
	if l.err != nil {
		s.fail(l.err)
		return false
	}
	full, wide := len(l.due) == l.limit, l.limit > l.room
	s.skipped = false
	chosen := l.due[:0] // from the left to the right
	taken := make(map[RecipientKey]bool, len(l.due))
	for _, n := range l.due {
		k := KeyOf(n.Recipient)
		switch {
		case s.busy[k] || taken[k]:
			s.skipped = true
		case len(chosen) < l.room:
			chosen, taken[k] = append(chosen, n), true
		default:
			s.look = true // there was no room for it
		}
	}
	s.look = s.look || full
	// Where the first of the queue wait for one and the same recipient, the
	// next look goes further.
	s.wider = full && !wide && len(chosen) <= l.room/2
	if full && wide && len(chosen) == 0 {
		s.look = false // those in hand end first
	}
	s.routed(l.at, chosen, l.offers)
	// Whose notice ended without a send may get the next one at once.
	for k := range taken {
		s.look = s.look || s.skipped && !s.busy[k]
	}
	return len(chosen) > 0 || s.look
}

// routed picks the notices that may be sent as far as the hour and their
// routes say; what becomes of the others is saved.
func (s *shift) routed(now time.Time, due []Notice, offers map[RecipientKey][]Offer) {
	var others []Change
	var why []outcome
	picked := time.Now()
	s.picks = slices.Grow(slices.Clone(s.picks), len(due)) // what a turn took of it is its own
	for i := range due {
		n := due[i]
		if at := s.Allowed(n.Kind, n.Recipient, now); at.After(now) {
			n.NextAt = at
			others, why = append(others, Change{Notice: n}), append(why, outPostponed)
			continue
		}
		routes := offers[KeyOf(n.Recipient)]
		n, w := s.resolve(s.ctx, n, routes)
		if w != wayOpen {
			n, o := w.ended(n)
			others, why = append(others, Change{Notice: n}), append(why, o)
			continue
		}
		s.busy[KeyOf(n.Recipient)], s.inHand[n.Seq] = true, true
		s.picks = append(s.picks, pick{Want{Notice: n, Pace: PaceKey(routes[n.RouteSeq].Route)}, &due[i], routes, picked})
	}
	s.save(s.ctx, others, why)
}

// stale puts back what was picked too long ago, or everything where nothing
// will be claimed any more: it is read anew.
func (s *shift) stale(all bool) {
	if len(s.picks) == 0 || !all && time.Since(s.picks[0].at) < freshFor {
		return
	}
	for _, p := range s.picks {
		s.free(p.want.Notice)
	}
	s.picks, s.look = nil, true
}

// free is called for a notice that is no longer in hand: its recipient's next
// one may go.
func (s *shift) free(n Notice) {
	delete(s.busy, KeyOf(n.Recipient))
	delete(s.inHand, n.Seq)
}
