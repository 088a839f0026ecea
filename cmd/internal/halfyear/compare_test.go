package halfyear

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"

	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
)

// same demands the same ledger, and the same messages at the same moments with
// the same words, as in the other run.
func (p *play) same(other *play) {
	p.t.Helper()
	if diff := cmp.Diff(other.ledger(everything), p.ledger(everything)); diff != "" {
		p.t.Errorf("the ledger (-one engine +the other):\n%s", short(diff))
	}
	if diff := cmp.Diff(other.messages(), p.messages()); diff != "" {
		p.t.Errorf("the messages (-one engine +the other):\n%s", short(diff))
	}
}

// everything and facts are what of a case is compared. Facts are what a
// message that comes a day later cannot change.
func everything(c ledger.Case) string {
	return fmt.Sprintf("%s due %s told %s %d reminders, %d rungs, life %d, seen %s, responsible %s", facts(c), c.DueOn, c.ToldOn, c.Reminders, c.Rung, c.Life, c.LastSeenOn, c.Responsible)
}

func facts(c ledger.Case) string {
	return fmt.Sprintf("%v %s, opened %s, closed %s %s, reopened %d", subjectOf(c), c.State, c.OpenedOn, c.ClosedOn, c.ClosedReason, c.Reopened)
}

func (p *play) ledger(what func(ledger.Case) string) []string {
	all, err := p.store.Cases(p.t.Context(), ledger.Filter{})
	if err != nil {
		p.t.Fatal(err)
	}
	lines := make([]string, len(all))
	for i, c := range all {
		lines[i] = what(c)
	}
	slices.Sort(lines)
	return lines
}

func (p *play) messages() []string {
	var lines []string
	for _, a := range p.receiver.heard(0) {
		lines = append(lines, fmt.Sprintf("%s %s %s %s\n%s", a.At, a.Kind, a.RecipientType, a.Recipient, a.Text))
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

// doubts are what the kills left behind: the notices whose sending nobody saw
// the end of, and the cases and recipients that they concern.
type doubts struct {
	notices, arrivedTwice int
	about                 map[subject]bool
	to                    map[string]bool
}

// doubtful collects them and demands that each was marked, sent again under
// its own id and marked there, or never arrived the first time.
func (p *play) doubtful() doubts {
	p.t.Helper()
	d := doubts{about: map[subject]bool{}, to: map[string]bool{}}
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
			d.about[subjectOf(p.cases[id])] = true
		}
	}
	return d
}

// hearings lists who heard of which case when, without what is in doubt:
// cases and recipients that a doubtful notice concerns, whose messages may be
// a working day late.
func (p *play) hearings(without doubts) (lines []string, left int) {
	seen := map[hearing]bool{}
	for _, a := range p.receiver.heard(0) {
		for _, c := range a.Cases {
			to := a.RecipientType + " " + a.Recipient
			if without.about[c.About] || without.to[to] {
				left++
				continue
			}
			h := hearing{c.About, c.Life, to, a.At.Format("2006-01-02 15:04")}
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
// cases with the same lives; of what no doubtful notice touches, everything.
func (p *play) alike(calm *play) {
	p.t.Helper()
	d := p.doubtful()
	if diff := cmp.Diff(calm.ledger(facts), p.ledger(facts)); diff != "" {
		p.t.Errorf("the ledger (-undisturbed +killed):\n%s", short(diff))
	}
	told := func(c ledger.Case) string {
		if d.about[subjectOf(c)] {
			return facts(c)
		}
		return everything(c)
	}
	if diff := cmp.Diff(calm.ledger(told), p.ledger(told)); diff != "" {
		p.t.Errorf("what was told of cases that no doubtful notice was about (-undisturbed +killed):\n%s", short(diff))
	}
	want, leftThere := calm.hearings(d)
	got, left := p.hearings(d)
	if diff := cmp.Diff(want, got); diff != "" {
		p.t.Errorf("who heard what when (-undisturbed +killed):\n%s", short(diff))
	}
	p.t.Logf("%d notices in doubt, %d of them arrived twice, marked; %d cases and %d recipients concerned; %d hearings alike, %d not compared (%d undisturbed)",
		d.notices, d.arrivedTwice, len(d.about), len(d.to), len(got), left, leftThere)
}

// short is as much of a difference as somebody reads.
func short(diff string) string {
	lines := strings.Split(diff, "\n")
	lines = slices.DeleteFunc(lines, func(l string) bool { return !strings.HasPrefix(l, "-") && !strings.HasPrefix(l, "+") })
	return fmt.Sprintf("%d lines differ\n%s", len(lines), strings.Join(lines[:min(len(lines), 12)], "\n"))
}
