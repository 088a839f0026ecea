package intake

import (
	"strconv"
	"strings"

	"qunguan/reconcile/workgroup"
)

// cell is one value of a record under its heading, as an import file has it.
type cell struct{ heading, value string }

func list(values []string) string { return strings.Join(values, ";") }

func yes(b bool) string {
	if b {
		return "是"
	}
	return "否"
}

// given is a count as text; -1 and less is not given.
func given(n int) string {
	if n < 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func unitCells(u workgroup.Unit) []cell {
	headcount := u.Headcount
	if headcount == 0 {
		headcount = -1
	}
	return []cell{
		{"单位名称", u.Name},
		{"简称", u.ShortName},
		{"类别", u.Kind},
		{"上级单位编码", u.Parent},
		{"人数", given(headcount)},
		{"主要负责人工号", u.Principal},
		{"分管领导工号", u.Leader},
		{"联络员工号", u.Liaison},
		{"群代码", u.GroupCode},
	}
}

func personCells(p workgroup.Person) []cell {
	cells := []cell{
		{"姓名", p.Name},
		{"单位编码", p.Unit},
		{"兼任单位", list(p.AlsoUnits)},
		{"岗位", p.Post},
		{"在职状态", p.Status},
		{"离职日期", string(p.LeftOn)},
		{"角色", list(p.Roles)},
		{"手机", p.Mobile},
		{"邮箱", p.Email},
	}
	for _, c := range accountColumns {
		cells = append(cells, cell{c.heading, p.Accounts.On(c.platform)})
	}
	return cells
}

func groupCells(g workgroup.Group) []cell {
	return []cell{
		{"平台", g.Platform},
		{"平台群号", g.Number},
		{"群名称", g.Name},
		{"用途", g.Purpose},
		{"类别", g.Category},
		{"范围", g.Reach},
		{"单位编码", g.Unit},
		{"群主工号", g.Owner},
		{"管理员工号", list(g.Admins)},
		{"建群日期", string(g.FoundedOn)},
		{"阶段性", yes(g.Staged)},
		{"开始日期", string(g.StartsOn)},
		{"截止日期", string(g.EndsOn)},
		{"备案编号", g.Filing},
		{"成员范围", g.Scope.String()},
		{"全员", yes(g.AllStaff)},
		{"重要程度", g.Importance},
		{"状态", g.State},
		{"并入群编号", g.MergedInto},
		{"解散日期", string(g.DissolvedOn)},
	}
}

func bindingCells(b workgroup.Binding) []cell {
	return []cell{{"工号", b.Person}, {"外部说明", b.Outsider}, {"有效期至", string(b.ValidUntil)}}
}

func accountCells(a workgroup.OfficialAccount) []cell {
	return []cell{
		{"平台", a.Platform},
		{"名称", a.Name},
		{"单位编码", a.Unit},
		{"粉丝数", given(a.Followers)},
		{"近30天发布数", given(a.Posts30)},
		{"最近发布日期", string(a.LastPostOn)},
		{"每月维护工时", decimal(a.HoursMonth)},
		{"负责人工号", a.Responsible},
		{"备案编号", a.Filing},
		{"状态", a.State},
	}
}

func appCells(a workgroup.App) []cell {
	return []cell{
		{"名称", a.Name},
		{"单位编码", a.Unit},
		{"功能", a.Function},
		{"月活用户数", given(a.MonthlyUsers)},
		{"用户评分", decimal(a.Rating)},
		{"负责人工号", a.Responsible},
		{"状态", a.State},
	}
}

func decimal(x float64) string {
	if x < 0 {
		return ""
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}
