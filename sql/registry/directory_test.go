package registry

import (
	"fmt"
	"slices"
	"strings"
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
		intake.Units: intake.UnitRecords.Pack(
			workgroup.Unit{Code: "U001", Name: "水利局", ShortName: "水利", Kind: "县直部门", Headcount: 42, Principal: "P1", Leader: "P2", Liaison: "P3", GroupCode: "C", RulesText: "办法", ColumnsSeen: workgroup.ColumnRulesText},
			workgroup.Unit{Code: "U002", Name: "河道股", Kind: "股室", Parent: "U001"},
		),
		intake.Staff: intake.PersonRecords.Pack(
			workgroup.Person{
				Code: "P1", Name: "张伟", Unit: "U001", AlsoUnits: []string{"U002"}, Post: "局长", Status: "在职", LeftOn: "2027-01-01",
				Roles: []string{"董事", "监事"}, Mobile: "13800000000", Email: "zw@example.cn", Accounts: workgroup.AccountsOf(map[string]string{"微信": "wx_Abc", "QQ": "10001"}),
			},
			workgroup.Person{Code: "P2", Name: "李娜", Unit: "U001", Status: "退休"},
		),
		intake.Groups: intake.GroupRecords.Pack(workgroup.Group{
			Code: "G001", Platform: "微信", Number: "n1", Name: "水利局工作群", Purpose: "防汛", Category: "业务", Reach: "单位内部", Unit: "U001",
			Owner: "P1", Admins: []string{"P2", "P1"}, FoundedOn: "2025-03-01", Staged: true, StartsOn: "2026-01-01", EndsOn: "2026-12-31",
			Filing: "备2026-1", Scope: workgroup.Scope{Units: []string{"U001"}, Roles: []string{"董事"}, Posts: []string{"科长"}, People: []string{"P2"}, Outsiders: true},
			AllStaff: true, Importance: "重要", State: "正常", MergedInto: "G002", DissolvedOn: "2027-01-01", EndSupplied: true, ColumnsSeen: "dissolved_on founded_on",
		}, workgroup.Group{Code: "G002", Platform: "QQ", Name: "空群", Unit: "U002"}),
		intake.Identities: intake.BindingRecords.Pack(
			workgroup.Binding{Platform: "微信", Account: "wx_out", Outsider: "供水公司王工"},
			workgroup.Binding{Platform: "微信", Account: "WX_xyz", Person: "P2", ValidUntil: "2026-12-31"},
		),
		intake.Accounts: intake.AccountRecords.Pack(workgroup.OfficialAccount{
			Code: "A1", Platform: "公众号", Name: "云溪水利", Unit: "U001", Followers: 1200, Posts30: -1, LastPostOn: "2026-11-01", HoursMonth: 3.5,
			Responsible: "P1", Filing: "x", State: "停更", StoppedOn: "2026-11-02", StopNotice: "https://example.cn/1", ColumnsSeen: "stop_notice stopped_on",
		}),
		intake.Apps: intake.AppRecords.Pack(workgroup.App{Code: "M1", Name: "云溪通", Unit: "U001", Function: "办事", MonthlyUsers: 90, Rating: 3.1, Responsible: "P1", State: "运行", Filing: "YY1", ColumnsSeen: workgroup.ColumnFiling}),
		intake.Filings: intake.FilingRecords.Pack(workgroup.Filing{
			Code: "BA1", Kind: workgroup.FilingGroup, Name: "水利局工作群", Unit: "U001", Platform: "微信", Purpose: "防汛", Applicant: "P1", Approver: "县委办李主任",
			ApprovedOn: "2026-01-02", Until: "2026-12-31", Protected: true, Group: "G001",
		}),
		intake.Routes: intake.RouteRecords.Pack(
			workgroup.Route{TargetType: "人员", Target: "P1", Channel: "wecom", Address: "https://example.cn/hook?key=1", Secret: "whsec_not-to-be-read", Keyword: "群管"},
			workgroup.Route{TargetType: "运维", Channel: "email", Address: "ops@example.cn"},
		),
	}
}

func TestEveryRecordComesBackAsItWasImported(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		b := county()
		p, _ := bring{batch: b}.into(t, s)
		same(t, map[string]int{"units": 2, "staff": 2, "groups": 2, "identities": 2, "accounts": 1, "apps": 1, "filings": 1, "routes": 2}, p.New)

		k := intake.Known{}
		must(t, s.Known(t.Context(), k))
		comeBack(t, intake.UnitRecords, b, k)
		comeBack(t, intake.PersonRecords, b, k)
		comeBack(t, intake.GroupRecords, b, k)
		comeBack(t, intake.BindingRecords, b, k)
		comeBack(t, intake.AccountRecords, b, k)
		comeBack(t, intake.AppRecords, b, k)
		comeBack(t, intake.FilingRecords, b, k)
		comeBack(t, intake.RouteRecords, b, k)
		same(t, len(b), len(k))
		same(t, unpacked(intake.GroupRecords.Of(b)), slices.Collect(got(s.Groups(t.Context()))(t).All()), cmpopts.EquateEmpty())
		same(t, unpacked(intake.BindingRecords.Of(b)), got(s.Bindings(t.Context()))(t))
		dated := cmpopts.IgnoreTypes(time.Time{})
		same(t, unpacked(intake.AccountRecords.Of(b)), got(s.OfficialAccounts(t.Context()))(t), dated)
		same(t, unpacked(intake.AppRecords.Of(b)), got(s.Apps(t.Context()))(t), dated)
		same(t, unpacked(intake.FilingRecords.Of(b)), got(s.Filings(t.Context()))(t))
		same(t, unpacked(intake.RouteRecords.Of(b)), got(s.AllRoutes(t.Context()))(t))
	})
}

func comeBack[T any](t *testing.T, kind *intake.Records[T], b intake.Batch, known intake.Known) {
	t.Helper()
	order := func(a, b T) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) }
	same(t, slices.SortedFunc(kind.Of(b).All(), order), slices.SortedFunc(kind.In(known).All(), order), cmpopts.EquateEmpty())
}

// A row that came again unchanged was looked at again; one that is taken in late
// under an earlier moment was not.
func TestRowsOfAccountsAndAppsKnowWhenTheyCameLast(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		first := time.Date(2026, 11, 2, 1, 0, 0, 0, time.UTC)
		for _, c := range []struct{ at, want time.Time }{
			{first, first}, {first.AddDate(0, 0, 7), first.AddDate(0, 0, 7)}, {first.AddDate(0, 0, 3), first.AddDate(0, 0, 7)},
		} {
			bring{batch: county(), at: c.at}.into(t, s)
			if a := got(s.OfficialAccounts(t.Context()))(t)[0]; !a.ImportedAt.Equal(c.want) {
				t.Errorf("imported at %v: the account came at %v, want %v", c.at, a.ImportedAt, c.want)
			}
			if a := got(s.Apps(t.Context()))(t)[0]; !a.ImportedAt.Equal(c.want) {
				t.Errorf("imported at %v: the app came at %v, want %v", c.at, a.ImportedAt, c.want)
			}
		}
	})
}

func TestTheSameImportTwiceChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		bring{batch: county()}.into(t, s)
		p, _ := bring{batch: county()}.into(t, s)
		same(t, map[string]int{}, p.New)
		same(t, map[string]int{}, p.Changed)
		changes := got(s.GroupChanges(t.Context(), time.Time{}, time.Time{}))(t)
		same(t, 2, len(changes)) // both groups were registered, once
		same(t, map[string]time.Time{"G001": at(20, 9), "G002": at(20, 9)}, got(s.FirstImports(t.Context()))(t))
	})
}

func TestChangesOfAGroupKeepTheirDates(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		bring{batch: county()}.into(t, s)
		b := county()
		groups := unpacked(intake.GroupRecords.Of(b))
		groups[0].State, groups[0].Owner, groups[0].Purpose = "已解散", "P2", "别的"
		b[intake.Groups] = intake.GroupRecords.Pack(groups...)
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
		var groups []workgroup.Group
		for _, c := range codes {
			groups = append(groups, workgroup.Group{Code: c, Name: c})
		}
		bring{batch: intake.Batch{intake.Groups: intake.GroupRecords.Pack(groups...)}}.into(t, s)
		var stored []string
		for g := range got(s.Groups(t.Context()))(t).All() {
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
		k := intake.Known{}
		must(t, s.Known(t.Context(), k))
		same(t, 0, intake.UnitRecords.In(k).Len()+got(s.People(t.Context()))(t).Len()+intake.GroupRecords.In(k).Len()+intake.RouteRecords.In(k).Len())
		same(t, 0, len(membersIn(t, s, "G001")))
	})
}
