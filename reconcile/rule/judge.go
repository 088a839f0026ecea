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

// EachAccount judges each account of a fresh roster, independently of the other rules.
func EachAccount(judge func(*MemberView) Verdict) Judge { return Judge{account: judge} }

// Person judges each person of a group's scope once its fresh roster is read,
// in groups where the rule applies.
func Person(where func(*GroupView) bool, judge func(*GroupView, *Attendance, workgroup.Person) Verdict) Judge {
	return Judge{where: where, person: judge}
}

// Group judges one group by itself.
func Group(judge func(GroupFacts) Verdict) Judge { return Judge{group: judge} }

// County judges matters that no group shows by itself: it is asked once for the whole county and
// names every subject that breaks the rule or cannot be judged, and subjects that keep it where
// somebody may ask why. A subject that it does not name was judged, and its case is over.
func County(judge func(*Snapshot) []Ruling) Judge { return Judge{county: judge} }

// Unjudgeable is a county rule's answer when it cannot judge at all.
func Unjudgeable(reason Reason) []Ruling { return []Ruling{{Verdict: cannotJudge(reason, nil)}} }

// readsMembers reports whether the rows of a fresh roster are needed.
func (j Judge) readsMembers() bool { return j.account != nil || j.person != nil }

// Reads are the data that a rule must be given. The identities of roster rows are given anyway to a
// rule that judges row by row.
type Reads uint

// The kinds of data.
const (
	ReadsRosters      Reads = 1 << iota // when each group's newest roster was taken
	ReadsActivity                       // each group's last known activity
	ReadsMembership                     // the members of every group by its newest roster
	ReadsHistory                        // each group's phases since it was registered
	ReadsUnregistered                   // platform groups that no registered group claims
	ReadsAccounts                       // 政务账号
	ReadsApps                           // 应用程序
	ReadsFilings                        // 备案
	ReadsDecisions                      // people's decisions about groups, and their confirmations
	ReadsRequests                       // the filings made with the program, decided or not
)

// Has reports whether it includes the other.
func (r Reads) Has(other Reads) bool { return r&other != 0 }
