package workgroup

// Activities are the last known activity of registered groups. A run over the county holds that of all
// groups, in columns as Rosters. Nil is none.
type Activities struct {
	groups   Groups
	of       []activityColumns // by the group's number
	days     []activityDay     // few, and each of many groups
	number   map[activityDay]uint32
	accounts []byte // of those who spoke last, one behind the other
}

// activityDay is what many groups share.
type activityDay struct {
	day    Date
	source string
}

type activityColumns struct {
	last, observed instant
	day            uint32 // number of the day and one; 0: nothing is known of the group
	account        uint32 // where it begins
	accountSize    uint32
}

// NewActivities is none yet of the groups.
func NewActivities(groups Groups) *Activities {
	return &Activities{groups: groups, of: make([]activityColumns, groups.Len()), number: map[activityDay]uint32{}}
}

// Put takes the activity of a group. That of a group which is not registered is not kept.
func (a *Activities) Put(group string, one GroupActivity) {
	n, ok := a.groups.Number(group)
	if !ok {
		return
	}
	shared := activityDay{one.LastDay, one.Source}
	day, met := a.number[shared]
	if !met {
		a.days = append(a.days, shared)
		day = uint32(len(a.days)) //nolint:gosec // at most one a group
		a.number[shared] = day
	}
	a.of[n] = activityColumns{
		last: instantOf(one.Last), observed: instantOf(one.ObservedAt), day: day,
		account: uint32(len(a.accounts)), accountSize: uint32(len(one.Account)), //nolint:gosec // the accounts of all groups' last speakers are short of four gigabytes
	}
	a.accounts = append(a.accounts, one.Account...)
}

// Find is the group's activity.
func (a *Activities) Find(group string) (one GroupActivity, ok bool) {
	if a == nil {
		return one, false
	}
	n, ok := a.groups.Number(group)
	if !ok || a.of[n].day == 0 {
		return one, false
	}
	c := &a.of[n]
	shared := &a.days[c.day-1]
	return GroupActivity{
		LastDay: shared.day, Source: shared.source, Last: c.last.time(), ObservedAt: c.observed.time(),
		Account: string(a.accounts[c.account : c.account+c.accountSize]),
	}, true
}

// Of is the group's activity; the zero value where nothing is known.
func (a *Activities) Of(group string) GroupActivity { one, _ := a.Find(group); return one }
