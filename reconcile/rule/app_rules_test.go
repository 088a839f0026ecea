package rule

import (
	"testing"

	"qunguan/reconcile/workgroup"
)

// runs adds an application in use of which everything is as the rules say.
func (s *countyScene) runs(code, unit string, change ...func(*workgroup.App)) {
	a := workgroup.App{Code: code, Name: "应用" + code, Unit: unit, Function: "功能" + code, MonthlyUsers: 1000, Rating: 4.5}
	for _, c := range change {
		c(&a)
	}
	s.apps = append(s.apps, a)
}

func oneApp(change ...func(*workgroup.App)) func(*countyScene) {
	return func(s *countyScene) { s.runs("X1", "U1", change...) }
}

func takenDown(a *workgroup.App) { a.State = "下线" }

func called(name string) func(*workgroup.App) { return func(a *workgroup.App) { a.Name = name } }

func TestLowUse(t *testing.T) { // covers S5.2
	users := func(n int) func(*workgroup.App) { return func(a *workgroup.App) { a.MonthlyUsers = n } }
	testCounty(t, AppLowUse, []string{"users"}, []countyCase{
		{"one user too few", oneApp(users(99)), []string{"X1 99"}},
		{"as many as are asked for", oneApp(users(100)), nil},
		{"none is a figure", oneApp(users(0)), []string{"X1 0"}},
		{"nobody knows", oneApp(users(-1)), []string{"X1 ?figure_unknown"}},
		{"one that was taken down", oneApp(users(1), takenDown), nil},
	})
}

func TestLowRating(t *testing.T) { // covers S5.2
	rated := func(r float64) func(*workgroup.App) { return func(a *workgroup.App) { a.Rating = r } }
	testCounty(t, AppLowRating, []string{"rating"}, []countyCase{
		{"below", oneApp(rated(2.9)), []string{"X1 2.9"}},
		{"just enough", oneApp(rated(3)), nil},
		{"zero is a figure", oneApp(rated(0)), []string{"X1 0"}},
		{"nobody knows", oneApp(rated(-1)), []string{"X1 ?figure_unknown"}},
		{"one that was taken down", oneApp(rated(1), takenDown), nil},
	})
}

func TestAppDuplicate(t *testing.T) { // covers S5.2
	does := func(function string) func(*workgroup.App) { return func(a *workgroup.App) { a.Function = function } }
	two := func(a, b []func(*workgroup.App)) func(*countyScene) {
		return func(s *countyScene) { s.runs("X1", "U1", a...); s.runs("X2", "U11", b...) }
	}
	type ch = []func(*workgroup.App)
	testCounty(t, AppDuplicate, []string{"reason"}, []countyCase{
		{"names alike but for general words", two(ch{called("水利局防汛管理系统")}, ch{called("防汛管理APP")}), []string{"X1|X2 same_name"}},
		{"names of general words only are no names", two(ch{called("系统")}, ch{called("平台")}), nil},
		{"the same function, folded", two(ch{does("水情 上报")}, ch{does("水情上报")}), []string{"X1|X2 same_function"}},
		{"one character is no function", two(ch{does("查")}, ch{does("查")}), nil},
		{"no function is no function", two(ch{does("")}, ch{does("")}), nil},
		{"the name comes first", two(ch{called("防汛系统"), does("上报")}, ch{called("防汛平台"), does("上报")}), []string{"X1|X2 same_name"}},
		{"one that was taken down", two(ch{does("上报")}, ch{does("上报"), takenDown}), nil},
		{"other units' are other matters", func(s *countyScene) {
			s.runs("X1", "U1", does("上报"))
			s.runs("X2", "U2", does("上报"))
		}, nil},
	})
}

func TestUnapproved(t *testing.T) { // covers S5.2
	required := func(filings ...workgroup.Filing) func(*countyScene) {
		return func(s *countyScene) {
			s.policy.App.FilingRequired, s.filings = true, filings
			s.runs("X1", "U1", called("防汛通"))
		}
	}
	testCounty(t, AppUnapproved, nil, []countyCase{
		{"neither number nor approval", required(), []string{"X1"}},
		{"a policy that does not ask", oneApp(), nil},
		{"a number", func(s *countyScene) { required()(s); s.apps[0].Filing = "BA-1" }, nil},
		{"an approval of its name and unit", required(workgroup.Filing{Kind: "应用", Name: "防汛通", Unit: "U1"}), nil},
		{"another unit's", required(workgroup.Filing{Kind: "应用", Name: "防汛通", Unit: "U2"}), []string{"X1"}},
		{"another name's", required(workgroup.Filing{Kind: "应用", Name: "水情通", Unit: "U1"}), []string{"X1"}},
		{"a group's", required(workgroup.Filing{Kind: "群", Name: "防汛通", Unit: "U1"}), []string{"X1"}},
		{"one that comes tomorrow", required(workgroup.Filing{Kind: "应用", Name: "防汛通", Unit: "U1", ApprovedOn: "2026-11-24"}), []string{"X1"}},
		{"one that was taken down", func(s *countyScene) { required()(s); s.apps[0].State = "下线" }, nil},
	})
}
