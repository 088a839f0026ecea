package outbox

import (
	"fmt"
	"time"

	"qunguan/notify"
)

// mostAtOnce bounds a claim, so that the first of many are on their way soon.
const mostAtOnce = 96

// picked are the due notices that may be claimed next, at most one for each
// recipient.
type picked struct {
	chosen     []Notice
	recipients []notify.Recipient // of the chosen
	twice      []notify.Recipient // have another one due

	full    bool // there may be more due
	left    bool // there was no room for one of them
	skipped bool // one waits for its recipient's earlier one
}

// pick looks at so many due notices and picks those there is room for.
func (s *shift) pick(now time.Time, room, limit int) (picked, error) {
	due, err := s.due(s.ctx, now, limit)
	if err != nil {
		return picked{}, err
	}
	p := picked{full: len(due) == limit, chosen: due[:0]} // chosen from the left to the right
	taken := make(map[notify.Recipient]bool, len(due))
	for _, n := range due {
		k := n.Recipient.Key()
		switch {
		case s.busy[k]:
			p.skipped = true
		case taken[k]:
			p.twice = append(p.twice, k)
		case len(p.chosen) < room:
			p.chosen, p.recipients = append(p.chosen, n), append(p.recipients, k)
			taken[k] = true
		default:
			p.left = true
		}
	}
	return p, nil
}

// claimDue looks for due notices and claims those that may go now, at most one
// for each recipient. It returns how many notices moved.
func (s *shift) claimDue() int {
	now, room := s.Clock(), min(s.room(), mostAtOnce)
	p, err := s.pick(now, room, room)
	if err == nil && p.full && len(p.chosen) < room/2 {
		// The first of the queue wait for one and the same recipient.
		p, err = s.pick(now, room, room+len(s.busy)+mostAtOnce)
	}
	if err != nil {
		s.fail(fmt.Errorf("list due notices: %w", err))
		return 0
	}
	s.look, s.skipped = p.full || p.left, p.skipped
	chosen, recipients := p.chosen, p.recipients
	if len(chosen) == 0 {
		return 0
	}
	offers, err := s.Routes.Offers(s.ctx, recipients)
	if err != nil {
		s.fail(fmt.Errorf("read routes: %w", err))
		return 0
	}
	s.claim(now, s.wants(now, chosen, offers), chosen, offers)
	for _, k := range p.twice {
		// The next one goes when the first has ended: at once if it did
		// without a send.
		s.skipped = s.skipped || s.busy[k]
		s.look = s.look || !s.busy[k]
	}
	return len(chosen)
}

// wants are the notices that may be sent as far as their rows, the hour and
// their routes say; what becomes of the others is saved.
func (s *shift) wants(now time.Time, due []Notice, offers map[notify.Recipient][]Offer) []Want {
	wants := make([]Want, 0, len(due))
	var others []Change
	var why []outcome
	for _, n := range due {
		if at := s.Allowed(n.Kind, n.Recipient, now); at.After(now) {
			n.NextAt = at
			others, why = append(others, Change{Notice: n}), append(why, outPostponed)
			continue
		}
		routes := offers[n.Recipient.Key()]
		n, w := s.resolve(s.ctx, n, routes)
		if w != wayOpen {
			n, o := w.ended(n)
			others, why = append(others, Change{Notice: n}), append(why, o)
			continue
		}
		wants = append(wants, Want{Notice: n, Pace: PaceKey(routes[n.RouteSeq].Route)})
	}
	s.save(s.ctx, others, why)
	return wants
}

// claim takes what budget and pace allow and hands it to the senders.
func (s *shift) claim(now time.Time, wants []Want, due []Notice, offers map[notify.Recipient][]Offer) {
	if len(wants) == 0 || s.failure() != nil {
		return
	}
	decision, err := s.Store.Claim(s.ctx, Claiming{
		Wants: wants, Now: now, owner: s.Owner, until: now.Add(s.Claim), perDay: s.PerDay, allowed: s.Allowed,
	})
	if err != nil {
		s.fail(fmt.Errorf("claim %d notices: %w", len(wants), err))
		return
	}
	before, pace := make(map[string]*Notice, len(due)), make(map[string]string, len(wants))
	for i := range due {
		before[due[i].ID] = &due[i]
	}
	for _, w := range wants {
		pace[w.Notice.ID] = w.Pace
	}
	claimed := time.Now()
	for _, n := range decision.Claimed {
		n.Version++
		k := n.Recipient.Key()
		s.busy[k] = true
		s.inFlight++
		s.queue <- &job{notice: n, before: before[n.ID], offers: offers[k], pace: pace[n.ID], claimedAt: claimed}
	}
	for _, p := range decision.Postponed {
		if p.reason == outPaced {
			s.paced = append(s.paced, p.Notice.NextAt)
		}
		s.note(s.ctx, p.Notice, p.reason, false, 0)
	}
	for _, n := range decision.Lost {
		s.note(s.ctx, n, outLost, false, 0)
	}
}
