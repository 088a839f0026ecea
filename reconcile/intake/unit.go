package intake

import (
	"strings"

	"qunguan/reconcile/workgroup"
)

// Units are rows of 单位.
const Units Kind = "units"

const headParent = "上级单位编码"

// UnitRecords is the kind 单位.
var UnitRecords = &Records[workgroup.Unit]{
	Kind: Units, Sheet: "单位", Table: "units",
	Home:     func(u *workgroup.Unit) string { return u.Code },
	Notes:    func(u *workgroup.Unit) *workgroup.ColumnsSeen { return &u.ColumnsSeen },
	Codes:    &MadeCodes[workgroup.Unit]{Prefix: "U-", Identity: func(u workgroup.Unit, _ string) []string { return []string{"unit\x00" + nameKey(u.Name)} }},
	together: noCircles,
	Columns: []Column[workgroup.Unit]{
		codeColumn(Heading{Name: headUnit, Synonyms: []string{"单位代码", "单位编号", "部门编码", "部门代码", "部门编号", "机构编码", "机构代码", "组织编码"}, Example: "U001"}, func(u *workgroup.Unit) *string { return &u.Code }),
		{
			Heading: Heading{Name: "单位名称", Required: true, Form: FormName, Names: true, Synonyms: []string{"单位", "单位全称", "部门", "部门名称", "机构名称", "组织名称", "名称"}, Example: "云溪县水利局"},
			Stored:  "name", Tells: true, Field: func(u *workgroup.Unit) any { return &u.Name },
		},
		{
			Heading: Heading{Name: "简称", Form: FormName, Names: true, Synonyms: []string{"单位简称", "部门简称", "机构简称"}, Example: "水利局"},
			Stored:  "short_name", Field: func(u *workgroup.Unit) any { return &u.ShortName },
		},
		{
			Heading: Heading{
				Name: headCategory, Required: true, Form: FormOpen, Max: maxShort, Choices: []string{"县直部门", "区直部门", "乡镇", "街道", "社区", "村", "股室", "二级单位", "事业单位", "企业", "医院", "学校"},
				Synonyms: []string{"单位类别", "单位类型", "单位性质", "部门类别", "机构类型", "类型", "性质"}, Example: "县直部门",
			},
			Stored: "kind", Field: func(u *workgroup.Unit) any { return &u.Kind },
		},
		{
			Heading: Heading{Name: headParent, Form: FormCode, Synonyms: []string{"上级单位", "上级单位名称", "上级编码", "上级部门", "上级部门编码", "主管单位", "主管部门", "所属单位", "隶属单位"}},
			Stored:  "parent", Tells: true, Field: func(u *workgroup.Unit) any { return &u.Parent }, refers: toUnit,
		},
		{
			Heading: Heading{Name: "人数", Form: FormWhole, Synonyms: []string{"单位人数", "在编人数", "编制人数", "职工人数", "在职人数", "干部人数"}, Example: "45"},
			Stored:  "headcount", Field: func(u *workgroup.Unit) any { return &u.Headcount },
			Set: func(c *Cells, h string, u *workgroup.Unit) { u.Headcount = max(c.whole(h), 0) },
			Get: func(u *workgroup.Unit) string { // 0 is not given
				if u.Headcount == 0 {
					return ""
				}
				return notNegative(float64(u.Headcount))
			},
		},
		{
			Heading: Heading{Name: "主要负责人工号", Form: FormCode, Synonyms: []string{"主要负责人", "主要负责人姓名", "负责人", "负责人工号", "单位负责人", "主要领导", "一把手"}, Example: "P00001"},
			Stored:  "principal", Tells: true, Field: func(u *workgroup.Unit) any { return &u.Principal }, refers: toPerson,
		},
		{
			Heading: Heading{Name: "分管领导工号", Form: FormCode, Synonyms: []string{"分管领导", "分管领导姓名", "分管负责人", "分管负责人工号"}, Example: "P00002"},
			Stored:  "leader", Field: func(u *workgroup.Unit) any { return &u.Leader }, refers: toPerson,
		},
		{
			Heading: Heading{Name: "联络员工号", Form: FormCode, Synonyms: []string{"联络员", "联络员姓名", "联络人", "联系人", "联系人工号"}, Example: "P00003"},
			Stored:  "liaison", Field: func(u *workgroup.Unit) any { return &u.Liaison }, refers: toPerson,
		},
		{
			Heading: Heading{Name: "群代码", Form: FormCode, Synonyms: []string{"单位群代码", "工作群代码"}, Example: "SLJ"},
			Stored:  "group_code", Field: func(u *workgroup.Unit) any { return &u.GroupCode },
		},
		{
			Heading: Heading{Name: "制度文件", Form: FormText, Synonyms: []string{"制度", "管理制度", "群管理制度", "工作群管理制度"}, Example: "云溪县水利局工作群管理办法"},
			Stored:  workgroup.ColumnRulesText, Field: func(u *workgroup.Unit) any { return &u.RulesText }, Noted: true,
		},
		noteColumn(func(u *workgroup.Unit) *workgroup.ColumnsSeen { return &u.ColumnsSeen }),
	},
}

// noCircles refuses units that stand above themselves.
func noCircles(v *resolver, rows *recordRows[workgroup.Unit]) {
	it := &item[workgroup.Unit]{}
	for n := range rows.marks.Len() {
		if v.skip(rows.marks.At(n)) {
			continue
		}
		rows.look(n, it, v.report)
		if !it.row.has(headParent) {
			continue
		}
		chain := v.tree.Chain(it.rec.Code)
		if len(chain) == 0 || chain[len(chain)-1].Parent != it.rec.Code {
			continue
		}
		var circle []string
		for _, u := range chain {
			circle = append(circle, u.Code)
		}
		it.row.fail(headParent, it.rec.Parent, "intake.unit_circle", "circle", strings.Join(append(circle, it.rec.Code), " → "))
		rows.keep(n, it)
	}
}
