package halfyear

import (
	"cmp"
	"maps"
	"slices"
	"testing"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/jobs"
	jobsdigest "qunguan/jobs/digest"
	"qunguan/jobs/schedule"
	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/calendar"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/registry"
)

// firstDay is New Year: everything is imported on a day off.
const firstDay = workgroup.Date("2026-01-01")

var zone = time.FixedZone("CST", 8*3600)

// deliveries are the times of day at which messages may try to leave, day and
// night, on every day.
var deliveries = []time.Duration{3 * time.Hour, 8*time.Hour + 35*time.Minute, 8*time.Hour + 50*time.Minute, 12*time.Hour + 10*time.Minute, 17*time.Hour + 30*time.Minute, 21 * time.Hour}

// play is one run of the half-year.
type play struct {
	t         testing.TB
	handler   *handler
	beside    *handler // another process at the same registry that tells at the same moments; nil = none
	store     *registry.Store
	receiver  *receiver
	days      *calendar.Days
	schedules map[string]*schedule.Schedule

	perDay   int // messages that the policy allows a person on a day; 0 = one
	now      *county
	told     *told
	script   script
	dice     dice // of people's reactions to messages; nil = they follow the script
	exempt   []ledger.Exemption
	cases    map[int64]ledger.Case
	evenings []evening
	seen     int // arrivals that people have reacted to
	first    map[caseLife]time.Time
	held     int
	refused  int
	answered map[string]int // answers taken by link, by kind
}

func schedules(t testing.TB) map[string]*schedule.Schedule {
	t.Helper()
	loaded, err := app.LoadPolicy("pack:county", zone)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*schedule.Schedule{}
	expressions := maps.Clone(loaded.Policy.Schedule)
	maps.Copy(expressions, jobsdigest.Ticks(loaded.Policy))
	for job, expression := range expressions {
		if jobs.Known(job) && len(rule.RulesOf(job)) == 0 && job != jobs.Escalate && job != jobs.Compose {
			continue
		}
		s, err := schedule.Parse(expression, zone)
		if err != nil {
			t.Fatal(err)
		}
		all[job] = s
	}
	return all
}

// timed is something to do at a moment of a day.
type timed struct {
	at  time.Time
	seq int // in the order of a day's work, where moments are equal
	do  func(at time.Time)
}

func (p *play) run(days int) {
	p.t.Helper()
	p.handler.start()
	defer p.handler.stop()
	if p.beside != nil {
		p.beside.start()
		defer p.beside.stop()
	}
	for day := firstDay; day < firstDay.AddDays(days); day = day.AddDays(1) {
		for _, e := range p.script[day] {
			p.now.happen(e, day)
		}
		work := p.agenda(day)
		slices.SortFunc(work, func(a, b timed) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.seq, b.seq)) })
		for _, w := range work {
			p.receiver.at(w.at)
			w.do(w.at)
		}
		p.evening(day)
	}
}

// agenda is everything that is to be done on a day.
func (p *play) agenda(day workgroup.Date) []timed {
	midnight := day.In(zone)
	work := []timed{
		{midnight.Add(8*time.Hour + 5*time.Minute), 0, func(at time.Time) { p.bring(day, at, 5) }},
		{midnight.Add(14 * time.Hour), 0, func(at time.Time) { p.bring(day, at, 11) }},
	}
	for _, job := range slices.Sorted(maps.Keys(p.schedules)) {
		if at, ok := p.schedules[job].Latest(midnight.Add(-time.Second), midnight.Add(24*time.Hour-time.Second)); ok {
			work = append(work, timed{at, slices.Index(policy.Jobs, job), func(at time.Time) {
				waitForOther := p.other(at, job)
				for _, r := range p.handler.do(order{At: at, Jobs: []string{job}}).Reports {
					p.held += r.Held
				}
				waitForOther()
				if job == jobs.Compose {
					p.look()
				}
			}})
		}
	}
	for _, after := range deliveries {
		work = append(work, timed{midnight.Add(after), 99, func(at time.Time) {
			p.deliver(at)
			p.react(day)
		}})
	}
	for _, e := range p.script[day] {
		work = append(work, timed{midnight.Add(10 * time.Hour), 0, func(at time.Time) { p.step(e, at) }})
	}
	return work
}

// retakeAfter is the time after which a killed sender's notices are free again.
const retakeAfter = outbox.MaxClaim + time.Minute

// deliver sends the notices that are due. If the sender was killed it sends once more when that one's
// are free, as the daemon does: until the play's next delivery people would act first.
func (p *play) deliver(at time.Time) {
	o, kills := order{At: at, Jobs: []string{jobs.Deliver}}, p.handler.done
	waitForOther := p.other(at, jobs.Deliver)
	p.handler.do(o)
	waitForOther()
	if p.handler.done == kills {
		return
	}
	o.At = at.Add(retakeAfter)
	p.receiver.at(o.At)
	if reply, err := p.handler.once(o, 0); err != nil || reply.Error != "" {
		p.t.Fatalf("at %s: %v %s", o.At, err, reply.Error)
	}
}

// other has the other process, if there is one, compose and send while the first one does the job. It
// returns a function that waits for it.
func (p *play) other(at time.Time, job string) (wait func()) {
	if p.beside == nil || job != jobs.Deliver && job != jobs.Compose && job != jobs.Escalate {
		return func() {}
	}
	list := []string{job}
	if job == jobs.Deliver && at.In(zone).Hour() >= 12 {
		list = []string{"member-check", "zombie-scan", "stage-expiry", "group-check", jobs.Compose, jobs.Deliver}
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.beside.do(order{At: at, Jobs: list})
	}()
	return func() { <-done }
}

// bring is the clerk's import: on working days the changes, and the rosters that
// are read on every so many-th day. The first day brings
// everything.
func (p *play) bring(day workgroup.Date, at time.Time, every int) {
	first := day == firstDay
	if !first && !p.days.IsWorkingDay(day) {
		return
	}
	var read []string
	for i, code := range slices.Sorted(maps.Keys(p.now.rooms)) {
		r := p.now.rooms[code]
		if !r.live() || r.unread > day || !first && i%every != firstDay.DaysUntil(day)%every {
			continue
		}
		if !r.silent && !first {
			r.spoken = day
			p.now.rooms[code] = r
		}
		read = append(read, code)
	}
	files := p.told.changes(p.now, day, read)
	if first {
		maps.Copy(files, constants(p.now, p.receiver.url))
	}
	if len(files) > 0 {
		p.handler.do(order{At: at, Files: files, Read: read})
	}
}

// step takes a person's step in the ledger.
func (p *play) step(e event, at time.Time) {
	day := workgroup.DateOf(at)
	switch e.what {
	case "handling", "closed":
		if p.handler.do(order{At: at, About: e.about, State: ledger.State(e.what), By: e.by}).Refused != "" {
			p.refused++
		}
	case "answer":
		if p.handler.do(order{At: at, About: e.about, By: e.by, Link: p.link(e), Answer: e.link, Until: e.until}).Refused != "" {
			p.refused++
		} else {
			p.answered[e.link]++
		}
	case "exempt":
		x := ledger.Exemption{Rule: e.about.Rule, Group: e.about.Group, Person: e.about.Person, Reason: "半年演练", Approver: "P00001", From: day, Until: e.until}
		p.handler.do(order{At: at, Exempt: &x})
		p.exempt = append(p.exempt, x)
	}
}

// link is that of the newest message in which the person read of the case.
func (p *play) link(e event) string {
	for _, a := range slices.Backward(p.receiver.heard(0)) {
		if a.RecipientType == notify.ToPerson && a.Recipient == e.by && slices.ContainsFunc(a.Cases, func(c spoken) bool { return c.About == e.about }) {
			if found := linkOf.FindStringSubmatch(a.Text); found != nil {
				return found[1]
			}
		}
	}
	return ""
}

// look remembers the cases as they are before they are spoken of.
func (p *play) look() {
	all, err := p.store.Cases(p.t.Context(), ledger.Filter{})
	if err != nil {
		p.t.Fatal(err)
	}
	p.receiver.mu.Lock()
	defer p.receiver.mu.Unlock()
	for _, c := range all {
		p.cases[c.ID] = c
	}
}

// evening notes the open cases.
func (p *play) evening(day workgroup.Date) {
	open, err := p.store.Cases(p.t.Context(), ledger.Filter{OpenOnly: true})
	if err != nil {
		p.t.Fatal(err)
	}
	e := evening{day: day}
	for _, c := range open {
		e.open = append(e.open, standing{caseLife{c.ID, p.life(c)}, c.DueOn})
	}
	p.evenings = append(p.evenings, e)
}

// react lets people do something because of their messages.
func (p *play) react(day workgroup.Date) {
	if p.dice == nil {
		return
	}
	arrived := slices.Clone(p.receiver.heard(p.seen))
	p.seen += len(arrived)
	slices.SortFunc(arrived, func(a, b arrival) int {
		return cmp.Or(cmp.Compare(a.RecipientType, b.RecipientType), cmp.Compare(a.Recipient, b.Recipient))
	})
	for _, a := range arrived {
		for _, c := range a.Cases {
			p.script.react(p.dice, c.About, c.Responsible, day)
		}
	}
}

// history collects the traces of the run.
func (p *play) history() history {
	h := history{days: p.days, arrivals: p.receiver.heard(0), evenings: p.evenings, doubtful: map[string]bool{}, perDay: max(p.perDay, 1), reminders: 2}
	err := p.store.EachStep(p.t.Context(), firstDay.AddDays(400).In(zone), func(s ledger.Step) error { h.steps = append(h.steps, s); return nil })
	if err != nil {
		p.t.Fatal(err)
	}
	notices, err := p.store.Notices(p.t.Context(), outbox.Filter{})
	if err != nil {
		p.t.Fatal(err)
	}
	for _, n := range notices {
		if n.Doubts == 0 {
			continue
		}
		h.doubtful[n.ID] = true
		for _, id := range n.Cases {
			if n.State == outbox.Uncertain && !n.ToldAt.IsZero() {
				h.assumed = append(h.assumed, assumed{caseLife{id, p.life(p.cases[id])}, workgroup.DateOf(n.ToldAt.In(zone))})
			}
		}
	}
	slices.SortStableFunc(h.steps, func(a, b ledger.Step) int { return cmp.Compare(a.ID, b.ID) })
	return h
}
