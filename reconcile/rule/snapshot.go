package rule

import (
	"cmp"
	"time"

	"qunguan/reconcile/filing"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

// Snapshot is the data of all rules: one policy, one directory, one moment. The further data of rules
// over many groups is in County.
type Snapshot struct {
	Policy *policy.Policy
	Dir    *workgroup.Directory
	Moment time.Time      // in the policy's time zone
	Day    workgroup.Date // the moment's local date

	County CountyData
}

// NewSnapshot fixes the moment that every decision of a run uses.
func NewSnapshot(p *policy.Policy, dir *workgroup.Directory, moment time.Time) *Snapshot {
	return &Snapshot{Policy: p, Dir: dir, Moment: moment, Day: workgroup.DateOf(moment)}
}

// CountyData is the whole registry at the snapshot's moment, as far as the rules
// of the job say that they read it (Reads); the rest is nil.
type CountyData struct {
	Groups       workgroup.Groups              // all, by code; also those that ended
	Rosters      *workgroup.Rosters            // ReadsRosters, ReadsMembership: the newest of each group
	Activity     *workgroup.Activities         // ReadsActivity
	Membership   *Membership                   // ReadsMembership
	History      *workgroup.Phases             // ReadsHistory
	Unregistered []workgroup.UnregisteredGroup // ReadsUnregistered, by key
	Accounts     []workgroup.OfficialAccount   // ReadsAccounts, by code
	Apps         []workgroup.App               // ReadsApps, by code
	Filings      []workgroup.Filing            // ReadsFilings, by number
	Decisions    []workgroup.Decision          // ReadsDecisions, oldest first
	Requests     []filing.Filing               // ReadsRequests, by id
}

// Fresh reports whether the group's newest roster may be judged.
func (s *Snapshot) Fresh(group string) bool {
	return s.County.Rosters.Of(group).FreshAt(s.Moment, s.Policy.Member.RosterMaxAgeDays)
}

// OwnUnit is the code of the unit that a unit counts with: going up from it,
// itself included, the first that is no section; where there is none, the
// topmost.
func (s *Snapshot) OwnUnit(unit string) string {
	return cmp.Or(s.Dir.Units.Own(unit, s.Policy.SectionKinds).Code, unit)
}
