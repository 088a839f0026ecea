package phrase

// The explanation on a case's page: the kind of case in a few words, its reason, its evidence, and the
// parts that could not be judged.
var _ = add(table{
	"rule.forecast":                {"合并后 {members} 人，其中新进 {joins} 人", "{members} members after merging, {joins} of them new"},
	"web.evidence.yes":             {"是", "yes"},
	"web.evidence.no":              {"否", "no"},
	"web.evidence.none":            {"没有", "none"},
	"web.evidence.never":           {"从未", "never"},
	"web.evidence.empty_card":      {"没有设置", "not set"},
	"web.evidence.scope.unit":      {"单位 {x}", "unit {x}"},
	"web.evidence.scope.role":      {"角色 {x}", "role {x}"},
	"web.evidence.scope.post":      {"岗位 {x}", "post {x}"},
	"web.evidence.scope.outsiders": {"外部人员", "outsiders"},

	"web.reason.other": {"{n} 个对象没法判断（{reason}）", "could not be judged ({reason}): {n}"},
})
