package app

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A Monday's county: units of 500 people, 50 groups of 200 for each of them, so that everybody is in
// about twenty. A third of the rosters show no accounts, one member in a hundred is unknown, every
// twentieth group is silent and every third lacks administrators. All sizes have the same share of each
// finding.
const (
	mondayPeople = 500
	mondayGroups = 50
	mondayRows   = 200
)

type mondayCounty struct{ groups int }

func (c mondayCounty) units() int { return max(c.groups/mondayGroups, 1) }

func (c mondayCounty) owner(g int) int { return g%c.units()*mondayPeople + g/c.units()%mondayPeople }

// file writes lines into a file of the folder.
func file(b *testing.B, dir, name, heading string, lines func(write func(format string, args ...any))) string {
	b.Helper()
	path := filepath.Join(dir, name)
	f, err := os.Create(path)
	must(b, err)
	w := bufio.NewWriterSize(f, 1<<20)
	if heading != "" {
		fmt.Fprintln(w, heading) // told by Flush
	}
	lines(func(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }) // told by Flush
	must(b, w.Flush())
	must(b, f.Close())
	return path
}

// directory writes everything but the rosters; everybody's messages go to url.
func (c mondayCounty) directory(b *testing.B, dir, url string) []string {
	b.Helper()
	return []string{
		file(b, dir, "units.csv", "单位编码,单位名称,简称,类别,主要负责人工号", func(write func(string, ...any)) {
			for u := range c.units() {
				write("U%05d,第%d局,第%d局,县直部门,P%07d", u, u, u, u*mondayPeople)
			}
		}),
		file(b, dir, "people.csv", "工号,姓名,单位编码,岗位,在职状态,微信号", func(write func(string, ...any)) {
			for p := range c.units() * mondayPeople {
				write("P%07d,%s,U%05d,科员,在职,wx_%07d", p, benchName(p), p/mondayPeople, p)
			}
		}),
		file(b, dir, "groups.csv", "群编号,平台,群名称,用途,范围,单位编码,群主工号,管理员工号,备案编号,建群日期,成员范围", func(write func(string, ...any)) {
			for g := range c.groups {
				unit, admins := g%c.units(), ""
				if g%3 != 0 {
					admins = fmt.Sprintf("P%07d;P%07d", unit*mondayPeople+490, unit*mondayPeople+491)
				}
				write("G%06d,微信,第%d局%d号事项工作群,第%d号事项,单位内部,U%05d,P%07d,%s,BA%06d,2024-05-07,单位:U%05d", g, unit, g, g, unit, c.owner(g), admins, g, unit)
			}
		}),
		file(b, dir, "routes.csv", "对象类型,对象编码,渠道,地址", func(write func(string, ...any)) {
			for g := range c.groups { // each group has an owner of its own
				write("人员,P%07d,webhook,%s", c.owner(g), url)
			}
		}),
	}
}

// row is a member of a week: two of a group's two hundred are other ones the
// week after.
func (c mondayCounty) row(g, i, week int) (account, nickname string) {
	first := g / c.units() * 37 // by the group's place in its unit: by its number alone those of a unit could have the same members
	p := g%c.units()*mondayPeople + (first+i)%mondayPeople
	if i >= mondayRows-2 {
		p = g%c.units()*mondayPeople + (first+i+2*week)%mondayPeople
	}
	switch {
	case i%100 == 0:
		return fmt.Sprintf("wxid_%06d_%d", g, i), "静水流深"
	case g%3 == 0:
		return "", benchName(p)
	}
	return fmt.Sprintf("wx_%07d", p), benchName(p)
}

// members writes a week's rosters, and the same rows as LOAD DATA takes them.
func (c mondayCounty) members(b *testing.B, dir string, week int, taken time.Time) (clerk, bare string) {
	b.Helper()
	at := taken.Format(benchMoment)
	clerk = file(b, dir, fmt.Sprintf("members%d.csv", week), "平台,群编号,账号,群昵称,群内角色,入群时间,最后发言时间,采集时间", func(write func(string, ...any)) {
		for g := range c.groups {
			last := taken.AddDate(0, 0, -1)
			if g%20 == 0 {
				last = benchTaken.AddDate(0, 0, -90)
			}
			for i := range mondayRows {
				account, nickname := c.row(g, i, week)
				write("微信,G%06d,%s,%s,成员,2026-05-07,%s,%s", g, account, nickname, last.Add(-time.Duration(i)*time.Hour).Format(benchMoment), at)
			}
		}
	})
	bare = file(b, dir, fmt.Sprintf("members%d.tsv", week), "", func(write func(string, ...any)) {
		for g := range c.groups {
			for i := range mondayRows {
				account, nickname := c.row(g, i, week)
				if account == "" {
					account = fmt.Sprint("@", nickname, "#", i)
				}
				write("G%06d\t%s\t%s\t%s\t成员\t%d\t%d", g, account, account, nickname, taken.UnixMilli(), taken.UnixMilli())
			}
		}
	})
	return clerk, bare
}

// readThrough is the cost of reading a file's rows and cells, and nothing else.
func readThrough(b *testing.B, path string) {
	b.Helper()
	f, err := os.Open(path)
	must(b, err)
	defer f.Close()
	rows := csv.NewReader(bufio.NewReaderSize(f, 1<<16))
	rows.ReuseRecord = true
	for err == nil {
		_, err = rows.Read()
	}
	if !errors.Is(err, io.EOF) {
		b.Fatal(err)
	}
}
