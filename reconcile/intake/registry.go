package intake

import (
	"qunguan/reconcile/workgroup"
)

// item is one row of a kind that is upserted by key.
type item[T any] struct {
	row record // its place and columns; cells are let go
	raw T      // as the cells say, merged with what the registry held
	rec T      // raw with its references resolved
	old bool   // the registry holds this key already
}

// registryRows is everything of one command apart from rosters and activity.
type registryRows struct {
	units    []*item[workgroup.Unit]
	people   []*item[workgroup.Person]
	groups   []*item[workgroup.Group]
	bindings []*item[workgroup.Binding]
	accounts []*item[workgroup.OfficialAccount]
	apps     []*item[workgroup.App]
	routes   []*item[workgroup.Route]
}

// take reads one row of a kind that stands in the registry.
func (rows *registryRows) take(r *record, known *Known) {
	switch r.layout.table.Kind {
	case Units:
		rows.units = append(rows.units, keep(r, known.Units, r.text("单位编码"), readUnit))
	case Staff:
		rows.people = append(rows.people, keep(r, known.People, r.text("工号"), readPerson))
	case Groups:
		rows.groups = append(rows.groups, keep(r, known.Groups, r.text("群编号"), readGroup))
	case Identities:
		b := workgroup.Binding{Platform: r.choice("平台"), Account: r.text("账号")}
		rows.bindings = append(rows.bindings, keep(r, known.Bindings, BindingKey(b), func(r *record, _ string, old workgroup.Binding) workgroup.Binding {
			old.Platform, old.Account = b.Platform, b.Account
			return readBinding(r, old)
		}))
	case Accounts:
		rows.accounts = append(rows.accounts, keep(r, known.Accounts, r.text("账号编号"), readAccount))
	case Apps:
		rows.apps = append(rows.apps, keep(r, known.Apps, r.text("应用编号"), readApp))
	case Routes:
		to := workgroup.Route{TargetType: r.choice("对象类型"), Target: r.text("对象编码"), Channel: r.choice("渠道")}
		rows.routes = append(rows.routes, keep(r, known.Routes, RouteKey(to), func(r *record, _ string, old workgroup.Route) workgroup.Route {
			old.TargetType, old.Target, old.Channel = to.TargetType, to.Target, to.Channel
			return readRoute(r, old)
		}))
	}
}

func keep[T any, M ~map[string]T](r *record, known M, key string, read func(*record, string, T) T) *item[T] {
	old, ok := known[key]
	raw := read(r, key, old)
	row := *r
	row.cells = nil
	return &item[T]{row: row, raw: raw, old: ok}
}

func readUnit(r *record, code string, u workgroup.Unit) workgroup.Unit {
	u.Code = code
	r.setText("单位名称", &u.Name)
	r.setText("简称", &u.ShortName)
	r.setChoice("类别", &u.Kind)
	r.setText("上级单位编码", &u.Parent)
	r.setWhole("人数", &u.Headcount)
	u.Headcount = max(u.Headcount, 0)
	r.setText("主要负责人工号", &u.Principal)
	r.setText("分管领导工号", &u.Leader)
	r.setText("联络员工号", &u.Liaison)
	r.setText("群代码", &u.GroupCode)
	return u
}

// accountColumns are the columns of 人员 that hold a platform's account.
var accountColumns = []struct{ heading, platform string }{
	{"微信号", "微信"}, {"QQ号", "QQ"}, {"企业微信账号", "企业微信"}, {"钉钉账号", "钉钉"}, {"飞书账号", "飞书"}, {"Slack账号", "Slack"},
}

func readPerson(r *record, code string, p workgroup.Person) workgroup.Person {
	p.Code = code
	r.setText("姓名", &p.Name)
	r.setText("单位编码", &p.Unit)
	r.setList("兼任单位", &p.AlsoUnits)
	r.setText("岗位", &p.Post)
	r.setChoice("在职状态", &p.Status)
	r.setDate("离职日期", &p.LeftOn)
	r.setList("角色", &p.Roles)
	r.setText("手机", &p.Mobile)
	r.setText("邮箱", &p.Email)
	for _, c := range accountColumns {
		if r.has(c.heading) {
			p.Accounts = p.Accounts.With(c.platform, r.text(c.heading))
		}
	}
	if p.Status != "" && r.has("在职状态") && workgroup.ServiceOfStatus(p.Status) == workgroup.Unclear {
		r.problem(Warning, "在职状态", p.Status, "intake.unclear_status")
	}
	if p.Email != "" && r.has("邮箱") && !isEmail(p.Email) {
		r.problem(Warning, "邮箱", p.Email, "intake.not_an_email")
	}
	return p
}

func readGroup(r *record, code string, g workgroup.Group) workgroup.Group {
	g.Code = code
	r.setChoice("平台", &g.Platform)
	r.setText("平台群号", &g.Number)
	r.setText("群名称", &g.Name)
	r.setText("用途", &g.Purpose)
	r.setText("类别", &g.Category)
	r.setChoice("范围", &g.Reach)
	r.setText("单位编码", &g.Unit)
	r.setText("群主工号", &g.Owner)
	r.setList("管理员工号", &g.Admins)
	r.setDate("建群日期", &g.FoundedOn)
	r.setYes("阶段性", &g.Staged)
	r.setDate("开始日期", &g.StartsOn)
	r.setDate("截止日期", &g.EndsOn)
	r.setText("备案编号", &g.Filing)
	if r.has("成员范围") {
		items := r.list("成员范围")
		scope, err := workgroup.ParseScope(items)
		if err != nil {
			r.fail("成员范围", badScopeItem(items), "intake.bad_scope")
		}
		g.Scope = scope
	}
	r.setYes("全员", &g.AllStaff)
	r.setChoice("重要程度", &g.Importance)
	r.setChoice("状态", &g.State)
	r.setText("并入群编号", &g.MergedInto)
	r.setDate("解散日期", &g.DissolvedOn)
	return g
}

// badScopeItem is the first item that says nothing.
func badScopeItem(items []string) string {
	for i := range items {
		if _, err := workgroup.ParseScope(items[i : i+1]); err != nil {
			return items[i]
		}
	}
	return ""
}

func readBinding(r *record, b workgroup.Binding) workgroup.Binding {
	r.setText("工号", &b.Person)
	r.setText("外部说明", &b.Outsider)
	r.setDate("有效期至", &b.ValidUntil)
	if b.Person != "" && b.Outsider != "" {
		r.fail("外部说明", b.Outsider, "intake.person_and_outsider", "person", b.Person)
	}
	return b
}

func readAccount(r *record, code string, a workgroup.OfficialAccount) workgroup.OfficialAccount {
	if a.Code == "" {
		a.Followers, a.Posts30, a.HoursMonth = -1, -1, -1
	}
	a.Code = code
	r.setChoice("平台", &a.Platform)
	r.setText("名称", &a.Name)
	r.setText("单位编码", &a.Unit)
	r.setWhole("粉丝数", &a.Followers)
	r.setWhole("近30天发布数", &a.Posts30)
	r.setDate("最近发布日期", &a.LastPostOn)
	r.setDecimal("每月维护工时", &a.HoursMonth)
	r.setText("负责人工号", &a.Responsible)
	r.setText("备案编号", &a.Filing)
	r.setText("状态", &a.State)
	return a
}

func readApp(r *record, code string, a workgroup.App) workgroup.App {
	if a.Code == "" {
		a.MonthlyUsers, a.Rating = -1, -1
	}
	a.Code = code
	r.setText("名称", &a.Name)
	r.setText("单位编码", &a.Unit)
	r.setText("功能", &a.Function)
	r.setWhole("月活用户数", &a.MonthlyUsers)
	r.setDecimal("用户评分", &a.Rating)
	r.setText("负责人工号", &a.Responsible)
	r.setText("状态", &a.State)
	return a
}
