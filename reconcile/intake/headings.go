package intake

import "qunguan/reconcile/workgroup"

// Headings of several kinds, each spelled here. A synonym belongs to one heading of its kind only
// (tested).

// Limits below the form's, where the registry holds less. The platform and its group number together
// are the key of unregistered groups.
const (
	maxPlatform = 32
	maxNumber   = 64
	maxShort    = 100
)

const (
	headPlatform = "平台"
	headUnit     = "单位编码"
	headNumber   = "平台群号"
	headGroup    = "群编号"
	headName     = "群名称"
	headAccount  = "账号"
	headPerson   = "工号"
	headTaken    = "采集时间"
	headSpoke    = "最后发言时间"
	headFiling   = "备案编号"
	headState    = "状态"
	headCategory = "类别"
	headPurpose  = "用途"
	headUntil    = "截止日期"
	headTitle    = "名称"
	headOwner    = "负责人工号"
	headPost     = "岗位"
)

var platformSpellings = map[string]string{
	"wechat": "微信", "微信群": "微信", "个人微信": "微信", "qq群": "QQ", "腾讯qq": "QQ",
	"企微": "企业微信", "wecom": "企业微信", "企业微信群": "企业微信", "dingtalk": "钉钉", "钉钉群": "钉钉", "feishu": "飞书", "lark": "飞书", "飞书群": "飞书",
}

var platformHeading = Heading{
	Name: headPlatform, Required: true, Form: FormOpen, Max: maxPlatform, Choices: workgroup.Platforms, Values: platformSpellings, Example: "微信",
	Synonyms: []string{"所属平台", "群平台", "平台名称", "平台类型", "使用平台", "软件", "聊天工具", "platform"},
}

var unitHeading = Heading{
	Name: headUnit, Required: true, Form: FormCode, Example: "U001",
	Synonyms: []string{"单位", "所在单位", "所属单位", "工作单位", "单位代码", "单位编号", "单位名称", "部门", "所在部门", "所属部门", "部门编码", "部门代码", "部门编号", "部门名称", "责任单位", "主管单位", "管理单位", "建群单位", "主办单位"},
}

var numberHeading = Heading{
	Name: headNumber, Form: FormName, Codes: true, Max: maxNumber, Example: "wxg0700001",
	Synonyms: []string{"群号", "群号码", "群ID", "群聊ID", "群账号", "QQ群号", "QQ群", "微信群号", "平台群ID", "group_id", "GroupID", "群聊号"}, Lesser: []string{"chatroom", "chatroom_name", "chatroomname", "room_id", "roomid"},
}

var groupHeading = Heading{
	Name: headGroup, Form: FormCode, Example: "G00001",
	Synonyms: []string{"群编码", "工作群编号", "工作群编码", "群组编号", "群组编码"},
}

var nameHeading = Heading{
	Name: headName, Form: FormName, Names: true, Example: "云溪县水利局防汛抗旱群",
	Synonyms: []string{"群名", "工作群名称", "群组名称", "群聊名称", "群组", "工作群", "群聊", "group_name", "GroupName"},
}

var takenHeading = Heading{
	Name: headTaken, Required: true, Form: FormMoment, Example: "2026-11-18 07:00",
	Synonyms: []string{"采集日期", "统计时间", "导出时间", "导出日期", "数据时间", "获取时间", "抓取时间", "采样时间", "taken_at"},
}

var spokeHeading = Heading{
	Name: headSpoke, Form: FormMoment, Example: "2026-11-13 06:30",
	Synonyms: []string{"最后发言", "最后发言日期", "最后一次发言", "最后一次发言时间", "最近发言", "最近发言时间", "最近发言日期", "最近一次发言时间", "last_sent_time", "last_speak_time", "last_spoke"},
}

var filingHeading = Heading{
	Name: headFiling, Form: FormName, Max: maxShort, Example: "BA0001",
	Synonyms: []string{"备案号", "备案号码", "备案登记号", "备案序号"},
}

var ownerHeading = Heading{
	Name: headOwner, Form: FormCode, Example: "P00001",
	Synonyms: []string{"负责人", "责任人", "负责人编号", "责任人工号", "管理人", "管理员"},
}

var oneGroup = OneOf{{headNumber}, {headGroup}, {headName}}

// with is the heading with other synonyms before its own, and another example.
func (h Heading) with(example string, synonyms ...string) Heading {
	h.Synonyms = append(synonyms, h.Synonyms...)
	if example != "" {
		h.Example = example
	}
	return h
}

func (h Heading) required() Heading {
	h.Required = true
	return h
}

func (h Heading) mayBlank() Heading {
	h.MayBlank = true
	return h
}

// Columns of several kinds of records.

func codeColumn[T any](h Heading, field func(*T) *string) Column[T] {
	h.Required, h.Form = true, FormCode
	return Column[T]{Heading: h, Key: true, Stored: "code", Field: func(row *T) any { return field(row) }}
}

func unitColumn[T any](field func(*T) *string) Column[T] {
	return Column[T]{Heading: unitHeading, Stored: "unit", Tells: true, Field: func(row *T) any { return field(row) }, refers: toUnit}
}

func ownerColumn[T any](field func(*T) *string) Column[T] {
	return Column[T]{Heading: ownerHeading, Stored: "responsible", Tells: true, Field: func(row *T) any { return field(row) }, refers: toPerson}
}

// noteColumn belongs to the registry alone: it lists the Noted columns that files have brought.
func noteColumn[T any](field func(*T) *workgroup.ColumnsSeen) Column[T] {
	return Column[T]{Stored: "brought", Field: func(row *T) any { return field(row) }}
}
