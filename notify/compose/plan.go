package compose

import (
	"iter"
	"maps"
	"slices"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// Plan makes one notice for every recipient with all that is due to them: untold open cases, due rungs
// of told ones, prior notices to the people concerned, groups that end soon. It also decides about the
// existing notices. Planning again with the same input changes nothing.
//
// An untried notice (planned, pending, manual) is replaced when its text would differ now; it is
// withdrawn when one of its cases is no longer among the given ones, and its other cases are told anew.
// The cases of a notice on its way (sending, failed, uncertain) stay with it, and it is repeated as it
// is, as long as one of them stands as the text says. Those of a dead one are
// told to the next one of the chain; its recipient is not tried with them again (see tried.go).
func Plan(in Input, cases []ledger.Case, existing []outbox.Notice) Result {
	var all Result
	parts, err := Parts(in, bookOf(cases), existing, len(cases)+len(existing)+1)
	if err != nil {
		panic(err) // a list in memory can be read
	}
	for part, err := range parts {
		if err != nil {
			panic(err)
		}
		all.Withdraw, all.Create, all.Keep = append(all.Withdraw, part.Withdraw...), append(all.Create, part.Create...), append(all.Keep, part.Keep...)
		all.Doubted = append(all.Doubted, part.Doubted...)
	}
	return all
}

// Parts makes the same plan in parts of about so many recipients, each when it is asked for: the cases
// and notices of a county are never in memory at once. It goes through all cases first, and learns
// which recipients each of them concerns; a part reads its recipients' cases again. The parts can be
// walked again, and then make the notices anew, under new ids. A reading that fails ends them.
func Parts(in Input, cases Book, existing []outbox.Notice, recipients int) (iter.Seq2[Result, error], error) {
	p, err := newPlanner(in, cases, existing)
	if err == nil {
		err = p.survey()
	}
	if err != nil {
		return nil, err
	}
	return p.parts(recipients), nil
}

// Book gives the cases of a plan, of which it tells the open ones.
type Book struct {
	// Each calls fn with every case, by id.
	Each func(fn func(ledger.Case)) error
	// Some lists those of the cases with the ids, at least one, by id. A case that has gone since Each is left out.
	Some func(ids []int64) ([]ledger.Case, error)
}

// bookOf gives cases that are in memory, each once.
func bookOf(cases []ledger.Case) Book {
	byID := map[int64]ledger.Case{}
	for _, c := range cases {
		byID[c.ID] = c
	}
	return Book{
		Each: func(fn func(ledger.Case)) error {
			for _, id := range slices.Sorted(maps.Keys(byID)) {
				fn(byID[id])
			}
			return nil
		},
		Some: func(ids []int64) (list []ledger.Case, err error) {
			for _, id := range ids {
				if c, ok := byID[id]; ok {
					list = append(list, c)
				}
			}
			return list, nil
		},
	}
}

// topic is one thing to tell: a rung of a case in its present life, or of a group that ends.
type topic struct {
	id    int64
	group string
	rung  ledger.Rung
}

func topicOf(t ledger.Notification) topic { return topic{t.Case, t.Group, t.Rung} }

type planner struct {
	in          Input
	cases       Book
	rows        map[topic]int32 // numbers of the notifications that are recorded already
	onTheWay    map[topic]bool
	died        map[topic][]notify.Recipient // recipients of dead notices about it
	replaceable map[slot][]*outbox.Notice
	over        []outbox.Notice // tried, and nothing in them holds any longer

	openIDs  []int64 // of all open cases, ascending
	surveyed survey

	// While it goes through all cases, the one that is looked at; in a part, its cases and recipients.
	open   map[int64]*ledger.Case
	drafts map[slot]*draft // nil: still to be begun
	now    step
}

func newPlanner(in Input, cases Book, existing []outbox.Notice) (*planner, error) {
	p := &planner{
		in: in, cases: cases, rows: make(map[topic]int32, len(in.Notifications)), onTheWay: map[topic]bool{},
		died: map[topic][]notify.Recipient{}, replaceable: map[slot][]*outbox.Notice{},
	}
	var tried []int64 // cases of notices that may be over
	for _, n := range existing {
		if disposition(n) == noticeOnTheWay {
			tried = append(tried, n.Cases...)
		}
	}
	if err := p.look(tried); err != nil {
		return nil, err
	}
	numbers := map[string][]int32{} // of a notice's notifications
	for i, t := range in.Notifications {
		n := int32(i)
		p.rows[topicOf(t)] = n
		if t.State == ledger.NotificationDue && t.Notice != "" {
			numbers[t.Notice] = append(numbers[t.Notice], n)
		}
	}
	for i, n := range existing {
		var bound []ledger.Notification
		for _, number := range numbers[n.ID] {
			bound = append(bound, in.Notifications[number])
		}
		switch disposition(n) {
		case noticeOnTheWay:
			if p.isOver(n, bound) {
				p.over = append(p.over, n)
				continue
			}
			for _, a := range topicsOf(n, bound) {
				p.onTheWay[a] = true
			}
		case noticeDead:
			p.dead(n, bound)
		case noticeReplaceable:
			k := slot{notify.Recipient{Type: n.Recipient.Type, Code: n.Recipient.Code}, slices.ContainsFunc(bound, func(t ledger.Notification) bool { return t.Phone })}
			p.replaceable[k] = append(p.replaceable[k], &existing[i])
		}
	}
	return p, nil
}

// topicsOf lists the topics of a notice. A case without a recorded notification is told by it for the first
// time.
func topicsOf(n outbox.Notice, bound []ledger.Notification) []topic {
	var list []topic
	recorded := map[int64]bool{}
	for _, t := range bound {
		list, recorded[t.Case] = append(list, topicOf(t)), true
	}
	for _, id := range n.Cases {
		if !recorded[id] {
			list = append(list, topic{id: id, rung: ledger.First})
		}
	}
	return list
}

// draft is the recipient's draft. Of a recipient who is not in the part it is one that is not kept.
func (p *planner) draft(to notify.Recipient, channel string, phone bool) *draft {
	k := slot{notify.Recipient{Type: to.Type, Code: to.Code}, phone}
	d, inPart := p.drafts[k]
	if d == nil {
		d = &draft{to: to, channel: channel, phone: phone}
	}
	switch {
	case p.drafts == nil:
		p.noteStep(k)
	case inPart:
		p.drafts[k] = d
	}
	return d
}

// first tells a case for the first time.
func (p *planner) first(c ledger.Case) {
	t := ledger.Notification{Case: c.ID, Life: c.Life, Rung: ledger.First, Day: p.in.day()}
	if p.onTheWay[topicOf(t)] {
		return
	}
	choice := choose(p.in, c, p.died[topicOf(t)])
	t.ToType, t.To, t.For = choice.To.Type, choice.To.Code, choice.Away
	c.DueOn = p.in.dueIfTold(c, choice.To)
	d := p.draft(choice.To, choice.Channel, false)
	d.add(p.in, c, choice, t)
	p.demandAtOnce(d, c, choice)
	p.bothOwners(c, choice)
}

// demandAtOnce demands a removal with the first notification, where the policy asks for no reminder before
// it. A person who can rectify the case themselves hears first, and the demand waits for newer data.
func (p *planner) demandAtOnce(d *draft, c ledger.Case, choice Choice) {
	how := rule.ConcernedIn(c)
	if p.in.Policy.Member.RemindBeforeRemoval > 0 || !rule.Removes(c.Rule) || how == ledger.ToldBefore || c.Subject.Person != "" && c.Subject.Person == choice.Responsible {
		return
	}
	t := ledger.Notification{Case: c.ID, Life: c.Life, Rung: ledger.ToRemove, Day: p.in.day(), ToType: choice.To.Type, To: choice.To.Code, For: choice.Away}
	d.add(p.in, c, Choice{Responsible: choice.Responsible, To: choice.To, Away: choice.Away}, t)
	prior := ledger.Notification{Case: c.ID, Life: c.Life, Rung: ledger.Prior, Day: p.in.day(), ToType: notify.ToPerson, To: c.Subject.Person}
	if _, known := p.rows[topicOf(prior)]; how == ledger.ToldBeside && !known {
		p.concerned(c, prior)
	}
}

// recorded tells a notification that escalate or an earlier compose recorded as due: a rung, or a prior
// notice that has not arrived.
func (p *planner) recorded(t ledger.Notification) {
	open, ok := p.open[t.Case]
	if !ok || t.State != ledger.NotificationDue || t.Life != open.Life || p.onTheWay[topicOf(t)] || p.in.Waiting && t.Notice == "" {
		return
	}
	c := *open
	if p.in.mute(t, c) {
		return
	}
	if t.For != "" {
		t.ToType, t.To, t.For = notify.ToPerson, t.For, "" // the absent person may be back
	}
	switch {
	case t.Rung == ledger.Prior:
		p.concerned(c, t)
		return
	case t.Rung.Target == ledger.ToOtherOwner:
		p.pairTold(c, t)
		return
	case t.Rung == ledger.First || c.ToldOn == "":
		return
	case !t.Rung.Above() && c.Responsible == "":
		return // the recipient has left and has no successor
	case !t.Rung.Above():
		t.ToType, t.To = notify.ToPerson, c.Responsible // the responsible person may have changed since
	}
	role, at := t.Rung.Target, t.Rung.When()
	choice := Choice{Responsible: t.To, To: p.in.office(t.To), Hops: []ledger.Hop{{To: t.To, Role: role, Reason: at}}}
	if t.ToType == notify.ToPerson {
		choice, t = p.rungTo(c, t, choice.Hops)
	}
	channel := notify.Manual
	unreachable := slices.Contains(p.died[topicOf(t)], notify.Recipient{Type: t.ToType, Code: t.To})
	if routes := p.in.channels(t.ToType, t.To); len(routes) > 0 && !t.Phone && !unreachable {
		channel = routes[0]
	}
	if unreachable {
		choice.Hops = append(choice.Hops, ledger.Hop{To: t.To, Role: role, Reason: hopUnreachable}, ledger.Hop{To: t.To, Role: role, Reason: hopByHand})
	}
	d := p.draft(choice.To, channel, t.Phone)
	d.add(p.in, c, choice, t)
	d.of(c).demanded = p.demandedOn(c)
}

// demandedOn is the day on which the responsible person was told to remove a person. Later messages to
// others about the case have the demand's deadline.
func (p *planner) demandedOn(c ledger.Case) workgroup.Date {
	t, _ := p.row(topic{id: c.ID, rung: ledger.ToRemove})
	if t.State != ledger.NotificationTold || t.Life != c.Life {
		return ""
	}
	return t.ToldOn
}

// concerned announces a removal to the person whom it concerns.
func (p *planner) concerned(c ledger.Case, t ledger.Notification) {
	routes := p.in.channels(notify.ToPerson, t.To)
	if len(routes) == 0 || slices.Contains(p.died[topicOf(t)], notify.Recipient{Type: notify.ToPerson, Code: t.To}) {
		return // the announcement in the group informs them
	}
	d := p.draft(p.in.person(t.To), routes[0], false)
	if d.has(c) {
		return
	}
	told := d.of(c)
	told.notifications = []ledger.Notification{t}
	told.hops = []ledger.Hop{{To: t.To, Role: ledger.ToConcerned, Reason: string(ledger.PriorNotice)}}
}

// row is the recorded notification about the topic.
func (p *planner) row(key topic) (ledger.Notification, bool) {
	n, ok := p.rows[key]
	if !ok {
		return ledger.Notification{}, false
	}
	return p.in.Notifications[n], true
}

// settled reports whether a notification without a case needs no notice now.
func (p *planner) settled(key topic) bool {
	row, ok := p.row(key)
	return ok && row.State != ledger.NotificationDue || p.onTheWay[key] || p.in.Waiting && row.Notice == ""
}

// ending announces that a group's time runs out; it is no case yet.
func (p *planner) ending(e Ending) {
	key := topicOf(e.Notification)
	if p.settled(key) {
		return
	}
	c := e.asCase(p.in)
	choice := choose(p.in, c, p.died[key])
	t := e.Notification
	t.ToType, t.To, t.For = choice.To.Type, choice.To.Code, choice.Away
	p.draft(choice.To, choice.Channel, false).add(p.in, c, choice, t)
}

const (
	noticeOver        = iota // its cases are untold again, or told
	noticeOnTheWay           // its cases stay with it
	noticeReplaceable        // untried
	noticeDead               // it could not reach its recipient
)

func disposition(n outbox.Notice) int {
	switch n.State {
	case outbox.Planned, outbox.Pending, outbox.Manual:
		if !n.Untried() || n.Kind != notify.KindReminder && n.Kind != notify.KindEscalation {
			return noticeOnTheWay
		}
		return noticeReplaceable
	case outbox.Sending, outbox.Failed, outbox.Uncertain:
		return noticeOnTheWay
	case outbox.Dead:
		return noticeDead
	}
	return noticeOver
}
