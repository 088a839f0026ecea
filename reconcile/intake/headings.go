package intake

// The headings of contract §2, and the other names that offices' forms have
// for them. A synonym belongs to one heading of its kind only (tested).

// Limits where the registry holds less than the form allows. The platform and
// its group number together are the key of groups that nobody registered.
const (
	maxPlatform = 32
	maxNumber   = 64
	maxShort    = 100
)

var platforms = []string{"微信", "QQ", "企业微信", "钉钉", "飞书", "Slack"}

var platformSpellings = map[string]string{
	"wechat": "微信", "微信群": "微信", "个人微信": "微信", "qq群": "QQ", "腾讯qq": "QQ",
	"企微": "企业微信", "wecom": "企业微信", "企业微信群": "企业微信", "dingtalk": "钉钉", "钉钉群": "钉钉", "feishu": "飞书", "lark": "飞书", "飞书群": "飞书",
}

var (
	unitSynonyms   = []string{"单位", "所在单位", "所属单位", "工作单位", "单位代码", "单位编号", "单位名称", "部门", "所在部门", "所属部门", "部门编码", "部门代码", "部门编号", "部门名称", "责任单位", "主管单位", "管理单位", "建群单位", "主办单位"}
	numberSynonyms = []string{"群号", "群号码", "群ID", "群聊ID", "群账号", "QQ群号", "微信群号", "平台群ID"}
	groupSynonyms  = []string{"群编码", "工作群编号", "工作群编码", "群组编号", "群组编码"}
	nameSynonyms   = []string{"群名", "工作群名称", "群组名称", "群聊名称", "群组", "工作群", "群聊"}
	takenSynonyms  = []string{"采集日期", "统计时间", "导出时间", "导出日期", "数据时间", "获取时间", "抓取时间", "采样时间"}
	filingSynonyms = []string{"备案号", "备案号码", "备案登记号", "备案序号"}
	ownerSynonyms  = []string{"负责人", "责任人", "负责人编号", "责任人工号", "管理人", "管理员"}
)

func platformColumn() Heading {
	return Heading{
		Name: "平台", Required: true, Form: FormOpen, Max: maxPlatform, Choices: platforms, Values: platformSpellings, Example: "微信",
		Synonyms: []string{"所属平台", "群平台", "平台名称", "平台类型", "使用平台", "软件", "聊天工具"},
	}
}

func groupColumns() []Heading {
	return []Heading{
		{Name: "平台群号", Form: FormName, Codes: true, Max: maxNumber, Synonyms: numberSynonyms, Example: "wxg0700001"},
		{Name: "群编号", Form: FormCode, Synonyms: groupSynonyms, Example: "G00001"},
		{Name: "群名称", Form: FormName, Synonyms: nameSynonyms, Example: "云溪县水利局防汛抗旱群"},
	}
}

func takenColumn() Heading {
	return Heading{Name: "采集时间", Required: true, Form: FormMoment, Synonyms: takenSynonyms, Example: "2026-11-18 07:00"}
}

var oneGroup = OneOf{{"平台群号"}, {"群编号"}, {"群名称"}}

func columns(parts ...[]Heading) []Heading {
	var all []Heading
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

var tables = []Table{
	{Kind: Units, Sheet: "单位", Headings: []Heading{
		{Name: "单位编码", Required: true, Form: FormCode, Synonyms: []string{"单位代码", "单位编号", "部门编码", "部门代码", "部门编号", "机构编码", "机构代码", "组织编码"}, Example: "U001"},
		{Name: "单位名称", Required: true, Form: FormName, Synonyms: []string{"单位", "单位全称", "部门", "部门名称", "机构名称", "组织名称", "名称"}, Example: "云溪县水利局"},
		{Name: "简称", Form: FormName, Synonyms: []string{"单位简称", "部门简称", "机构简称"}, Example: "水利局"},
		{
			Name: "类别", Required: true, Form: FormOpen, Max: maxShort, Choices: []string{"县直部门", "区直部门", "乡镇", "街道", "社区", "村", "股室", "二级单位", "事业单位", "企业", "医院", "学校"},
			Synonyms: []string{"单位类别", "单位类型", "单位性质", "部门类别", "机构类型", "类型", "性质"}, Example: "县直部门",
		},
		{Name: "上级单位编码", Form: FormCode, Synonyms: []string{"上级单位", "上级单位名称", "上级编码", "上级部门", "上级部门编码", "主管单位", "主管部门", "所属单位", "隶属单位"}},
		{Name: "人数", Form: FormWhole, Synonyms: []string{"单位人数", "在编人数", "编制人数", "职工人数", "在职人数", "干部人数"}, Example: "45"},
		{Name: "主要负责人工号", Form: FormCode, Synonyms: []string{"主要负责人", "主要负责人姓名", "负责人", "负责人工号", "单位负责人", "主要领导", "一把手"}, Example: "P00001"},
		{Name: "分管领导工号", Form: FormCode, Synonyms: []string{"分管领导", "分管领导姓名", "分管负责人", "分管负责人工号"}, Example: "P00002"},
		{Name: "联络员工号", Form: FormCode, Synonyms: []string{"联络员", "联络员姓名", "联络人", "联系人", "联系人工号"}, Example: "P00003"},
		{Name: "群代码", Form: FormCode, Synonyms: []string{"单位群代码", "工作群代码"}, Example: "SLJ"},
	}},
	{Kind: Staff, Sheet: "人员", Headings: []Heading{
		{Name: "工号", Required: true, Form: FormCode, Synonyms: []string{"人员工号", "人员编号", "人员编码", "员工编号", "员工号", "职工编号", "职工号", "编号"}, Example: "P00001"},
		{Name: "姓名", Required: true, Form: FormName, Synonyms: []string{"名字", "人员姓名", "员工姓名", "职工姓名", "真实姓名", "干部姓名"}, Example: "王伟"},
		{Name: "单位编码", Required: true, Form: FormCode, Synonyms: unitSynonyms, Example: "U001"},
		{Name: "兼任单位", Form: FormList, Codes: true, Synonyms: []string{"兼任单位编码", "兼职单位", "兼职单位编码", "兼任部门", "兼职部门"}},
		{Name: "岗位", Form: FormName, Synonyms: []string{"岗位名称", "职务", "职务名称", "现任职务", "职位", "行政职务"}, Example: "科长"},
		{
			Name: "在职状态", Required: true, Form: FormOpen, Max: maxShort, Choices: []string{"在职", "试用", "借调", "挂职", "返聘", "实习", "离职", "退休", "调出", "辞退", "去世"},
			Synonyms: []string{"状态", "人员状态", "在岗状态", "任职状态", "在职情况", "是否在职"}, Example: "在职",
		},
		{Name: "离职日期", Form: FormDate, Synonyms: []string{"离职时间", "离岗日期", "离岗时间", "退休日期", "退休时间", "调出日期", "调出时间"}},
		{Name: "角色", Form: FormList, Synonyms: []string{"人员角色", "担任角色", "身份"}, Example: "网格员;党员"},
		{Name: "手机", Form: FormName, Codes: true, Max: maxShort, Synonyms: []string{"手机号", "手机号码", "联系电话", "联系手机", "联系方式", "电话", "电话号码", "移动电话"}, Example: "13800000000"},
		{Name: "邮箱", Form: FormName, Codes: true, Synonyms: []string{"电子邮箱", "电子邮件", "邮件", "邮箱地址", "Email", "E-mail"}, Example: "wangwei@example.gov.cn"},
		{Name: "微信号", Form: FormName, Synonyms: []string{"微信", "微信账号", "微信帐号", "微信ID", "WeChat"}, Example: "wx_wangwei"},
		{Name: "QQ号", Form: FormName, Codes: true, Synonyms: []string{"QQ", "QQ号码", "QQ账号", "QQ帐号"}, Example: "2428705135"},
		{Name: "企业微信账号", Form: FormName, Synonyms: []string{"企业微信", "企业微信号", "企业微信帐号", "企微", "企微账号"}},
		{Name: "钉钉账号", Form: FormName, Synonyms: []string{"钉钉", "钉钉号", "钉钉帐号", "钉钉ID"}},
		{Name: "飞书账号", Form: FormName, Synonyms: []string{"飞书", "飞书号", "飞书帐号", "飞书ID"}},
		{Name: "Slack账号", Form: FormName, Synonyms: []string{"Slack", "Slack帐号", "Slack ID"}},
	}},
	{Kind: Groups, Sheet: "工作群", Headings: []Heading{
		{Name: "群编号", Required: true, Form: FormCode, Synonyms: append([]string{"编号"}, groupSynonyms...), Example: "G00001"},
		platformColumn(),
		{Name: "平台群号", Form: FormName, Codes: true, Max: maxNumber, Synonyms: numberSynonyms, Example: "wxg0700001"},
		{Name: "群名称", Required: true, Form: FormName, Synonyms: append([]string{"名称"}, nameSynonyms...), Example: "云溪县水利局防汛抗旱群"},
		{Name: "用途", Form: FormText, Synonyms: []string{"群用途", "主要用途", "工作用途", "建群目的", "建群用途", "功能", "主要功能"}, Example: "防汛抗旱"},
		{Name: "类别", Form: FormName, Max: maxShort, Synonyms: []string{"群类别", "群类型", "工作群类别", "工作群类型", "类型"}, Example: "政务服务"},
		{
			Name: "范围", Required: true, Form: FormChoice, Choices: []string{"全县", "单位内部", "跨单位"}, Values: map[string]string{"全区": "全县", "全市": "全县", "内部": "单位内部", "本单位": "单位内部", "跨部门": "跨单位"},
			Synonyms: []string{"群范围", "覆盖范围", "使用范围", "工作群范围"}, Example: "单位内部",
		},
		{Name: "单位编码", Required: true, Form: FormCode, Synonyms: unitSynonyms, Example: "U001"},
		{Name: "群主工号", Form: FormCode, Synonyms: []string{"群主", "群主姓名", "群主编号", "群负责人"}, Example: "P00001"},
		{Name: "管理员工号", Form: FormList, Codes: true, Synonyms: []string{"管理员", "群管理员", "管理员姓名", "群管理员工号", "管理员编号"}, Example: "P00002;P00003"},
		{Name: "建群日期", Form: FormDate, Synonyms: []string{"建群时间", "创建日期", "创建时间", "成立日期", "成立时间"}, Example: "2026-05-07"},
		{Name: "阶段性", Form: FormYesNo, Synonyms: []string{"是否阶段性", "是否阶段性群", "阶段性群", "是否临时", "临时群"}, Example: "否"},
		{Name: "开始日期", Form: FormDate, Synonyms: []string{"开始时间", "起始日期", "起始时间", "启用日期"}},
		{Name: "截止日期", Form: FormDate, Synonyms: []string{"截止时间", "结束日期", "结束时间", "到期日期", "到期时间"}},
		{Name: "备案编号", Form: FormName, Max: maxShort, Synonyms: filingSynonyms, Example: "BA0001"},
		{Name: "成员范围", Form: FormList, Codes: true, Synonyms: []string{"人员范围", "入群范围", "群成员范围"}, Example: "单位:U001"},
		{Name: "全员", Form: FormYesNo, Synonyms: []string{"是否全员", "是否全员群", "全员群"}, Example: "是"},
		{Name: "重要程度", Form: FormChoice, Choices: []string{"重要", "一般"}, Values: map[string]string{"普通": "一般"}, Synonyms: []string{"重要性", "重要级别"}, Example: "一般"},
		{
			Name: "状态", Form: FormChoice, Choices: []string{"正常", "待批", "冻结", "已解散", "已合并"}, Values: map[string]string{"解散": "已解散", "合并": "已合并", "使用中": "正常", "在用": "正常"},
			Synonyms: []string{"群状态", "工作群状态", "当前状态"}, Example: "正常",
		},
		{Name: "并入群编号", Form: FormCode, Synonyms: []string{"并入群", "并入群编码", "合并到", "合并至", "合并入"}},
		{Name: "解散日期", Form: FormDate, Synonyms: []string{"解散时间", "注销日期", "注销时间"}},
	}},
	{Kind: Members, Sheet: "群成员", OneOf: []OneOf{oneGroup, {{"账号"}, {"群昵称"}}}, Headings: columns([]Heading{platformColumn()}, groupColumns(), []Heading{
		{Name: "账号", Form: FormName, Synonyms: []string{"成员账号", "帐号", "成员帐号", "账户", "用户账号", "用户ID", "成员ID", "微信号", "QQ号", "QQ号码", "UserID"}, Example: "wx_wangwei"},
		{Name: "群昵称", Form: FormName, Synonyms: []string{"群名片", "昵称", "群内昵称", "成员昵称", "名片", "群备注名", "群内名称"}, Example: "水利局王伟"},
		{
			Name: "群内角色", Form: FormChoice, Choices: []string{"群主", "管理员", "成员", "机器人"}, Values: map[string]string{"普通成员": "成员", "群成员": "成员", "群员": "成员", "群管理员": "管理员", "owner": "群主", "admin": "管理员", "member": "成员", "robot": "机器人", "bot": "机器人"},
			Synonyms: []string{"角色", "群身份", "成员角色", "成员身份", "身份"}, Example: "群主",
		},
		{Name: "入群时间", Form: FormMoment, Synonyms: []string{"入群日期", "加入时间", "进群时间", "加群时间", "加群日期"}, Example: "2026-05-07"},
		{Name: "最后发言时间", Form: FormMoment, Synonyms: []string{"最后发言", "最后发言日期", "最近发言", "最近发言时间", "最近发言日期"}, Example: "2026-11-13 06:30"},
		takenColumn(),
	})},
	{Kind: Activity, Sheet: "群活动", OneOf: []OneOf{oneGroup, {{"最后消息时间"}, {"日期", "消息数"}}}, Headings: columns([]Heading{platformColumn()}, groupColumns(), []Heading{
		takenColumn(),
		{Name: "最后消息时间", Form: FormMoment, Synonyms: []string{"最后消息", "最后消息日期", "最近消息时间", "最近消息", "最后活动时间", "最近活动时间"}, Example: "2026-11-13 06:20"},
		{Name: "日期", Form: FormDate, Synonyms: []string{"统计日期", "活动日期", "消息日期"}, Example: "2026-11-13"},
		{Name: "消息数", Form: FormWhole, Synonyms: []string{"消息数量", "消息条数", "消息量", "发言条数", "发言数"}, Example: "22"},
		{Name: "发言人数", Form: FormWhole, Synonyms: []string{"活跃人数", "发言成员数"}, Example: "4"},
	})},
	{Kind: Identities, Sheet: "身份绑定", OneOf: []OneOf{{{"工号"}, {"外部说明"}}}, Headings: []Heading{
		platformColumn(),
		{Name: "账号", Required: true, Form: FormName, Synonyms: []string{"帐号", "账户", "成员账号", "用户账号", "用户ID"}, Example: "wx_wangwei"},
		{Name: "工号", Form: FormCode, Synonyms: []string{"人员工号", "人员编号", "员工编号", "员工号", "职工编号", "对应工号"}, Example: "P00001"},
		{Name: "外部说明", Form: FormName, Synonyms: []string{"外部人员说明", "外部人员", "外部身份"}},
		{Name: "有效期至", Form: FormDate, Synonyms: []string{"有效期", "有效期限", "有效日期", "到期日期"}, Example: "2027-06-18"},
	}},
	{Kind: Accounts, Sheet: "政务账号", Headings: []Heading{
		{Name: "账号编号", Required: true, Form: FormCode, Synonyms: []string{"帐号编号", "账号编码", "编号"}, Example: "A0001"},
		{
			Name: "平台", Required: true, Form: FormChoice, Choices: []string{"公众号", "微博", "抖音", "头条", "其他"}, Values: map[string]string{"微信公众号": "公众号", "新浪微博": "微博", "今日头条": "头条", "头条号": "头条", "其它": "其他"},
			Synonyms: []string{"所属平台", "平台名称", "平台类型"}, Example: "公众号",
		},
		{Name: "名称", Required: true, Form: FormName, Synonyms: []string{"账号名称", "帐号名称", "账号名"}, Example: "云溪水利"},
		{Name: "单位编码", Required: true, Form: FormCode, Synonyms: unitSynonyms, Example: "U001"},
		{Name: "粉丝数", Form: FormWhole, Synonyms: []string{"粉丝量", "粉丝数量", "关注人数", "关注数"}, Example: "1200"},
		{Name: "近30天发布数", Form: FormWhole, Synonyms: []string{"近30天发布", "近一月发布数", "近30天发文数", "月发布数"}, Example: "12"},
		{Name: "最近发布日期", Form: FormDate, Synonyms: []string{"最近发布时间", "最后发布日期", "最后发布时间", "最近更新日期", "最近更新时间"}, Example: "2026-11-20"},
		{Name: "每月维护工时", Form: FormNumber, Synonyms: []string{"维护工时", "月维护工时"}, Example: "8"},
		{Name: "负责人工号", Form: FormCode, Synonyms: ownerSynonyms, Example: "P00001"},
		{Name: "备案编号", Form: FormName, Max: maxShort, Synonyms: filingSynonyms, Example: "ZH0001"},
		{Name: "状态", Form: FormName, Max: maxShort, Synonyms: []string{"账号状态", "当前状态"}, Example: "正常"},
	}},
	{Kind: Apps, Sheet: "应用程序", Headings: []Heading{
		{Name: "应用编号", Required: true, Form: FormCode, Synonyms: []string{"应用编码", "程序编号", "编号"}, Example: "Y0001"},
		{Name: "名称", Required: true, Form: FormName, Synonyms: []string{"应用名称", "应用程序名称", "程序名称", "小程序名称"}, Example: "云溪防汛"},
		{Name: "单位编码", Required: true, Form: FormCode, Synonyms: unitSynonyms, Example: "U001"},
		{Name: "功能", Form: FormText, Synonyms: []string{"主要功能", "功能说明", "用途"}, Example: "雨情上报"},
		{Name: "月活用户数", Form: FormWhole, Synonyms: []string{"月活", "月活跃用户", "月活跃用户数", "月活用户"}, Example: "350"},
		{Name: "用户评分", Form: FormNumber, Synonyms: []string{"评分", "满意度评分"}, Example: "4.2"},
		{Name: "负责人工号", Form: FormCode, Synonyms: ownerSynonyms, Example: "P00001"},
		{Name: "状态", Form: FormName, Max: maxShort, Synonyms: []string{"应用状态", "当前状态"}, Example: "正常"},
	}},
	{Kind: Routes, Sheet: "通知渠道", Headings: []Heading{
		{
			Name: "对象类型", Required: true, Form: FormChoice, Choices: []string{"人员", "群", "单位", "办公室", "运维"}, Values: map[string]string{"个人": "人员", "工作群": "群", "部门": "单位"},
			Synonyms: []string{"接收对象类型", "通知对象类型"}, Example: "人员",
		},
		{Name: "对象编码", Required: true, MayBlank: true, Form: FormCode, Synonyms: []string{"对象编号", "接收对象编码", "通知对象编码", "通知对象"}, Example: "P00001"},
		{
			Name: "渠道", Required: true, Form: FormChoice, Choices: []string{"slack", "wecom", "dingtalk", "feishu", "webhook", "email", "manual"},
			Values:   map[string]string{"企业微信": "wecom", "钉钉": "dingtalk", "飞书": "feishu", "邮件": "email", "邮箱": "email", "人工": "manual", "手工": "manual", "人工转达": "manual"},
			Synonyms: []string{"通知渠道", "通知方式", "渠道类型"}, Example: "email",
		},
		{Name: "地址", Form: FormSecret, Synonyms: []string{"渠道地址", "通知地址", "接收地址", "Webhook", "Webhook地址"}, Example: "wangwei@example.gov.cn"},
		{Name: "密钥", Form: FormSecret, Synonyms: []string{"加签密钥", "签名密钥", "Secret"}},
		{Name: "关键词", Form: FormName, Synonyms: []string{"安全关键词", "关键字"}},
	}},
}
