package policy

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/phrase"
)

// filesOf opens files of a map.
func filesOf(files map[string]string) Opener {
	return func(name string) (io.ReadCloser, error) {
		text, ok := files[name]
		if !ok {
			return nil, fmt.Errorf("open %s: %w", name, fs.ErrNotExist)
		}
		return io.NopCloser(strings.NewReader(text)), nil
	}
}

// load loads one file p.yaml and wants it valid.
func load(t *testing.T, yaml string) *Loaded {
	t.Helper()
	loaded, problems := Load("p.yaml", filesOf(map[string]string{"p.yaml": yaml}), nil)
	if len(problems) > 0 {
		t.Fatalf("unexpected problems:\n%s", problems.Text(phrase.Zh))
	}
	return loaded
}

func TestDefaultsAreThoseOfTheContract(t *testing.T) {
	want := &Policy{
		Offices: map[string]Office{"office": {Name: "办公室"}},
		Lead:    Lead{"office", "office", "office"},
		Member: Member{
			RosterMaxAgeDays: 10, RemovalDays: 1, RemindBeforeRemoval: 2, MaxGroupsPerPerson: 30,
			Nickname: Nickname{
				Templates:  []string{"{name}", "{unit_short}{name}", "{name}{post}"},
				ByCategory: map[string][]string{},
			},
			Robots: []string{}, OpenCategories: []string{"便民服务"},
			AlwaysAllowed: Allowed{Posts: []string{}, Roles: []string{}},
			Protected:     []Protected{},
		},
		Group: Group{
			MinResponsible:      2,
			UncountedCategories: []string{"日常交流", "党员交流", "便民服务"},
			Naming:              Naming{Prefix: "area_or_unit", Suffix: "群", Characters: "plain", ExemptCategories: []string{}},
			ReboundDays:         180, BannedCategories: []string{}, Owners: map[string]OwnerPosts{},
		},
		SectionKinds: []string{"股室", "科室", "站所", "内设机构", "二级单位"}, UnfiledDays: 90, QuotaGraceDays: 14,
		Internal: Internal{PerUnit: 1, Categories: []string{"党政工作", "综合"}},
		Merge:    Merge{MaxMembers: 500, MaxMessagesDay: 100},
		Filing:   Filing{Steps: []string{"unit_principal"}, Register: "office", UnusedDays: 30},
		Upkeep:   []Upkeep{},
		SpotCheck: SpotCheck{
			Window: []string{"09:00", "17:00"}, Share: 0.1, Min: 3, By: "unit", Units: []string{}, Kinds: []string{"group", "account", "app"},
			Inspectors: map[string]string{}, Items: []SpotItem{
				{ID: "real_names", Title: "成员是否实名", Kinds: []string{"group"}, Rule: "member.card"},
				{ID: "strangers", Title: "有无无关人员", Kinds: []string{"group"}, Rule: "member.unknown"},
				{ID: "content", Title: "有无违规内容"},
				{ID: "purpose", Title: "名称和用途是否相符"},
				{ID: "in_use", Title: "是否还在使用"},
			},
		},
		Zombie:     Zombie{60},
		Stage:      Stage{NoticeDays: []int{30, 15, 1}, GraceDays: 35},
		Quota:      []Quota{},
		CountyWide: CountyWide{1, []string{"股室", "科室", "站所", "二级单位"}},
		Overlap:    Overlap{0.6, 0.8, 5, 0.8},
		Account:    Account{DormantDays: 60, FollowersMin: 500, PerUnit: 1, QuotaPlatforms: []string{}, Naming: AccountNaming{Prefix: "any", Characters: "plain"}},
		App:        App{MonthlyUsersMin: 100, RatingMin: 3},
		Severity: map[string]string{
			"member.unknown": "high", "member.other_account": "high", "member.left": "high",
			"group.name": "low", "group.no_scope": "low", "group.filing_missing": "low", "group.overlap": "low", "group.duplicate": "low",
		},
		Due:   map[string]Span{"high": {3, "wd"}, "normal": {10, "wd"}, "low": {1, "m"}},
		Rules: Rules{Off: []string{}},
		Schedule: map[string]string{
			"stage-expiry": "12 0 * * *", "member-check": "17 8 * * 1", "zombie-scan": "27 8 1 * *",
			"group-check": "37 8 * * 1", "escalate": "42 8 * * *", "compose": "47 8 * * *", "retention": "27 3 * * 0", "backup": "47 3 * * *", "audit": "27 4 * * *", "spot-check": "3-59/15 7-20 * * *",
		},
		Digest:         Digest{[]string{"57 8 * * 1", "57 8 1 * *"}, "57 8 * * 1", "line"},
		Delivery:       Delivery{8},
		RectifiedPause: Span{3, "wd"},
		Roster:         Roster{35},
		Approvals:      Approvals{"unit_principal", "office", "unit_principal", "unit_principal", "unit_principal", "office"},
		Guard:          Guard{200, 20, 0.25, 0.25, 5},
		Retention:      Retention{365, 365, 365, 1095},
		Backup:         Backup{Keep: 7},
		People:         People{[]string{"18:00", "08:30"}, true, 1},
		Ladder: []Rung{
			{At: "due-3wd", To: "responsible"},
			{At: "due", To: "responsible"},
			{At: "due+1wd", To: "second_admin"},
			{At: "due+3wd", To: "unit_principal"},
			{At: "due+6wd", To: "office:office"},
		},
		Notes: map[string]string{},
	}
	got := load(t, "{}").Policy
	got.Cites = nil // checked with the packs
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestPackCountyIsTheDefaultsAndItsNames(t *testing.T) {
	county, problems := Load("pack:county", nil, nil)
	if len(problems) > 0 {
		t.Fatal(problems.Text(phrase.Zh))
	}
	want := *load(t, "{}").Policy
	want.Title, want.Source, want.Notes = county.Policy.Title, county.Policy.Source, county.Policy.Notes
	if diff := cmp.Diff(&want, county.Policy); diff != "" {
		t.Errorf("-defaults +pack\n%s", diff)
	}
	if county.Policy.Title == "" || county.Policy.Source == "" {
		t.Error("a pack has a title and a source")
	}
}

func TestLaterLayersWinMapsMergeAndListsReplace(t *testing.T) {
	files := map[string]string{
		"县/本局.yaml":  "extends: [pack:office, ../共同/底.yaml]\nmember: {nickname: {by_category: {董事: ['{name}董事']}}}\nseverity: {member.card: low}\n",
		"共同/底.yaml":  "extends: [更底.yaml]\nzombie: {days: 45}\nrules: {off: [group.overlap]}\nmember: {nickname: {by_category: {监事: ['{name}监事']}}}\noffices: {office: {unit: U001}, jw: {name: 纪委}}\n",
		"共同/更底.yaml": "zombie: {days: 30}\nstage: {grace_days: 7}\nrules: {off: [group.name, group.overlap]}\n",
	}
	loaded, problems := Load("县/本局.yaml", filesOf(files), nil)
	if len(problems) > 0 {
		t.Fatal(problems.Text(phrase.Zh))
	}
	p := loaded.Policy
	checks := []struct {
		rule      string
		got, want any
	}{
		{"the file extended later wins over what it extends", p.Zombie.Days, 45},
		{"what only the lowest file says stays", p.Stage.GraceDays, 7},
		{"what nobody says is the default", p.Stage.NoticeDays, []int{30, 15, 1}},
		{"a list replaces the list below", p.Rules.Off, []string{"group.overlap"}},
		{"a pack's list replaces the default", p.Member.Nickname.Templates, []string{"{name}"}},
		{"tables merge key by key", p.Member.Nickname.ByCategory, map[string][]string{"董事": {"{name}董事"}, "监事": {"{name}监事"}}},
		{"severities merge over the defaults", p.Severity, map[string]string{
			"member.unknown": "high", "member.other_account": "high", "member.left": "high", "member.card": "low",
			"group.name": "low", "group.no_scope": "low", "group.filing_missing": "low", "group.overlap": "low", "group.duplicate": "low",
		}},
		{"an office keeps the fields that nobody changed", p.Offices["office"], Office{Name: "局办公室", Unit: "U001"}},
		{"an office may be added", p.Offices["jw"], Office{Name: "纪委"}},
	}
	for _, c := range checks {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Errorf("%s: -want +got\n%s", c.rule, diff)
		}
	}
}

func TestEverybodysRosterPolicyLoads(t *testing.T) {
	p := load(t, `extends: [pack:county]
title: 云溪县工作群管理办法
member:
  robots: ["qq小冰", "群助手", "2854196310"]
  always_allowed: {posts: [县长]}
  nickname:
    by_category: {党建: ["{name}{post}"], 董事: ["{name}{role}", "{name}"]}
group: {naming: {area: 云溪县}}
guard: {max_new_cases: 1000000, max_new_share: 1.0, roster_shrink_share: 1.0}
`).Policy
	if p.Title != "云溪县工作群管理办法" || p.Guard.MaxNewCases != 1000000 || p.Guard.MinNewCases != 20 {
		t.Errorf("got %+v", p)
	}
}

func TestProblemsErrWrapsErrInvalid(t *testing.T) {
	_, problems := Load("p.yaml", filesOf(map[string]string{"p.yaml": "zombie: {days: 0}"}), nil)
	if err := problems.Err(); !errors.Is(err, ErrInvalid) {
		t.Errorf("got %v", err)
	}
	if err := Problems(nil).Err(); err != nil {
		t.Errorf("no problems, yet %v", err)
	}
}

func TestALineWithoutBoundsIsForUnitsWithoutAHeadcount(t *testing.T) { // covers S11.1
	p := load(t, "quota:\n  - {unit_kinds: [区直部门], headcount_max: 20, groups: 3}\n  - {unit_kinds: [区直部门], headcount_min: 21, groups: 5}\n  - {unit_kinds: [区直部门], groups: 2}\n").Policy
	for _, c := range []struct {
		name   string
		heads  Headcount
		groups int
	}{
		{"20 people, bounds are inclusive", 20, 3},
		{"21 people", 21, 5},
		{"a headcount that nothing tells", Unknown, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			if q, ok := p.QuotaFor("区直部门", c.heads); !ok || q.Groups != c.groups {
				t.Errorf("got %d groups (%t), want %d", q.Groups, ok, c.groups)
			}
		})
	}
	if _, ok := load(t, "quota: [{headcount_min: 0, groups: 1}]").Policy.QuotaFor("村", Unknown); ok {
		t.Error("a line with a bound fits a unit without a headcount")
	}
}
