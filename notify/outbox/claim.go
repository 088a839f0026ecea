package outbox

import (
	"slices"
	"strconv"
	"time"

	"qunguan/notify"
	"qunguan/reconcile/workgroup"
)

// Want is a notice that may be sent as far as its own row says, with the route
// it would take.
type Want struct {
	Notice Notice
	Pace   string // PaceKey of its route
}

// Claiming asks for a batch of notices to be claimed. The store reads the data that Decide needs, for
// the people and robots that it names, and writes Decide's result.
type Claiming struct {
	Wants []Want
	Now   time.Time
	Seen  int64 // Page.Seen of the wants, counting the asker's claims since; 0 = the wants may have moved
	Owner string
	Until time.Time

	perDay  int // messages a person gets a day; 0 = any number
	allowed func(kind string, to notify.Recipient, t time.Time) time.Time
}

// Standing is the registry's state when a claiming is decided.
type Standing struct {
	Paces map[string]Pace     // by PaceKey; absent = never used
	Tried map[string][]string // person code → ids of the notices tried on the day
	First map[string][]string // person code → ids of due notices about cases, which go before a digest
}

// Decision is the outcome of the wants.
type Decision struct {
	Claimed   []Notice        // to be sent, as the claim leaves them; their rows do not move
	Postponed []Postponement  // later, and when
	Paces     map[string]Pace // changed robots' paces
	Lost      []Notice        // moved by somebody else meanwhile; filled in by the store
}

// Postponement is a notice that must wait, with the reason.
type Postponement struct {
	Notice Notice
	reason outcome
}

// Robots are the pace keys of the wants, and of these the ones whose pace the
// claiming will change.
func (c Claiming) Robots() (all, paced []string) {
	for _, w := range c.Wants {
		all = append(all, w.Pace)
		if Paced(w.Notice.Channel) {
			paced = append(paced, w.Pace)
		}
	}
	return distinct(all), distinct(paced)
}

func distinct(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// Day is the local day of the claiming as moments: from, and the first that is
// no longer it.
func (c Claiming) Day() (from, to time.Time) {
	day := workgroup.DateOf(c.Now)
	return day.In(c.Now.Location()), day.AddDays(1).In(c.Now.Location())
}

// People are the persons whose budget the claiming uses.
func (c Claiming) People() []string {
	if c.perDay <= 0 {
		return nil
	}
	var people []string
	for _, w := range c.Wants {
		if budgeted(w.Notice) {
			people = append(people, w.Notice.Recipient.Code)
		}
	}
	return distinct(people)
}

// Digested are the persons whose budget a digest would use.
func (c Claiming) Digested() []string {
	if c.perDay <= 0 {
		return nil
	}
	var people []string
	for _, w := range c.Wants {
		if budgeted(w.Notice) && w.Notice.Kind == notify.KindDigest {
			people = append(people, w.Notice.Recipient.Code)
		}
	}
	return distinct(people)
}

// ParkedBy is the last error of an untried notice that waits because the day's messages were used up:
// a larger budget lets it go.
func ParkedBy(perDay int) string { return "over_budget: " + strconv.Itoa(perDay) }

// budgeted reports whether the notice counts as one of a person's messages of
// the day.
func budgeted(n Notice) bool {
	return n.Recipient.Private() && n.Kind != notify.KindOps
}

// Decide says which of the wants may be sent now. It is pure, and the same
// each time it is asked.
func (c Claiming) Decide(s Standing) Decision {
	d := Decision{Claimed: make([]Notice, 0, len(c.Wants)), Paces: map[string]Pace{}}
	spent := map[string][]string{} // by this claiming
	hypothetical := map[string]Pace{}
	for _, w := range c.Wants {
		n := w.Notice
		if who := n.Recipient.Code; c.perDay > 0 && budgeted(n) {
			tried := append(slices.Clone(s.Tried[who]), spent[who]...)
			if n.Kind == notify.KindDigest {
				// A deadline does not wait for matters that can be read any day.
				tried = distinct(append(tried, s.First[who]...))
			}
			if !slices.Contains(tried, n.ID) && len(tried) >= c.perDay {
				_, tomorrow := c.Day()
				n.NextAt = c.allowed(n.Kind, n.Recipient, tomorrow)
				if n.State == Pending {
					n.LastError = ParkedBy(c.perDay)
				}
				d.Postponed = append(d.Postponed, Postponement{n, outBudget})
				continue
			}
		}
		pace, known := hypothetical[w.Pace]
		if !known {
			pace = s.Paces[w.Pace].asOf(c.Now)
		}
		at := pace.free(n.Channel, c.Now)
		if Paced(n.Channel) {
			hypothetical[w.Pace] = pace.used(n.Channel, at)
		}
		if at.After(c.Now) {
			// Each gets a turn of its own, so that they do not all come back
			// for the first one.
			n.NextAt = at
			d.Postponed = append(d.Postponed, Postponement{n, outPaced})
			continue
		}
		if Paced(n.Channel) {
			d.Paces[w.Pace] = hypothetical[w.Pace]
		}
		if budgeted(n) {
			spent[n.Recipient.Code] = append(spent[n.Recipient.Code], n.ID)
		}
		n.State, n.ClaimedBy, n.ClaimedUntil, n.TriedAt = Sending, c.Owner, c.Until, c.Now
		n.Attempts++
		n.ByRoute++
		d.Claimed = append(d.Claimed, n)
	}
	return d
}

// Without is the claiming without the wants with these ids, whose rows had
// moved, and those wants' notices.
func (c Claiming) Without(ids []string) (Claiming, []Notice) {
	var lost []Notice
	c.Wants = slices.DeleteFunc(slices.Clone(c.Wants), func(w Want) bool {
		moved := slices.Contains(ids, w.Notice.ID)
		if moved {
			lost = append(lost, w.Notice)
		}
		return moved
	})
	return c, lost
}

// Changes are the rows that the decision writes.
func (d Decision) Changes() []Change {
	changes := make([]Change, len(d.Postponed))
	for i, p := range d.Postponed {
		changes[i].Notice = p.Notice
	}
	return changes
}
