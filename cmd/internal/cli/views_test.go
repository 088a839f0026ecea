package cli_test

import (
	"encoding/json"
	"slices"
	"strings"
)

// judging are the jobs that open and close cases, in a day's order.
var judging = []string{"member-check", "zombie-scan", "stage-expiry", "group-check"}

// kase is a case as `cases --format json` prints it.
type kase struct {
	ID                              int64
	Rule, Clause, Unit              string
	SubjectType                     string `json:"subject_type"`
	Group, Group2, Account, Person  string
	Subject, Title, State, Severity string
	OpenedOn                        string `json:"opened_on"`
	DueOn                           string `json:"due_on"`
	LastSeenOn                      string `json:"last_seen_on"`
	ClosedOn                        string `json:"closed_on"`
	ClosedReason                    string `json:"closed_reason"`
	Reopened                        int
	Responsible                     string
	Evidence                        json.RawMessage
	ExemptUntil                     string `json:"exempt_until"`
}

func (k kase) open() bool { return k.State != "closed" && k.State != "exempt" }

// notice is a notice as `notices --format json` prints it.
type notice struct {
	ID, Kind, Recipient, Channel, State string
	RecipientType                       string `json:"recipient_type"`
	CreatedAt                           string `json:"created_at"`
	NotBefore                           string `json:"not_before"`
	SentAt                              string `json:"sent_at"`
	Attempts                            int
	LastError                           string `json:"last_error"`
	Cases                               []int64
	Title, Body                         string
}

// report is the output of `run --format json` about one job.
type report struct {
	Job, At, Status                      string
	Opened, Seen, Closed, Reopened, Held int
	Unjudged                             map[string]int
	Notices, Sent                        int
}

// member is a row of `members --format json`.
type member struct {
	Group, Account, How, Person string
}

func (w *world) cases(flags ...string) []kase {
	w.Helper()
	return read[kase](w, append([]string{"cases"}, flags...)...)
}

func (w *world) notices(flags ...string) []notice {
	w.Helper()
	return read[notice](w, append([]string{"notices"}, flags...)...)
}

// judge runs the judging jobs at a moment.
func (w *world) judge(at string) []report {
	w.Helper()
	return w.runJobs(at, judging...)
}

func (w *world) runJobs(at string, jobs ...string) []report {
	w.Helper()
	return read[report](w, slices.Concat([]string{"run"}, jobs, []string{"--at", at})...)
}

// label is a case as the labelled counties name it. The person belongs to the label only where the
// case is about a person.
type label struct{ Rule, Group, Account, Person string }

func labelOf(rule, group, account, person string) label {
	if rule != "member.missing" {
		person = ""
	}
	return label{rule, group, strings.ToLower(account), person}
}

func (k kase) label() label { return labelOf(k.Rule, k.Group, k.Account, k.Person) }

// labelled are the rules whose cases the counties' authors have labelled.
func labelled(rule string) bool {
	switch rule {
	case "roster.stale", "group.zombie", "group.stage_expired", "group.stage_undated", "group.no_owner", "group.no_admin":
		return true
	}
	return slices.Contains([]string{
		"member.unknown", "member.ambiguous", "member.left", "member.out_of_scope", "member.other_account", "member.card", "member.missing",
	}, rule)
}
