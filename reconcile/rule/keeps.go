package rule

// Reasons for which a county rule finds nothing about a subject. Explanations
// give them; no case has them.
var (
	reasonNotRequired = because("not_required", "制度没有要求", "the policy does not ask for it")
	reasonWithin      = because("within_limit", "没有超过规定", "within the limit")
	reasonWithOwn     = because("with_own_unit", "内设机构，与所属单位一起算", "a section: it counts with its unit")
	reasonOnFile      = because("on_file", "已登记", "on file")
	reasonNotLive     = because("not_live", "不在用", "not in use")
)

// keepsFiling is the reason that something lacks no filing.
func keepsFiling(required, live bool) Verdict {
	switch {
	case !required:
		return allClear(reasonNotRequired, nil)
	case !live:
		return allClear(reasonNotLive, nil)
	}
	return allClear(reasonOnFile, nil)
}
