package intake

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// A small county whose files are all good; tests change one of them.
const (
	unitsCSV   = "单位编码,单位名称,简称,类别,上级单位编码\nU1,云溪县水利局,水利局,县直部门,\nU1-1,水利局办公室,,股室,U1\nU2,云溪县教育局,教育局,县直部门,\n"
	staffCSV   = "工号,姓名,单位编码,在职状态,岗位\nP1,王伟,U1,在职,局长\nP2,李娜,U1-1,在职,科员\nP3,王伟,U2,在职,局长\nP4,王伟,U2,退休,\n"
	groupsCSV  = "群编号,平台,平台群号,群名称,范围,单位编码,群主工号,管理员工号,成员范围\nG1,QQ,1001,水利局防汛群,单位内部,U1,P1,P2,单位:U1\nG2,微信,,教育局值班群,单位内部,U2,P3,,\nG3,微信,,同名群,跨单位,U1,P1,,\nG4,微信,,同名群,跨单位,U2,P3,,\n"
	membersCSV = "平台,平台群号,群编号,群名称,账号,群昵称,采集时间\nQQ,1001,,,11111,王伟,2026-11-22 07:00\n"
)

// found lists problems of at least the severity as "key row column value".
func found(r *Result, severities ...Severity) []string {
	var out []string
	for _, p := range r.Problems {
		if slices.Contains(severities, p.Severity) {
			out = append(out, strings.TrimSpace(strings.Join([]string{strings.TrimPrefix(string(p.Key), "intake."), p.File, itoa(p.Row), p.Column, p.Value}, " ")))
		}
	}
	return out
}

func itoa(n int) string {
	return strings.TrimSpace(strings.Join([]string{string(rune('0' + n/10%10)), string(rune('0' + n%10))}, ""))
}

func TestEveryBadCellIsNamed(t *testing.T) {
	for name, c := range map[string]struct {
		units, staff, groups, members string // replace the good file
		extra                         string // one more file
		want                          []string
	}{
		"all good":                          {},
		"a required cell is empty":          {staff: "工号,姓名,单位编码,在职状态\nP1, ,U1,在职\n", groups: "-", members: "-", want: []string{"required staff.csv 02 姓名"}},
		"an unknown unit":                   {staff: "工号,姓名,单位编码,在职状态\nP1,王伟,U9,在职\n", groups: "-", members: "-", want: []string{"unknown_unit staff.csv 02 单位编码 U9"}},
		"an unknown second unit":            {staff: "工号,姓名,单位编码,在职状态,兼任单位\nP1,王伟,U1,在职,U2、U9\n", groups: "-", members: "-", want: []string{"unknown_unit staff.csv 02 兼任单位 U9"}},
		"a circle of units":                 {units: "单位编码,单位名称,类别,上级单位编码\nU1,甲,股室,U2\nU2,乙,股室,U1\nU3,丙,股室,U1\n", staff: "-", groups: "-", members: "-", want: []string{"unit_circle units.csv 02 上级单位编码 U2", "unit_circle units.csv 03 上级单位编码 U1"}},
		"a unit above itself":               {units: "单位编码,单位名称,类别,上级单位编码\nU1,甲,股室,U1\n", staff: "-", groups: "-", members: "-", want: []string{"unit_circle units.csv 02 上级单位编码 U1"}},
		"the same code twice":               {staff: staffCSV + "P2,李娜,U1,在职,\n", want: []string{"same_key_twice staff.csv 06 工号 P2"}},
		"a wrong choice":                    {groups: "群编号,平台,群名称,范围,单位编码,状态\nG1,QQ,甲,全国,U1,停用\n", members: "-", want: []string{"not_in_list groups.csv 02 范围 全国", "not_in_list groups.csv 02 状态 停用"}},
		"neither yes nor no":                {groups: "群编号,平台,群名称,范围,单位编码,全员\nG1,QQ,甲,全县,U1,也许\n", members: "-", want: []string{"not_yes_no groups.csv 02 全员 也许"}},
		"a date that is none":               {groups: "群编号,平台,群名称,范围,单位编码,截止日期\nG1,QQ,甲,全县,U1,2026-02-30\n", members: "-", want: []string{"not_a_date groups.csv 02 截止日期 2026-02-30"}},
		"a number that is none":             {units: "单位编码,单位名称,类别,人数\nU1,甲,乡镇,四十\nU2,乙,乡镇,3.5\nU3,丙,乡镇,-1\n", staff: "-", groups: "-", members: "-", want: []string{"not_a_number units.csv 02 人数 四十", "not_whole units.csv 03 人数 3.5", "not_a_number units.csv 04 人数 -1"}},
		"a bad scope item":                  {groups: "群编号,平台,群名称,范围,单位编码,成员范围\nG1,QQ,甲,全县,U1,单位:U1;大家\n", members: "-", want: []string{"bad_scope groups.csv 02 成员范围 大家"}},
		"an unknown unit in a scope":        {groups: "群编号,平台,群名称,范围,单位编码,成员范围\nG1,QQ,甲,全县,U1,单位:U9\n", members: "-", want: []string{"unknown_unit groups.csv 02 成员范围 U9"}},
		"two groups with one number":        {groups: groupsCSV + "G5,QQ,1001,又一群,全县,U1,,,\n", want: []string{"number_claimed_twice groups.csv 06 平台群号 1001"}},
		"an unknown merged group":           {groups: "群编号,平台,群名称,范围,单位编码,并入群编号\nG1,QQ,甲,全县,U1,G9\n", members: "-", want: []string{"unknown_group groups.csv 02 并入群编号 G9"}},
		"a name instead of a code, several": {groups: "群编号,平台,群名称,范围,单位编码,群主工号\nG1,QQ,甲,全县,U2,王伟\n", members: "-", want: []string{"name_fits_several groups.csv 02 群主工号 王伟"}},
		"a name of another unit":            {groups: "群编号,平台,群名称,范围,单位编码,群主工号\nG1,QQ,甲,全县,U2,李娜\n", members: "-", want: []string{"name_fits_none_here groups.csv 02 群主工号 李娜"}},
		"a name nobody has":                 {groups: "群编号,平台,群名称,范围,单位编码,管理员工号\nG1,QQ,甲,全县,U2,P3、赵六\n", members: "-", want: []string{"name_fits_none groups.csv 02 管理员工号 赵六"}},
		"a unit name nobody has":            {groups: "群编号,平台,群名称,范围,单位编码\nG1,QQ,甲,全县,财政局\n", members: "-", want: []string{"name_fits_none groups.csv 02 单位编码 财政局"}},
		"a text that is too long":           {staff: "工号,姓名,单位编码,在职状态\n" + strings.Repeat("9", 65) + ",王伟,U1,在职\n", groups: "-", members: "-", want: []string{"too_long staff.csv 02 工号 " + strings.Repeat("9", 39) + "…"}},

		"a platform's name that is no key": {
			members: "平台,平台群号,账号,采集时间\n" + strings.Repeat("某", 33) + "," + strings.Repeat("8", 65) + ",10001,2026-11-22\n",
			want:    []string{"too_long members.csv 02 平台 " + strings.Repeat("某", 33), "too_long members.csv 02 平台群号 " + strings.Repeat("8", 39) + "…"},
		},
		"no group named":                  {members: "平台,平台群号,账号,采集时间\nQQ,,10001,2026-11-22\n", want: []string{"required_one_of members.csv 02 平台群号/群编号/群名称"}},
		"neither account nor nickname":    {members: "平台,平台群号,账号,群昵称,采集时间\nQQ,1001,, ,2026-11-22\n", want: []string{"required_one_of members.csv 02 账号/群昵称"}},
		"an unknown group code":           {members: "平台,群编号,账号,采集时间\nQQ,G9,10001,2026-11-22\n", want: []string{"unknown_group members.csv 02 群编号 G9"}},
		"an unknown code beside a number": {members: "平台,平台群号,群编号,账号,采集时间\nQQ,1001,G9,10001,2026-11-22\n", want: []string{"unknown_group members.csv 02 群编号 G9"}},
		"a code of another platform":      {members: "平台,群编号,账号,采集时间\n微信,G1,10001,2026-11-22\n", want: []string{"group_of_other_platform members.csv 02 平台 微信"}},
		"a name that fits two groups":     {members: "平台,群名称,账号,采集时间\n微信,同名群,10001,2026-11-22\n", want: []string{"group_name_fits_several members.csv 02 群名称 同名群"}},
		"a name of another platform":      {members: "平台,群名称,账号,采集时间\n微信,水利局防汛群,10001,2026-11-22\n", want: []string{"group_name_fits_none_here members.csv 02 群名称 水利局防汛群"}},
		"a name that fits no group":       {members: "平台,群名称,账号,采集时间\n微信,消防群,10001,2026-11-22\n", want: []string{"group_name_fits_none members.csv 02 群名称 消防群"}},
		"taken tomorrow":                  {members: "平台,群编号,账号,采集时间\nQQ,G1,10001,2026-11-24 00:00\n", want: []string{"taken_in_future members.csv 02 采集时间 2026-11-24 00:00"}},
		"a role that is none":             {members: "平台,群编号,账号,群内角色,采集时间\nQQ,G1,10001,群友,2026-11-22\n", want: []string{"not_in_list members.csv 02 群内角色 群友"}},
		"a missing time":                  {members: "平台,群编号,账号,采集时间\nQQ,G1,10001,\n", want: []string{"required members.csv 02 采集时间"}},

		"activity that says nothing": {extra: "平台,群编号,采集时间,最后消息时间,日期,消息数\nQQ,G1,2026-11-22,,,\nQQ,G1,2026-11-22,,2026-11-21,\nQQ,G1,2026-11-22,,2026-11-21,0\n", want: []string{"required_one_of extra.csv 02 最后消息时间/日期+消息数", "required_one_of extra.csv 03 最后消息时间/日期+消息数"}},
		"a binding to nobody":        {extra: "平台,账号,工号,外部说明\nQQ,10001,,\nQQ,10002,P9,\nQQ,10003,P1,记者\nQQ,10004,P1,\nqq,10004,P2,\n", want: []string{"required_one_of extra.csv 02 工号/外部说明", "unknown_bound_person extra.csv 03 工号 P9", "person_and_outsider extra.csv 04 外部说明 记者", "same_key_twice extra.csv 06 账号 QQ 10004"}},
		"routes": {
			extra: "对象类型,对象编码,渠道,地址,密钥\n人员,P9,email,a@b.cn,\n人员,P1,email,not an address,\n人员,P1,wecom,qyapi.example.cn?key=secret,\n运维,X,manual,,\n单位,,manual,,\n群,G9,manual,,\n人员,P1,webhook,https://a.cn/x,short\n人员,P1,fax,,\n人员,P2,manual,,\n人员,P2,人工,,\n",
			want:  []string{"unknown_recipient extra.csv 02 对象编码 P9", "not_an_email extra.csv 03 地址 ***", "not_a_url extra.csv 04 地址 ***", "ops_has_code extra.csv 05 对象编码 X", "required extra.csv 06 对象编码", "unknown_group extra.csv 07 对象编码 G9", "not_a_webhook_secret extra.csv 08 密钥 ***", "not_in_list extra.csv 09 渠道 fax", "same_key_twice extra.csv 11 对象编码 人员 P2 manual"},
		},
		"accounts and apps": {extra: "账号编号,平台,名称,单位编码,粉丝数\nA1,快手,甲,U9,1e3\n", want: []string{"not_in_list extra.csv 02 平台 快手", "unknown_unit extra.csv 02 单位编码 U9"}},
	} {
		t.Run(name, func(t *testing.T) {
			var inputs []Input
			// References hold in whatever order the files come.
			for _, f := range []struct{ name, good, other string }{
				{"extra.csv", "", c.extra}, {"members.csv", membersCSV, c.members}, {"groups.csv", groupsCSV, c.groups}, {"staff.csv", staffCSV, c.staff}, {"units.csv", unitsCSV, c.units},
			} {
				content := f.good
				if f.other != "" {
					content = f.other
				}
				if content != "" && content != "-" {
					inputs = append(inputs, csvInput(f.name, content))
				}
			}
			result, _ := readAll(t, Known{}, Options{}, inputs...)
			if diff := cmp.Diff(c.want, found(result, Error)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if result.Writable(false) != (len(c.want) == 0) {
				t.Errorf("writable is %v", result.Writable(false))
			}
			for _, p := range result.Problems {
				for _, lang := range []phrase.Lang{phrase.Zh, phrase.En} {
					text := p.Text(lang)
					if strings.ContainsAny(text, "{}") || strings.Contains(text, "intake.") || strings.Contains(text, "secret=") {
						t.Errorf("sentence: %s", text)
					}
				}
			}
		})
	}
}

func TestProblemsSayWhereWhatAndWhatIsAllowed(t *testing.T) {
	result, _ := readAll(t, Known{}, Options{}, csvInput("单位.csv", unitsCSV), csvInput("人员.csv", staffCSV+"P1,赵六,U1,在职,\n"),
		csvInput("群.csv", "群编号,平台,群名称,范围,单位编码,群主\nG1,QQ,甲,全国,U2,王伟\n"))
	var got []string
	for _, p := range result.Problems {
		got = append(got, p.Text(phrase.Zh))
	}
	want := []string{
		"人员.csv 第 6 行「工号」列的值“P1”：重复：与 人员.csv 第 2 行 是同一条，请删去一行或改正编码。",
		"群.csv 第 2 行「范围」列的值“全国”：不在可选项内，只能填：全县、单位内部、跨单位。",
		"群.csv 第 2 行「群主」列的值“王伟”：不止一个符合，请改填编码。符合的有：P3 王伟（教育局）、P4 王伟（教育局）。",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWarningsAndNoticesDoNotStopTheImport(t *testing.T) {
	result, stage := readAll(t, Known{}, Options{},
		csvInput("u.csv", unitsCSV), csvInput("s.csv", "工号,姓名,单位,在职状态,部门传真\nP1,王伟,水利局,病休,1\n合计,1人,,,\n说明：以上为在册人员,,,,\n工号,姓名,单位,在职状态,部门传真\n示例：P9,某人,U1,在职,\n"),
		csvInput("g.csv", "群编号,平台,平台群号,群名称,范围,单位编码,群主,管理员,成员范围\nG1,qq,1001,甲群,全县,U1,王伟,P8,单位:教育局;人员:P7\n"),
		csvInput("m.csv", "平台,平台群号,群编号,账号,最后发言时间,采集时间\nQQ,1001,,10001,2026-11-22 08:00,2026-11-22 07:00\nQQ,2002,G1,10002,,2026-11-22 07:00\nQQ,2002,G1,10003,,2026-11-22 07:00\n"),
		csvInput("r.csv", "对象类型,对象编码,渠道\n办公室,office,manual\n办公室,宣传部,manual\n"))
	want := []string{
		"unknown_headings s.csv 01", "unclear_status s.csv 02 在职状态 病休", "name_taken s.csv 02 单位 水利局", "skipped_total s.csv 03", "skipped_remark s.csv 04", "skipped_heading s.csv 05", "skipped_example s.csv 06",
		"name_taken g.csv 02 群主 王伟", "unknown_person g.csv 02 管理员 P8", "name_taken g.csv 02 成员范围 教育局", "unknown_person g.csv 02 成员范围 P7",
		"after_taken m.csv 02 最后发言时间 2026-11-22 08:00", "number_not_registered m.csv 03 平台群号 2002", "unknown_office r.csv 03 对象编码 宣传部",
	}
	if diff := cmp.Diff(want, found(result, Error, Warning, Notice)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	g := unpacked(GroupRecords.Of(result.Batch))[0]
	if g.Owner != "P1" || g.Platform != "QQ" || !slices.Equal(g.Scope.Units, []string{"U2"}) || unpacked(PersonRecords.Of(result.Batch))[0].Unit != "U1" {
		t.Errorf("names were not taken for codes: %+v %+v", g, unpacked(PersonRecords.Of(result.Batch))[0])
	}
	if got := stage.members[0].Member.SpokeAt; !got.Equal(stage.members[0].TakenAt) {
		t.Errorf("a later word counts as 采集时间, got %v", got)
	}
	if got := stage.members[1].Group; got != workgroup.UnfiledKey("QQ", "2002") {
		t.Errorf("an unregistered number decides before 群编号, got %s", got)
	}
}

func TestRowsAreMergedWithTheRegistry(t *testing.T) {
	known := Known{
		Units: packed(UnitRecords, workgroup.Units{"U1": {Code: "U1", Name: "水利局", Kind: "县直部门"}}),
		Staff: packed(PersonRecords, map[string]workgroup.Person{"P1": {Code: "P1", Name: "王伟", Unit: "U1", Status: "在职", Post: "局长", Mobile: "138", Accounts: workgroup.AccountsOf(map[string]string{"QQ": "11111", "微信": "wx1"})}}),
	}
	result, _ := readAll(t, known, Options{}, csvInput("s.csv", "工号,姓名,单位编码,在职状态,手机,QQ号\nP1,王伟,U1,退休,,22222\nP2,李娜,U1,在职,,\n"))
	want := []workgroup.Person{
		{Code: "P1", Name: "王伟", Unit: "U1", Status: "退休", Post: "局长", Accounts: workgroup.AccountsOf(map[string]string{"QQ": "22222", "微信": "wx1"})},
		{Code: "P2", Name: "李娜", Unit: "U1", Status: "在职", Accounts: workgroup.AccountsOf(map[string]string{})},
	}
	if diff := cmp.Diff(want, unpacked(PersonRecords.Of(result.Batch))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(Count{Read: 2, New: 1, Changed: 1}, result.Kinds[Staff]); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	if got := PersonRecords.In(known).Of("P1").Accounts.On("QQ"); got != "11111" {
		t.Errorf("the registry's own record was changed: %s", got)
	}
	known[Staff] = PersonRecords.Pack(want[0])
	again, _ := readAll(t, known, Options{}, csvInput("s.csv", "工号,姓名,单位编码,在职状态,手机,QQ号\nP1,王伟,U1,退休,,22222\n"))
	if diff := cmp.Diff(Count{Read: 1, Unchanged: 1}, again.Kinds[Staff]); diff != "" {
		t.Errorf("the same file again (-want +got):\n%s", diff)
	}
}

func TestMembersAreStagedAsWritten(t *testing.T) {
	result, stage := readAll(t, Known{}, Options{}, csvInput("u.csv", unitsCSV), csvInput("s.csv", staffCSV), csvInput("g.csv", groupsCSV),
		csvInput("m.csv", "平台,群号,群名,账号,群名片,群身份,采集时间\n微信,,教育局值班群,\twx_A ,  王 伟 ,管理员,2026/11/22 07:00:30\n微信,,教育局值班群,,李娜, ,46348\nQQ,9,外群,10001, ,普通成员,2026-11-23\n"))
	if e := found(result, Error, Warning); e != nil {
		t.Fatal(e)
	}
	at := func(h, m, s int) time.Time { return time.Date(2026, 11, 22, h, m, s, 0, shanghai) }
	want := []MemberRow{
		{Place: Place{File: "m.csv", Row: 2}, Group: "G2", Platform: "微信", GroupName: "教育局值班群", TakenAt: at(7, 0, 30), HasNicknames: true, Member: workgroup.Member{Account: "wx_A", Nickname: "  王 伟 ", Role: "管理员"}},
		{Place: Place{File: "m.csv", Row: 3}, Group: "G2", Platform: "微信", GroupName: "教育局值班群", TakenAt: at(0, 0, 0), HasNicknames: true, Member: workgroup.Member{Nickname: "李娜"}},
		{Place: Place{File: "m.csv", Row: 4}, Group: "?QQ:9", Platform: "QQ", Number: "9", GroupName: "外群", TakenAt: at(24, 0, 0), HasNicknames: true, Member: workgroup.Member{Account: "10001", Role: "成员"}},
	}
	if diff := cmp.Diff(want, stage.members); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPartialKeepsGoodRowsAndHoldsTheRostersOfBadOnes(t *testing.T) {
	result, stage := readAll(t, Known{}, Options{Partial: true},
		csvInput("u.csv", "单位编码,单位名称,类别,上级单位编码\nU1,甲,乡镇,\nU2,乙,,\nU3,丙,股室,U2\n"),
		csvInput("s.csv", "工号,姓名,单位编码,在职状态\nP1,王伟,U1,在职\nP2,李娜,U3,在职\n"),
		csvInput("g.csv", "群编号,平台,群名称,范围,单位编码,群主工号\nG1,QQ,甲群,全县,U1,P1\nG2,QQ,乙群,全县,U1,P2\nG3,QQ,丙群,全县,U2,\n"),
		csvInput("m.csv", "平台,群编号,账号,采集时间\nQQ,G1,10001,2026-11-22\nQQ,G1,10002,2026-99-22\nQQ,G2,10003,2026-11-22\nQQ,G3,10004,2026-11-22\nQQ,,10005,2026-11-22\n"))
	if diff := cmp.Diff([]string{
		"required u.csv 03 类别", "refers_to_bad_row u.csv 04 上级单位编码 U2", "refers_to_bad_row s.csv 03 单位编码 U3", "refers_to_bad_row g.csv 04 单位编码 U2",
		"not_a_date m.csv 03 采集时间 2026-99-22", "unknown_group m.csv 05 群编号 G3", "required_one_of m.csv 06 平台群号/群编号/群名称",
	}, found(result, Error)); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"bad_person g.csv 03 群主工号 P2"}, found(result, Warning)); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
	var codes []string
	for _, u := range unpacked(UnitRecords.Of(result.Batch)) {
		codes = append(codes, u.Code)
	}
	for _, p := range unpacked(PersonRecords.Of(result.Batch)) {
		codes = append(codes, p.Code)
	}
	for _, g := range unpacked(GroupRecords.Of(result.Batch)) {
		codes = append(codes, g.Code)
	}
	if diff := cmp.Diff([]string{"U1", "P1", "G1", "G2"}, codes); diff != "" {
		t.Errorf("written (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]bool{"G1": true}, result.Rejected); diff != "" {
		t.Errorf("rejected rosters (-want +got):\n%s", diff)
	}
	if len(stage.members) != 2 || !result.Writable(true) || result.Writable(false) {
		t.Errorf("staged %d, writable %v %v", len(stage.members), result.Writable(true), result.Writable(false))
	}
}

func TestWhatCannotBeReadBlocksEvenAPartialImport(t *testing.T) {
	for name, content := range map[string]string{
		"members without a time":  "平台,群编号,账号\nQQ,G1,1\n",
		"a file that is cut off":  "平台,群编号,账号,采集时间\nQQ,G1,10001,2026-11-22\n\"QQ,G1",
		"a file without headings": "甲,乙\n丙,丁\n",
		"an empty file":           "",
	} {
		t.Run(name, func(t *testing.T) {
			result, _ := readAll(t, Known{}, Options{Partial: true}, csvInput("u.csv", unitsCSV), csvInput("x.csv", content))
			if result.Writable(true) || result.Found[Error] != 1 {
				t.Errorf("writable %v, found %v", result.Writable(true), found(result, Error))
			}
		})
	}
}
