package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// waterOffice is a registry with two groups, as files of one group need it.
func waterOffice() Known {
	return Known{
		Units:  packed(UnitRecords, workgroup.Units{"U1": {Code: "U1", Name: "青禾县水利局", ShortName: "水利局", Kind: "县直部门"}, "U2": {Code: "U2", Name: "应急管理局", Kind: "县直部门"}, "U3": {Code: "U3", Name: "办公室", Kind: "股室", Parent: "U1"}, "U4": {Code: "U4", Name: "办公室", Kind: "股室", Parent: "U2"}}),
		Staff:  packed(PersonRecords, map[string]workgroup.Person{"P1": {Code: "P1", Name: "王建国", Unit: "U1", Status: "在职"}, "P2": {Code: "P2", Name: "李秀英", Unit: "U1", Status: "在职"}}),
		Groups: packed(GroupRecords, map[string]workgroup.Group{"G1": {Code: "G1", Platform: "QQ", Number: "900000001", Name: "青禾县水利局工作群", Unit: "U1"}, "G2": {Code: "G2", Platform: "微信", Name: "青禾县水利局防汛群", Unit: "U1", Owner: "P1"}}),
	}
}

// One roster row, written in the ways in which programs export it.
func TestRostersAsProgramsExportThem(t *testing.T) {
	want := workgroup.Member{Account: "2400000001", Nickname: "王建国", Role: "群主", JoinedAt: time.Date(2025, 1, 5, 10, 0, 0, 0, shanghai), SpokeAt: time.Date(2026, 11, 20, 8, 0, 0, 0, shanghai)}
	head, joined, spoke := "平台,群号,采集时间,", "1736042400", "1795132800"
	for name, text := range map[string]string{
		"NapCat":            head + "QQ号,昵称,群名片,角色,入群时间,最后发言\nQQ,900000001,2026-11-22,2400000001,老王,王建国,群主,2025-01-05 10:00:00,2026-11-20 08:00:00\n",
		"koishi":            head + "QQ号,群昵称,用户昵称,角色,加群时间,最后发言时间\nQQ,900000001,2026-11-22,2400000001,王建国,老王,群主,2025/1/5 10:00,2026/11/20 8:00\n",
		"qq-group-manager":  head + "QQ号,群职务,昵称,群名片,入群时间,最后发言\nQQ,900000001,2026-11-22,2400000001,群主,老王,王建国,2025.1.5 10:00,2026年11月20日 8:00\n",
		"OneBot":            "platform,group_id,taken_at,user_id,nickname,card,role,join_time,last_sent_time\nQQ,900000001,2026-11-22,2400000001,老王,王建国,owner," + joined + "," + spoke + "\n",
		"OneBot in JSON":    `[{"group_id":900000001,"user_id":2400000001,"nickname":"老王","card":"王建国","role":"owner","join_time":` + joined + `,"last_sent_time":` + spoke + `,"platform":"qq","taken_at":"2026-11-22T00:00:00+08:00"}]`,
		"OneBot's answer":   `{"status":"ok","retcode":0,"data":[{"group_id":900000001,"user_id":2400000001,"card":"王建国","role":"owner","join_time":` + joined + `,"last_sent_time":` + spoke + `,"platform":"QQ","taken_at":"2026-11-22"}]}`,
		"guards everywhere": head + "QQ号,群名片,角色,入群时间,最后发言\n=\"QQ\",=\"900000001\",=\"2026-11-22\",=\"2400000001\",=\"王建国\",=\"群主\",'2025-01-05 10:00,'2026-11-20 08:00\n",
		"floats":            head + "QQ号,群名片,角色,入群时间,最后发言\nQQ,900000001.0,2026-11-22,2400000001.0,王建国,群主,2025-01-05T10:00:00.000+08:00,2026-11-20T00:00:00Z\n",
		"full width":        head + "QQ号,群名片,角色,入群时间,最后发言\nＱＱ,９０００００００１,2026-11-22,２４０００００００１,王建国,群主,２０２５-０１-０５　１０：００,2026-11-20 08:00\n",
		"invisible":         head + "QQ号,群名片,角色,入群时间,最后发言\nQQ\u200b,\ufeff900000001,2026-11-22,2400000001\u2060\u3164,王建国,群主,2025-01-05 10:00,2026-11-20 08:00\n",
		"web markup":        head + "QQ号,群名片,角色,入群时间,最后发言\nQQ,900000001,2026-11-22,2400000001,\"&#29579;建国<span class=\"\"emoji emoji1f338\"\"></span>\",群主,2025-01-05 10:00,2026-11-20 08:00\n",
		"semicolons":        strings.ReplaceAll(head+"QQ号,群名片,角色,入群时间,最后发言\nQQ,900000001,2026-11-22,2400000001,王建国,群主,2025-01-05 10:00,2026-11-20 08:00\n", ",", ";"),
		"Chinese commas":    strings.ReplaceAll(head+"QQ号,群名片,角色,入群时间,最后发言\nQQ,900000001,2026-11-22,2400000001,王建国,群主,2025-01-05 10:00,2026-11-20 08:00\n", ",", "，"),
		"tabs":              strings.ReplaceAll(head+"QQ号,群名片,角色,入群时间,最后发言\nQQ,900000001,2026-11-22,2400000001,王建国,群主,2025-01-05 10:00,2026-11-20 08:00\n", ",", "\t") + "QQ\t900000001\t2026-11-22\t2400000002\t\"李,秀;英，水利局\t成员\t\t\n",
	} {
		t.Run(name, func(t *testing.T) {
			result, stage := readAll(t, waterOffice(), Options{Now: time.Date(2026, 11, 23, 9, 0, 0, 0, shanghai)}, csvInput("m.csv", text))
			if e := found(result, Error); e != nil || len(stage.members) == 0 {
				t.Fatal(e)
			}
			m := stage.members[0]
			if diff := cmp.Diff(want, m.Member); diff != "" || m.Group != "G1" {
				t.Errorf("group %s (-want +got):\n%s", m.Group, diff)
			}
		})
	}
}

func TestCellsThatCannotBeNumbersAreNamed(t *testing.T) {
	for cell, want := range map[string]string{
		"2.4E+09": "scientific", "2.40e+09": "scientific", "2.4E9": "scientific", "2400000001/2400000009": "several_numbers", "\"2400000001、2400000009\"": "several_numbers", "\"2400000001\n2400000009\"": "several_numbers",
		"2400000001（常用）": "not_a_qq_number", "1234": "not_a_qq_number", "1234567890123": "not_a_qq_number", "王建国": "not_a_qq_number", "QQ:2400000001": "not_a_qq_number",
	} {
		result, _ := readAll(t, waterOffice(), Options{}, csvInput("s.csv", "工号,姓名,单位编码,在职状态,QQ号\nP1,王建国,U1,在职,"+cell+"\n"))
		if got := found(result, Error); len(got) != 1 || !strings.HasPrefix(got[0], want+" s.csv 02 QQ号") {
			t.Errorf("%s: %v, want %s", cell, got, want)
		}
	}
	for cell, want := range map[string]string{"13900000001": "13900000001", "+86 139-0000-0001": "13900000001", "139 0000 0001": "13900000001", "138****1234": "138****1234", "无": "", "13900000001.0": "13900000001"} {
		result, _ := readAll(t, waterOffice(), Options{}, csvInput("s.csv", "工号,姓名,单位编码,在职状态,手机\nP1,王建国,U1,在职,"+cell+"\n"))
		if e := found(result, Error); e != nil || unpacked(PersonRecords.Of(result.Batch))[0].Mobile != want {
			t.Errorf("%s: %v %+v", cell, e, unpacked(PersonRecords.Of(result.Batch)))
		}
	}
	for _, cell := range []string{"1390000000", "1.39E+10", "13900000001/13900000002", "23900000001", "0710-1234567"} {
		result, _ := readAll(t, waterOffice(), Options{}, csvInput("s.csv", "工号,姓名,单位编码,在职状态,手机\nP1,王建国,U1,在职,"+cell+"\n"))
		if found(result, Error) == nil {
			t.Errorf("%s was taken for a mobile number", cell)
		}
	}
	result, _ := readAll(t, waterOffice(), Options{}, csvInput("s.csv", "工号,姓名,单位编码,在职状态,联系电话\nP1,王建国,U1,在职,0710-1234567\n"))
	if e := found(result, Error); e != nil {
		t.Errorf("a line of the office under 联系电话: %v", e)
	}
	// Identifiers of an exporter's own are no QQ numbers, and harm nobody.
	result, stage := readAll(t, waterOffice(), Options{}, csvInput("m.csv", "平台,群编号,账号,采集时间\nQQ,G1,old592581589,2026-11-22\n"))
	if e := found(result, Error); e != nil || stage.members[0].Member.Account != "old592581589" {
		t.Error(e)
	}
}

func TestCellsThatSayNone(t *testing.T) {
	for _, cell := range []string{"-", "—", "——", "/", "无", "未发言", "从未发言", "0", "-1", "1111-11-11", "1970-01-01 08:00:00", "1970-01-01", "0001-01-01 00:00:00", "null", "None", "N/A", "=" + "\"\"\"\""} {
		result, stage := readAll(t, waterOffice(), Options{}, csvInput("m.csv", "平台,群编号,账号,最后发言,采集时间\nQQ,G1,2400000001,"+cell+",2026-11-22\n"))
		if cell == "=\"\"\"\"" {
			continue // not a guard: a cell of its own kind
		}
		if e := found(result, Error); e != nil || !stage.members[0].Member.SpokeAt.IsZero() {
			t.Errorf("%s: %v %v", cell, e, stage.members)
		}
	}
	// People's own words keep their meaning.
	_, stage := readAll(t, waterOffice(), Options{}, csvInput("m.csv", "平台,群编号,群昵称,采集时间\n微信,G2,-,2026-11-22\n微信,G2,无,2026-11-22\n"))
	if len(stage.members) != 2 || stage.members[0].Member.Nickname != "-" || stage.members[1].Member.Nickname != "无" {
		t.Errorf("%+v", stage.members)
	}
	result, _ := readAll(t, waterOffice(), Options{}, csvInput("g.csv", "群编号,平台,群名称,范围,单位编码,群主工号,截止日期,状态\nG2,微信,青禾县水利局防汛群,全县,U1,无,/,-\n"))
	if g := unpacked(GroupRecords.Of(result.Batch)); found(result, Error) != nil || g[0].Owner != "" || g[0].EndsOn != "" || g[0].State != "" {
		t.Errorf("%v %+v", found(result, Error), g)
	}
}

func TestListsOfOneGroup(t *testing.T) {
	at := time.Date(2026, 11, 22, 8, 0, 0, 0, shanghai)
	const plain = "群昵称(nick_name),备注(remark),微信号(username)\n王建国,,wx_wjg\n"
	for _, c := range []struct {
		name, file, text string
		fill             Fill
		group            string // where the row goes
		platform         string
		want             string // else the first error
	}{
		{name: "the group in the file's name", file: "群成员_青禾县水利局防汛群.csv", text: plain, fill: Fill{TakenAt: at}, group: "G2", platform: "微信"},
		{name: "in another spelling", file: "青禾县水利局（防汛群） 2026-11-20.csv", text: plain, fill: Fill{TakenAt: at}, group: "G2", platform: "微信"},
		{name: "its number", file: "QQ群成员_900000001_1.csv", text: "QQ号,群名片\n2400000001,王建国\n", fill: Fill{TakenAt: at}, group: "G1", platform: "QQ"},
		{name: "a longer number is another one", file: "9000000012.csv", text: "QQ号,群名片\n2400000001,王建国\n", fill: Fill{TakenAt: at}, want: "missing_heading_options 9000000012.csv 01"},
		{name: "two groups", file: "青禾县水利局工作群和青禾县水利局防汛群.csv", text: plain, fill: Fill{TakenAt: at}, want: "missing_group_of_several"},
		{name: "two groups, one of the platform", file: "青禾县水利局工作群和青禾县水利局防汛群.csv", text: plain, fill: Fill{TakenAt: at, Platform: "微信"}, group: "G2", platform: "微信"},
		{name: "the options say it", file: "m.csv", text: plain, fill: Fill{TakenAt: at, Group: "G2"}, group: "G2", platform: "微信"},
		{name: "by its name", file: "m.csv", text: plain, fill: Fill{TakenAt: at, Group: "青禾县水利局防汛群"}, group: "G2", platform: "微信"},
		{name: "by its number", file: "m.csv", text: "QQ号\n2400000001\n", fill: Fill{TakenAt: at, Group: "900000001", Platform: "QQ"}, group: "G1", platform: "QQ"},
		{name: "an option that names nothing", file: "m.csv", text: plain, fill: Fill{TakenAt: at, Group: "某群", Platform: "微信"}, want: "group_name_fits_none m.csv 02 群名称 某群"},
		{name: "options do not overrule columns", file: "m.csv", text: "平台,群编号,群昵称,采集时间\n微信,G2,王建国,2026-11-21\n", fill: Fill{TakenAt: at, Group: "G1", Platform: "QQ"}, group: "G2", platform: "微信"},
		{name: "nothing says when", file: "青禾县水利局防汛群.csv", text: plain, want: "missing_heading_options 青禾县水利局防汛群.csv 01"},
	} {
		t.Run(c.name, func(t *testing.T) {
			result, stage := readAll(t, waterOffice(), Options{Fill: c.fill}, csvInput(c.file, c.text))
			errs := found(result, Error)
			if c.want != "" {
				if len(errs) == 0 || !strings.HasPrefix(errs[0], c.want) {
					t.Errorf("errors %v, want %s", errs, c.want)
				}
				for _, p := range result.Problems {
					if text := p.Text(phrase.Zh) + p.Text(phrase.En); strings.ContainsAny(text, "{}") {
						t.Errorf("sentence %s", text)
					}
				}
				return
			}
			if errs != nil || len(stage.members) != 1 || stage.members[0].Group != c.group || stage.members[0].Platform != c.platform {
				t.Fatalf("%v %+v", errs, stage.members)
			}
		})
	}
}

func TestListsOfSpeakersAreActivity(t *testing.T) {
	at := time.Date(2026, 11, 22, 8, 0, 0, 0, shanghai)
	result, stage := readAll(t, waterOffice(), Options{Fill: Fill{TakenAt: at, Group: "G2"}}, csvInput("数据统计.csv",
		"微信ID,昵称,备注,发言次数,最后发言时间,不活跃天数\nwx_a,老王,,12,2026-11-20 08:00:00,3\n,秀秀,,1,2026-11-21 08:00,1\nwx_c,,,0,,\n"))
	if e := found(result, Error); e != nil {
		t.Fatal(e)
	}
	if len(stage.members) != 0 || len(stage.activity) != 1 || len(stage.spoken) != 2 {
		t.Fatalf("members %d, activity %d, spoken %d", len(stage.members), len(stage.activity), len(stage.spoken))
	}
	a := stage.activity[0].Activity
	if a.Group != "G2" || !a.TakenAt.Equal(at) || !a.LastMessageAt.Equal(time.Date(2026, 11, 21, 8, 0, 0, 0, shanghai)) || a.Speakers != 2 || a.Messages != -1 {
		t.Errorf("activity %+v", a)
	}
	if s := stage.spoken[1]; s.Group != "G2" || s.Account != "" || s.Nickname != "秀秀" {
		t.Errorf("speaker %+v", s)
	}
}

func TestHeadingsOverTwoLines(t *testing.T) {
	lower := "序号,单位,群组名称,平台,群主,,,管理员,,建群时间,范围\n,,,,姓名,职务,联系电话,姓名,联系电话,,\n"
	for name, text := range map[string]string{
		"a line under the heading": "工作群清理统计表,,,,,,,,,,\n" + lower + "1,水利局,甲群,微信,王建国,局长,1,李秀英,2,2023.05,单位内部\n",
		"without a title":          lower + "1,水利局,甲群,微信,王建国,局长,1,李秀英,2,2023年5月,单位内部\n",
	} {
		t.Run(name, func(t *testing.T) {
			result, _ := readAll(t, waterOffice(), Options{MakeCodes: true}, csvInput("g.csv", text))
			if e := found(result, Error); e != nil {
				t.Fatal(e)
			}
			g := unpacked(GroupRecords.Of(result.Batch))
			if len(g) != 1 || g[0].Owner != "P1" || !slices.Equal(g[0].Admins, []string{"P2"}) || g[0].FoundedOn != "2023-05-01" || g[0].Name != "甲群" {
				t.Errorf("%+v", g)
			}
		})
	}
	result, _ := readAll(t, waterOffice(), Options{}, csvInput("s.csv", "工号,姓名,单位,在职状态,联系方式,\n,,,,手机,邮箱\nP1,王建国,水利局,在职,13900000001,a@b.cn\n"))
	if p := unpacked(PersonRecords.Of(result.Batch)); found(result, Error) != nil || p[0].Mobile != "13900000001" || p[0].Email != "a@b.cn" {
		t.Errorf("%v %+v", found(result, Error), p)
	}
	// A first row that is short is a row all the same.
	result, _ = readAll(t, waterOffice(), Options{}, csvInput("s.csv", "工号,姓名,单位,在职状态,职务,电话\nP1,王建国,水利局,在职,科员,\n"))
	if len(unpacked(PersonRecords.Of(result.Batch))) != 1 {
		t.Error("the first row was taken for a heading")
	}
}

func TestAColumnThatOnlyCountsIsNoCode(t *testing.T) {
	const form = "编号,平台,群名称,范围,单位,群主\n%s,微信,甲群,单位内部,水利局,王建国\n%s,微信,乙群,单位内部,水利局,李秀英\n合计,2个,,,,\n"
	for numbers, counts := range map[[2]string]bool{{"1", "2"}: true, {"01", "02"}: false, {"1", "3"}: false, {"A1", "A2"}: false, {"2", "1"}: false, {"1.0", "2.0"}: true} {
		result, _ := readAll(t, waterOffice(), Options{}, csvInput("g.csv", fmt.Sprintf(form, numbers[0], numbers[1])))
		if got := result.Found[Error] > 0; got != counts {
			t.Errorf("%v: refused %v", numbers, got)
		}
		coded, _ := readAll(t, waterOffice(), Options{MakeCodes: true}, csvInput("g.csv", fmt.Sprintf(form, numbers[0], numbers[1])))
		if g := unpacked(GroupRecords.Of(coded.Batch)); len(g) != 2 || strings.HasPrefix(g[0].Code, "G-") != counts {
			t.Errorf("%v: codes %+v", numbers, g)
		}
	}
	// Under its own heading a code may count.
	result, _ := readAll(t, waterOffice(), Options{}, csvInput("g.csv", strings.Replace(fmt.Sprintf(form, "1", "2"), "编号", "群编号", 1)))
	if result.Found[Error] > 0 {
		t.Error(found(result, Error))
	}
}

func TestARowThatWouldMakeAnotherOfACodeIsHeld(t *testing.T) {
	known := waterOffice()
	read := func(accept map[string]bool, row string) *Result {
		result, _ := readAll(t, known, Options{Accept: accept}, csvInput("g.csv", "群编号,平台,群名称,范围,单位编码,群主工号\n"+row+"\nG9,微信,新群,全县,U1,P1\n"))
		return result
	}
	for _, c := range []struct {
		name, row string
		held      bool
	}{
		{"name, unit and owner at once", "G2,微信,应急值班群,全县,U2,P2", true},
		{"a new name", "G2,微信,应急值班群,全县,U1,P1", false},
		{"name and unit", "G2,微信,应急值班群,全县,U2,P1", false},
		{"the name in another spelling", "G2,微信,青禾县水利局 防汛群,全县,U2,P2", false},
	} {
		result := read(nil, c.row)
		if got := len(result.Held) == 1; got != c.held || result.Kinds[Groups].Held != len(result.Held) {
			t.Errorf("%s: held %v", c.name, result.Held)
		}
		if want := 2 - len(result.Held); len(unpacked(GroupRecords.Of(result.Batch))) != want || !result.Writable(false) {
			t.Errorf("%s: %d rows are written, want %d", c.name, len(unpacked(GroupRecords.Of(result.Batch))), want)
		}
	}
	if result := read(map[string]bool{"G2": true}, "G2,微信,应急值班群,全县,U2,P2"); len(result.Held) != 0 || len(unpacked(GroupRecords.Of(result.Batch))) != 2 {
		t.Errorf("accepted, and held %v", result.Held)
	}
}

func TestOneOddByteIsOneBadCell(t *testing.T) {
	gbk := "\xb9\xa4\xba\xc5,\xd0\xd5\xc3\xfb,\xb5\xa5\xce\xbb\xb1\xe0\xc2\xeb,\xd4\xda\xd6\xb0\xd7\xb4\xcc\xac\nP1,\xcd\xf5\xbd\xa8\xb9\xfa,U1,\xd4\xda\xd6\xb0\nP2,\xc0\xee\xff,U1,\xd4\xda\xd6\xb0\n"
	result, _ := readAll(t, waterOffice(), Options{Partial: true}, csvInput("s.csv", gbk))
	if got := found(result, Error); len(got) != 1 || !strings.HasPrefix(got[0], "undecodable s.csv 03 姓名") {
		t.Errorf("%v", got)
	}
	if p := unpacked(PersonRecords.Of(result.Batch)); len(p) != 1 || p[0].Name != "王建国" || !result.Writable(true) {
		t.Errorf("%+v", p)
	}
}

func TestRowsThatReferToABadRowSaySo(t *testing.T) {
	result, _ := readAll(t, Known{}, Options{Partial: true}, csvInput("u.csv", unitsCSV), csvInput("s.csv", "工号,姓名,单位编码,在职状态\nP1,王伟,U1,\nP2,李娜,U9,\n"),
		csvInput("g.csv", "群编号,平台,群名称,范围,单位编码,群主工号\nG1,QQ,甲,全县,U1,王伟\nG2,QQ,乙,全县,U1,P1\n"), csvInput("r.csv", "对象类型,对象编码,渠道\n人员,P1,manual\n"))
	want := []string{"required s.csv 02 在职状态", "required s.csv 03 在职状态", "unknown_unit s.csv 03 单位编码 U9", "refers_to_bad_row g.csv 02 群主工号 王伟", "refers_to_bad_row r.csv 02 对象编码 P1"}
	if diff := cmp.Diff(want, found(result, Error)); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"bad_person g.csv 03 群主工号 P1"}, found(result, Warning)); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
}

func TestUnitsAloneSpeakOnceOfPeopleWhoAreToCome(t *testing.T) {
	var list strings.Builder
	list.WriteString("单位编码,单位名称,类别,主要负责人工号\n")
	for i := range 24 {
		fmt.Fprintf(&list, "U%02d,某局%d,县直部门,P%02d\n", i, i, i)
	}
	result, _ := readAll(t, Known{}, Options{}, csvInput("单位.csv", list.String()))
	if got := found(result, Error, Warning, Notice); len(got) != 1 || !strings.HasPrefix(got[0], "nobody_yet 单位.csv") {
		t.Errorf("%v", got)
	}
	if text := result.Problems[0].Text(phrase.Zh); !strings.Contains(text, "24 处") {
		t.Error(text)
	}
}

func TestTidyingTwiceChangesNothing(t *testing.T) {
	for _, s := range []string{`="=""1"""`, "''1", "1.0.0", "Ａ'1", "\u200b 1\u3164", "1.00", "=\"1.0\"", "wx（一）"} {
		once := tidyCode(s)
		if again := tidyCode(once); again != once && !strings.HasPrefix(s, "''") && !strings.HasPrefix(s, "=\"=") {
			t.Errorf("%q becomes %q, then %q", s, once, again)
		}
	}
}

func FuzzCellsAreTidied(f *testing.F) {
	for _, s := range []string{`="1"`, "'1", "1.0", "2.4E+09", "&amp;nbsp;<span class=\"x\">a</span>", "Ａ\u200b", "138****1234", "1/2", "&#x110000;", "[em]e1[/em]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if once := plainName(s); plainName(once) != once && !strings.Contains(once, "&") && !strings.ContainsAny(once, "<[") {
			t.Errorf("%q becomes %q, then %q", s, once, plainName(once))
		}
		if code := tidyCode(s); strings.TrimSpace(code) != code {
			t.Errorf("%q becomes %q", s, code)
		}
		_, _, _ = scientific(s), severalNumbers(s), mobile(s)
	})
}
