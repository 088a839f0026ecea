package reports

import (
	"slices"
	"time"

	"qunguan/reconcile/workgroup"
)

// life is when a group exists, in days. A group begins on its 建群日期. One without
// it begins with the records if it came with its unit's first registration (its
// age is unknown, and that import did not make it), else on the day it was
// registered. One that waits for approval begins when it no longer does. One that
// was over when it was registered, on a day that is not said, is the work of no
// period.
type life struct {
	spans []span
}

// span is a stretch of existence: born on a day (empty = before any record),
// ended on a day, on which it exists no more (empty = still there).
type span struct {
	from, end workgroup.Date
	how       workgroup.GroupVersion // the version that ended it
}

// exists reports whether the group is there at the beginning of the day.
func (l life) existsBefore(day workgroup.Date) bool {
	for _, s := range l.spans {
		if s.from < day && (s.end == "" || s.end >= day) {
			return true
		}
	}
	return false
}

// existsAfter reports whether the group is there at the end of the day.
func (l life) existsAfter(day workgroup.Date) bool { return l.existsBefore(day.AddDays(1)) }

// existedIn reports whether the group was there at any time from one day to
// the other.
func (l life) existedIn(from, to workgroup.Date) bool {
	for _, s := range l.spans {
		if s.from <= to && (s.end == "" || s.end >= from) {
			return true
		}
	}
	return false
}

// lastEnd is the newest end up to the day.
func (l life) lastEnd(day workgroup.Date) (span, bool) {
	for _, s := range slices.Backward(l.spans) {
		if s.end != "" && s.end <= day {
			return s, true
		}
	}
	return span{}, false
}

// lifeOf reads a group's versions; first is when its unit's groups were first
// registered.
func lifeOf(versions []workgroup.GroupVersion, first time.Time, loc *time.Location) life {
	var l life
	var open *span
	for i, v := range versions {
		switch {
		case v.Ended() && (open != nil || i == 0):
			arrived := open == nil // registered when it was over already
			if arrived {
				open = &span{from: v.FoundedOn}
			}
			open.end, open.how = endOf(versions[i:], open.from, loc)
			if !arrived || open.how.DissolvedOn != "" {
				l.spans = append(l.spans, *open)
			}
			open = nil
		case !v.Ended() && open == nil && v.State != workgroup.StatePending:
			open = &span{from: workgroup.DateOf(v.From.In(loc))}
			switch {
			case len(l.spans) > 0: // it came back
			case v.FoundedOn != "":
				open.from = v.FoundedOn
			case i == 0 && v.From.Equal(first):
				open.from = ""
			}
		}
	}
	if open != nil {
		l.spans = append(l.spans, *open)
	}
	return l
}

// endOf is the day on which the first of the versions ended the group, with
// the version that says it best: 解散日期 may be filled in later. It counts
// where it is not after the day on which the end was registered.
func endOf(versions []workgroup.GroupVersion, from workgroup.Date, loc *time.Location) (workgroup.Date, workgroup.GroupVersion) {
	learned := workgroup.DateOf(versions[0].From.In(loc))
	how := versions[0]
	for _, v := range versions {
		if !v.Ended() {
			break
		}
		how = v
	}
	end := learned
	if how.DissolvedOn != "" && how.DissolvedOn < learned {
		end = how.DissolvedOn
	}
	return max(end, from), how
}
