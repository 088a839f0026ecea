package policy

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/phrase"
)

func loadPack(t *testing.T, name string) *Loaded {
	t.Helper()
	loaded, problems := Load(packRef+name, nil, fiveParts)
	if len(problems) > 0 {
		t.Fatal(problems.Text(phrase.Zh))
	}
	return loaded
}

func TestEveryPackLoadsNamesItsSourceAndShowsItself(t *testing.T) {
	packs := Packs()
	if len(packs) != 14 {
		t.Fatalf("%d packs", len(packs))
	}
	files, err := packFiles.ReadDir("packs")
	if err != nil || len(files) != len(packs) {
		t.Errorf("%d embedded files for %d packs, %v", len(files), len(packs), err)
	}
	for _, p := range packs {
		t.Run(p.Name, func(t *testing.T) {
			if p.Title == "" || p.Source == "" {
				t.Errorf("title %q, source %q", p.Title, p.Source)
			}
			loaded := loadPack(t, p.Name)
			if diff := cmp.Diff(loaded.Policy, load(t, loaded.Show(phrase.Zh)).Policy); diff != "" {
				t.Errorf("shown and loaded again differs: %s", diff)
			}
			for _, rule := range RuleIDs {
				if !regexp.MustCompile(`^S(1[0-3]|[1-9])\.\d+$`).MatchString(loaded.Policy.Cites[rule]) {
					t.Errorf("rule %s cites %q", rule, loaded.Policy.Cites[rule])
				}
			}
		})
	}
}

// covers S6.6: measures that no program can observe are printed, not judged
func TestPacksPrintWhatNoProgramCanObserve(t *testing.T) {
	for pack, clauses := range map[string][]string{"office": {"S6.6", "S6.4"}, "town": {"S7.2", "S7.7"}} {
		loaded := loadPack(t, pack)
		for _, clause := range clauses {
			if note := loaded.Policy.Notes[clause]; note == "" || !strings.Contains(loaded.Show(phrase.Zh), note) {
				t.Errorf("%s: note %s is %q", pack, clause, note)
			}
		}
	}
}

// A reader of a pack must see for each figure whether a document gives it.
func TestEveryFigureOfAPackIsSourcedOrMarkedAsAssumption(t *testing.T) {
	basis := regexp.MustCompile(`#.*(assumption|S\d+\.\d+|第.+条)`)
	figure := regexp.MustCompile(`[0-9]|\b(true|false|any|area|unit|area_or_unit|plain)\b`)
	for _, name := range packNames() {
		raw, err := packFiles.ReadFile("packs/" + name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		skip := false
		for i, line := range strings.Split(string(raw), "\n") {
			if !strings.HasPrefix(line, " ") {
				top, _, _ := strings.Cut(line, ":")
				skip = slices.Contains([]string{"title", "source", "cites", "notes"}, top)
			}
			value, _, _ := strings.Cut(line, "#")
			_, value, _ = strings.Cut(value, ":")
			if skip || strings.Contains(line, "strict: false") || !figure.MatchString(value) {
				continue
			}
			if !basis.MatchString(line) {
				t.Errorf("%s.yaml line %d: neither a clause nor # assumption: %s", name, i+1, line)
			}
		}
	}
}

func TestPacksCarryTheFiguresOfTheirDocuments(t *testing.T) {
	pack := func(name string) *Policy { return loadPack(t, name).Policy }
	groups := func(p *Policy, kind string, heads Headcount) int {
		q, ok := p.QuotaFor(kind, heads)
		if !ok {
			return -1
		}
		return q.Groups
	}
	yuelu, company, town, bureau := pack("yuelu"), pack("company"), pack("town"), pack("bureau")
	code := regexp.MustCompile(company.Group.Naming.Code)
	for _, c := range []struct {
		rule      string
		got, want any
	}{
		// S1.5, S1.7
		{"S1.5: more than 30 groups are too many", pack("county").Member.MaxGroupsPerPerson, 30},
		{"S1.7: one county-wide group per unit, none of a section", pack("county").CountyWide, CountyWide{1, []string{"股室", "科室", "站所", "二级单位"}}},
		// S2.1
		{"S2.1: one group per unit of any kind and size", groups(pack("lichuan"), "乡镇", 80), 1},
		// S3.2
		{"S3.2: one month to put it right", pack("zhuji").Due, map[string]Span{"high": {1, "m"}, "normal": {1, "m"}, "low": {1, "m"}}},
		// S4.1
		{"S4.1: a group is filed first", pack("filing-first").Group.FilingRequired, true},
		// S4.6
		{"S4.6: a person calls", pack("filing-first").Ladder[1].By, "phone"},
		// S5.1
		{"S5.1: a lead office for each kind", bureau.Lead, Lead{Group: "office", Account: "press", App: "it"}},
		{"S5.1: apps are led by 信息通信处", bureau.Offices[bureau.Lead.App].Name, "信息通信处"},
		// S5.4
		{"S5.4: one message a day", bureau.People.MaxNoticesPerDay, 1},
		// S6.2
		{"S6.2: the full name and nothing else", pack("office").Member.Nickname.Templates, []string{"{name}"}},
		{"S6.2: reminded before removal", pack("office").Member.RemindBeforeRemoval, 2},
		// S6.3
		{"S6.3: weekly", pack("office").Schedule["member-check"], "17 8 * * 1"},
		// S7.1
		{"S7.1: removed at once", town.Member.RemindBeforeRemoval, 0},
		// S7.4
		{"S7.4: Saturdays", town.Digest.Office, []string{"57 8 * * 6"}},
		{"S7.4: to the supervision office", town.Offices[town.Lead.Group].Name, "镇监察室"},
		// S8.1
		{"S8.1: three characters, a dot, department, group", code.FindStringSubmatch("ABC.201销售部群"), []string{"ABC.201", "ABC", "2", "01"}},
		{"S8.1: or a hyphen", code.MatchString("001-102经理办公会群"), true},
		{"S8.1: a name without code", code.MatchString("销售部群"), false},
		// S8.3
		{"S8.3: out on the second day", company.Member.RemovalDays, 1},
		// S8.6
		{"S8.6: directors", company.Member.Nickname.TemplatesFor("董事")[0], "{name}董事"},
		{"S8.6: managers", company.Member.Nickname.TemplatesFor("经理办公会"), []string{"{name}{post}"}},
		// S10.3
		{"S10.3: daily", pack("hospital").Schedule["member-check"], "17 8 * * *"},
		// S11.1
		{"S11.1: 20 people, 3 groups", groups(yuelu, "区直部门", 20), 3},
		{"S11.1: 21 people, 5 groups", groups(yuelu, "区直部门", 21), 5},
		{"S11.1: 99 people, 5 groups", groups(yuelu, "区直部门", 99), 5},
		{"S11.1: 100 people, 10 groups", groups(yuelu, "区直部门", 100), 10},
		{"S11.1: a street, 10 groups", groups(yuelu, "街道", 5), 10},
		{"S11.1: a community, 1 group", groups(yuelu, "社区", 500), 1},
		{"S11.1: a village, 1 group", groups(yuelu, "村", 0), 1},
		{"S11.1: a school has no quota", groups(yuelu, "学校", 50), -1},
		// S11.2
		{"S11.2: outside the quota", yuelu.Group.UncountedCategories, []string{"日常交流", "党员交流", "便民服务"}},
		// S11.3
		{"S11.3: village heads are protected", slices.Contains(yuelu.Member.Protected[0].Posts, "村支书"), true},
		// S12.3
		{"S12.3: one account per unit", pack("ezhou").Account.PerUnit, 1},
	} {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Errorf("%s: -want +got\n%s", c.rule, diff)
		}
	}
}

// A pack follows other organisations' documents: their clauses are no owner's basis until the policy
// has clauses of its own.
func TestNoPackBringsClausesOfTheOwner(t *testing.T) {
	for _, p := range Packs() {
		if got := loadPack(t, p.Name).Policy.Clauses; len(got) > 0 {
			t.Errorf("%s quotes %v", p.Name, got)
		}
	}
	got := load(t, "extends: [pack:office]\nclauses: {member.left: 第七条}\n").Policy
	if got.Clauses["member.left"] != "第七条" || got.Cites["member.left"] != "S6.3" || len(got.Clauses) != 1 {
		t.Errorf("clauses %v, cites %v", got.Clauses, got.Cites["member.left"])
	}
}
