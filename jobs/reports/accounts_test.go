package reports

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/notify/digest"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

func official(code, unit, platform, state string, stopped workgroup.Date, notice string) workgroup.OfficialAccount {
	return workgroup.OfficialAccount{Code: code, Name: code, Unit: unit, Platform: platform, State: state, StoppedOn: stopped, StopNotice: notice, Followers: -1, Posts30: -1, HoursMonth: -1}
}

var officialAccounts = []workgroup.OfficialAccount{
	official("A1", "U1", "公众号", "", "", ""),
	official("A2", "U1", "公众号", "停更", "2026-11-10", "2026-11-01"),
	official("A3", "U1", "微博", "注销", "2026-11-30", ""),
	official("A4", "U1", "微博", "停更", "2026-10-31", ""),    // over before November
	official("A5", "U2", "公众号", "停更", "2026-12-01", "公告"), // runs until December
	official("A6", "U2", "公众号", "停更", "", ""),             // on a day that nobody gave
}

// covers S3.5, S12.2
func TestTheSummaryOfAccountsCountsWhatStoppedInThePeriod(t *testing.T) {
	type figures struct {
		Level, Unit, Platform             string
		Before, Stopped, Announced, After int
		Percent                           float64
	}
	of := func(from workgroup.Date) []figures {
		d := Data{Lang: phrase.Zh, Period: digest.Period{From: from, To: "2026-11-30"}, Units: workgroup.Units{}}
		var list []figures
		for _, r := range AccountSummaryOf(d, officialAccounts) {
			list = append(list, figures{r.Level, r.Unit, r.Platform, r.Before, r.Stopped, r.Announced, r.After, *r.Reduction})
		}
		return list
	}
	november := []figures{
		{"unit", "U1", "公众号", 2, 1, 1, 1, 50},
		{"unit", "U1", "微博", 1, 1, 0, 0, 100},
		{"unit", "U2", "公众号", 1, 0, 0, 1, 0},
		{"platform", "", "公众号", 3, 1, 1, 2, 33.3},
		{"platform", "", "微博", 1, 1, 0, 0, 100},
		{"total", "", "", 4, 2, 1, 2, 50},
	}
	if diff := cmp.Diff(november, of("2026-11-01")); diff != "" {
		t.Errorf("November (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(figures{"total", "", "", 6, 4, 1, 2, 66.7}, of("")[5]); diff != "" {
		t.Errorf("the whole time (-want +got):\n%s", diff)
	}
}

// covers S5.2
func TestInventoriesOfAccountsAndAppsSayWhatIsOpen(t *testing.T) {
	about := func(id int64, rule string, kind ledger.SubjectType, code string, state ledger.State) ledger.Case {
		return ledger.Case{ID: id, Rule: rule, Unit: "U1", State: state, Subject: ledger.Subject{Type: kind, Code: code}}
	}
	d := Data{Lang: phrase.Zh, Units: workgroup.Units{"U1": {Code: "U1", Name: "水利局"}, "U2": {Code: "U2"}}, Cases: []ledger.Case{
		about(1, "account.name", ledger.SubjectOfficialAccount, "A1", ledger.Found),
		about(2, "account.dormant", ledger.SubjectOfficialAccount, "A1", ledger.Closed),
		about(3, "app.duplicate", ledger.SubjectPair, "X1|X2", ledger.Found),
		about(4, "app.low_use", ledger.SubjectApp, "X2", ledger.Found),
	}}
	rows := AccountsOf(d.Within("U1"), officialAccounts)
	if len(rows) != 4 || rows[0].UnitName != "水利局" || !cmp.Equal(rows[0].Cases, []int64{1}) || rows[0].Followers != nil || !rows[0].Live || rows[1].Live {
		t.Errorf("accounts of U1: %+v", rows)
	}
	if rows[0].Opinion == "" || rows[1].Opinion != "停更" {
		t.Errorf("opinions: %q, %q", rows[0].Opinion, rows[1].Opinion)
	}
	apps := AppsOf(d, []workgroup.App{{Code: "X1", Unit: "U1", MonthlyUsers: 7, Rating: -1}, {Code: "X2", Unit: "U1", MonthlyUsers: 0, Rating: 2.5}})
	if !cmp.Equal(apps[0].Cases, []int64{3}) || !cmp.Equal(apps[1].Cases, []int64{3, 4}) || *apps[1].MonthlyUsers != 0 || apps[0].Rating != nil {
		t.Errorf("apps: %+v", apps)
	}
}

// covers S9.8
func TestTheSummaryShowsWhatCameBack(t *testing.T) {
	d := Data{Lang: phrase.Zh, Period: digest.Period{From: "2026-11-01", To: "2026-11-30"}, Location: shanghai, Units: workgroup.Units{}, Groups: []workgroup.GroupVersion{
		version("2026-01-05", "G1", ""), version("2026-10-05", "G1", "已解散", dissolved("2026-10-05")), // ended in October, and still talks
		version("2026-01-05", "G2", ""), version("2026-10-05", "G2", "已解散", dissolved("2026-10-05")), version("2026-11-09", "G2", ""), // is there again
		version("2026-01-05", "G3", ""), version("2026-11-09", "G4", "", founded("2026-11-09")), // G4 stands in the place of an ended one
	}, Cases: []ledger.Case{
		{ID: 1, Rule: "group.still_active", OpenedOn: "2026-11-02", Subject: ledger.Subject{Group: "G1"}},
		{ID: 2, Rule: "group.rebound", OpenedOn: "2026-11-16", Subject: ledger.Subject{Group: "G4"}},
		{ID: 3, Rule: "group.rebound", OpenedOn: "2026-12-07", Subject: ledger.Subject{Group: "G3"}}, // after the period
	}}
	rows := SummaryOf(d)
	total := rows[len(rows)-1]
	if total.Reopened != 2 || total.Rebounded != 1 || total.Before != 1 || total.After != 3 {
		t.Errorf("%+v", total)
	}
}
