package phrase

// Merge plans.
var _ = add(table{
	"plan.action.keep":            {"保留", "keep"},
	"plan.action.trim":            {"精简成员", "trim"},
	"plan.action.merge":           {"合并", "merge"},
	"plan.action.dissolve":        {"解散", "dissolve"},
	"plan.action.dissolve_at_end": {"到期解散", "dissolve at its end"},

	"plan.reason.uncounted":       {"不计数的类别", "category that is not counted"},
	"plan.reason.protected":       {"受保护的类别", "protected category"},
	"plan.reason.zombie":          {"长期不使用", "not used for long"},
	"plan.reason.stage":           {"阶段性工作群，到期即解散", "stage-limited: it ends with its stage"},
	"plan.reason.important_quiet": {"重要但不常用，成员范围以外的人退出", "important but not often used: those outside its scope leave"},
	"plan.reason.same_people":     {"成员基本相同", "nearly the same members"},
	"plan.reason.contained":       {"成员大多已在另一个群里", "most members sit in the other group"},
	"plan.reason.same_name":       {"名称说的是同一件事", "the names say one matter"},
	"plan.reason.same_purpose":    {"用途相同", "the same purpose"},
	"plan.reason.quota":           {"超出本单位的数量规定", "more groups than the unit's quota"},
	"plan.reason.forbidden_kind":  {"所属单位不得开设全县性工作群", "its unit may have no county-wide group"},
	"plan.reason.too_many":        {"本单位的全县性工作群超出规定", "more county-wide groups than the unit may have"},

	"plan.advice.too_many_members":    {"不建议并入 {group}：并入后有 {members} 人（新进 {joins} 人），超过 {limit} 人", "not to be merged into {group}: it would have {members} members ({joins} of them new), more than {limit}"},
	"plan.advice.too_many_messages":   {"不建议并入 {group}：并入后每天至少约 {messages} 条消息，超过 {limit} 条", "not to be merged into {group}: it would have at least {messages} messages a day, more than {limit}"},
	"plan.advice.narrower_reach":      {"不能并入 {group}：它的范围比本群小", "cannot be merged into {group}: its reach is narrower"},
	"plan.advice.other_unit":          {"没有并入 {group}：它是别的单位的群", "not merged into {group}: it is another unit's"},
	"plan.advice.no_roster":           {"没有并入 {group}：两个群里有一个没有成员名单", "not merged into {group}: one of the two has no roster"},
	"plan.advice.quota_not_met":       {"本单位还剩 {count} 个计数工作群，规定 {limit} 个，没有能再合并的", "{count} counted groups of the unit stay, {limit} are allowed, and no more can be merged"},
	"plan.advice.county_wide_not_met": {"本单位还剩 {count} 个全县性工作群，规定 {limit} 个，没有能再合并的", "{count} county-wide groups of the unit stay, {limit} are allowed, and no more can be merged"},
	"plan.advice.forbidden_not_met":   {"所属单位不得开设全县性工作群，而上级单位没有可并入的全县性工作群：请改由上级单位管理", "its unit may have no county-wide group, and the unit above has none to merge it into: hand it to the unit above"},
})
