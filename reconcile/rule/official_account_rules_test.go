package rule

import (
	"testing"
	"time"

	"qunguan/reconcile/workgroup"
)

type official = workgroup.OfficialAccount

// publishes adds a running account of which everything is as the rules say.
func (s *countyScene) publishes(code, unit string, change ...func(*official)) {
	a := official{
		Code: code, Platform: "微信公众号", Name: "清河水利", Unit: unit, Followers: 5000, Posts30: 12, HoursMonth: -1, LastPostOn: "2026-11-20", Responsible: "P1",
	}
	for _, c := range change {
		c(&a)
	}
	s.accounts = append(s.accounts, a)
}

func stopped(state string) func(*official) { return func(a *official) { a.State = state } }

func lastPost(day workgroup.Date) func(*official) { return func(a *official) { a.LastPostOn = day } }

func followers(n int) func(*official) { return func(a *official) { a.Followers = n } }

// oneAccount is a table's change: the county has one account of this kind.
func oneAccount(change ...func(*official)) func(*countyScene) {
	return func(s *countyScene) { s.publishes("A1", "U1", change...) }
}

func TestDormant(t *testing.T) { // covers S12.1
	testCounty(t, AccountDormant, []string{"last_post"}, []countyCase{
		{"sixty days", oneAccount(lastPost("2026-09-24")), []string{"A1 2026-09-24"}},
		{"fifty-nine days", oneAccount(lastPost("2026-09-25")), nil},
		{"nobody knows", oneAccount(lastPost("")), []string{"A1 ?figure_unknown"}},
		{"运营 is live", oneAccount(lastPost("2026-01-01"), stopped("运营")), []string{"A1 2026-01-01"}},
		{"one that stopped is quiet, of course", oneAccount(lastPost("2026-01-01"), stopped("停更")), nil},
		{"another state is not live", oneAccount(lastPost("2026-01-01"), stopped("整改中")), nil},
	})
}

func TestLowReach(t *testing.T) { // covers S3.1
	effort := func(hours int, change ...func(*official)) func(*countyScene) {
		return func(s *countyScene) {
			s.policy.Account.EffortMin = hours
			s.publishes("A1", "U1", change...)
		}
	}
	hours := func(n float64) func(*official) { return func(a *official) { a.HoursMonth = n } }
	noPosts := func(a *official) { a.Posts30 = -1 }
	testCounty(t, AccountLowReach, []string{"followers"}, []countyCase{
		{"one follower too few", oneAccount(followers(499)), []string{"A1 499"}},
		{"as many as are asked for", oneAccount(followers(500)), nil},
		{"none is a figure", oneAccount(followers(0), func(a *official) { a.Posts30 = 0 }), []string{"A1 0"}},
		{"followers unknown", oneAccount(followers(-1)), []string{"A1 ?figure_unknown"}},
		{"neither posts nor hours known", oneAccount(followers(10), noPosts), []string{"A1 ?figure_unknown"}},
		{"hours alone will do", oneAccount(followers(10), noPosts, hours(0)), []string{"A1 10"}},
		{"effort is asked for and reached", effort(20, followers(10), hours(20)), []string{"A1 10"}},
		{"effort is asked for and not reached", effort(20, followers(10), hours(19.5)), nil},
		{"effort is asked for and unknown", effort(20, followers(10)), []string{"A1 ?figure_unknown"}},
		{"one that stopped", oneAccount(followers(10), stopped("注销")), nil},
	})
}

func TestAccountQuota(t *testing.T) { // covers S12.3
	on := func(platform string) func(*official) { return func(a *official) { a.Platform = platform } }
	four := func(s *countyScene) {
		s.publishes("A1", "U1", followers(900))
		s.publishes("A2", "U11", followers(100))
		s.publishes("A3", "U1", followers(-1), on("抖音"))
		s.publishes("A4", "U1", followers(50), on("抖音"))
	}
	testCounty(t, AccountQuota, []string{"over"}, []countyCase{
		{"each platform by itself, unknown followers first, sections with their unit", four, []string{"U1 [A3,A2]"}},
		{"one of each platform is allowed", func(s *countyScene) { s.publishes("A1", "U1"); s.publishes("A2", "U1", on("抖音")) }, nil},
		{"only the platforms that are named", func(s *countyScene) { four(s); s.policy.Account.QuotaPlatforms = []string{"抖音"} }, []string{"U1 [A3]"}},
		{"together they count as one", func(s *countyScene) { four(s); s.policy.Account.QuotaTogether = true }, []string{"U1 [A3,A4,A2]"}},
		{"the named ones together", func(s *countyScene) {
			four(s)
			s.publishes("A5", "U1", on("微博"), followers(1))
			s.policy.Account.QuotaTogether, s.policy.Account.QuotaPlatforms = true, []string{"抖音", "微博"}
		}, []string{"U1 [A3,A5]"}},
		{"two are allowed", func(s *countyScene) { four(s); s.policy.Account.PerUnit = 2 }, nil},
		{"equal followers: by code", func(s *countyScene) { s.publishes("A2", "U1"); s.publishes("A1", "U1") }, []string{"U1 [A1]"}},
		{"what stopped does not count", func(s *countyScene) { s.publishes("A1", "U1"); s.publishes("A2", "U1", stopped("停更")) }, nil},
	})
}

func TestAccountName(t *testing.T) { // covers S12.1
	named := func(name string) func(*official) { return func(a *official) { a.Name = name } }
	testCounty(t, AccountName, []string{"reasons", "offending"}, []countyCase{
		{"decorated", oneAccount(named("清河🔥水 利")), []string{"A1 [blank,characters] [🔥]"}},
		{"no beginning and no ending are asked for", oneAccount(named("微观清河")), nil},
		{"unless the policy asks for them", func(s *countyScene) {
			s.policy.Account.Naming.Prefix, s.policy.Account.Naming.Suffix = "unit", "发布"
			s.publishes("A1", "U1", named("微观清河"))
			s.publishes("A2", "U1", named("水利局发布"))
		}, []string{"A1 [prefix,suffix] []"}},
		{"characters that groups may have", func(s *countyScene) {
			s.policy.Group.Naming.Also = "🔥"
			s.publishes("A1", "U1", named("清河🔥"))
		}, nil},
		{"unless accounts have their own", func(s *countyScene) {
			s.policy.Group.Naming.Also, s.policy.Account.Naming.Also = "🔥", "☆"
			s.publishes("A1", "U1", named("清河🔥☆"))
		}, []string{"A1 [characters] [🔥]"}},
		{"one that stopped", oneAccount(named("🔥"), stopped("停更")), nil},
	})
}

func TestAccountFilingMissing(t *testing.T) { // covers S3.3
	filed := func(a *official) { a.Filing = "BA-1" }
	required := func(s *countyScene) { s.policy.Account.FilingRequired = true }
	testCounty(t, AccountFilingMissing, nil, []countyCase{
		{"no number", func(s *countyScene) { required(s); s.publishes("A1", "U1", filed); s.publishes("A2", "U1") }, []string{"A2"}},
		{"a policy that does not ask", func(s *countyScene) { s.publishes("A1", "U1", filed); s.publishes("A2", "U1") }, nil},
		{"no account has a number", func(s *countyScene) { required(s); s.publishes("A1", "U1") }, []string{"?no_filings_known"}},
		{"one that stopped", func(s *countyScene) {
			required(s)
			s.publishes("A1", "U1", filed)
			s.publishes("A2", "U1", stopped("停更"))
		}, nil},
	})
}

func TestAccountStillActive(t *testing.T) { // covers S3.5
	since := func(state string, stop, post workgroup.Date) func(*countyScene) {
		return oneAccount(stopped(state), lastPost(post), func(a *official) { a.StoppedOn = stop })
	}
	testCounty(t, AccountStillActive, []string{"stopped_on", "last_post"}, []countyCase{
		{"published after its end", since("停更", "2026-11-01", "2026-11-02"), []string{"A1 2026-11-01 2026-11-02"}},
		{"注销 is an end too", since("注销", "2026-11-01", "2026-11-02"), []string{"A1 2026-11-01 2026-11-02"}},
		{"on the last day", since("停更", "2026-11-01", "2026-11-01"), nil},
		{"thirty days ago", since("停更", "2026-10-01", "2026-10-24"), []string{"A1 2026-10-01 2026-10-24"}},
		{"thirty-one days ago", since("停更", "2026-10-01", "2026-10-23"), nil},
		{"without an end date", since("停更", "", "2026-11-02"), []string{"A1 ?figure_unknown"}},
		{"a live one publishes, of course", since("正常", "2026-11-01", "2026-11-02"), nil},
	})
}

func TestAccountNoNotice(t *testing.T) { // covers S3.5
	notice := func(text string, brought workgroup.ColumnsSeen, state string) func(*countyScene) {
		return oneAccount(stopped(state), func(a *official) { a.StopNotice, a.ColumnsSeen = text, brought })
	}
	testCounty(t, AccountNoNotice, nil, []countyCase{
		{"stopped without a notice", notice("", workgroup.ColumnStopNotice, "停更"), []string{"A1"}},
		{"a date or an address is one", notice("2026-11-01", workgroup.ColumnStopNotice, "停更"), nil},
		{"注销 needs none", notice("", workgroup.ColumnStopNotice, "注销"), nil},
		{"a live one needs none", notice("", workgroup.ColumnStopNotice, "正常"), nil},
	})
	s := newCountyScene(t)
	notice("", "", "停更")(s)
	for _, r := range Of(AccountNoNotice).Judge.county(s.snapshot()) {
		if r.Outcome == Violated {
			t.Error("no file had the column, and the notice is said to be missing")
		}
	}
}

// The people above hear of an account or an application only after its row came again.
func TestCasesOfAccountsAndAppsRestOnTheImportOfTheirRows(t *testing.T) {
	s := newCountyScene(t)
	old, young := at("2026-11-02 09:00"), at("2026-11-16 09:00")
	s.publishes("A1", "U1", lastPost("2026-01-01"), followers(1), func(a *official) { a.ImportedAt = old })
	s.publishes("A2", "U1", func(a *official) { a.ImportedAt = young })
	s.publishes("A3", "U1", func(a *official) { a.ImportedAt = young })
	s.runs("X1", "U1", called("防汛系统"), func(a *workgroup.App) { a.MonthlyUsers, a.ImportedAt = 0, young })
	s.runs("X2", "U1", called("防汛平台"), func(a *workgroup.App) { a.ImportedAt = old })
	w := s.snapshot()
	for id, want := range map[string]time.Time{AccountDormant: old, AccountLowReach: old, AccountQuota: old, AppLowUse: young, AppDuplicate: old} {
		for _, r := range Of(id).Judge.county(w) {
			if r.Outcome != Violated || !r.Data.Equal(want) {
				t.Errorf("%s: %s rests on %v, want %v", id, r.Outcome, r.Data, want)
			}
		}
		if ConfirmedBy(id) != ByImport {
			t.Errorf("%s is not confirmed by an import", id)
		}
	}
}
