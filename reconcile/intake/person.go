package intake

import (
	"slices"

	"qunguan/reconcile/workgroup"
)

// Staff are rows of 人员.
const Staff Kind = "staff"

const (
	headMobile    = "手机"
	headFullName  = "姓名"
	headStatus    = "在职状态"
	headRoles     = "角色"
	headAlsoUnits = "兼任单位"
)

// PersonRecords is the kind 人员.
var PersonRecords = &Records[workgroup.Person]{
	Kind: Staff, Sheet: "人员", Table: "people", resolve: alsoUnits,
	Codes: &MadeCodes[workgroup.Person]{
		Prefix: "P-", Unit: func(p workgroup.Person) string { return p.Unit },
		Identity: func(p workgroup.Person, unit string) []string {
			return []string{"person\x00" + nameKey(p.Name) + "\x00" + nameKey(unit)}
		},
	},
	Columns: []Column[workgroup.Person]{
		codeColumn(Heading{Name: headPerson, Synonyms: []string{"人员工号", "人员编号", "人员编码", "员工编号", "员工号", "职工编号", "职工号", "编号"}, Example: "P00001"}, func(p *workgroup.Person) *string { return &p.Code }),
		{
			Heading: Heading{Name: headFullName, Required: true, Form: FormName, Names: true, Synonyms: []string{"名字", "人员姓名", "员工姓名", "职工姓名", "真实姓名", "干部姓名"}, Example: "王伟"},
			Stored:  "name", Tells: true, Field: func(p *workgroup.Person) any { return &p.Name },
			check: func(c *Cells, h string, p *workgroup.Person) { c.checkName(h, p.Name) },
		},
		unitOfPerson,
		{
			Heading: Heading{Name: headAlsoUnits, Form: FormList, Codes: true, Synonyms: []string{"兼任单位编码", "兼职单位", "兼职单位编码", "兼任部门", "兼职部门"}},
			Stored:  "also_units", Field: func(p *workgroup.Person) any { return &p.AlsoUnits }, refers: toUnitPath,
		},
		{
			Heading: Heading{Name: headPost, Form: FormName, Synonyms: []string{"岗位名称", "职务", "职务名称", "现任职务", "职位", "行政职务"}, Example: "科长"},
			Stored:  "post", Field: func(p *workgroup.Person) any { return &p.Post },
		},
		{
			Heading: Heading{
				Name: headStatus, Required: true, Form: FormOpen, Max: maxShort, Choices: slices.Concat(workgroup.InServiceStatuses, workgroup.LeftStatuses),
				Synonyms: []string{"状态", "人员状态", "在岗状态", "任职状态", "在职情况", "是否在职", "是否在岗", "是否在编"}, Example: "在职",
			},
			Stored: "status", Field: func(p *workgroup.Person) any { return &p.Status },
			Set:   func(c *Cells, h string, p *workgroup.Person) { p.Status = c.status(h) },
			check: checkStatus,
		},
		{
			Heading: Heading{Name: "离职日期", Form: FormDate, Synonyms: []string{"离职时间", "离岗日期", "离岗时间", "退休日期", "退休时间", "调出日期", "调出时间"}},
			Stored:  "left_on", Field: func(p *workgroup.Person) any { return &p.LeftOn },
		},
		{
			Heading: Heading{Name: headRoles, Form: FormList, Synonyms: []string{"人员角色", "担任角色", "身份"}, Example: "网格员;党员"},
			Stored:  "roles", Field: func(p *workgroup.Person) any { return &p.Roles },
		},
		{
			Heading: Heading{Name: headMobile, Form: FormName, Codes: true, Max: maxShort, Synonyms: []string{"手机号", "手机号码", "联系电话", "联系手机", "联系方式", "电话", "电话号码", "移动电话"}, Example: "13800000000"},
			Stored:  "mobile", Field: func(p *workgroup.Person) any { return &p.Mobile }, Private: true, check: checkMobile,
		},
		{
			Heading: Heading{Name: "邮箱", Form: FormName, Codes: true, Synonyms: []string{"电子邮箱", "电子邮件", "邮件", "邮箱地址", "Email", "E-mail"}, Example: "wangwei@example.gov.cn"},
			Stored:  "email", Field: func(p *workgroup.Person) any { return &p.Email }, Private: true,
			check: func(c *Cells, h string, p *workgroup.Person) {
				if p.Email != "" && !isEmail(p.Email) {
					c.problem(Warning, h, p.Email, "intake.not_an_email")
				}
			},
		},
		accountOn("微信", Heading{Name: "微信号", Synonyms: []string{"微信", "微信账号", "微信帐号", "微信ID", "WeChat"}, Example: "wx_wangwei"}),
		accountOn("QQ", Heading{Name: "QQ号", Synonyms: []string{"QQ", "QQ号码", "QQ账号", "QQ帐号"}, Example: "2428705135"}),
		accountOn("企业微信", Heading{Name: "企业微信账号", Lesser: []string{"帐号", headAccount, "UserID", "成员ID"}, Synonyms: []string{"企业微信", "企业微信号", "企业微信帐号", "企微", "企微账号"}}),
		accountOn("钉钉", Heading{Name: "钉钉账号", Synonyms: []string{"钉钉", "钉钉号", "钉钉帐号", "钉钉ID"}}),
		accountOn("飞书", Heading{Name: "飞书账号", Synonyms: []string{"飞书", "飞书号", "飞书帐号", "飞书ID"}}),
		accountOn("Slack", Heading{Name: "Slack账号", Synonyms: []string{"Slack", "Slack帐号", "Slack ID"}}),
		{Stored: "accounts", Field: func(p *workgroup.Person) any { return &p.Accounts }},
	},
}

// accountOn is the column of a platform's account.
func accountOn(platform string, h Heading) Column[workgroup.Person] {
	h.Form, h.Codes = FormName, true
	return Column[workgroup.Person]{
		Heading: h,
		Get:     func(p *workgroup.Person) string { return p.Accounts.On(platform) },
		Set: func(c *Cells, heading string, p *workgroup.Person) {
			p.Accounts = p.Accounts.With(platform, c.text(heading))
		},
		check: func(c *Cells, heading string, p *workgroup.Person) {
			c.checkAccount(heading, platform, p.Accounts.On(platform), true)
		},
	}
}

// unitOfPerson is the unit, by code, by name, or as a path of WeCom's directory (水利局/办公室); several
// paths stand for several units.
var unitOfPerson = func() Column[workgroup.Person] {
	c := unitColumn(func(p *workgroup.Person) *string { return &p.Unit })
	c.Set = func(c *Cells, h string, p *workgroup.Person) {
		units := splitPaths(c.text(h))
		p.Unit = ""
		if len(units) > 0 {
			p.Unit = units[0]
		}
		if len(units) > 1 && !c.has(headAlsoUnits) {
			p.AlsoUnits = units[1:]
		}
	}
	c.refers = toUnitPath
	return c
}()

// alsoUnits resolves the units after the first in a cell of several.
func alsoUnits(v *resolver, it *item[workgroup.Person]) {
	if it.row.has(headAlsoUnits) || !it.row.has(headUnit) {
		return
	}
	it.rec.AlsoUnits = resolved(it.raw.AlsoUnits, func(value string) string { return toUnitPath(v, &it.row, headUnit, value, "") })
}
