package reports

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"qunguan/notify/digest"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// Kinds of things that inventories and summaries are of.
const (
	OfGroups   = "group"
	OfAccounts = "account"
	OfApps     = "app"
)

// AccountsOf lists every official account as the registry has it now (S3.5).
func AccountsOf(d Data, accounts []workgroup.OfficialAccount) []digest.AccountRow {
	rows, open := []digest.AccountRow{}, d.openBySubject()
	for _, a := range accounts {
		if !d.within(a.Unit) {
			continue
		}
		about := open[subjectCode{ledger.SubjectOfficialAccount, a.Code}]
		rows = append(rows, digest.AccountRow{
			Account: a.Code, Platform: a.Platform, Name: a.Name, Unit: a.Unit, UnitName: d.unitName(a.Unit), Followers: given(a.Followers), Posts30: given(a.Posts30),
			LastPostOn: a.LastPostOn, HoursMonth: given(a.HoursMonth), Responsible: a.Responsible, Filing: a.Filing, State: a.State, StoppedOn: a.StoppedOn,
			StopNotice: a.StopNotice, Live: rule.Running(a.State), Cases: idsOf(about), ResponsibleName: d.personName(a.Responsible),
			Opinion: d.verdictOn(a.State, about, rule.AccountDormant, rule.AccountLowReach),
		})
	}
	byUnit(rows, func(r digest.AccountRow) string { return r.Unit }, func(r digest.AccountRow) string { return r.Account })
	return rows
}

// AppsOf lists every application as the registry has it now (S5.2).
func AppsOf(d Data, apps []workgroup.App) []digest.AppRow {
	rows, open := []digest.AppRow{}, d.openBySubject()
	for _, a := range apps {
		if !d.within(a.Unit) {
			continue
		}
		about := open[subjectCode{ledger.SubjectApp, a.Code}]
		rows = append(rows, digest.AppRow{
			App: a.Code, Name: a.Name, Unit: a.Unit, UnitName: d.unitName(a.Unit), Function: a.Function, MonthlyUsers: given(a.MonthlyUsers), Rating: given(a.Rating),
			Responsible: a.Responsible, State: a.State, Filing: a.Filing, Live: rule.Running(a.State), Cases: idsOf(about), ResponsibleName: d.personName(a.Responsible),
			Opinion: d.verdictOn(a.State, about, rule.AppLowUse, rule.AppLowRating),
		})
	}
	byUnit(rows, func(r digest.AppRow) string { return r.Unit }, func(r digest.AppRow) string { return r.App })
	return rows
}

// given is a figure, nil where no file gave it.
func given[T int | float64](n T) *T {
	if n < 0 {
		return nil
	}
	return &n
}

func (d Data) personName(code string) string { return cmp.Or(d.People.Of(code).Name, code) }

// within reports whether the unit belongs to the report.
func (d Data) within(unit string) bool { return d.Unit == "" || d.Units.Within(unit, d.Unit) }

type subjectCode struct {
	kind ledger.SubjectType
	code string
}

// openBySubject are the open cases about accounts and applications; those of a
// pair stand with both.
func (d Data) openBySubject() map[subjectCode][]ledger.Case {
	open := map[subjectCode][]ledger.Case{}
	for _, c := range d.Cases {
		if !c.State.Open() {
			continue
		}
		kind := c.Subject.Type
		if c.Rule == rule.AppDuplicate {
			kind = ledger.SubjectApp
		}
		for code := range strings.SplitSeq(c.Subject.Code, "|") {
			key := subjectCode{kind, code}
			open[key] = append(open[key], c)
		}
	}
	return open
}

func idsOf(cases []ledger.Case) []int64 {
	ids := []int64{}
	for _, c := range cases {
		ids = append(ids, c.ID)
	}
	return ids
}

// verdictOn is 处理意见 on an account or an application: to stop it, to keep and
// mend it, or to keep it. Some rules speak for stopping.
func (d Data) verdictOn(state string, open []ledger.Case, stopping ...string) string {
	if !rule.Running(state) {
		return state
	}
	var kinds []string
	for _, c := range open {
		if slices.Contains(stopping, c.Rule) {
			return d.Lang.Say("report.opinion.stop", "why", rule.Short(d.Lang, c.Rule))
		}
		kinds = append(kinds, rule.Short(d.Lang, c.Rule))
	}
	if len(kinds) == 0 {
		return d.Lang.Say("report.opinion.keep")
	}
	slices.Sort(kinds)
	return d.Lang.Say("report.opinion.mend", "what", strings.Join(slices.Compact(kinds), d.Lang.Say("report.comma")))
}

// AccountSummaryOf counts official accounts before and after, by unit and
// platform, then by platform, then all (S3.5, S12.2). An account stopped on its
// 停更日期. One that stopped on a day that no file gives is the work of the whole
// time only: of a period with a first day it counts neither before nor after.
func AccountSummaryOf(d Data, accounts []workgroup.OfficialAccount) []digest.AccountSummaryRow {
	type key struct{ unit, platform string }
	rows := map[key]*digest.AccountSummaryRow{}
	for _, a := range accounts {
		if !d.within(a.Unit) {
			continue
		}
		stopped := !rule.Running(a.State)
		later := stopped && a.StoppedOn > d.Period.To
		if stopped && !later && d.Period.From != "" && a.StoppedOn < d.Period.From {
			continue // over before the period, or on an unknown day
		}
		k := key{a.Unit, a.Platform}
		if rows[k] == nil {
			rows[k] = &digest.AccountSummaryRow{Level: digest.LevelUnit, Unit: a.Unit, UnitName: d.unitName(a.Unit), Platform: a.Platform, Ended: []digest.StoppedAccount{}}
		}
		row := rows[k]
		row.Before++
		if !stopped || later {
			row.After++
			continue
		}
		row.Stopped++
		if a.StopNotice != "" {
			row.Announced++
		}
		row.Ended = append(row.Ended, digest.StoppedAccount{Account: a.Code, Name: a.Name, State: a.State, On: a.StoppedOn, StopNotice: a.StopNotice})
	}
	list := slices.SortedFunc(maps.Values(rows), func(a, b *digest.AccountSummaryRow) int {
		return cmp.Or(strings.Compare(a.Unit, b.Unit), strings.Compare(a.Platform, b.Platform))
	})
	all := summed(list, func(r *digest.AccountSummaryRow) string { return r.Platform }, func(level, platform string) *digest.AccountSummaryRow {
		return &digest.AccountSummaryRow{Level: level, Platform: platform, Ended: []digest.StoppedAccount{}}
	}, (*digest.AccountSummaryRow).Add)
	for i := range all {
		all[i].Reduction = digest.Reduction(all[i].Before, all[i].After)
	}
	return all
}
