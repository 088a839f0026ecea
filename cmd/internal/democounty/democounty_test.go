package democounty_test

import (
	"encoding/csv"
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"time"

	"qunguan/cmd/internal/democounty"
)

// rows reads one file as a list of heading → cell.
func rows(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := democounty.Files().Open(name + ".csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll() // a row of another width is an error
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var list []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, cell := range line {
			row[lines[0][i]] = cell
		}
		list = append(list, row)
	}
	if len(list) == 0 {
		t.Fatalf("%s has no rows", name)
	}
	return list
}

// codes is the set of a column, which must hold no value twice.
func codes(t *testing.T, name, heading string) map[string]bool {
	t.Helper()
	set := map[string]bool{}
	for _, r := range rows(t, name) {
		if code := r[heading]; code == "" || set[code] {
			t.Errorf("%s: %s %q is empty or stands twice", name, heading, code)
		} else {
			set[code] = true
		}
	}
	return set
}

func items(cell string) []string {
	if cell == "" {
		return nil
	}
	return strings.Split(cell, ";")
}

func TestEveryReferenceOfTheCountyLeadsSomewhere(t *testing.T) {
	units, people, groups := codes(t, "单位", "单位编码"), codes(t, "人员", "工号"), codes(t, "工作群", "群编号")
	known := func(where, code string, in map[string]bool) {
		if code != "" && !in[code] {
			t.Errorf("%s: %q does not exist", where, code)
		}
	}
	for _, r := range rows(t, "单位") {
		known("上级单位编码 of "+r["单位编码"], r["上级单位编码"], units)
		for _, h := range []string{"主要负责人工号", "分管领导工号", "联络员工号"} {
			known(h+" of "+r["单位编码"], r[h], people)
		}
	}
	for _, r := range rows(t, "人员") {
		known("单位编码 of "+r["工号"], r["单位编码"], units)
	}
	for _, r := range rows(t, "工作群") {
		known("单位编码 of "+r["群编号"], r["单位编码"], units)
		for _, p := range append(items(r["管理员工号"]), r["群主工号"]) {
			known("群主, 管理员 of "+r["群编号"], p, people)
		}
		for _, item := range items(r["成员范围"]) {
			switch kind, value, _ := strings.Cut(item, ":"); kind {
			case "单位":
				known("成员范围 of "+r["群编号"], value, units)
			case "人员":
				known("成员范围 of "+r["群编号"], value, people)
			}
		}
	}
	for _, r := range rows(t, "身份绑定") {
		known("身份绑定 "+r["账号"], r["工号"], people)
	}
	targets := map[string]map[string]bool{"人员": people, "单位": units, "群": groups}
	for _, r := range rows(t, "通知渠道") {
		if set, ok := targets[r["对象类型"]]; ok {
			known("通知渠道", r["对象编码"], set)
		}
		if c := r["渠道"]; c != "email" && c != "manual" {
			t.Errorf("channel %s would need a key", c)
		}
	}
}

func TestEveryRosterAndActivityRowNamesOneGroup(t *testing.T) {
	moment, err := time.Parse(time.RFC3339, democounty.Moment)
	if err != nil || moment.Weekday() != time.Monday {
		t.Fatalf("Moment %s is %s (%v), want a Monday", democounty.Moment, moment.Weekday(), err)
	}
	type key struct{ platform, name string }
	groups := map[key]map[string]string{}
	for _, g := range rows(t, "工作群") {
		k := key{g["平台"], g["群名称"]}
		if groups[k] != nil {
			t.Errorf("two groups are called %s", g["群名称"])
		}
		groups[k] = g
	}
	for _, name := range []string{"群成员", "群活动"} {
		for _, r := range rows(t, name) {
			g := groups[key{r["平台"], r["群名称"]}]
			if g == nil || g["平台群号"] != r["平台群号"] || (r["群编号"] != "" && g["群编号"] != r["群编号"]) {
				t.Errorf("%s: %s %s does not name one group", name, r["平台群号"], r["群名称"])
			}
			taken, err := time.ParseInLocation("2006-01-02 15:04", r["采集时间"], moment.Location())
			if err != nil || taken.After(moment) {
				t.Errorf("%s of %s: taken at %q (%v), want a time before %s", name, r["群名称"], r["采集时间"], err, democounty.Moment)
			}
			for _, h := range []string{"最后发言时间", "最后消息时间"} {
				if r[h] > r["采集时间"] {
					t.Errorf("%s of %s: %s %s is after it was read", name, r["群名称"], h, r[h])
				}
			}
		}
	}
}

func TestNobodyInTheCountyCanBeReached(t *testing.T) {
	for heading, form := range map[string]string{
		"手机":  `^111\d{8}$`, // no operator has numbers that begin with 111
		"邮箱":  `^$|@songlan\.example$`,
		"微信号": `^$|^demo_[a-z0-9]+$`,
		"QQ号": `^$|^900000\d{4}$`, // no QQ number of ten digits starts with 9
	} {
		for _, r := range rows(t, "人员") {
			if !regexp.MustCompile(form).MatchString(r[heading]) {
				t.Errorf("%s %s: %s %q looks like somebody's", r["工号"], r["姓名"], heading, r[heading])
			}
		}
	}
	for _, name := range []string{"群成员", "身份绑定"} {
		for _, r := range rows(t, name) {
			if !regexp.MustCompile(`^$|^demo_[a-z0-9]+$|^9000\d{6}$`).MatchString(r["账号"]) {
				t.Errorf("%s: account %q looks like somebody's", name, r["账号"])
			}
		}
	}
	for _, r := range rows(t, "通知渠道") {
		if a := r["地址"]; a != "" && !strings.HasSuffix(a, "@songlan.example") {
			t.Errorf("address %q looks like somebody's", a)
		}
	}
}

func TestThePolicyIsAmongTheFiles(t *testing.T) {
	b, err := fs.ReadFile(democounty.Files(), democounty.Policy)
	if err != nil || !strings.Contains(string(b), "extends: [pack:county]") {
		t.Errorf("policy: %v, %q", err, b)
	}
}
