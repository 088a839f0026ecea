package halfyear

import (
	"fmt"
	"slices"
	"strings"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
)

// same demands the same ledger, and the same messages at the same moments with
// the same words, as in the other run.
func (p *play) same(other *play) {
	p.t.Helper()
	if diff := difference(other.ledger(everything), p.ledger(everything)); diff != "" {
		p.t.Errorf("the ledger (-one engine +the other):\n%s", diff)
	}
	if diff := difference(other.messages(), p.messages()); diff != "" {
		p.t.Errorf("the messages (-one engine +the other):\n%s", diff)
	}
}

// everything and facts are the compared parts of a case. A message that comes a
// day later cannot change the facts; the day of the closing is none of them: a
// mended case is found out when it is to be spoken of again.
func everything(c ledger.Case) string {
	return fmt.Sprintf("%s on %s, due %s, told %s, %d reminders, %d rungs, life %d, seen %s, responsible %s", facts(c), c.ClosedOn, c.DueOn, c.ToldOn, c.Reminders, c.Rung, c.Life, c.LastSeenOn, c.Responsible)
}

func facts(c ledger.Case) string {
	return fmt.Sprintf("%v %s, opened %s, reopened %d, %s", subjectOf(c), c.State, c.OpenedOn, c.Reopened, c.ClosedReason)
}

func (p *play) ledger(what func(ledger.Case) string) []string {
	all, err := p.store.Cases(p.t.Context(), ledger.Filter{})
	if err != nil {
		p.t.Fatal(err)
	}
	var lines []string
	for _, c := range all {
		if line := what(c); line != "" {
			lines = append(lines, line)
		}
	}
	slices.Sort(lines)
	return lines
}

// courses is the record of a few cases that stand in a difference, and of the cases that they ask for.
func (p *play) courses(what func(ledger.Case) string, diff string) string {
	all, err := p.store.Cases(p.t.Context(), ledger.Filter{})
	if err != nil {
		p.t.Fatal(err)
	}
	var b strings.Builder
	for _, c := range all {
		if line := what(c); line != "" && b.Len() < 20_000 && strings.Contains(diff+"\n", " "+line+"\n") {
			b.WriteString(p.course(c.ID))
			if c.Asked != 0 {
				b.WriteString(p.course(c.Asked))
			}
		}
	}
	return b.String()
}

func (p *play) messages() []string {
	var lines []string
	for _, a := range p.receiver.heard(0) {
		lines = append(lines, fmt.Sprintf("%s %s %s %s\n%s", a.At, a.Kind, a.RecipientType, a.Recipient, linkOf.ReplaceAllString(a.Text, publicURL)))
	}
	slices.Sort(lines)
	return lines
}

// hearing is one case in one message.
type hearing struct {
	about     subject
	life      int
	recipient string
	on        string
}

// doubts are the traces of the kills: the notices whose sending has no known
// end, their recipients, and the groups of their cases, for a case that is to be
// spoken of is judged again with its group.
type doubts struct {
	notices, arrivedTwice int
	groups                map[string]bool
	to                    map[string]bool
}

// doubtful collects them and demands that each was marked, sent again under
// its own id and marked there, or never arrived the first time.
func (p *play) doubtful() doubts {
	p.t.Helper()
	d := doubts{groups: map[string]bool{}, to: map[string]bool{}}
	all, err := p.store.Notices(p.t.Context(), outbox.Filter{})
	if err != nil {
		p.t.Fatal(err)
	}
	arrived := map[string][]arrival{}
	for _, a := range p.receiver.heard(0) {
		arrived[a.ID] = append(arrived[a.ID], a)
	}
	for _, n := range all {
		for i, a := range arrived[n.ID] {
			if i > 0 && (!a.Repeat || n.Doubts == 0) {
				p.t.Errorf("%s came again: marked %v, in doubt %d times", a, a.Repeat, n.Doubts)
			}
		}
		if n.State == outbox.Sent && len(arrived[n.ID]) == 0 {
			p.t.Errorf("%s to %s is sent and never arrived", n.ID, n.Recipient.Code)
		}
		if n.Doubts == 0 {
			continue
		}
		d.notices++
		if len(arrived[n.ID]) > 1 {
			d.arrivedTwice++
		}
		d.to[n.Recipient.Type+" "+n.Recipient.Code] = true
		for _, id := range n.Cases {
			d.groups[p.cases[id].Subject.Group] = true
		}
	}
	return d
}

// spread adds the groups of which the recipients of doubtful notices heard: such
// a notice used the day on which they would have heard.
func (d doubts) spread(arrivals []arrival) {
	for _, a := range arrivals {
		if a.RecipientType != notify.ToPerson || !d.to[a.RecipientType+" "+a.Recipient] {
			continue
		}
		for _, c := range a.Cases {
			d.groups[c.About.Group] = true
		}
	}
}

// hearings lists the hearings of cases by reader and day, without those in
// doubt: of groups and recipients that a doubtful notice concerns, for their
// messages may be a working day late. The hour is left out: notices that a killed
// process had reserved go when its claim has ended, minutes later.
func (p *play) hearings(without doubts) (lines []string, left int) {
	seen := map[hearing]bool{}
	for _, a := range p.receiver.heard(0) {
		for _, c := range a.Cases {
			to := a.RecipientType + " " + a.Recipient
			if without.groups[c.About.Group] || without.to[to] {
				left++
				continue
			}
			h := hearing{c.About, c.Life, to, a.At.Format("2006-01-02")}
			if !seen[h] {
				seen[h] = true
				lines = append(lines, fmt.Sprint(h))
			}
		}
	}
	slices.Sort(lines)
	return lines, left
}

// alike demands the ledger and the messages of the undisturbed run: the same
// cases with the same lives; where no doubtful notice touches them, everything.
func (p *play) alike(calm *play) {
	p.t.Helper()
	d := p.doubtful()
	d.spread(p.receiver.heard(0))
	d.spread(calm.receiver.heard(0))
	if diff := difference(calm.ledger(calm.comparable(d)), p.ledger(p.comparable(d))); diff != "" {
		p.t.Errorf("the ledger (-undisturbed +killed):\n%s\nundisturbed:\n%s\nkilled:\n%s", diff, calm.courses(calm.comparable(d), diff), p.courses(p.comparable(d), diff))
	}
	want, leftThere := calm.hearings(d)
	got, left := p.hearings(d)
	if diff := difference(want, got); diff != "" {
		p.t.Errorf("who heard what when (-undisturbed +killed):\n%s", diff)
	}
	p.t.Logf("%d notices in doubt, %d of them arrived twice, marked; %d groups and %d recipients concerned; %d hearings alike, %d not compared (%d undisturbed)",
		d.notices, d.arrivedTwice, len(d.groups), len(d.to), len(got), left, leftThere)
}

// comparable is the part of a case that must be alike: of groups that no doubtful notice was about,
// everything. A case is judged again when it is to be spoken of. So where that was a day later, it may be
// found out later that it is mended, or exempt; and a person's word that it is done may have found another person
// responsible, and "closed" means something else from that person. A request cannot be made about a case
// that was found to be mended, and ends with it: whether there is one depends on that moment.
func (p *play) comparable(d doubts) func(c ledger.Case) string {
	last, said := p.evenings[len(p.evenings)-1].day, map[subject]bool{}
	for _, events := range p.script {
		for _, e := range events {
			said[e.about] = said[e.about] || e.what == "closed"
		}
	}
	return func(c ledger.Case) string {
		s := subjectOf(c)
		fresh := func(group string) bool {
			return s.Rule != "roster.stale" || p.told.taken[group].DaysUntil(last) < 10
		}
		switch is, known := p.told.broken(s, last, fresh); {
		case !d.groups[s.Group]:
			return everything(c)
		case c.Asked != 0:
			return ""
		case ledger.ExemptUntil(p.exempt, c.Rule, c.Subject, last) != "":
			return fmt.Sprintf("%v, opened %s, exempt", s, c.OpenedOn)
		case said[s]:
			return fmt.Sprintf("%v, opened %s", s, c.OpenedOn)
		case known && !is:
			return fmt.Sprintf("%v, opened %s, mended", s, c.OpenedOn)
		}
		return facts(c)
	}
}

// difference is as many of the differing lines as a person reads: those of the
// one and not of the other. Both are sorted.
func difference(a, b []string) string {
	var lines []string
	for _, l := range a {
		if _, ok := slices.BinarySearch(b, l); !ok {
			lines = append(lines, "- "+l)
		}
	}
	for _, l := range b {
		if _, ok := slices.BinarySearch(a, l); !ok {
			lines = append(lines, "+ "+l)
		}
	}
	switch n := len(lines); {
	case n > 0:
		slices.SortStableFunc(lines, func(a, b string) int { return strings.Compare(a[2:], b[2:]) })
		return fmt.Sprintf("%d lines differ\n%s", n, strings.Join(lines[:min(n, 12)], "\n"))
	case len(a) != len(b):
		return fmt.Sprintf("%d lines and %d, some of them twice", len(a), len(b))
	}
	return ""
}
