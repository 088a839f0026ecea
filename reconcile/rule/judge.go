package rule

import (
	"qunguan/reconcile/workgroup"
)

// Judge is how a rule judges. Exactly one of Account, EachAccount, Person,
// Group and County makes one.
type Judge struct {
	account   func(*MemberView) Verdict
	exclusive bool // an account has at most one case of the exclusive rules of a job
	person    func(*GroupView, *Attendance, workgroup.Person) Verdict
	where     func(*GroupView) bool
	group     func(GroupFacts) Verdict
	county    func(*Snapshot) []Ruling
}

// Account judges each account of a fresh roster. Of a job's rules of this kind
// only the first that holds, in the order of all.go, opens a case.
func Account(judge func(*MemberView) Verdict) Judge { return Judge{account: judge, exclusive: true} }

// EachAccount judges each account of a fresh roster, whatever other rules say
// of it.
func EachAccount(judge func(*MemberView) Verdict) Judge { return Judge{account: judge} }

// Person judges each person of a group's scope once its fresh roster is read,
// in groups where the rule applies.
func Person(where func(*GroupView) bool, judge func(*GroupView, *Attendance, workgroup.Person) Verdict) Judge {
	return Judge{where: where, person: judge}
}

// Group judges one group by itself.
func Group(judge func(GroupFacts) Verdict) Judge { return Judge{group: judge} }

// County judges what no group shows by itself: it is asked once for the whole
// county and names every subject that breaks the rule or cannot be judged, and
// subjects that keep it where somebody may ask why. What it does not name was
// judged and is no longer there.
func County(judge func(*Snapshot) []Ruling) Judge { return Judge{county: judge} }

// Unjudgeable is a county rule's answer when it cannot judge at all.
func Unjudgeable(reason Reason) []Ruling { return []Ruling{{Verdict: cannotJudge(reason, nil)}} }

// readsMembers reports whether the rows of a fresh roster are needed.
func (j Judge) readsMembers() bool { return j.account != nil || j.person != nil }

// Reads is what a rule must be given. Who is who in rosters that a rule judges
// row by row is given to it anyway.
type Reads uint

// What there is to read.
const (
	ReadsRosters      Reads = 1 << iota // when each group's newest roster was taken
	ReadsActivity                       // each group's last known activity
	ReadsMembership                     // who is in which group, of every newest roster
	ReadsHistory                        // each group's versions since it was registered
	ReadsUnregistered                   // platform groups that no registered group claims
	ReadsAccounts                       // 政务账号
	ReadsApps                           // 应用程序
	ReadsFilings                        // 备案
	ReadsDecisions                      // what people decided about groups, and confirmed
	ReadsRequests                       // what was filed with the program, decided or not
)

// Has reports whether it includes the other.
func (r Reads) Has(other Reads) bool { return r&other != 0 }
