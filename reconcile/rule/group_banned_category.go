package rule

import (
	"slices"

	"qunguan/reconcile/ledger"
)

// GroupBannedCategory is the rule's id.
const GroupBannedCategory = "group.banned_category"

var groupBannedCategory = &Rule{
	ID: GroupBannedCategory, Job: JobGroupCheck, Subject: ledger.SubjectGroup,
	Judge: Group(judgeBannedCategory), Evidence: Fields[bannedCategory](),
	Words: Words{
		Name:    text("不许有的群", "banned category"),
		Short:   text("属于不许有的类别", "groups of banned categories"),
		Why:     text("规定不许有这类群。", "The rules do not allow groups of this kind."),
		Title:   one("群“{group}”属于不许有的“{category}”类", "Group “{group}” is of the banned category “{category}”"),
		Line:    one("属于不许有的“{category}”类", "Of the banned category “{category}”"),
		Todo:    one("请解散并报{office}登记；类别登记错了的，请报{office}更正。", "Dissolve it and tell {office}; if its category is wrong, tell {office} that."),
		Measure: text("解散。", "Dissolve it."),
	},
}

type bannedCategory struct {
	Category string `json:"category" zh:"群的类别" en:"Category"`
}

var (
	reasonBanned  = because("banned", "不许有的类别", "banned")
	reasonAllowed = because("allowed", "允许的类别", "allowed")
)

// judgeBannedCategory: the policy allows no group of the category.
func judgeBannedCategory(f GroupFacts) Verdict {
	if f.Group.Category != "" && slices.Contains(f.Policy.Group.BannedCategories, f.Group.Category) {
		return violated(reasonBanned, bannedCategory{f.Group.Category})
	}
	return allClear(reasonAllowed, bannedCategory{f.Group.Category})
}
