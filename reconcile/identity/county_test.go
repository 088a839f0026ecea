package identity

import (
	"bytes"
	"encoding/csv"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"qunguan/reconcile/workgroup"
)

// labelled holds the counties whose every member was labelled by hand-written
// references of contract §5, not by this package.
const labelled = "../../cmd/internal/cli/testdata"

// county is the registry as far as identity needs it, filled file by file: a
// missing column leaves values, a blank cell erases, a roster is replaced.
type county struct {
	people   map[string]workgroup.Person
	units    workgroup.Units
	groups   map[string]workgroup.Group
	bindings map[string]workgroup.Binding
	rosters  map[string][]workgroup.Member
}

func newCounty() *county {
	return &county{
		map[string]workgroup.Person{},
		workgroup.Units{},
		map[string]workgroup.Group{},
		map[string]workgroup.Binding{},
		map[string][]workgroup.Member{},
	}
}

// load takes in the files of a folder; the files in its subfolders are older than the registry and
// not for it.
func (c *county) load(t *testing.T, folder string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.csv"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in %s: %v", folder, err)
	}
	var members []row
	for _, file := range files {
		rows := readRows(t, file)
		switch kind := filepath.Base(file); {
		case strings.Contains(kind, "单位"):
			c.loadUnits(rows)
		case strings.Contains(kind, "人员"):
			c.loadPeople(rows)
		case strings.Contains(kind, "工作群"):
			c.loadGroups(t, rows)
		case strings.Contains(kind, "身份绑定"):
			for _, r := range rows {
				b := workgroup.Binding{
					Platform: r["平台"], Account: r["账号"], Person: r["工号"],
					Outsider: r["外部说明"], ValidUntil: workgroup.Date(r["有效期至"]),
				}
				c.bindings[b.Platform+" "+workgroup.AccountKey(b.Account)] = b
			}
		case strings.Contains(kind, "群成员"):
			members = rows
		}
	}
	c.loadMembers(t, members)
}

func (c *county) loadUnits(rows []row) {
	for _, r := range rows {
		u := c.units[r["单位编码"]]
		r.set("单位编码", &u.Code)
		r.set("单位名称", &u.Name)
		r.set("简称", &u.ShortName)
		r.set("类别", &u.Kind)
		r.set("上级单位编码", &u.Parent)
		c.units[u.Code] = u
	}
}

func (c *county) loadPeople(rows []row) {
	for _, r := range rows {
		p := c.people[r["工号"]]
		r.set("工号", &p.Code)
		r.set("姓名", &p.Name)
		r.set("单位编码", &p.Unit)
		r.list("兼任单位", &p.AlsoUnits)
		r.set("岗位", &p.Post)
		r.set("在职状态", &p.Status)
		r.list("角色", &p.Roles)
		accounts := map[string]string{}
		for platform, heading := range map[string]string{"微信": "微信号", "QQ": "QQ号"} {
			account := p.Accounts.On(platform)
			r.set(heading, &account)
			if account != "" {
				accounts[platform] = account
			}
		}
		p.Accounts = workgroup.AccountsOf(accounts)
		c.people[p.Code] = p
	}
}

func (c *county) loadGroups(t *testing.T, rows []row) {
	for _, r := range rows {
		g := c.groups[r["群编号"]]
		r.set("群编号", &g.Code)
		r.set("平台", &g.Platform)
		r.set("平台群号", &g.Number)
		r.set("群名称", &g.Name)
		r.set("类别", &g.Category)
		r.set("单位编码", &g.Unit)
		if _, ok := r["成员范围"]; ok {
			var items []string
			r.list("成员范围", &items)
			scope, err := workgroup.ParseScope(items)
			if err != nil {
				t.Fatal(err)
			}
			g.Scope = scope
		}
		if all, ok := r["全员"]; ok {
			g.AllStaff = all == "是"
		}
		c.groups[g.Code] = g
	}
}

func (c *county) loadMembers(t *testing.T, rows []row) {
	fresh, same := map[string][]workgroup.Member{}, map[string]int{}
	for _, r := range rows {
		code := c.groupOf(r)
		if code == "" {
			t.Fatalf("no group for %v", r)
		}
		m := workgroup.Member{Account: r["账号"], Nickname: r["群昵称"], Role: r["群内角色"]}
		if m.Account == "" {
			m.Account = "@" + m.Nickname
			same[code+m.Account]++
			if n := same[code+m.Account]; n > 1 {
				m.Account += "#" + string(rune('0'+n))
			}
		}
		fresh[code] = append(fresh[code], m)
	}
	maps.Copy(c.rosters, fresh)
}

// groupOf finds the row's group in the order of trust: number, code, name.
func (c *county) groupOf(r row) string {
	for code, g := range c.groups {
		if g.Platform == r["平台"] && r["平台群号"] != "" && g.Number == r["平台群号"] {
			return code
		}
	}
	if r["群编号"] != "" {
		return r["群编号"]
	}
	for code, g := range c.groups {
		if g.Platform == r["平台"] && g.Name == r["群名称"] {
			return code
		}
	}
	return ""
}

func (c *county) bindingList() []workgroup.Binding {
	var list []workgroup.Binding
	for _, b := range c.bindings {
		list = append(list, b)
	}
	return list
}

// row is a line by heading, its cells trimmed.
type row map[string]string

func (r row) set(heading string, to *string) {
	if v, ok := r[heading]; ok {
		*to = v
	}
}

func (r row) list(heading string, to *[]string) {
	v, ok := r[heading]
	if !ok {
		return
	}
	*to = nil
	for _, item := range strings.FieldsFunc(v, func(c rune) bool { return strings.ContainsRune(";；、,，", c) }) {
		if item = strings.TrimSpace(item); item != "" {
			*to = append(*to, item)
		}
	}
}

func readRows(t *testing.T, file string) []row {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	raw = bytes.TrimPrefix(raw, []byte("\uFEFF"))
	if !bytes.Contains(raw, []byte("平台")) && !bytes.Contains(raw, []byte("单位")) {
		if raw, err = simplifiedchinese.GB18030.NewDecoder().Bytes(raw); err != nil {
			t.Fatal(err)
		}
	}
	records, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	var rows []row
	for _, record := range records[1:] {
		r := row{}
		for i, heading := range records[0] {
			r[heading] = strings.TrimSpace(record[i])
		}
		rows = append(rows, r)
	}
	return rows
}
