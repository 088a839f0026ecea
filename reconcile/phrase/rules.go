package phrase

// Titles of cases: one sentence that an administrator understands. Keys are
// "title." + rule, with a variant after a second dot where the reason matters.
var _ = add(table{
	"title.member.unknown":          {"群“{group}”里的“{nickname}”（账号 {account}）认不出是谁", "Group “{group}”: nobody can tell who “{nickname}” (account {account}) is"},
	"title.member.unknown.no_card":  {"群“{group}”里的账号 {account} 没有设群昵称，认不出是谁", "Group “{group}”: account {account} has set no card; nobody can tell who it is"},
	"title.member.ambiguous":        {"群“{group}”里的“{nickname}”（账号 {account}）可能是多人：{names}", "Group “{group}”: “{nickname}” (account {account}) may be several people: {names}"},
	"title.member.left":             {"{name}已{status}（{left_on}），仍在群“{group}”里", "{name} has left ({status}, {left_on}) and is still in group “{group}”"},
	"title.member.left.undated":     {"{name}已{status}，仍在群“{group}”里", "{name} has left ({status}) and is still in group “{group}”"},
	"title.member.out_of_scope":     {"{name}（{unit}）不在群“{group}”的成员范围内", "{name} ({unit}) is outside the scope of group “{group}”"},
	"title.member.other_account":    {"群“{group}”里自称“{name}”的账号 {account} 与登记的账号不一致，须核实", "Group “{group}”: account {account} goes by the name of {name} but is not the account on file; confirm who it is"},
	"title.member.card":             {"{name}在群“{group}”的群昵称“{nickname}”不合要求，应改为“{card}”", "{name}'s card “{nickname}” in group “{group}” should read “{card}”"},
	"title.member.card.no_card":     {"{name}在群“{group}”里没有设群昵称，应设为“{card}”", "{name} has set no card in group “{group}”; it should read “{card}”"},
	"title.member.missing":          {"{name}（{unit}）应在群“{group}”里，名单上没有", "{name} ({unit}) should be in group “{group}” and is not on its roster"},
	"title.roster.stale":            {"群“{group}”的成员名单已过期（最近一次采集于 {taken_on}）", "The roster of group “{group}” is out of date (last read on {taken_on})"},
	"title.roster.stale.never_read": {"群“{group}”的成员名单从未采集", "The roster of group “{group}” has never been read"},
	"title.group.zombie":            {"群“{group}”自 {last_activity} 起无人发言，属于“僵尸群”", "Group “{group}” has been silent since {last_activity}"},
	"title.group.stage_expired":     {"阶段性工作群“{group}”已于 {ends_on} 到期，尚未解散", "Stage-limited group “{group}” ended on {ends_on} and has not been dissolved"},
	"title.group.stage_undated":     {"阶段性工作群“{group}”没有登记截止日期", "Stage-limited group “{group}” has no end date on record"},
	"title.group.no_owner":          {"群“{group}”没有登记群主", "Group “{group}” has no owner on record"},
	"title.group.no_owner.unknown":  {"群“{group}”登记的群主工号 {owner} 查无此人", "The owner on record of group “{group}”, {owner}, is not in the directory"},
	"title.group.no_owner.left":     {"群“{group}”的群主{owner_name}已{status}，须更换群主", "The owner of group “{group}”, {owner_name}, has left ({status}); a new owner is needed"},
	"title.group.no_admin":          {"群“{group}”在职的群主和管理员只有 {present_n} 人，至少要 {required} 人", "Group “{group}” has {present_n} owners and administrators in service; {required} are required"},
})
