package outbox

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"qunguan/notify"
)

// mostAtOnce bounds a claim, so that the first of many are on their way soon.
const mostAtOnce = 192

// readPause is how soon the next page is read while enough waits to be
// claimed: behind it there may be notices of a lane that has nothing to do.
const readPause = 50 * time.Millisecond

// idlePause is that where the last page brought nothing that a lane took.
const idlePause = time.Second

// sweep is one way through all that is due, page by page.
type sweep struct {
	on    bool
	after Cursor
}

// pageRead is a page with its recipients' routes.
type pageRead struct {
	Page
	now    time.Time
	first  bool
	offers map[notify.Recipient][]Offer
	err    error
}

// read begins to read the next page of due notices where few are left to be
// claimed; it reports whether it did.
func (l *loop) read() bool {
	if l.reading || !l.sweep.on && !l.look {
		return false
	}
	waiting := 0
	for _, ln := range l.order {
		if !l.stuck(ln) {
			waiting += len(ln.waiting)
		}
	}
	if !l.sweep.on {
		if waiting > 0 && !l.polled {
			return false // they are claimed before the next way through
		}
		l.beginSweep()
		waiting = 0
	}
	if waiting >= mostAtOnce && time.Since(l.readAt) < l.readPause {
		return false
	}
	l.readAt = time.Now()
	if l.freed {
		l.rechecked = time.Time{} // no recheck has judged them
		l.freed = l.turning       // the page may be read before they are free
	}
	q := Query{Now: l.Clock(), Owner: l.owner, After: l.sweep.after, Except: l.full(), Limit: mostAtOnce}
	l.reading = true
	go func() { l.pages <- l.readPage(l.ctx, q) }()
	return true
}

// beginSweep begins another way through. Notices that wait in lanes without room are read again when
// there is some: otherwise they would be sent as they were hours ago.
func (l *loop) beginSweep() {
	l.look, l.polled, l.skipped, l.sweep = false, false, false, sweep{on: true}
	for _, ln := range l.order {
		for _, c := range ln.waiting {
			delete(l.busy, c.notice.Recipient.Key())
		}
		ln.waiting, ln.overflow = nil, l.stuck(ln)
	}
}

// full are the channels of which nothing more is read: their lanes take
// nothing now.
func (l *loop) full() []string {
	var channels []string
	for _, ln := range l.order {
		if ln.whole && (ln.overflow || len(ln.waiting) >= mostWaiting) {
			ln.overflow = true
			channels = append(channels, ln.name)
		}
	}
	return channels
}

func (d *Dispatcher) readPage(ctx context.Context, q Query) pageRead {
	p := pageRead{now: q.Now, first: q.After == Cursor{}}
	if p.Page, p.err = d.due(ctx, q); p.err != nil {
		p.err = fmt.Errorf("list due notices: %w", p.err)
		return p
	}
	if len(p.Notices) == 0 {
		return p
	}
	to := make(map[notify.Recipient]bool, len(p.Notices))
	for _, n := range p.Notices {
		to[n.Recipient.Key()] = true
	}
	if p.offers, p.err = d.Routes.Offers(ctx, slices.Collect(maps.Keys(to))); p.err != nil {
		p.err = fmt.Errorf("read routes: %w", p.err)
	}
	return p
}

// page takes in a page that was read.
func (l *loop) page(p pageRead) {
	l.reading = false
	if p.err != nil {
		clear(l.outdated)
		l.sweep.on = false
		l.fail(p.err)
		return
	}
	known := l.seen
	if l.claimed {
		known++ // by the claim that is being written
	}
	if p.Seen > known {
		// Another process claimed or withdrew: pages read before may have moved.
		l.seen, l.validFrom = p.Seen, p.Seen
	}
	l.sweep = sweep{on: p.Full, after: p.Next}
	defer clear(l.outdated)
	l.expire(p.Expired)
	l.readPause = idlePause
	for _, n := range p.Notices {
		if l.consider(n, p) {
			l.readPause = readPause
		}
	}
}

// consider puts a due notice into its lane, or has written why it waits or
// where it ends. It reports whether the lane took it.
func (l *loop) consider(n Notice, p pageRead) bool {
	k := n.Recipient.Key()
	if l.outdated[k] {
		l.look = true // no turn may follow that would have it read again
		return false
	}
	if l.busy[k] {
		l.skipped = true
		return false
	}
	if at := l.Allowed(n.Kind, n.Recipient, p.now); at.After(p.now) {
		n.NextAt = at
		l.move(Change{Notice: n}, outPostponed)
		return false
	}
	offers := p.offers[k]
	n, w := l.resolve(l.ctx, n, offers)
	if w != wayOpen {
		n, o := w.ended(n)
		l.move(Change{Notice: n}, o)
		return false
	}
	keys := l.keysOf(offers[n.RouteSeq].Route)
	ln := l.lane(keys.lane)
	if len(ln.waiting) >= mostWaiting && n.Kind != notify.KindOps {
		ln.overflow = true
		return false
	}
	l.busy[k] = true
	c := &candidate{n, offers, keys.pace, p.Seen}
	if n.Kind == notify.KindOps {
		ln.waiting = slices.Insert(ln.waiting, 0, c)
		return true
	}
	ln.waiting = append(ln.waiting, c)
	return true
}

// move has a decision written that no send came before.
func (l *loop) move(c Change, o outcome) {
	if c.Token == 0 {
		l.busy[c.Notice.Recipient.Key()] = true
	}
	l.moves, l.why = append(l.moves, c), append(l.why, o)
}

// expire turns the notices of claims that ended without a record into uncertain ones: the process
// died between send and record, and whether they arrived cannot be known. Notices whose sends were
// not begun wait as before.
func (l *loop) expire(expired []Notice) {
	now := l.Clock()
	for _, n := range expired {
		if n.State != Sending { // recorded after all
			l.move(Change{Notice: n, Token: n.Token, Keep: true}, outGivenBack)
			continue
		}
		if l.neverBegun(n) {
			l.move(Change{Notice: n, Token: n.Token, Keep: true}, outGivenBack)
			continue
		}
		c := Change{Token: n.Token, Sent: &Send{Channel: n.Channel, Lane: n.Channel, Owner: n.ClaimedBy}}
		n.LastError = string(notify.Uncertain) + ": claim_expired"
		var o outcome
		c.Notice, c.Told, o = l.rules.doubt(n, now)
		l.move(c, o)
	}
}
