package overlap

import (
	"slices"
	"strings"

	"qunguan/reconcile/workgroup"
)

// Action is the proposal of a plan for a group.
type Action string

// The actions.
const (
	Keep          Action = "keep"
	Trim          Action = "trim"
	Merge         Action = "merge"
	Dissolve      Action = "dissolve"
	DissolveAtEnd Action = "dissolve_at_end"
)

// Reasons of rows, beside those of pairs (same_people, contained, same_name, same_purpose) and
// KeptUncounted, KeptProtected.
const (
	SamePeople      = "same_people"
	Contained       = "contained"
	ByZombie        = "zombie"
	ByStage         = "stage"
	ByQuiet         = "important_quiet"
	ByQuota         = "quota"
	ByForbiddenKind = "forbidden_kind"
	ByTooMany       = "too_many"
)

// quietBelow is the number of messages a day under which an important group counts as not often used.
const quietBelow = 1.0

// Terms are the limits of a plan.
type Terms struct {
	Limits
	Units       workgroup.Units
	AcrossUnits bool           // groups of other own units may be merged too
	MaxMembers  int            // of a survivor
	MaxMessages float64        // a day, of a survivor
	CountyWide  int            // 全县 groups of an own unit
	Quota       map[string]int // own unit → counted groups; none for a unit that is missing
}

// DesiredPair is a pair of candidates, by their places, that should be one group for another reason than their
// members: SameName, SamePurpose.
type DesiredPair struct {
	A, B   int32
	Reason string
}

// Row is the part of a plan about one group. Members + Joins - Leaves is After.
type Row struct {
	Group    string
	Action   Action
	Into     string         // Merge: the survivor
	On       workgroup.Date // DissolveAtEnd
	Reason   string         // empty: no reason speaks against the group
	Members  int
	After    int
	Joins    int // new to the group
	Leaves   int
	Messages Rate // a day, now
	Forecast Rate // a day, afterwards
	Advice   []Advice
}

// Plan is a row for every candidate, by code.
type Plan struct {
	Rows  []Row
	rooms []*room
}

// room is a candidate's state while the plan is made.
type room struct {
	Candidate
	action Action
	reason string
	into   *room
	grown  bool // other groups were merged into it
	joins  int
	leaves int
	was    *Candidate
}

// open reports whether the group may be merged or have others merged into it.
func (r *room) open() bool { return r.action == Keep && r.Kept == "" || r.action == Trim }

// NewPlan proposes an action for each group so that one matter, or one set of people, has one group,
// and quotas are met. Zombies are dissolved, stage-limited groups at their end; important groups that
// are not often used lose the members outside their scope; then groups are merged until no desirable
// merger is possible. The order of the input does not change the plan.
func NewPlan(candidates []Candidate, desired []DesiredPair, t Terms) *Plan {
	p := &planner{terms: t}
	at := make([]*room, len(candidates))
	for i := range candidates {
		at[i] = newRoom(&candidates[i])
		p.rooms = append(p.rooms, at[i])
	}
	slices.SortFunc(p.rooms, func(a, b *room) int { return strings.Compare(a.Code, b.Code) })
	for _, w := range desired {
		p.desired = append(p.desired, pairing{at[w.A], at[w.B], w.Reason})
	}
	for p.mergePairs() || p.meetCountyWide() || p.meetQuotas() {
	}
	return p.plan()
}

func newRoom(c *Candidate) *room {
	r := &room{Candidate: *c, was: c, action: Keep}
	r.Roster, r.Belongs = sorted(c.Roster), sorted(c.followers())
	r.Members = len(r.Roster) + r.Alone
	outside := len(r.Roster) - len(r.Belongs)
	switch {
	case c.Kept != "":
		r.reason = c.Kept
	case c.Zombie:
		r.action, r.reason, r.leaves = Dissolve, ByZombie, r.Members
	case c.Ends != "":
		r.action, r.reason, r.leaves = DissolveAtEnd, ByStage, r.Members
	case c.Important && c.Messages.Known && c.Messages.Day < quietBelow && outside > 0:
		r.action, r.reason, r.leaves = Trim, ByQuiet, outside+r.Alone
		r.Roster, r.Alone = r.Belongs, 0
		r.Members = len(r.Roster)
	}
	return r
}

// plan writes the rows. A group whose target was merged in turn goes to the final target.
func (p *planner) plan() *Plan {
	result := &Plan{rooms: p.rooms}
	advice := p.advice()
	for _, r := range p.rooms {
		row := Row{
			Group: r.Code, Action: r.action, Reason: r.reason, Members: len(r.was.Roster) + r.was.Alone,
			Joins: r.joins, Leaves: r.leaves, Messages: r.was.Messages, Advice: advice[r],
		}
		switch r.action {
		case Merge:
			into := r.into
			for into.into != nil {
				into = into.into
			}
			row.Into = into.Code
			row.Joins, row.Leaves = 0, row.Members
		case DissolveAtEnd:
			row.On = r.Ends
		case Keep, Trim:
			row.Forecast = r.Messages
		}
		row.After = row.Members + row.Joins - row.Leaves
		result.Rows = append(result.Rows, row)
	}
	return result
}

// Result is the groups after the plan, with the desired pairs between them. A plan made for the result keeps
// every group as it is.
func (p *Plan) Result() []Candidate {
	var left []Candidate
	for _, r := range p.rooms {
		if r.action == Keep || r.action == Trim {
			left = append(left, r.Candidate)
		}
	}
	return left
}

// Figures are the numbers of a plan that a report gives (S4.4).
type Figures struct {
	Before        int // live groups
	After         int // kept and trimmed
	Dissolved     int
	Merged        int
	Removed       int // members taken out of groups that stay
	DissolveAtEnd int
}

// Figures counts the plan's rows.
func (p *Plan) Figures() Figures {
	f := Figures{Before: len(p.Rows)}
	for i := range p.Rows {
		switch row := &p.Rows[i]; row.Action {
		case Dissolve:
			f.Dissolved++
		case Merge:
			f.Merged++
		case DissolveAtEnd:
			f.DissolveAtEnd++
		case Keep, Trim:
			f.After++
			f.Removed += row.Leaves
		}
	}
	return f
}
