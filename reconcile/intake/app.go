package intake

import "qunguan/reconcile/workgroup"

// Apps are rows of 应用程序.
const Apps Kind = "apps"

// AppRecords is the kind 应用程序.
var AppRecords = &Records[workgroup.App]{
	Kind: Apps, Sheet: "应用程序", Table: "apps",
	Home:  func(a *workgroup.App) string { return a.Unit },
	Notes: func(a *workgroup.App) *workgroup.ColumnsSeen { return &a.ColumnsSeen },
	Blank: func() workgroup.App { return workgroup.App{MonthlyUsers: -1, Rating: -1} },
	Columns: []Column[workgroup.App]{
		codeColumn(Heading{Name: "应用编号", Synonyms: []string{"应用编码", "程序编号", "编号"}, Example: "Y0001"}, func(a *workgroup.App) *string { return &a.Code }),
		{
			Heading: Heading{Name: headTitle, Required: true, Form: FormName, Synonyms: []string{"应用名称", "应用程序名称", "程序名称", "小程序名称"}, Example: "云溪防汛"},
			Stored:  "name", Tells: true, Field: func(a *workgroup.App) any { return &a.Name },
		},
		unitColumn(func(a *workgroup.App) *string { return &a.Unit }),
		{
			Heading: Heading{Name: "功能", Form: FormText, Synonyms: []string{"主要功能", "功能说明", "用途"}, Example: "雨情上报"},
			Stored:  "purpose", Field: func(a *workgroup.App) any { return &a.Function },
		},
		{
			Heading: Heading{Name: "月活用户数", Form: FormWhole, Synonyms: []string{"月活", "月活跃用户", "月活跃用户数", "月活用户"}, Example: "350"},
			Stored:  "monthly_users", Field: func(a *workgroup.App) any { return &a.MonthlyUsers },
		},
		{
			Heading: Heading{Name: "用户评分", Form: FormNumber, Synonyms: []string{"评分", "满意度评分"}, Example: "4.2"},
			Stored:  "rating", Field: func(a *workgroup.App) any { return &a.Rating },
		},
		ownerColumn(func(a *workgroup.App) *string { return &a.Responsible }),
		{
			Heading: Heading{Name: headState, Form: FormName, Max: maxShort, Synonyms: []string{"应用状态", "当前状态"}, Example: "正常"},
			Stored:  "state", Field: func(a *workgroup.App) any { return &a.State },
		},
		{Heading: filingHeading.with("YY0001"), Stored: workgroup.ColumnFiling, Noted: true, Field: func(a *workgroup.App) any { return &a.Filing }},
		noteColumn(func(a *workgroup.App) *workgroup.ColumnsSeen { return &a.ColumnsSeen }),
	},
}
