package intake

import "qunguan/reconcile/workgroup"

// Filings are rows of 备案: approvals that were given before the program recorded them.
const Filings Kind = "filings"

// FilingRecords is the kind 备案.
var FilingRecords = &Records[workgroup.Filing]{
	Kind: Filings, Sheet: "备案", Table: "filings",
	Home: func(f *workgroup.Filing) string { return f.Unit },
	Columns: []Column[workgroup.Filing]{
		codeColumn(filingHeading, func(f *workgroup.Filing) *string { return &f.Code }),
		{
			Heading: Heading{
				Name: "类型", Form: FormChoice, Choices: []string{workgroup.FilingGroup, workgroup.FilingAccount, workgroup.FilingApp},
				Values:   map[string]string{"工作群": workgroup.FilingGroup, "群组": workgroup.FilingGroup, "政务账号": workgroup.FilingAccount, "公众账号": workgroup.FilingAccount, "应用程序": workgroup.FilingApp, "小程序": workgroup.FilingApp},
				Synonyms: []string{"备案类型", "备案类别", "备案种类", "备案对象"}, Example: workgroup.FilingGroup,
			},
			Stored: "kind", Field: func(f *workgroup.Filing) any { return &f.Kind },
		},
		{
			Heading: Heading{Name: headTitle, Required: true, Form: FormName, Synonyms: []string{"备案名称", "群名称", "账号名称", "应用名称"}, Example: "云溪县水利局防汛抗旱群"},
			Stored:  "name", Tells: true, Field: func(f *workgroup.Filing) any { return &f.Name },
		},
		unitColumn(func(f *workgroup.Filing) *string { return &f.Unit }),
		{
			Heading: Heading{Name: headPlatform, Form: FormOpen, Max: maxPlatform, Choices: workgroup.Platforms, Values: platformSpellings, Synonyms: platformHeading.Synonyms, Example: "微信"},
			Stored:  "platform", Field: func(f *workgroup.Filing) any { return &f.Platform },
		},
		{
			Heading: Heading{Name: headPurpose, Form: FormText, Synonyms: []string{"建群目的", "建群用途", "申请用途", "申请理由", "功能"}, Example: "防汛抗旱"},
			Stored:  "purpose", Field: func(f *workgroup.Filing) any { return &f.Purpose },
		},
		{
			Heading: Heading{Name: "申请人工号", Form: FormCode, Synonyms: []string{"申请人", "申请人姓名", "申报人", "备案人", "经办人"}, Example: "P00001"},
			Stored:  "applicant", Field: func(f *workgroup.Filing) any { return &f.Applicant }, refers: toPerson,
		},
		{
			Heading: Heading{Name: "审批人工号", Form: FormCode, Synonyms: []string{"审批人", "审批人姓名", "审核人", "批准人"}, Example: "P00002"},
			Stored:  "approver", Field: func(f *workgroup.Filing) any { return &f.Approver }, refers: toAnyone,
		},
		{
			Heading: Heading{Name: "审批日期", Form: FormDate, Synonyms: []string{"审批时间", "批准日期", "批准时间", "备案日期", "备案时间", "登记日期"}, Example: "2026-05-06"},
			Stored:  "approved_on", Field: func(f *workgroup.Filing) any { return &f.ApprovedOn },
		},
		{
			Heading: Heading{Name: headUntil, Form: FormDate, Synonyms: []string{"截止时间", "有效期至", "有效期", "到期日期", "结束日期"}},
			Stored:  "until_on", Field: func(f *workgroup.Filing) any { return &f.Until },
		},
		{
			Heading: Heading{Name: "允许保护岗位", Form: FormYesNo, Synonyms: []string{"是否允许保护岗位", "允许受保护岗位"}, Example: "否"},
			Stored:  "protected", Field: func(f *workgroup.Filing) any { return &f.Protected },
		},
		{Heading: groupHeading, Stored: "group_code", Field: func(f *workgroup.Filing) any { return &f.Group }, refers: toGroup},
	},
}
