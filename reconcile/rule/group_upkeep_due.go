package rule

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

// GroupUpkeepDue is the rule's id.
const GroupUpkeepDue = "group.upkeep_due"

var groupUpkeepDue = &Rule{
	ID: GroupUpkeepDue, Job: JobGroupCheck, Subject: ledger.SubjectGroup,
	Judge: County(judgeUpkeep), Reads: ReadsHistory | ReadsDecisions, Evidence: Fields[upkeepDue](),
	OutsideGuard: true, Answered: true, Highest: ledger.ToUnitPrincipal, Due: upkeepDueOn,
	Words: Words{
		Name:  text("定期要做的事", "upkeep due"),
		Short: text("定期要做、还没有确认的事", "upkeep that is not confirmed"),
		Why:   text("群管理员要定期做好这件事，并确认已做。", "The group's administrators do this every period, and confirm it."),
		Title: one("群“{group}”{period}要做的“{work}”还没有确认", "Group “{group}”: “{work}” for {period} is not confirmed"),
		Line:  one("{period}要做的“{work}”还没有确认", "“{work}” for {period} is not confirmed"),
		Todo:  one("做好后请在期限前确认；办不了的，请告诉{office}。", "Do it and confirm it by the day; if it cannot be done, tell {office}."),
		Task: &TaskWords{
			Heading: text("定期要做的事", "Upkeep"),
			Line:    text("{period}有 {n} 项要做、还没有确认：{list}", "For {period} {n} are not confirmed: {list}"),
			Item:    text("{group}的“{work}”", "“{work}” of {group}"),
			Rest:    text("{list}等 {n} 项", "{list} and others, {n} in all"),
			Count:   text("{period}有 {n} 项定期要做的事还没有确认", "For {period} {n} pieces of upkeep are not confirmed"),
			Todo:    text("做好后请在期限前一并确认；办不了的，请告诉{office}。", "Do them and confirm them together by the day; if one cannot be done, tell {office}."),
		},
		Measure: text("按期做好并确认。", "Do it and confirm it."),
	},
	// All that a person does in a period is one line.
	Together: func(v View) string { return string(of[upkeepDue](v).Period) },
	Cites: func(p *policy.Policy, v View) string {
		u, _ := upkeepOf(p, of[upkeepDue](v).Task)
		return u.Clause
	},
	Dropped: func(s *Snapshot, c ledger.Case) bool {
		_, task, _ := strings.Cut(c.Subject.Code, ":")
		_, asked := upkeepOf(s.Policy, task)
		return !asked
	},
}

type upkeepDue struct {
	Task   string         `json:"task" zh:"编号" en:"Id"`
	Work   string         `json:"work" zh:"要做的事" en:"What is to be done"`
	Period Period         `json:"period" zh:"哪一期" en:"Period"`
	Since  workgroup.Date `json:"since" zh:"本期开始" en:"Begins on"`
}

var (
	reasonNotConfirmed = because("not_confirmed", "还没有确认", "not confirmed")
	reasonConfirmed    = because("done_this_period", "已确认", "confirmed")
)

// judgeUpkeep finds tasks of the policy that were not confirmed in the period for a group that was
// live on the period's first day.
func judgeUpkeep(s *Snapshot) []Ruling {
	if len(s.Policy.Upkeep) == 0 {
		return nil
	}
	confirmed := s.confirmedUpkeep()
	var rulings []Ruling
	for g := range s.County.Groups.All() {
		for _, u := range s.Policy.Upkeep {
			since := s.upkeepSince(g, u)
			if since == "" {
				continue
			}
			r := Ruling{
				Subject: ledger.Subject{Type: ledger.SubjectGroup, Group: g.Code, Code: g.Code + ":" + u.ID}, Unit: g.Unit,
				Verdict: allClear(reasonConfirmed, nil),
			}
			if confirmed[groupTask{g.Code, u.ID}] < since {
				r.Verdict = violated(reasonNotConfirmed, upkeepDue{u.ID, u.Title, periodOf(u.Every, since), since})
			}
			rulings = append(rulings, r)
		}
	}
	return rulings
}

type groupTask struct{ group, task string }

// confirmedUpkeep is the newest period for which each group's tasks were
// confirmed, by its first day.
func (s *Snapshot) confirmedUpkeep() map[groupTask]workgroup.Date {
	confirmed := map[groupTask]workgroup.Date{}
	for _, d := range s.County.Decisions {
		if task, ok := d.UpkeepTask(); ok && !d.At.After(s.Moment) {
			key := groupTask{d.Group, task}
			confirmed[key] = max(confirmed[key], d.On)
		}
	}
	return confirmed
}

// upkeepSince is the first day of the period in which the group has to do the
// task now; empty: it has not.
func (s *Snapshot) upkeepSince(g workgroup.Group, u policy.Upkeep) workgroup.Date {
	if !g.Live() || len(u.Categories) > 0 && !slices.Contains(u.Categories, g.Category) {
		return ""
	}
	since := periodStart(u.Every, s.Day, s.knownAge(g))
	if since == "" || !s.liveOn(g, since) {
		return ""
	}
	return since
}

// Upkeep is a task of a group in the present period.
type Upkeep struct {
	Work      string
	Period    Period
	Since     workgroup.Date // the period's first day
	Confirmed bool
}

// UpkeepNow is how the group stands with the task of the policy; false: it has
// not to do it in this period. The snapshot has read histories and decisions.
func UpkeepNow(s *Snapshot, g workgroup.Group, task string) (Upkeep, bool) {
	u, ok := upkeepOf(s.Policy, task)
	since := workgroup.Date("")
	if ok {
		since = s.upkeepSince(g, u)
	}
	return Upkeep{u.Title, periodOf(u.Every, since), since, s.confirmedUpkeep()[groupTask{g.Code, task}] >= since}, since != ""
}

// UpkeepDone is the confirmation that ends the case until its next period; false
// for a case of another rule.
func UpkeepDone(c ledger.Case) (workgroup.Decision, bool) {
	if c.Rule != GroupUpkeepDue {
		return workgroup.Decision{}, false
	}
	e := of[upkeepDue](groupUpkeepDue.view(nil, c))
	return workgroup.Decision{Group: c.Subject.Group, What: workgroup.UpkeepDone(e.Task), On: e.Since}, e.Task != ""
}

// periodStart is the first day of the period in which the day lies. A task to be done once has one
// period, which begins when the group is first known; empty: that day is not known, or has not come.
func periodStart(every string, day, known workgroup.Date) workgroup.Date {
	t := day.Time()
	switch every {
	case "week":
		return day.AddDays(-(int(t.Weekday()) + 6) % 7)
	case "month":
		return workgroup.DateOf(t.AddDate(0, 0, 1-t.Day()))
	case "quarter":
		return workgroup.DateOf(time.Date(t.Year(), t.Month()-(t.Month()-1)%3, 1, 0, 0, 0, 0, t.Location()))
	case "year":
		return workgroup.DateOf(time.Date(t.Year(), 1, 1, 0, 0, 0, 0, t.Location()))
	}
	if known > day {
		return ""
	}
	return known
}

// liveOn reports whether the group existed and was live on the day. Of the time
// before its first import its first version tells.
func (s *Snapshot) liveOn(g workgroup.Group, day workgroup.Date) bool {
	if age := s.knownAge(g); age == "" || age > day {
		return false
	}
	live := g.Live()
	for i, p := range s.County.History.Of(g.Code) {
		if i > 0 && workgroup.DateOf(p.From.In(s.Moment.Location())) > day {
			break
		}
		live = p.Live
	}
	return live
}

// upkeepOf finds a piece of upkeep of the policy.
func upkeepOf(p *policy.Policy, id string) (policy.Upkeep, bool) {
	for _, u := range p.Upkeep {
		if u.ID == id {
			return u, true
		}
	}
	return policy.Upkeep{}, false
}

// upkeepDueOn counts from the period's start or, if later, from the opening.
func upkeepDueOn(d Deadline) workgroup.Date {
	e := of[upkeepDue](d.View)
	u, ok := upkeepOf(d.Policy, e.Task)
	if !ok {
		return ""
	}
	return d.Days.Due(max(e.Since, d.Day), u.Within.N, u.Within.Unit)
}

// Period is a calendar period: 2026-W48, 2026-11, 2026-Q4, 2026, once.
type Period string

func periodOf(every string, since workgroup.Date) Period {
	t := since.Time()
	switch every {
	case "week":
		year, week := t.ISOWeek()
		return Period(fmt.Sprintf("%d-W%02d", year, week))
	case "month":
		return Period(t.Format("2006-01"))
	case "quarter":
		return Period(fmt.Sprintf("%d-Q%d", t.Year(), (int(t.Month())+2)/3))
	case "year":
		return Period(t.Format("2006"))
	}
	return "once"
}

func (p Period) say(t *Teller, _ manner) string { return p.In(t.Lang) }

// In is the period in words.
func (p Period) In(lang phrase.Lang) string {
	year, part, _ := strings.Cut(string(p), "-")
	key := "upkeep.year"
	switch {
	case p == "once":
		key = "upkeep.once"
	case strings.HasPrefix(part, "W"):
		key = "upkeep.week"
	case strings.HasPrefix(part, "Q"):
		key = "upkeep.quarter"
	case part != "":
		key = "upkeep.month"
	}
	return lang.Say(phrase.Key(key), "year", year, "n", strings.TrimLeft(part, "WQ0"))
}
