package intake

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/workgroup"
)

// A heading that is spelled in two places of a kind is changed in one of them.
// Kinds may share a word: 名称 is a synonym here and a heading there.
func TestEveryHeadingIsSpelledOnce(t *testing.T) {
	headings := map[string]bool{}
	for _, table := range Tables() {
		for _, h := range table.Headings {
			headings[h.Name] = true
		}
	}
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	spelled := map[string][]string{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if kv, ok := n.(*ast.KeyValueExpr); ok {
				if key, ok := kv.Key.(*ast.Ident); ok && (key.Name == "Synonyms" || key.Name == "Values" || key.Name == "Choices" || key.Name == "Example" || key.Name == "Sheet") {
					return false
				}
			}
			if call, ok := n.(*ast.CallExpr); ok {
				if f, ok := call.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "with" { // synonyms again
					return false
				}
			}
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if s, err := strconv.Unquote(lit.Value); err == nil && headings[s] {
					spelled[s] = append(spelled[s], name)
				}
			}
			return true
		})
	}
	for heading := range headings {
		if at := spelled[heading]; len(at) != 1 {
			t.Errorf("%s is spelled in %v", heading, at)
		}
	}
}

// covers S1.11
func TestAGroupThatAFileEndsGetsTheDayOfTheImport(t *testing.T) {
	live := workgroup.Group{Code: "G1", Platform: "QQ", Name: "甲", Reach: "全县", Unit: "U1", State: "正常"}
	ended := live
	ended.State, ended.DissolvedOn, ended.EndSupplied = "已解散", "2026-11-20", true
	given := ended
	given.EndSupplied = false
	for _, c := range []struct {
		name         string
		known        *workgroup.Group
		columns, row string
		want         workgroup.Date
		supplied     bool
	}{
		{"the state changes and no day is given", &live, "状态", "已解散", "2026-11-23", true},
		{"the day is blank", &live, "状态,解散日期", "已合并,", "2026-11-23", true},
		{"the day is given", &live, "状态,解散日期", "已解散,2026-11-19", "2026-11-19", false},
		{"a later blank leaves the supplied day", &ended, "状态,解散日期", "已解散,", "2026-11-20", true},
		{"a later file without the column too", &ended, "状态", "已解散", "2026-11-20", true},
		{"a later day replaces the supplied one", &ended, "状态,解散日期", "已解散,2026-11-18", "2026-11-18", false},
		{"the supplied day as a file's own is still supplied", &ended, "状态,解散日期", "已解散,2026-11-20", "2026-11-20", true},
		{"a blank erases what a file gave", &given, "状态,解散日期", "已解散,", "", false},
		{"from dissolved to merged it ended before", &ended, "状态,解散日期", "已合并,", "2026-11-20", true},
		{"alive again", &ended, "状态,解散日期", "正常,", "", false},
		{"first seen as ended: the day is not known", nil, "状态,解散日期", "已解散,", "", false},
		{"its state is not said", &live, "备案编号", "BA1", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			known := Known{Units: packed(UnitRecords, workgroup.Units{"U1": {Code: "U1", Name: "水利局", Kind: "县直部门"}})}
			if c.known != nil {
				known[Groups] = packed(GroupRecords, map[string]workgroup.Group{"G1": *c.known})
			}
			result, _ := readAll(t, known, Options{}, csvInput("g.csv", "群编号,平台,群名称,范围,单位编码,"+c.columns+"\nG1,QQ,甲,全县,U1,"+c.row+"\n"))
			if e := found(result, Error); e != nil {
				t.Fatal(e)
			}
			if g := unpacked(GroupRecords.Of(result.Batch))[0]; g.DissolvedOn != c.want || g.EndSupplied != c.supplied {
				t.Errorf("ended on %q (supplied %v), want %q (%v)", g.DissolvedOn, g.EndSupplied, c.want, c.supplied)
			}
		})
	}
}

func TestWhatNoFileBroughtIsToldFromWhatWasLeftEmpty(t *testing.T) {
	const head = "账号编号,平台,名称,单位编码,状态"
	units := csvInput("u.csv", unitsCSV)
	without, _ := readAll(t, Known{}, Options{}, units, csvInput("a.csv", head+"\nA1,微博,云溪水利,U1,停更\n"))
	a := unpacked(AccountRecords.Of(without.Batch))[0]
	if a.ColumnsSeen.Has(workgroup.ColumnStopNotice) || a.ColumnsSeen != "" {
		t.Errorf("a file without the column brought %q", a.ColumnsSeen)
	}
	known := Known{Units: UnitRecords.Pack(workgroup.Unit{Code: "U1"}), Accounts: packed(AccountRecords, map[string]workgroup.OfficialAccount{"A1": a})}
	with, _ := readAll(t, known, Options{}, csvInput("a.csv", head+",停更公告,停更日期\nA1,微博,云溪水利,U1,停更,,\n"))
	b := unpacked(AccountRecords.Of(with.Batch))[0]
	if !b.ColumnsSeen.Has(workgroup.ColumnStopNotice) || !b.ColumnsSeen.Has(workgroup.ColumnStoppedOn) || b.ColumnsSeen.Has(workgroup.ColumnLastPostOn) || b.StopNotice != "" {
		t.Errorf("an empty cell brought %q, notice %q", b.ColumnsSeen, b.StopNotice)
	}
	if got := with.Kinds[Accounts]; got != (Count{Read: 1, Unchanged: 1}) || slices.Collect(ChangesOf(known, with.Batch).All()) != nil {
		t.Errorf("to a reader nothing changed, but the page says %+v", got)
	}
	known[Accounts] = packed(AccountRecords, map[string]workgroup.OfficialAccount{"A1": b})
	again, _ := readAll(t, known, Options{}, csvInput("a.csv", head+"\nA1,微博,云溪水利,U1,停更\n"))
	if c := unpacked(AccountRecords.Of(again.Batch))[0]; c.ColumnsSeen != b.ColumnsSeen {
		t.Errorf("a later file without the column makes it %q", c.ColumnsSeen)
	}
}

func TestApprovalsOfOldTimesAreTakenWithTheNamesOfTheirTime(t *testing.T) {
	result, _ := readAll(t, Known{}, Options{}, csvInput("u.csv", unitsCSV), csvInput("s.csv", staffCSV), csvInput("g.csv", groupsCSV), csvInput("备案.csv",
		"备案编号,类型,名称,单位编码,平台,用途,申请人工号,审批人工号,审批日期,截止日期,允许保护岗位,群编号\n"+
			"BA1,工作群,水利局防汛群,水利局,QQ,防汛,李娜,县委办李主任,2026年1月2日,2026-12-31,是,G1\nBA2,,未建的群,U1,,,,,,,,\nBA3,小程序,云溪防汛,U1,,,P9,,,,,\n"))
	if e := found(result, Error); e != nil {
		t.Fatal(e)
	}
	want := []workgroup.Filing{
		{Code: "BA1", Kind: "群", Name: "水利局防汛群", Unit: "U1", Platform: "QQ", Purpose: "防汛", Applicant: "P2", Approver: "县委办李主任", ApprovedOn: "2026-01-02", Until: "2026-12-31", Protected: true, Group: "G1"},
		{Code: "BA2", Name: "未建的群", Unit: "U1"},
		{Code: "BA3", Kind: "应用", Name: "云溪防汛", Unit: "U1", Applicant: "P9"},
	}
	if diff := cmp.Diff(want, unpacked(FilingRecords.Of(result.Batch))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := strings.Join(found(result, Warning), "\n"); !strings.Contains(got, "县委办李主任") || !strings.Contains(got, "P9") {
		t.Errorf("who is in no list is not named: %s", got)
	}
	bad, _ := readAll(t, Known{}, Options{}, csvInput("备案.csv", "备案编号,名称,单位编码,群编号,审批日期\nBA1,甲,U9,G9,昨天\n"))
	if diff := cmp.Diff([]string{"not_a_date 备案.csv 02 审批日期 昨天", "unknown_unit 备案.csv 02 单位编码 U9", "unknown_group 备案.csv 02 群编号 G9"}, found(bad, Error)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestANumberThatNoGroupClaimsIsThatOfTheGroupWithoutOneThatTheRowNames(t *testing.T) {
	groups := csvInput("g.csv", "群编号,平台,平台群号,群名称,范围,单位编码\nG1,QQ,1001,甲群,全县,U1\nG2,QQ,,乙群,全县,U1\nG3,QQ,,丙群,全县,U1\nG4,QQ,,丙群,全县,U1\nG5,QQ,1005,丁群,全县,U1\nG6,QQ,,丁群,全县,U1\nG7,微信,,乙群,全县,U1\n")
	unfiled := workgroup.UnfiledKey("QQ", "9009")
	for row, want := range map[string]string{
		"9009,G2,": "G2", "9009,,乙群": "G2", "9009,, 乙群 ": "G2", "9009,,乙 群": unfiled, "9009,,丙群": unfiled, "9009,,丁群": "G6", "9009,G1,乙群": unfiled,
		"9009,,甲群": unfiled, "9009,,": unfiled, "1001,G2,": "G1", "9009,G7,": unfiled,
	} {
		result, stage := readAll(t, Known{}, Options{}, csvInput("u.csv", unitsCSV), groups, csvInput("m.csv", "平台,平台群号,群编号,群名称,账号,采集时间\nQQ,"+row+",12345,2026-11-22\n"))
		if e := found(result, Error); e != nil || len(stage.members) != 1 {
			t.Errorf("%s: %v", row, e)
		} else if got := stage.members[0].Group; got != want {
			t.Errorf("%s is a row of %s, want %s", row, got, want)
		}
	}
}
