package intake

import "qunguan/reconcile/workgroup"

// Identities are rows of 身份绑定.
const Identities Kind = "identities"

const headOutsider = "外部说明"

// BindingRecords is the kind 身份绑定.
var BindingRecords = &Records[workgroup.Binding]{
	Kind: Identities, Sheet: "身份绑定", Table: "bindings", OneOf: []OneOf{{{headPerson}, {headOutsider}}},
	TwinAt: 1,
	KeyOf: func(b workgroup.Binding) string {
		if b.Account == "" {
			return ""
		}
		return BindingKey(b)
	},
	check: func(c *Cells, _, b *workgroup.Binding) {
		if b.Person != "" && b.Outsider != "" {
			c.fail(headOutsider, b.Outsider, "intake.person_and_outsider", "person", b.Person)
		}
	},
	Columns: []Column[workgroup.Binding]{
		{Heading: platformHeading, Key: true, Stored: "platform", Field: func(b *workgroup.Binding) any { return &b.Platform }},
		{
			Heading: Heading{Name: headAccount, Required: true, Form: FormName, Codes: true, Synonyms: []string{"帐号", "账户", "成员账号", "用户账号", "用户ID"}, Example: "wx_wangwei"},
			Key:     true, Spelled: true, Stored: "account", Field: func(b *workgroup.Binding) any { return &b.Account },
			check: func(c *Cells, h string, b *workgroup.Binding) { c.checkAccount(h, b.Platform, b.Account, false) },
		},
		{Key: true, Stored: "account_key", Field: func(b *workgroup.Binding) any {
			key := workgroup.AccountKey(b.Account)
			return &key
		}},
		{
			Heading: Heading{Name: headPerson, Form: FormCode, Synonyms: []string{"人员工号", "人员编号", "员工编号", "员工号", "职工编号", "对应工号"}, Example: "P00001"},
			Stored:  "person", Field: func(b *workgroup.Binding) any { return &b.Person }, refers: toBound,
		},
		{
			Heading: Heading{Name: headOutsider, Form: FormName, Synonyms: []string{"外部人员说明", "外部人员", "外部身份"}},
			Stored:  "outsider", Field: func(b *workgroup.Binding) any { return &b.Outsider },
		},
		{
			Heading: Heading{Name: "有效期至", Form: FormDate, Synonyms: []string{"有效期", "有效期限", "有效日期", "到期日期"}, Example: "2027-06-18"},
			Stored:  "valid_until", Field: func(b *workgroup.Binding) any { return &b.ValidUntil },
		},
	},
}

// BindingKey is the identity of a binding: platform and account, the account without case.
func BindingKey(b workgroup.Binding) string {
	return b.Platform + "\x00" + workgroup.AccountKey(b.Account)
}

// toBound is strict: a binding overrides all other evidence, so its person must exist.
func toBound(v *resolver, c *Cells, heading, value, _ string) string {
	if !v.people.usable(value, v.partial) {
		c.fail(heading, value, "intake.unknown_bound_person")
	}
	return value
}
