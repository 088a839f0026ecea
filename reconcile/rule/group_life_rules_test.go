package rule

import (
	"testing"
	"time"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

func TestNoScope(t *testing.T) { // covers S8.2
	none := workgroup.GroupActivity{}
	bare := func(more func(*scene)) func(*scene) {
		return func(s *scene) {
			s.group.Scope, s.group.AllStaff = workgroup.Scope{}, false
			if more != nil {
				more(s)
			}
		}
	}
	testGroup(t, GroupNoScope, []groupCase{
		{"nothing says who belongs", bare(nil), none, Violated, "no_scope"},
		{"a scope says it", func(s *scene) { s.group.AllStaff = false }, none, Clear, "has_scope"},
		{"全员 says it", bare(func(s *scene) { s.group.AllStaff = true }), none, Clear, "has_scope"},
		{"外部 says it", bare(outsiders), none, Clear, "has_scope"},
		{"an open category says it", bare(openCategory), none, Clear, "open_group"},
		{"uncounted groups are not asked", bare(func(s *scene) { s.policy.Group.UncountedCategories = []string{"政务服务"} }), none, Clear, "not_counted"},
	})
}

func TestStillActive(t *testing.T) { // covers S9.8
	ended := func(state string, on workgroup.Date) func(*scene) {
		return func(s *scene) { s.group.State, s.group.DissolvedOn = state, on }
	}
	testGroup(t, GroupStillActive, []groupCase{
		{"somebody wrote after the end", ended("已解散", "2026-11-01"), seenOn("2026-11-02"), Violated, "used_after_end"},
		{"a merged group ends too", ended("已合并", "2026-11-01"), seenOn("2026-11-02"), Violated, "used_after_end"},
		{"the last day may have words", ended("已解散", "2026-11-01"), seenOn("2026-11-01"), Clear, "quiet_since_end"},
		{"thirty days ago is late enough", ended("已解散", "2026-10-01"), seenOn("2026-10-24"), Violated, "used_after_end"},
		{"thirty-one days ago is over", ended("已解散", "2026-10-01"), seenOn("2026-10-23"), Clear, "quiet_since_end"},
		{"without an end date the second test alone counts", ended("已解散", ""), seenOn("2026-11-02"), Violated, "used_after_end"},
		{"and closes it", ended("已解散", ""), seenOn("2026-10-23"), Clear, "quiet_since_end"},
		{"a live group is used, of course", nil, seenOn("2026-11-20"), Clear, "not_ended"},
		{"a frozen group has not ended", ended("冻结", "2026-11-01"), seenOn("2026-11-20"), Clear, "not_ended"},
		{"nothing known accuses nobody", ended("已解散", "2026-11-01"), workgroup.GroupActivity{}, Clear, "nothing_known"},
	})
}

func TestOwnerPost(t *testing.T) { // covers S8.2
	none := workgroup.GroupActivity{}
	asks := func(owner, admin []string, more ...func(*scene)) func(*scene) {
		return func(s *scene) {
			s.policy.Group.Owners = map[string]policy.OwnerPosts{"政务服务": {OwnerPosts: owner, AdminPosts: admin}}
			for _, m := range more {
				m(s)
			}
		}
	}
	post := func(code, posts string) func(*scene) {
		return func(s *scene) {
			p := s.people[code]
			p.Post = posts
			s.people[code] = p
		}
	}
	chair, secretary := []string{"董事长"}, []string{"董秘"}
	testGroup(t, GroupOwnerPost, []groupCase{
		{"the owner has another post", asks(chair, nil), none, Violated, "owner"},
		{"one of the owner's posts is enough", asks(chair, nil, post("P1", "党委书记、董事长")), none, Clear, "posts_fit"},
		{"no administrator has the post", asks(nil, secretary), none, Violated, "admin"},
		{"one administrator with the post is enough", asks(nil, secretary, post("P2", "董秘")), none, Clear, "posts_fit"},
		{"the owner's post is no administrator's", asks(nil, secretary, post("P1", "董秘")), none, Violated, "admin"},
		{"an administrator who has left does not count", asks(nil, []string{"主任"}, post("P4", "主任"), func(s *scene) { s.group.Admins = []string{"P4"} }), none, Violated, "admin"},
		{"an owner who has left is another rule's matter", asks(chair, nil, func(s *scene) { s.group.Owner = "P4" }), none, Clear, "posts_fit"},
		{"an owner nobody knows is another rule's matter", asks(chair, nil, func(s *scene) { s.group.Owner = "P99" }), none, Clear, "posts_fit"},
		{"somebody of unclear state serves", asks(chair, nil, func(s *scene) { s.group.Owner = "P5" }), none, Violated, "owner"},
		{"empty lists ask nothing", asks(nil, nil), none, Clear, "posts_fit"},
		{"other categories are not asked", asks(chair, nil, openCategory), none, Clear, "no_post_rule"},
	})
	s := newScene()
	asks(chair, secretary)(s)
	got := judgeOwnerPost(GroupFacts{Snapshot: s.snapshot(), Group: s.group})
	if e, _ := got.Evidence.(wrongPosts); len(e.Reasons) != 2 || e.Reasons[0] != "owner" || e.Reasons[1] != "admin" {
		t.Errorf("both wrong: reasons %v, want owner and admin", got.Evidence)
	}
}

func TestBannedCategory(t *testing.T) { // covers S9.9
	ban := func(list ...string) func(*scene) {
		return func(s *scene) { s.policy.Group.BannedCategories = list }
	}
	none := workgroup.GroupActivity{}
	testGroup(t, GroupBannedCategory, []groupCase{
		{"a banned category", ban("考核", "政务服务"), none, Violated, "banned"},
		{"another one", ban("考核"), none, Clear, "allowed"},
		{"a group without a category is of none", func(s *scene) { ban("")(s); s.group.Category = "" }, none, Clear, "allowed"},
	})
}

func TestOnlyStillActiveLooksAtGroupsThatEnded(t *testing.T) {
	for _, r := range All() {
		if r.Subject == "group" && r.EndedGroups && r.ID != GroupStillActive {
			t.Errorf("%s judges groups that are not live", r.ID)
		}
	}
}

func TestFilingMissing(t *testing.T) { // covers S4.1
	filed := func(g *wg) { g.Filing = "BA-1" }
	required := func(s *countyScene) { s.policy.Group.FilingRequired = true }
	testCounty(t, GroupFilingMissing, nil, []countyCase{
		{"a group without a number", func(s *countyScene) { required(s); s.group("G1", "U1", filed); s.group("G2", "U1") }, []string{"G2"}},
		{"a policy that does not ask opens nothing", func(s *countyScene) { s.group("G1", "U1", filed); s.group("G2", "U1") }, nil},
		{"a registry without any number never got the column", func(s *countyScene) { required(s); s.group("G1", "U1") }, []string{"?no_filings_known"}},
		{"the number of an ended group shows the column", func(s *countyScene) {
			required(s)
			s.group("G1", "U1", filed, func(g *wg) { g.State = "已解散" })
			s.group("G2", "U1")
			s.group("G3", "U1", func(g *wg) { g.State = "冻结" })
		}, []string{"G2"}},
	})
}

func TestUnfiled(t *testing.T) { // covers S8.8
	row := func(last time.Time) func(*countyScene) {
		return func(s *countyScene) {
			s.unregistered = []workgroup.UnregisteredGroup{{
				Key: workgroup.UnfiledKey("QQ", "778"), Platform: "QQ", Number: "778", Name: "防汛 值班群", FirstSeen: at("2026-07-01 08:00"), LastSeen: last, Rows: 5,
			}}
		}
	}
	seen := row(at("2026-11-20 08:00"))
	number := func(platform, n string) func(*wg) {
		return func(g *wg) { g.Platform, g.Number = platform, n }
	}
	named := func(name string) func(*wg) { return func(g *wg) { g.Name = name } }
	testCounty(t, GroupUnfiled, []string{"name", "rows", "maybe_groups", "maybe_filings"}, []countyCase{
		{"a group that nobody registered", seen, []string{"QQ:778 防汛 值班群 5 [] []"}},
		{"ninety days are not too old", row(now.Add(-90 * 24 * time.Hour)), []string{"QQ:778 防汛 值班群 5 [] []"}},
		{"older rows are over", row(now.Add(-90*24*time.Hour - time.Minute)), nil},
		{"a registered number closes it", func(s *countyScene) { seen(s); s.group("G1", "U1", number("QQ", "778")) }, nil},
		{"of an ended group too", func(s *countyScene) {
			seen(s)
			s.group("G1", "U1", number("QQ", "778"), func(g *wg) { g.State = "已解散" })
		}, nil},
		{"the number on another platform is another group", func(s *countyScene) { seen(s); s.group("G1", "U1", number("钉钉", "778")) }, []string{"QQ:778 防汛 值班群 5 [] []"}},
		{"live groups of the folded name without a number may be it", func(s *countyScene) {
			seen(s)
			s.group("G3", "U1", number("QQ", ""), named("防汛值班群"))
			s.group("G1", "U1", number("QQ", ""), named("防汛值班群"))
			s.group("G2", "U1", number("QQ", ""), named("防汛值班群"), func(g *wg) { g.State = "已解散" })
			s.group("G4", "U1", number("微信", ""), named("防汛值班群"))
			s.group("G5", "U1", number("QQ", "9"), named("防汛值班群"))
		}, []string{"QQ:778 防汛 值班群 5 [G1,G3] []"}},
		{"approved filings without a group may be its", func(s *countyScene) {
			seen(s)
			s.filings = []workgroup.Filing{
				{Code: "BA-1", Platform: "QQ", Name: "防汛值班群"},
				{Code: "BA-2", Platform: "QQ", Name: "防汛值班群", Group: "G7"},
				{Code: "BA-3", Platform: "QQ", Name: "防汛值班群", Kind: workgroup.FilingAccount},
				{Code: "BA-4", Platform: "微信", Name: "防汛值班群"},
			}
		}, []string{"QQ:778 防汛 值班群 5 [] [BA-1]"}},
	})
}

// A group that is used after its end is shown by the rows about its activity:
// without their moment it would be unconfirmed for ever.
func TestWhatShowsAGroupInUseHasItsMoment(t *testing.T) {
	f := NewFindings()
	look := time.Date(2026, 11, 20, 7, 0, 0, 0, time.UTC)
	f.Observed["G1"] = look
	c := ledger.Case{Rule: GroupStillActive, Subject: ledger.Subject{Type: ledger.SubjectGroup, Group: "G1"}}
	if at, ok := f.DataOf(c); !ok || !at.Equal(look) {
		t.Errorf("%v, %v, want %v", at, ok, look)
	}
}
