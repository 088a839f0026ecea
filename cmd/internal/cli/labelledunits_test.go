package cli_test

import "fmt"

func unitEdges() []edge {
	limited := func(c *corner, headcount string) {
		units := *c.tables["单位"]
		u := units[len(units)-1]
		u["类别"], u["人数"] = "限额单位", headcount
	}
	quota := func(name, headcount string, want bool, count, limit int, groups func(*corner)) edge {
		return edge{name: "quota: " + name, first: func(c *corner) {
			limited(c, headcount)
			groups(c)
			if want {
				c.wants("unit.quota", c.unit, "count", fmt.Sprint(count), "limit", fmt.Sprint(limit))
			}
		}}
	}
	many := func(n int, change ...cells) func(*corner) {
		return func(c *corner) {
			for range n {
				c.group(change...)
			}
		}
	}
	both := func(list ...func(*corner)) func(*corner) {
		return func(c *corner) {
			for _, f := range list {
				f(c)
			}
		}
	}
	stage := func(until string) cells { return cells{"阶段性": "是", "截止日期": until} }
	section := func(c *corner) string {
		c.add("单位", cells{"单位编码": c.unit + "S", "单位名称": "防汛股", "简称": "", "类别": "股室", "上级单位编码": c.unit, "人数": "", "主要负责人工号": "", "群代码": ""})
		return c.unit + "S"
	}
	wide := cells{"范围": "全县"}
	general := cells{"范围": "单位内部", "类别": "党政工作"}
	return []edge{
		quota("ten people, one group", "10", false, 0, 0, many(1)),
		quota("ten people, two groups", "10", true, 2, 1, many(2)),
		quota("eleven people, two groups", "11", false, 0, 0, many(2)),
		quota("eleven people, three groups", "11", true, 3, 2, many(3)),
		quota("people counted in the directory", "", true, 2, 1, many(2)),
		quota("uncounted ones do not count", "10", false, 0, 0, both(many(1), many(2, cells{"类别": "日常交流"}))),
		quota("ended ones do not count", "10", false, 0, 0, both(many(1), many(1, cells{"状态": "已解散", "解散日期": "2024-06-03"}))),
		quota("one that waits for approval does not", "10", false, 0, 0, both(many(1), many(1, cells{"状态": "待批"}))),
		{name: "quota: one that ends within fourteen days brings it to the quota", first: func(c *corner) {
			limited(c, "10")
			c.group()
			c.group(stage("2026-12-07"))
		}},
		{name: "quota: one that ends in fifteen days, until the next week", first: func(c *corner) {
			limited(c, "10")
			c.group()
			c.group(stage("2026-12-08"))
			c.wants("unit.quota", c.unit, "count", "2", "limit", "1")
		}, then: []func(*corner){func(*corner) {}}},
		{name: "quota: a section counts with its unit", first: func(c *corner) {
			limited(c, "10")
			g := c.group()
			c.groupOf(section(c))
			c.wants("unit.quota", c.unit, "over", `["`+g["群编号"]+`"]`)
		}},
		{name: "quota: the least used is the one that was silent longest", first: func(c *corner) {
			limited(c, "10")
			a, b := c.group(), c.group()
			c.active(a, "2026-11-20")
			c.active(b, "2026-11-10")
			c.wants("unit.quota", c.unit, "over", `["`+b["群编号"]+`"]`)
		}},
		{name: "quota: of unknown use, the smallest", first: func(c *corner) {
			limited(c, "10")
			a, b := c.group(), c.group()
			c.roster(a, 2, c.unit+"P1", c.unit+"P2")
			c.roster(b, 2, c.unit+"P1")
			c.wants("unit.quota", c.unit, "over", `["`+b["群编号"]+`"]`)
		}},
		{name: "county-wide: two", first: func(c *corner) {
			a, b := c.group(wide), c.group(wide)
			c.wants("unit.county_wide", c.unit, "reasons", `["too_many"]`, "groups", `["`+a["群编号"]+`","`+b["群编号"]+`"]`)
		}, then: []func(*corner){
			func(c *corner) { (*c.tables["工作群"])[c.index()]["范围"] = "跨单位" },
			func(c *corner) {
				(*c.tables["工作群"])[c.index()]["范围"] = "全县"
				c.wants("unit.county_wide", c.unit, "reasons", `["too_many"]`)
			},
		}},
		clean("county-wide: one", func(c *corner) { c.group(wide) }),
		clean("county-wide: an uncounted one beside it", func(c *corner) { c.group(wide); c.group(wide, cells{"类别": "党员交流"}) }),
		{name: "county-wide: a section's", first: func(c *corner) {
			s := section(c)
			g := c.groupOf(s, wide)
			c.wants("unit.county_wide", s, "reasons", `["forbidden_kind"]`, "groups", `["`+g["群编号"]+`"]`)
		}},
		{name: "county-wide: a section's beside its unit's", first: func(c *corner) {
			s := section(c)
			c.group(wide)
			c.groupOf(s, wide)
			c.wants("unit.county_wide", s, "reasons", `["forbidden_kind"]`)
			c.wants("unit.county_wide", c.unit, "reasons", `["too_many"]`)
		}},
		{name: "internal: two general groups", first: func(c *corner) {
			a, b := c.group(general), c.group(cells{"范围": "单位内部", "类别": "综合"})
			c.wants("unit.internal", c.unit, "groups", `["`+a["群编号"]+`","`+b["群编号"]+`"]`)
		}},
		clean("internal: one, and one for a matter", func(c *corner) { c.group(general); c.group(cells{"范围": "单位内部"}) }),
		clean("internal: a section's is its own", func(c *corner) { c.group(general); c.groupOf(section(c), general) }),
	}
}

func peopleEdges() []edge {
	in := func(name string, fresh, stale, ended int, want bool) edge {
		return edge{name: "overload: " + name, first: func(c *corner) {
			p := c.person("P9", "")
			for range fresh {
				c.roster(c.group(), 2, p)
			}
			for range stale {
				c.roster(c.group(), 11, p)
			}
			for range ended {
				c.roster(c.group(cells{"状态": "已解散", "解散日期": "2024-06-03"}), 2, p)
			}
			if want {
				c.wants("person.overload", p)
			}
		}}
	}
	guest := func(name, post string, change cells, want bool) edge {
		return edge{name: "protected: " + name, first: func(c *corner) {
			c.add("单位", cells{"单位编码": c.unit + "V", "单位名称": c.unit + "村", "简称": "", "类别": "村", "上级单位编码": "", "人数": "", "主要负责人工号": "", "群代码": ""})
			p := c.person("P9", post)
			(*c.tables["人员"])[len(*c.tables["人员"])-1]["单位编码"] = c.unit + "V"
			g := c.group(change)
			c.roster(g, 2, p)
			if want {
				c.wants("person.protected", g["群编号"]+" wx"+p, "post", `"村支书"`)
			}
		}}
	}
	return []edge{
		in("three groups", 3, 0, 0, false),
		in("four", 4, 0, 0, true),
		in("three and one that has ended", 3, 0, 1, false),
		in("four, of which one has an old roster: nobody can say", 3, 1, 0, false),
		{name: "overload: left one, came back", first: func(c *corner) {
			p := c.person("P9", "")
			for range 4 {
				c.roster(c.group(), 2, p)
			}
			c.wants("person.overload", p)
		}, then: []func(*corner){
			func(c *corner) { c.rosters[c.unit+"G01"] = taken{2, []string{c.unit + "P1"}, ""} },
			func(c *corner) {
				c.rosters[c.unit+"G01"] = taken{2, []string{c.unit + "P9"}, ""}
				c.wants("person.overload", c.unit+"P9")
			},
		}},
		guest("a village head in another unit's group", "村支书", cells{}, true),
		guest("of an allowed category", "村支书", cells{"类别": "党建"}, false),
		guest("of an uncounted category", "村支书", cells{"类别": "党员交流"}, false),
		guest("somebody else", "会计", cells{}, false),
		{name: "protected: who owns it may be in it", first: func(c *corner) {
			c.add("单位", cells{"单位编码": c.unit + "V", "单位名称": c.unit + "村", "简称": "", "类别": "村", "上级单位编码": "", "人数": "", "主要负责人工号": "", "群代码": ""})
			p := c.person("P9", "村支书")
			(*c.tables["人员"])[len(*c.tables["人员"])-1]["单位编码"] = c.unit + "V"
			c.roster(c.group(cells{"群主工号": p}), 2, p)
		}},
		{name: "protected: a filing of the group allows it", first: func(c *corner) {
			c.add("单位", cells{"单位编码": c.unit + "V", "单位名称": c.unit + "村", "简称": "", "类别": "村", "上级单位编码": "", "人数": "", "主要负责人工号": "", "群代码": ""})
			p := c.person("P9", "村支书")
			(*c.tables["人员"])[len(*c.tables["人员"])-1]["单位编码"] = c.unit + "V"
			g := c.group()
			c.roster(g, 2, p)
			c.add("备案", cells{"备案编号": g["备案编号"], "类型": "群", "名称": g["群名称"], "单位编码": c.unit, "审批日期": "2026-01-05", "允许保护岗位": "是", "群编号": g["群编号"]})
		}},
	}
}
