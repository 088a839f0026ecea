package jobs

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"qunguan/reconcile"
	"qunguan/reconcile/calendar"
)

// Status of a run, from best to worst.
const (
	StatusOK      = "ok"
	StatusPartial = "partial"
	StatusHeld    = "held"
	StatusFailed  = "failed"
)

// Report is the outcome of a run (contract §4).
type Report struct {
	Job      string         `json:"job"`
	At       string         `json:"at"`
	Status   string         `json:"status"`
	Read     map[string]int `json:"read"`
	Opened   int            `json:"opened"`
	Seen     int            `json:"seen"`
	Closed   int            `json:"closed"`
	Reopened int            `json:"reopened"`
	Held     int            `json:"held"`
	Unjudged map[string]int `json:"unjudged"`
	Notices  int            `json:"notices"`
	Sent     int            `json:"sent"`
	Seconds  float64        `json:"seconds"`

	// Trouble names each part that failed or is held, and everything else that the reader must know:
	// days outside the holiday table, a job without rules.
	Trouble []Trouble `json:"trouble,omitempty"`

	// Under is the policy and time zone by which the run judged; set by the runner.
	Under *Under `json:"under,omitempty"`

	// DryRun is set on a run that wrote nothing.
	DryRun bool `json:"-"`

	// HeldParts are the parts that a guard holds back; operators get a message about them.
	HeldParts []reconcile.Held `json:"-"`
}

// Under identifies the policy and time zone by which a run judged.
type Under struct {
	Policy string `json:"policy"` // as it was named: pack:county, or a file
	Sum    string `json:"sum"`    // of all its settings
	Zone   string `json:"time_zone"`
}

// Trouble is one problem of a run.
type Trouble struct {
	Kind   string `json:"kind"` // failed, held, calendar_uncovered, no_rules
	Unit   string `json:"unit,omitempty"`
	Detail string `json:"detail"`
}

// NewReport is the report of a run that has done nothing yet.
func NewReport(job string, run Run) Report {
	return Report{
		Job: job, At: run.Moment.Format(time.RFC3339), Status: StatusOK, DryRun: run.DryRun,
		Read: map[string]int{}, Unjudged: map[string]int{},
	}
}

// add adds up the reports of parts. Figures of the directory are the same in
// all of them and are not added.
func (r *Report) add(p Report) {
	r.Opened += p.Opened
	r.Seen += p.Seen
	r.Closed += p.Closed
	r.Reopened += p.Reopened
	r.Held += p.Held
	for what, n := range p.Read {
		r.Read[what] += n
	}
	for reason, n := range p.Unjudged {
		r.Unjudged[reason] += n
	}
	for _, t := range p.Trouble {
		if !slices.Contains(r.Trouble, t) {
			r.Trouble = append(r.Trouble, t)
		}
	}
	r.HeldParts = append(r.HeldParts, p.HeldParts...)
	r.Worsen(p.Status)
}

// Worsen lowers the status to s if s is worse.
func (r *Report) Worsen(s string) {
	order := map[string]int{StatusOK: 0, StatusPartial: 1, StatusHeld: 2, StatusFailed: 3}
	if order[s] > order[r.Status] {
		r.Status = s
	}
}

// NoteCalendar reports that days were computed without a holiday table, in the report and the log.
func (r *Report) NoteCalendar(days *calendar.Days, log *slog.Logger) {
	years := days.UncoveredYears()
	if len(years) == 0 {
		return
	}
	from, to := days.Covered()
	list := strings.Trim(strings.Join(strings.Fields(fmt.Sprint(years)), ", "), "[]")
	log.Warn("calendar_uncovered", "job", r.Job, "years", list, "covered_from", from, "covered_to", to)
	if t := (Trouble{Kind: "calendar_uncovered", Detail: list}); !slices.Contains(r.Trouble, t) {
		r.Trouble = append(r.Trouble, t)
	}
}
