package intake

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/workgroup"
)

func TestStatesInTheWordsOfOffices(t *testing.T) {
	for heading, states := range map[string]map[string]workgroup.Service{
		"在职状态": {"在岗": workgroup.InService, "在编": workgroup.InService, "正式": workgroup.InService, "辞职": workgroup.Left, "离岗": workgroup.Left, "是": workgroup.Unclear, "已激活": workgroup.Unclear},
		"是否在职": {"是": workgroup.InService, "否": workgroup.Left, "在职": workgroup.InService, "退休": workgroup.Left, "√": workgroup.InService, "待定": workgroup.Unclear},
	} {
		for state, want := range states {
			result, _ := readAll(t, waterOffice(), Options{}, csvInput("s.csv", "工号,姓名,单位编码,"+heading+"\nP1,王建国,U1,"+state+"\n"))
			p := unpacked(PersonRecords.Of(result.Batch))
			if found(result, Error) != nil || p[0].ServiceOn("2026-11-23") != want {
				t.Errorf("%s %s: %+v, want %v", heading, state, p, want)
			}
			if warned := len(found(result, Warning)) > 0; warned != (want == workgroup.Unclear) {
				t.Errorf("%s %s: warnings %v", heading, state, found(result, Warning))
			}
		}
	}
}

func TestAFileOfUnreadableStatesIsRemembered(t *testing.T) {
	var list strings.Builder
	list.WriteString("工号,姓名,单位编码,在职状态\n")
	for i := range 20 {
		fmt.Fprintf(&list, "Q%02d,张三,U1,%s\n", i, []string{"在职", "病休"}[i/17])
	}
	result, _ := readAll(t, waterOffice(), Options{}, csvInput("少.csv", strings.ReplaceAll(list.String(), "Q19,张三,U1,病休\nQ18,张三,U1,病休\n", "")), csvInput("多.csv", strings.ReplaceAll(list.String(), "Q", "R")))
	if len(result.Doubts) != 2 || result.Doubts[1].File != "多.csv" || len(result.Doubts[1].Unclear) != 3 || result.Doubts[1].People != 20 || !slices.Equal(result.Doubts[1].Words, []string{"病休"}) {
		t.Errorf("%+v", result.Doubts)
	}
	few, _ := readAll(t, waterOffice(), Options{}, csvInput("少.csv", strings.ReplaceAll(list.String(), "病休", "退休")+"Q90,李四,U1,病休\n"))
	if len(few.Doubts) != 0 {
		t.Errorf("one of 21 is %+v", few.Doubts)
	}
}

func TestUnitsOfPeopleAsPaths(t *testing.T) {
	for cell, want := range map[string][]string{
		"青禾县水利局/办公室": {"U3"}, "应急管理局/办公室": {"U4"}, "青禾县/水利局/办公室": {"U3"}, "水利局/水库股": {"U1"}, "青禾县水利局/办公室;应急管理局": {"U3", "U2"}, "水利局": {"U1"}, "应急管理局；水利局/办公室": {"U2", "U3"},
	} {
		result, _ := readAll(t, waterOffice(), Options{}, csvInput("s.csv", "工号,姓名,部门,在职状态,帐号\nP9,张三,"+cell+",在职,zhangsan\n"))
		p := unpacked(PersonRecords.Of(result.Batch))
		if e := found(result, Error); e != nil || !slices.Equal(p[0].Units(), want) || p[0].Accounts.On("企业微信") != "zhangsan" {
			t.Errorf("%s: %v %+v, want %v", cell, e, p, want)
		}
	}
	result, _ := readAll(t, waterOffice(), Options{}, csvInput("s.csv", "工号,姓名,部门,在职状态\nP9,张三,办公室,在职\nP8,李四,某局/某股,在职\n"))
	if got := found(result, Error); len(got) != 2 || !strings.HasPrefix(got[0], "name_fits_several") || !strings.HasPrefix(got[1], "name_fits_none") {
		t.Errorf("%v", got)
	}
}

func TestNamesThatLostCharactersAreNamed(t *testing.T) {
	result, _ := readAll(t, waterOffice(), Options{}, csvInput("s.csv", "工号,姓名,单位编码,在职状态\nP8,刘?杰,U1,在职\nP9,马\uE863,U1,在职\nP10,王\uE000,U1,在职\n"), csvInput("m.csv", "平台,群编号,群昵称,采集时间\n微信,G2,何？杰,2026-11-22\n微信,G2,张*伟,2026-11-22\n微信,G2,水利局&nbsp;王建国,2026-11-22\n"))
	want := []string{"damaged_name s.csv 02 姓名 刘?杰", "unusual_characters s.csv 04 姓名 王\uE000", "damaged_name m.csv 02 群昵称 何？杰", "damaged_name m.csv 03 群昵称 张*伟"}
	if diff := cmp.Diff(want, found(result, Error, Warning)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if p := unpacked(PersonRecords.Of(result.Batch)); p[1].Name != "马䶮" {
		t.Errorf("a pair of GBK's is kept as %q", p[1].Name)
	}
}

// A county's people are most of what the registry knows, and a file of rosters
// refers to none of them.
func TestPeopleAreReadOnlyWhereRecordsMayNameThem(t *testing.T) {
	members := csvInput("成员.csv", "平台,群编号,账号,群昵称,采集时间\n微信,G1,wx_a,张三,2026-11-20\n")
	groups := csvInput("群.csv", "群编号,平台,群名称,范围,单位编码,群主工号\nG9,微信,防汛,单位内部,U1,P1\n")
	for _, c := range []struct {
		name   string
		inputs []Input
		asked  string
	}{
		{"rosters alone", []Input{members}, "[groups]"},
		{"records", []Input{groups}, "[groups] []"},
		{"rosters and records", []Input{members, groups, groups}, "[groups] []"},
	} {
		t.Run(c.name, func(t *testing.T) {
			known, asked := waterOffice(), []string{}
			records := func(_ context.Context, into Known, kinds ...Kind) error {
				asked = append(asked, fmt.Sprint(kinds))
				for kind, records := range known {
					if len(kinds) == 0 || slices.Contains(kinds, kind) {
						into[kind] = records
					}
				}
				return nil
			}
			result, _ := readAll(t, Known{}, Options{Records: records}, c.inputs...)
			for _, problem := range found(result, Error) {
				if strings.Contains(problem, "unknown_person") {
					t.Error(problem)
				}
			}
			if got := strings.Join(asked, " "); got != c.asked {
				t.Errorf("asked for %s, want %s", got, c.asked)
			}
		})
	}
	_, err := Read(t.Context(), []Input{groups}, Known{}, Options{Location: shanghai, Records: func(context.Context, Known, ...Kind) error { return errAway }}, &recorder{})
	if !errors.Is(err, errAway) {
		t.Errorf("error %v", err)
	}
}

var errAway = errors.New("the registry is away")

// A file in which everybody has one name must not take hours.
func TestManyPeopleOfOneName(t *testing.T) {
	const people = 300_000
	known := Known{Units: UnitRecords.Pack(workgroup.Unit{Code: "U1", Name: "水利局", Kind: "县直部门"}, workgroup.Unit{Code: "U2", Name: "教育局", Kind: "县直部门"})}
	var list strings.Builder
	list.WriteString("工号,姓名,单位编码,在职状态\n")
	for i := range people {
		fmt.Fprintf(&list, "P%d,张伟,U1,在职\n", i)
	}
	list.WriteString("Q1,张伟,U2,在职\n")
	began := time.Now()
	result, _ := readAll(t, known, Options{}, csvInput("s.csv", list.String()), csvInput("g.csv", "群编号,平台,群名称,范围,单位编码,群主工号\nG1,微信,甲群,单位内部,U2,张　伟\nG2,微信,乙群,单位内部,U1,张伟\n"))
	want := []string{"name_fits_several g.csv 03 群主工号 张伟"}
	if diff := cmp.Diff(want, found(result, Error)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if owner := GroupRecords.Of(result.Batch).Of("G1").Owner; owner != "Q1" {
		t.Errorf("the only 张伟 of 教育局 is Q1, got %q", owner)
	}
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("took %v", took)
	}
}
