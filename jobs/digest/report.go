package digest

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"qunguan/jobs/check"
	"qunguan/jobs/reports"
	"qunguan/jobs/tell"
	"qunguan/notify"
	"qunguan/notify/digest"
	"qunguan/notify/workbook"
	"qunguan/reconcile/calendar"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// History reads the dated past of groups, rosters, cases and notices.
type History interface {
	// GroupHistory lists every version of every group, by group, oldest first.
	GroupHistory(ctx context.Context) ([]workgroup.GroupVersion, error)
	// MembersLeft counts each group's members that disappeared after the first moment and up to the
	// second.
	MembersLeft(ctx context.Context, after, until time.Time) (map[string]int, error)
	// EachStep calls fn with the steps of all cases up to the moment, by case; the zero moment is no
	// limit.
	EachStep(ctx context.Context, until time.Time, fn func(ledger.Step) error) error
	// EachPersonNotice calls fn with the recipient and moment of every notice that a person got in the
	// period.
	EachPersonNotice(ctx context.Context, after, until time.Time, fn func(person string, at time.Time) error) error
	// Cases lists all cases that the filter picks.
	Cases(ctx context.Context, f ledger.Filter) ([]ledger.Case, error)
}

// Reporter makes reports from the registry. It writes nothing.
type Reporter struct {
	Directory check.Directory
	Rosters   check.Rosters
	History   History
	Policy    *policy.Policy
	Calendar  *calendar.Calendar
}

// ReportQuestion asks for one report.
type ReportQuestion struct {
	Name   string // one of reports.Names
	Lang   phrase.Lang
	Period digest.Period
	Moment time.Time      // in the policy's time zone: decides whether rosters are fresh
	Made   workgroup.Date // the date on the form
	Unit   string         // this unit and the units below it only; empty = all
	Kind   string         // one of reports.OfGroups …, of inventories and summaries; empty = groups
}

// Reported is a report: its rows in the form of contract §4, and the sheets of its workbook. The first
// sheet is the report itself.
type Reported struct {
	Rows   any // []digest.LedgerRow, []digest.InventoryRow, []digest.SummaryRow or []digest.BurdenRow
	Sheets []workbook.Report
	Unread check.Unread // rosters that the report lacks
}

// Report computes one.
func (r Reporter) Report(ctx context.Context, q ReportQuestion) (Reported, error) {
	w, err := check.ReadRegistry(ctx, r.Directory, r.Policy, r.Calendar, q.Moment)
	if err != nil {
		return Reported{}, err
	}
	d := reports.Data{Lang: q.Lang, Period: q.Period, Location: q.Moment.Location(), Clauses: w.Policy.Clauses, Units: w.Dir.Units, People: w.Dir.People}
	if d.Groups, err = r.History.GroupHistory(ctx); err != nil {
		return Reported{}, fmt.Errorf("read the history of groups: %w", err)
	}
	if d.Cases, err = r.History.Cases(ctx, ledger.Filter{}); err != nil {
		return Reported{}, fmt.Errorf("read cases: %w", err)
	}
	d = d.Within(q.Unit)
	head := digest.Head{
		Lang: q.Lang, Area: areaOf(r.Policy), Office: r.filledFor(q, w.Dir.Units), Period: q.Period, Made: q.Made,
	}
	if q.Kind != "" && q.Kind != reports.OfGroups {
		return r.official(ctx, w, d, head, q)
	}
	switch q.Name {
	case reports.Ledger:
		return r.ledger(ctx, d, head)
	case reports.Inventory:
		return r.inventory(ctx, w, d, head)
	case reports.Summary:
		return r.summary(ctx, d, head)
	case reports.Burden:
		return r.burden(ctx, w, q, d, head)
	}
	return Reported{}, fmt.Errorf("no report is called %q", q.Name)
}

// ErrNoSuchKind says that the report does not exist for the kind.
var ErrNoSuchKind = errors.New("no such report of the kind")

// official makes the reports of official accounts and applications.
func (r Reporter) official(ctx context.Context, w *check.RegistrySnapshot, d reports.Data, head digest.Head, q ReportQuestion) (Reported, error) {
	if err := (check.Judge{}).ReadCounty(ctx, w, rule.ReadsAccounts|rule.ReadsApps); err != nil {
		return Reported{}, fmt.Errorf("read accounts and applications: %w", err)
	}
	switch q.Name + " " + q.Kind {
	case reports.Inventory + " " + reports.OfAccounts:
		rows := reports.AccountsOf(d, w.County.Accounts)
		return Reported{Rows: rows, Sheets: []workbook.Report{digest.Accounts(head, rows)}}, nil
	case reports.Inventory + " " + reports.OfApps:
		rows := reports.AppsOf(d, w.County.Apps)
		return Reported{Rows: rows, Sheets: []workbook.Report{digest.Apps(head, rows)}}, nil
	case reports.Summary + " " + reports.OfAccounts:
		rows := reports.AccountSummaryOf(d, w.County.Accounts)
		return Reported{Rows: rows, Sheets: digest.AccountSummary(head, rows)}, nil
	}
	return Reported{}, ErrNoSuchKind
}

// filledFor is the leading office for groups, or the unit of the report.
func (r Reporter) filledFor(q ReportQuestion, units workgroup.Units) string {
	if u, ok := units[q.Unit]; ok {
		return u.Name
	}
	if name := r.Policy.Offices[r.Policy.Lead.Group].Name; name != "" {
		return name
	}
	return q.Lang.Say("notice.office")
}

func (r Reporter) ledger(ctx context.Context, d reports.Data, head digest.Head) (Reported, error) {
	d.Steps = map[int64][]ledger.Step{}
	// Later steps are read too: they show which deadline stood at the period's end.
	err := r.History.EachStep(ctx, time.Time{}, func(s ledger.Step) error {
		d.Steps[s.CaseID] = append(d.Steps[s.CaseID], s)
		return nil
	})
	if err != nil {
		return Reported{}, fmt.Errorf("read steps of cases: %w", err)
	}
	rows := reports.LedgerOf(d)
	return Reported{Rows: rows, Sheets: []workbook.Report{digest.Ledger(head, rows)}}, nil
}

func (r Reporter) inventory(ctx context.Context, w *check.RegistrySnapshot, d reports.Data, head digest.Head) (Reported, error) {
	var codes []string
	for _, v := range d.Groups {
		if len(codes) == 0 || codes[len(codes)-1] != v.Code {
			codes = append(codes, v.Code)
		}
	}
	rosters, err := r.Rosters.Rosters(ctx, codes)
	if err != nil {
		return Reported{}, fmt.Errorf("read rosters: %w", err)
	}
	d.Members = map[string]int{}
	for code, roster := range rosters {
		d.Members[code] = roster.Rows
	}
	activity, err := r.Rosters.LastActivity(ctx, codes, w.Moment, w.Identity.IsListedRobot)
	if err != nil {
		return Reported{}, fmt.Errorf("read activity: %w", err)
	}
	d.LastActive = map[string]workgroup.Date{}
	for code, a := range activity {
		d.LastActive[code] = a.LastDay
	}
	rows := reports.InventoryOf(d)
	return Reported{Rows: rows, Sheets: []workbook.Report{digest.Inventory(head, rows)}}, nil
}

func (r Reporter) summary(ctx context.Context, d reports.Data, head digest.Head) (Reported, error) {
	after, until := reports.Bounds(d.Period, d.Location)
	var err error
	if d.MembersLeft, err = r.History.MembersLeft(ctx, after, until); err != nil {
		return Reported{}, fmt.Errorf("read changes of rosters: %w", err)
	}
	rows := reports.SummaryOf(d)
	return Reported{Rows: rows, Sheets: digest.Summary(head, rows)}, nil
}

func (r Reporter) burden(ctx context.Context, w *check.RegistrySnapshot, q ReportQuestion, d reports.Data, head digest.Head) (Reported, error) {
	after, until := reports.Bounds(d.Period, d.Location)
	inUnit := func(person string) bool { return q.Unit == "" || d.Units.Within(d.People.Of(person).Unit, q.Unit) }
	allowed := tell.Allowance(r.Policy, w.Days)
	var told []reports.Message
	err := r.History.EachPersonNotice(ctx, after, until, func(person string, at time.Time) error {
		at = at.In(d.Location)
		if inUnit(person) {
			first := allowed(notify.KindReminder, notify.Recipient{Type: notify.ToPerson, Code: person}, at)
			told = append(told, reports.Message{Person: person, At: at, Off: first.After(at)})
		}
		return nil
	})
	if err != nil {
		return Reported{}, fmt.Errorf("read what people were told: %w", err)
	}
	groups := map[string]int{}
	seen := map[string]string{} // person → the group counted last; rosters come group by group
	unread, err := check.Members(ctx, w, r.Rosters, "", "", func(m check.KnownMember) error {
		if p := m.Who.Person; p != "" && inUnit(p) && seen[p] != m.Group.Code {
			seen[p] = m.Group.Code
			groups[p]++
		}
		return nil
	})
	if err != nil {
		return Reported{}, err
	}
	rows := reports.BurdenOf(d, told, groups)
	return Reported{rows, digest.Burden(head, rows), unread}, nil
}

// areaInTitle finds the county in the title of its rules: 云溪县工作群管理办法.
var areaInTitle = regexp.MustCompile(`^《?(\p{Han}{1,8}?[县市区旗镇乡])`)

// areaOf is the name before the titles of forms; empty where the policy names none.
func areaOf(p *policy.Policy) string {
	if area := p.Group.Naming.Area; area != "" {
		return area
	}
	if found := areaInTitle.FindStringSubmatch(p.Title); found != nil {
		return found[1]
	}
	return ""
}
