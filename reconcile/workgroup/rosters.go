package workgroup

import "time"

// Rosters are the newest rosters of registered groups, without rows. A run over the county holds those
// of all groups: they are columns without pointers. Nil is none.
type Rosters struct {
	groups Groups
	of     []rosterColumns // by the group's number
}

type rosterColumns struct {
	taken, full, looked instant
	rows                int32
	known, hasNicknames bool
}

// NewRosters is none yet of the groups.
func NewRosters(groups Groups) *Rosters {
	return &Rosters{groups, make([]rosterColumns, groups.Len())}
}

// Put takes the roster of a group. That of a group which is not registered is not kept.
func (r *Rosters) Put(one Roster) {
	if n, ok := r.groups.Number(one.Group); ok {
		r.of[n] = rosterColumns{
			taken: instantOf(one.TakenAt), full: instantOf(one.FullAt), looked: instantOf(one.LookedAt),
			rows: int32(one.Rows), known: true, hasNicknames: one.HasNicknames, //nolint:gosec // no group has two billion members
		}
	}
}

// Remove forgets the group's roster.
func (r *Rosters) Remove(group string) {
	if n, ok := r.groups.Number(group); ok {
		r.of[n] = rosterColumns{}
	}
}

// Find is the group's roster.
func (r *Rosters) Find(group string) (one Roster, ok bool) {
	if r == nil {
		return one, false
	}
	n, ok := r.groups.Number(group)
	if !ok || !r.of[n].known {
		return one, false
	}
	c := &r.of[n]
	return Roster{
		Group: r.groups.Code(n), TakenAt: c.taken.time(), FullAt: c.full.time(), LookedAt: c.looked.time(),
		Rows: int(c.rows), HasNicknames: c.hasNicknames,
	}, true
}

// Of is the group's roster; the zero value for none.
func (r *Rosters) Of(group string) Roster { one, _ := r.Find(group); return one }

// instant is a moment to the millisecond, as registries have it, in UTC: eight bytes for a time's
// twenty-four. 0 is the zero time.
type instant int64

func instantOf(t time.Time) instant {
	if t.IsZero() {
		return 0
	}
	return instant(t.UnixMilli())
}

func (i instant) time() time.Time {
	if i == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(i)).UTC()
}
