package registry

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp/cmpopts"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/directory"
)

// county is one record of everything, with every field filled.
func county() intake.Batch {
	return intake.Batch{
		Units: []workgroup.Unit{
			{Code: "U001", Name: "水利局", ShortName: "水利", Kind: "县直部门", Headcount: 42, Principal: "P1", Leader: "P2", Liaison: "P3", GroupCode: "C"},
			{Code: "U002", Name: "河道股", Kind: "股室", Parent: "U001"},
		},
		People: []workgroup.Person{
			{
				Code: "P1", Name: "张伟", Unit: "U001", AlsoUnits: []string{"U002"}, Post: "局长", Status: "在职", LeftOn: "2027-01-01",
				Roles: []string{"董事", "监事"}, Mobile: "13800000000", Email: "zw@example.cn", Accounts: workgroup.AccountsOf(map[string]string{"微信": "wx_Abc", "QQ": "10001"}),
			},
			{Code: "P2", Name: "李娜", Unit: "U001", Status: "退休"},
		},
		Groups: []workgroup.Group{{
			Code: "G001", Platform: "微信", Number: "n1", Name: "水利局工作群", Purpose: "防汛", Category: "业务", Reach: "单位内部", Unit: "U001",
			Owner: "P1", Admins: []string{"P2", "P1"}, FoundedOn: "2025-03-01", Staged: true, StartsOn: "2026-01-01", EndsOn: "2026-12-31",
			Filing: "备2026-1", Scope: workgroup.Scope{Units: []string{"U001"}, Roles: []string{"董事"}, Posts: []string{"科长"}, People: []string{"P2"}, Outsiders: true},
			AllStaff: true, Importance: "重要", State: "正常", MergedInto: "G002", DissolvedOn: "2027-01-01",
		}, {Code: "G002", Platform: "QQ", Name: "空群", Unit: "U002"}},
		Bindings: []workgroup.Binding{
			{Platform: "微信", Account: "wx_out", Outsider: "供水公司王工"},
			{Platform: "微信", Account: "WX_xyz", Person: "P2", ValidUntil: "2026-12-31"},
		},
		Accounts: []workgroup.OfficialAccount{{
			Code: "A1", Platform: "公众号", Name: "云溪水利", Unit: "U001", Followers: 1200, Posts30: -1, LastPostOn: "2026-11-01", HoursMonth: 3.5,
			Responsible: "P1", Filing: "x", State: "运行",
		}},
		Apps: []workgroup.App{{Code: "M1", Name: "云溪通", Unit: "U001", Function: "办事", MonthlyUsers: 90, Rating: 3.1, Responsible: "P1", State: "运行"}},
		Routes: []workgroup.Route{
			{TargetType: "人员", Target: "P1", Channel: "wecom", Address: "https://example.cn/hook?key=1", Secret: "whsec_not-to-be-read", Keyword: "群管"},
			{TargetType: "运维", Channel: "email", Address: "ops@example.cn"},
		},
	}
}

func TestEveryRecordComesBackAsItWasImported(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		b := county()
		p, _ := bring{batch: b}.into(t, s)
		same(t, map[string]int{"units": 2, "people": 2, "groups": 2, "bindings": 2, "accounts": 1, "apps": 1, "routes": 2}, p.New)

		k := got(s.Known(t.Context()))(t)
		empty := cmpopts.EquateEmpty()
		same(t, b.Units, slices.SortedFunc(maps.Values(k.Units), func(a, b workgroup.Unit) int { return compare(a.Code, b.Code) }))
		same(t, b.People, slices.SortedFunc(maps.Values(k.People), func(a, b workgroup.Person) int { return compare(a.Code, b.Code) }), empty)
		same(t, b.Groups, got(s.Groups(t.Context()))(t), empty)
		same(t, b.Bindings, got(s.Bindings(t.Context()))(t))
		same(t, b.Accounts, got(s.OfficialAccounts(t.Context()))(t))
		same(t, b.Apps, got(s.Apps(t.Context()))(t))
		same(t, b.Routes, got(s.AllRoutes(t.Context()))(t))
		same(t, len(k.Bindings)+len(k.Routes)+len(k.Accounts)+len(k.Apps), 6)
	})
}

func compare(a, b string) int {
	if a < b {
		return -1
	}
	return 1
}

func TestTheSameImportTwiceChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		bring{batch: county()}.into(t, s)
		p, _ := bring{batch: county()}.into(t, s)
		same(t, map[string]int{}, p.New)
		same(t, map[string]int{}, p.Changed)
		changes := got(s.GroupChanges(t.Context(), time.Time{}, time.Time{}))(t)
		same(t, 2, len(changes)) // both groups were registered, once
	})
}

func TestChangesOfAGroupKeepTheirDates(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		bring{batch: county()}.into(t, s)
		b := county()
		b.Groups[0].State, b.Groups[0].Owner, b.Groups[0].Purpose = "已解散", "P2", "别的"
		p, _ := bring{batch: b}.into(t, s)
		same(t, map[string]int{"groups": 1}, p.Changed)
		var seen []directory.GroupChange
		for _, c := range got(s.GroupChanges(t.Context(), at(20, 8), at(20, 9)))(t) {
			if c.Field != directory.FieldRegistered {
				seen = append(seen, c)
			}
		}
		same(t, []directory.GroupChange{
			{Group: "G001", Field: "owner", Before: "P1", After: "P2", At: at(20, 9), WrittenAt: at(21, 1)},
			{Group: "G001", Field: "state", Before: "正常", After: "已解散", At: at(20, 9), WrittenAt: at(21, 1)},
		}, seen)
		same(t, 0, len(got(s.GroupChanges(t.Context(), at(20, 9), time.Time{}))(t)))
	})
}

func TestTextIsComparedByBytesOnEveryEngine(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		codes := []string{"wx_abc", "wx_Abc", "🌸", "😀", "ａ", "a", "\u00e9", "e\u0301", "ß", "ss"}
		var b intake.Batch
		for _, c := range codes {
			b.Groups = append(b.Groups, workgroup.Group{Code: c, Name: c})
		}
		bring{batch: b}.into(t, s)
		var stored []string
		for _, g := range got(s.Groups(t.Context()))(t) {
			stored = append(stored, g.Code)
			same(t, g.Code, g.Name)
		}
		same(t, slices.Sorted(slices.Values(codes)), stored)
	})
}

func TestAFailedPublishLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		keyless := New(s.DB, nil)
		// Without a key the wecom route cannot be sealed: the last thing that is
		// written fails, and takes everything before it with it.
		_, _, err := bring{batch: county(), members: []intake.MemberRow{row("G001", "a", "张伟", at(20, 8))}}.try(t.Context(), keyless)
		isError(t, err, base.ErrNoKey)
		k := got(s.Known(t.Context()))(t)
		same(t, 0, len(k.Units)+len(k.People)+len(k.Groups)+len(k.Routes))
		same(t, 0, len(roster(t, s, "G001")))
	})
}
