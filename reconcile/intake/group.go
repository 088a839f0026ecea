package intake

import (
	"qunguan/reconcile/compact"
	"qunguan/reconcile/workgroup"
)

// Groups are rows of 工作群.
const Groups Kind = "groups"

const (
	headAdmins = "管理员工号"
	headScope  = "成员范围"
)

// GroupRecords is the kind 工作群.
var GroupRecords = &Records[workgroup.Group]{
	Kind: Groups, Sheet: "工作群", Table: "work_groups",
	Home:  func(g *workgroup.Group) string { return g.Unit },
	Notes: func(g *workgroup.Group) *workgroup.ColumnsSeen { return &g.ColumnsSeen },
	Codes: &MadeCodes[workgroup.Group]{Prefix: "G-", Identity: groupIdentity, Unit: func(g workgroup.Group) string { return g.Unit }},
	check: endedOn, resolve: scopeCodes, together: oneGroupEach,
	Columns: []Column[workgroup.Group]{
		codeColumn(groupHeading.with("", "编号"), func(g *workgroup.Group) *string { return &g.Code }),
		{Heading: platformHeading, Stored: "platform", Dated: true, Field: func(g *workgroup.Group) any { return &g.Platform }},
		{
			Heading: numberHeading, Stored: "platform_number", Dated: true, Field: func(g *workgroup.Group) any { return &g.Number },
			check: func(c *Cells, h string, g *workgroup.Group) { c.checkGroupNumber(h, g.Platform, g.Number) },
		},
		{Heading: nameHeading.with("", "名称").required(), Stored: "name", Tells: true, Dated: true, Field: func(g *workgroup.Group) any { return &g.Name }},
		{
			Heading: Heading{Name: headPurpose, Form: FormText, Synonyms: []string{"群用途", "主要用途", "工作用途", "建群目的", "建群用途", "功能", "主要功能"}, Example: "防汛抗旱"},
			Stored:  "purpose", Field: func(g *workgroup.Group) any { return &g.Purpose },
		},
		{
			Heading: Heading{Name: headCategory, Form: FormName, Max: maxShort, Synonyms: []string{"群类别", "群类型", "工作群类别", "工作群类型", "类型"}, Example: "政务服务"},
			Stored:  "category", Dated: true, Field: func(g *workgroup.Group) any { return &g.Category },
		},
		{
			Heading: Heading{
				Name: "范围", Required: true, Form: FormChoice, Choices: []string{"全县", "单位内部", "跨单位"}, Values: map[string]string{"全区": "全县", "全市": "全县", "内部": "单位内部", "本单位": "单位内部", "跨部门": "跨单位"},
				Synonyms: []string{"群范围", "覆盖范围", "使用范围", "工作群范围"}, Example: "单位内部",
			},
			Stored: "reach", Dated: true, Field: func(g *workgroup.Group) any { return &g.Reach },
		},
		dated(unitColumn(func(g *workgroup.Group) *string { return &g.Unit })),
		{
			Heading: Heading{Name: "群主工号", Form: FormCode, Synonyms: []string{"群主", "群主姓名", "群主编号", "群负责人"}, Example: "P00001"},
			Stored:  "owner", Tells: true, Dated: true, Field: func(g *workgroup.Group) any { return &g.Owner }, refers: toPerson,
		},
		{
			Heading: Heading{Name: headAdmins, Form: FormList, Codes: true, Synonyms: []string{"管理员", "群管理员", "管理员姓名", "群管理员工号", "管理员编号"}, Example: "P00002;P00003"},
			Stored:  "admins", Dated: true, Field: func(g *workgroup.Group) any { return &g.Admins }, refers: toPerson,
		},
		{
			Heading: Heading{Name: "建群日期", Form: FormDate, Synonyms: []string{"建群时间", "创建日期", "创建时间", "成立日期", "成立时间"}, Example: "2026-05-07"},
			Stored:  workgroup.ColumnFoundedOn, Dated: true, Noted: true, Field: func(g *workgroup.Group) any { return &g.FoundedOn },
		},
		{
			Heading: Heading{Name: "阶段性", Form: FormYesNo, Synonyms: []string{"是否阶段性", "是否阶段性群", "阶段性群", "是否临时", "临时群"}, Example: "否"},
			Stored:  "staged", Dated: true, Field: func(g *workgroup.Group) any { return &g.Staged },
		},
		{
			Heading: Heading{Name: "开始日期", Form: FormDate, Synonyms: []string{"开始时间", "起始日期", "起始时间", "启用日期"}},
			Stored:  "starts_on", Field: func(g *workgroup.Group) any { return &g.StartsOn },
		},
		{
			Heading: Heading{Name: headUntil, Form: FormDate, Synonyms: []string{"截止时间", "结束日期", "结束时间", "到期日期", "到期时间"}},
			Stored:  "ends_on", Dated: true, Field: func(g *workgroup.Group) any { return &g.EndsOn },
		},
		{Heading: filingHeading, Stored: "filing", Dated: true, Field: func(g *workgroup.Group) any { return &g.Filing }},
		{
			Heading: Heading{Name: headScope, Form: FormList, Codes: true, Synonyms: []string{"人员范围", "入群范围", "群成员范围"}, Example: "单位:U001"},
			Stored:  "scope", Field: func(g *workgroup.Group) any { return &g.Scope },
		},
		{
			Heading: Heading{Name: "全员", Form: FormYesNo, Synonyms: []string{"是否全员", "是否全员群", "全员群"}, Example: "是"},
			Stored:  "all_staff", Field: func(g *workgroup.Group) any { return &g.AllStaff },
		},
		{
			Heading: Heading{Name: "重要程度", Form: FormChoice, Choices: []string{"重要", "一般"}, Values: map[string]string{"普通": "一般"}, Synonyms: []string{"重要性", "重要级别"}, Example: "一般"},
			Stored:  "importance", Field: func(g *workgroup.Group) any { return &g.Importance },
		},
		{
			Heading: Heading{
				Name: headState, Form: FormChoice, Choices: []string{workgroup.StateLive, workgroup.StatePending, workgroup.StateFrozen, workgroup.StateDissolved, workgroup.StateMerged},
				Values:   map[string]string{"解散": workgroup.StateDissolved, "合并": workgroup.StateMerged, "使用中": workgroup.StateLive, "在用": workgroup.StateLive},
				Synonyms: []string{"群状态", "工作群状态", "当前状态"}, Example: workgroup.StateLive,
			},
			Stored: "state", Dated: true, Field: func(g *workgroup.Group) any { return &g.State },
		},
		{
			Heading: Heading{Name: "并入群编号", Form: FormCode, Synonyms: []string{"并入群", "并入群编码", "合并到", "合并至", "合并入"}},
			Stored:  "merged_into", Dated: true, Field: func(g *workgroup.Group) any { return &g.MergedInto }, refers: toGroup,
		},
		{
			Heading: Heading{Name: "解散日期", Form: FormDate, Synonyms: []string{"解散时间", "注销日期", "注销时间"}},
			Stored:  workgroup.ColumnDissolvedOn, Dated: true, Noted: true, Field: func(g *workgroup.Group) any { return &g.DissolvedOn },
		},
		{Stored: "end_supplied", Field: func(g *workgroup.Group) any { return &g.EndSupplied }},
		noteColumn(func(g *workgroup.Group) *workgroup.ColumnsSeen { return &g.ColumnsSeen }),
	},
}

func dated[T any](c Column[T]) Column[T] {
	c.Dated = true
	return c
}

func groupIdentity(g workgroup.Group, unit string) []string {
	platform := nameKey(g.Platform)
	byName := "group\x00" + platform + "\x00\x00" + nameKey(g.Name) + "\x00" + nameKey(unit)
	if g.Number == "" {
		return []string{byName}
	}
	return []string{"group\x00" + platform + "\x00" + g.Number, byName}
}

// endedOn gives the day of the import to a group that the file ends without a day, and keeps that day
// as long as later files give none either. A group that was never known alive may have ended at any
// time: it gets no day.
func endedOn(c *Cells, known, g *workgroup.Group) {
	switch {
	case !g.Ended():
		g.EndSupplied = false
	case g.DissolvedOn != "" && g.DissolvedOn != known.DissolvedOn:
		g.EndSupplied = false
	case g.DissolvedOn != "":
	case known.Code != "" && !known.Ended():
		g.DissolvedOn, g.EndSupplied = c.today, true
	case known.EndSupplied:
		g.DissolvedOn, g.EndSupplied = known.DissolvedOn, true
	}
}

// scope reads a 成员范围.
func (r *Cells) scope(heading string) workgroup.Scope {
	items := r.list(heading)
	scope, err := workgroup.ParseScope(items)
	if err != nil {
		r.fail(heading, badScopeItem(items), "intake.bad_scope")
	}
	return scope
}

// badScopeItem is the first item that cannot be read.
func badScopeItem(items []string) string {
	for i := range items {
		if _, err := workgroup.ParseScope(items[i : i+1]); err != nil {
			return items[i]
		}
	}
	return ""
}

// scopeCodes resolves the units and people that a scope names.
func scopeCodes(v *resolver, it *item[workgroup.Group]) {
	if !it.row.has(headScope) {
		return
	}
	s := &it.rec.Scope
	s.Units = resolved(s.Units, func(value string) string { return v.unitCode(&it.row, headScope, value) })
	for _, circle := range []struct {
		word   string
		values []string
	}{{headPost, s.Posts}, {headRoles, s.Roles}} {
		for _, value := range circle.values {
			if !v.nobody && !v.inUse(circle.word, value) {
				it.row.problem(Warning, headScope, circle.word+":"+value, "intake.scope_of_nobody")
			}
		}
	}
	s.People = resolved(s.People, func(value string) string { return v.personCode(&it.row, headScope, value, it.rec.Unit) })
}

// oneGroupEach refuses a platform's group number that two groups give.
func oneGroupEach(v *resolver, rows *recordRows[workgroup.Group]) {
	resolved := func(n int32) workgroup.Group { return rows.known.packer.unpack(rows.marks.At(int(n)).rec) }
	held := compact.NewTextIndex(0, func(n int32) string { g := resolved(n); return onPlatform(g.Platform, g.Number) })
	holder := func(g *workgroup.Group) (n int32, ok bool) {
		return held.Find(onPlatform(g.Platform, g.Number), func(n int32) bool {
			other := resolved(n)
			return other.Platform == g.Platform && other.Number == g.Number
		})
	}
	it := &item[workgroup.Group]{}
	for n := range rows.marks.Len() {
		m := rows.marks.At(n)
		if m.state &^= rowCounts; v.skip(m) {
			continue
		}
		m.state |= rowCounts
		rows.look(n, it, v.report)
		if it.rec.Number == "" {
			continue
		}
		other, taken := holder(&it.rec)
		switch {
		case !taken:
			held.Add(onPlatform(it.rec.Platform, it.rec.Number), int32(n))
		case resolved(other).Code != it.rec.Code:
			it.row.fail(headNumber, it.rec.Number, "intake.number_claimed_twice", "group", resolved(other).Code, "other", rows.cells(int(other), nil).place)
			rows.keep(n, it)
			rows.marks.At(int(other)).state |= rowBad
		}
	}
	inFile := rows.after(func(m *rowMark) bool { return !m.has(rowCounts) }, asResolved)
	for g := range rows.known.All() {
		n, ok := holder(&g)
		if !ok {
			continue
		}
		if _, ok := inFile.row(g.Code); ok {
			continue
		}
		rows.look(int(n), it, v.report)
		it.row.fail(headNumber, g.Number, "intake.number_registered", "group", g.Code, "name", g.Name)
		rows.keep(int(n), it)
	}
}
