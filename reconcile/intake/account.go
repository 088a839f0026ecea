package intake

import "qunguan/reconcile/workgroup"

// Accounts are rows of 政务账号.
const Accounts Kind = "accounts"

// AccountRecords is the kind 政务账号.
var AccountRecords = &Records[workgroup.OfficialAccount]{
	Kind: Accounts, Sheet: "政务账号", Table: "official_accounts",
	Home:  func(a *workgroup.OfficialAccount) string { return a.Unit },
	Notes: func(a *workgroup.OfficialAccount) *workgroup.ColumnsSeen { return &a.ColumnsSeen },
	Blank: func() workgroup.OfficialAccount {
		return workgroup.OfficialAccount{Followers: -1, Posts30: -1, HoursMonth: -1}
	},
	Columns: []Column[workgroup.OfficialAccount]{
		codeColumn(Heading{Name: "账号编号", Synonyms: []string{"帐号编号", "账号编码", "编号"}, Example: "A0001"}, func(a *workgroup.OfficialAccount) *string { return &a.Code }),
		{
			Heading: Heading{
				Name: headPlatform, Required: true, Form: FormChoice, Choices: []string{"公众号", "微博", "抖音", "头条", "其他"}, Values: map[string]string{"微信公众号": "公众号", "新浪微博": "微博", "今日头条": "头条", "头条号": "头条", "其它": "其他"},
				Synonyms: []string{"所属平台", "平台名称", "平台类型"}, Example: "公众号",
			},
			Stored: "platform", Field: func(a *workgroup.OfficialAccount) any { return &a.Platform },
		},
		{
			Heading: Heading{Name: headTitle, Required: true, Form: FormName, Synonyms: []string{"账号名称", "帐号名称", "账号名"}, Example: "云溪水利"},
			Stored:  "name", Tells: true, Field: func(a *workgroup.OfficialAccount) any { return &a.Name },
		},
		unitColumn(func(a *workgroup.OfficialAccount) *string { return &a.Unit }),
		{
			Heading: Heading{Name: "粉丝数", Form: FormWhole, Synonyms: []string{"粉丝量", "粉丝数量", "关注人数", "关注数"}, Example: "1200"},
			Stored:  "followers", Field: func(a *workgroup.OfficialAccount) any { return &a.Followers },
		},
		{
			Heading: Heading{Name: "近30天发布数", Form: FormWhole, Synonyms: []string{"近30天发布", "近一月发布数", "近30天发文数", "月发布数"}, Example: "12"},
			Stored:  "posts_30", Field: func(a *workgroup.OfficialAccount) any { return &a.Posts30 },
		},
		{
			Heading: Heading{Name: "最近发布日期", Form: FormDate, Synonyms: []string{"最近发布时间", "最后发布日期", "最后发布时间", "最近更新日期", "最近更新时间"}, Example: "2026-11-20"},
			Stored:  workgroup.ColumnLastPostOn, Noted: true, Field: func(a *workgroup.OfficialAccount) any { return &a.LastPostOn },
		},
		{
			Heading: Heading{Name: "每月维护工时", Form: FormNumber, Synonyms: []string{"维护工时", "月维护工时"}, Example: "8"},
			Stored:  "hours_month", Field: func(a *workgroup.OfficialAccount) any { return &a.HoursMonth },
		},
		ownerColumn(func(a *workgroup.OfficialAccount) *string { return &a.Responsible }),
		{Heading: filingHeading.with("ZH0001"), Stored: "filing", Field: func(a *workgroup.OfficialAccount) any { return &a.Filing }},
		{
			Heading: Heading{Name: headState, Form: FormName, Max: maxShort, Synonyms: []string{"账号状态", "当前状态"}, Example: "正常"},
			Stored:  "state", Field: func(a *workgroup.OfficialAccount) any { return &a.State },
		},
		{
			Heading: Heading{Name: "停更日期", Form: FormDate, Synonyms: []string{"停更时间", "停止更新日期", "停止更新时间"}},
			Stored:  workgroup.ColumnStoppedOn, Noted: true, Field: func(a *workgroup.OfficialAccount) any { return &a.StoppedOn },
		},
		{
			Heading: Heading{Name: "停更公告", Form: FormText, Synonyms: []string{"停更通告", "停止更新公告", "注销公告"}},
			Stored:  workgroup.ColumnStopNotice, Noted: true, Field: func(a *workgroup.OfficialAccount) any { return &a.StopNotice },
		},
		noteColumn(func(a *workgroup.OfficialAccount) *workgroup.ColumnsSeen { return &a.ColumnsSeen }),
	},
}
