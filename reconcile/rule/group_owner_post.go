package rule

import (
	"slices"

	"qunguan/reconcile/ledger"
)

// GroupOwnerPost is the rule's id.
const GroupOwnerPost = "group.owner_post"

var groupOwnerPost = &Rule{
	ID: GroupOwnerPost, Job: JobGroupCheck, Subject: ledger.SubjectGroup,
	Judge: Group(judgeOwnerPost), Evidence: Fields[wrongPosts](),
	Words: Words{
		Name:  text("群主、管理员岗位不符", "owner's post"),
		Short: text("群主或管理员不是规定的岗位", "owners or administrators of other posts"),
		Why:   text("规定了这类群由什么岗位的人当群主、管理员。", "The rules say which posts own and administer groups of this kind."),
		Title: one("“{category}”类的群“{group}”：{reasons}", "Group “{group}” ({category}): {reasons}"),
		Line: Forms{
			"owner": {Zh: "群主应由 {owner_posts} 担任", En: "Its owner should be: {owner_posts}"},
			"admin": {Zh: "管理员里应有 {admin_posts}", En: "Among its administrators there should be: {admin_posts}"},
			"":      {Zh: "群主应由 {owner_posts} 担任，管理员里应有 {admin_posts}", En: "Its owner should be: {owner_posts}; among its administrators: {admin_posts}"},
		},
		Todo:    one("请转让群主或增加管理员，报{office}登记。", "Hand the group over or add an administrator, and tell {office}."),
		Measure: text("按规定的岗位调整群主、管理员。", "Change owner or administrators as the rules say."),
	},
	Form: func(v View) string {
		if e := of[wrongPosts](v); len(e.Reasons) == 1 {
			return string(e.Reasons[0])
		}
		return ""
	},
}

type wrongPosts struct {
	Reasons    ReasonIDs `json:"reasons" zh:"不符之处" en:"What is wrong"`
	Category   string    `json:"category" zh:"群的类别" en:"Category"`
	OwnerPosts []string  `json:"owner_posts,omitempty" zh:"可以当群主的岗位" en:"Posts that may own it"`
	AdminPosts []string  `json:"admin_posts,omitempty" zh:"可以当管理员的岗位" en:"Posts that may administer it"`
}

var (
	reasonOwnerPost  = because("owner", "群主不是规定的岗位", "its owner has none of the posts")
	reasonAdminPost  = because("admin", "管理员里没有规定的岗位", "no administrator has one of the posts")
	reasonPostsFit   = because("posts_fit", "岗位相符", "the posts fit")
	reasonNoPostRule = byPolicy("no_post_rule", "这类群没有规定岗位", "no posts are asked for")
)

// judgeOwnerPost finds groups whose owner has none of the posts that the category asks for. An owner
// who has left is another rule's matter.
func judgeOwnerPost(f GroupFacts) Verdict {
	want, ok := f.Policy.Group.Owners[f.Group.Category]
	if !ok {
		return allClear(reasonNoPostRule, nil)
	}
	e := wrongPosts{Reasons: ReasonIDs{}, Category: f.Group.Category, OwnerPosts: want.OwnerPosts, AdminPosts: want.AdminPosts}
	serving := func(code string, posts []string) (serves, fits bool) {
		p, ok := f.Dir.People.Find(code)
		serves = ok && p.Present(f.Day)
		return serves, serves && holds(p, posts)
	}
	if serves, fits := serving(f.Group.Owner, want.OwnerPosts); len(want.OwnerPosts) > 0 && serves && !fits {
		e.Reasons = append(e.Reasons, ReasonID(reasonOwnerPost.ID))
	}
	if len(want.AdminPosts) > 0 && !slices.ContainsFunc(f.Group.Admins, func(code string) bool {
		_, fits := serving(code, want.AdminPosts)
		return fits
	}) {
		e.Reasons = append(e.Reasons, ReasonID(reasonAdminPost.ID))
	}
	switch len(e.Reasons) {
	case 0:
		return allClear(reasonPostsFit, e)
	case 1:
		return violated(reasons[string(e.Reasons[0])], e)
	}
	return violated(reasonOwnerPost, e)
}
