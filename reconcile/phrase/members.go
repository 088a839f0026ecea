package phrase

// The list that an administrator works through (`members -o`).
var _ = add(table{
	"members.sheet":       {"群成员对照", "members"},
	"members.group_name":  {"群名称", "group name"},
	"members.person_code": {"工号", "person"},
	"members.post":        {"岗位", "post"},
	"members.last_spoke":  {"最后发言", "last spoke"},
	"members.todo":        {"要做什么", "what to do"},
	"members.copy":        {"可复制的话", "text to copy"},
	"members.written":     {"已写入 {file}，共 {n} 个账号。", "wrote {file}: {n} accounts."},

	"members.todo.member.unknown":       {"核实是谁：是同事的，请其改群昵称；不是的，说明原因后移出", "find out who it is: a colleague sets the card; anybody else is told why and removed"},
	"members.todo.member.ambiguous":     {"同名多人，核实是哪一位，并登记身份绑定", "several people of this name: find out which, and bind the account"},
	"members.todo.member.left":          {"{name}已不在单位：告知本人后移出", "{name} has left: tell them, then remove the account"},
	"members.todo.member.out_of_scope":  {"{name}不在成员范围：确需留群的登记进成员范围，否则告知后移出", "{name} is out of scope: add them to the scope if needed, else tell them and remove"},
	"members.todo.member.other_account": {"账号与登记的不一致：当面或打电话向{name}核实", "not the account on file: confirm with {name} in person or by phone"},
	"members.todo.member.card":          {"请{name}把群昵称改为“{card}”", "ask {name} to set the card to “{card}”"},

	"members.copy.member.unknown":       {"您好，本群实行实名制，请在“我在本群的昵称”里填写您的姓名。如您不是本群人员，请退出本群，谢谢。", "Hello, members of this group go by their full names. Please set your name as your card in this group; if you do not belong here, please leave. Thank you."},
	"members.copy.member.ambiguous":     {"您好，本群有同名的同志，请把群昵称改成“单位+姓名”，便于区分，谢谢。", "Hello, several people here share your name. Please set your card to unit and name. Thank you."},
	"members.copy.member.left":          {"{name}，您好：您已不在本单位，按规定需要退出“{group}”，请您退群，感谢您的支持。", "{name}, hello: as you have left the organisation, please leave “{group}”. Thank you."},
	"members.copy.member.out_of_scope":  {"{name}，您好：“{group}”的成员范围不包括您，如工作不需要请退群；如需要请与群主联系。", "{name}, hello: “{group}” does not include you. Please leave it, or ask its owner if your work needs it."},
	"members.copy.member.other_account": {"{name}，您好：群“{group}”里有一个与您同名、但不是您登记账号的成员，请确认是不是您本人换了账号。", "{name}, hello: “{group}” has a member with your name but another account than yours on file. Please confirm whether it is you."},
	"members.copy.member.card":          {"{name}，您好：请把您在“{group}”里的昵称改为“{card}”，谢谢。", "{name}, hello: please set your card in “{group}” to “{card}”. Thank you."},
})
