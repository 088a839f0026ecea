package cli_test

import "fmt"

func groupEdges() []edge {
	return []edge{
		clean("a group that breaks nothing", func(c *corner) { c.group() }),
		mended("filing: none", "group.filing_missing", cells{"备案编号": ""}, cells{"备案编号": "BA-9"}, "lacks", `["lacks_purpose","lacks_until"]`),
		clean("filing: an ended group needs none", func(c *corner) {
			c.group(cells{"备案编号": "", "状态": "已解散", "解散日期": "2024-06-03"})
		}),
		mended("scope: none", "group.no_scope", cells{"成员范围": "", "全员": "否"}, cells{"全员": "是", "成员范围": ""}),
		clean("scope: all staff say who belongs", func(c *corner) { c.group(cells{"成员范围": "", "全员": "是"}) }),
		clean("scope: outsiders are welcome", func(c *corner) { c.group(cells{"成员范围": "外部"}) }),
		clean("scope: an uncounted category", func(c *corner) { c.group(cells{"成员范围": "", "类别": "日常交流"}) }),
		clean("scope: an open category", func(c *corner) { c.group(cells{"成员范围": "", "类别": "便民服务"}) }),
		mended("category: banned", "group.banned_category", cells{"类别": "聊天"}, cells{"类别": "政务服务"}),
		{name: "posts: neither owner nor administrator", first: func(c *corner) {
			c.wants("group.owner_post", c.group(cells{"类别": "董事"})["群编号"], "reasons", `["owner","admin"]`)
		}},
		{name: "posts: the administrator only", first: func(c *corner) {
			c.person("P3", "董事长")
			c.wants("group.owner_post", c.group(cells{"类别": "董事", "群主工号": c.unit + "P3"})["群编号"], "reasons", `["admin"]`)
		}},
		clean("posts: one of several is enough", func(c *corner) {
			c.person("P3", "经理、董事长")
			c.person("P4", "董秘")
			c.group(cells{"类别": "董事", "群主工号": c.unit + "P3", "管理员工号": c.unit + "P2;" + c.unit + "P4"})
		}),
		{name: "upkeep: of the category, every month", first: func(c *corner) {
			c.wants("group.upkeep_due", c.group(cells{"类别": "核心业务"})["群编号"]+":archive", "period", `"2026-11"`)
		}, then: []func(*corner){
			func(c *corner) {
				c.wants("group.upkeep_due", (*c.tables["工作群"])[c.index()]["群编号"]+":archive", "period", `"2026-11"`)
			},
			func(c *corner) {
				c.wants("group.upkeep_due", (*c.tables["工作群"])[c.index()]["群编号"]+":archive", "period", `"2026-12"`)
			},
		}},
		{name: "upkeep: founded when the month had begun, it begins with the next", first: func(c *corner) {
			c.group(cells{"类别": "核心业务", "建群日期": "2026-11-02"})
		}, then: []func(*corner){func(*corner) {}, func(c *corner) {
			c.wants("group.upkeep_due", c.unit+"G01:archive", "period", `"2026-12"`)
		}}},
		{name: "unregistered: a number that no group has", first: func(c *corner) {
			c.rosters["X"+c.unit] = taken{daysAgo: 2, members: []string{c.unit + "P1", c.unit + "P2"}, number: "wn" + c.unit}
			c.wants("group.unfiled", "微信:wn"+c.unit, "rows", "2")
		}, then: []func(*corner){func(c *corner) { // it is registered, and then it is a group like others
			delete(c.rosters, "X"+c.unit)
			c.group(cells{"平台群号": "wn" + c.unit})
		}}},
		clean("unregistered: older than ninety days", func(c *corner) {
			c.rosters["X"+c.unit] = taken{daysAgo: 91, members: []string{c.unit + "P1"}, number: "wn" + c.unit}
		}),
		{name: "unregistered: eighty-nine days and an hour", first: func(c *corner) {
			c.rosters["X"+c.unit] = taken{daysAgo: 89, members: []string{c.unit + "P1"}, number: "wn" + c.unit}
			c.wants("group.unfiled", "微信:wn"+c.unit, "rows", "1")
		}, then: []func(*corner){func(c *corner) { delete(c.rosters, "X"+c.unit) }}},
	}
}

// index is where the corner's first group stands in the table.
func (c *corner) index() int {
	for i, g := range *c.tables["工作群"] {
		if g["单位编码"] == c.unit {
			return i
		}
	}
	return -1
}

func lifeEdges() []edge {
	ended := func(on string) cells { return cells{"状态": "已解散", "解散日期": on} }
	talks := func(name, dissolved, active string, want bool) edge {
		return edge{name: "still active: " + name, first: func(c *corner) {
			g := c.group(ended(dissolved))
			c.active(g, active)
			if want {
				c.wants("group.still_active", g["群编号"], "last_activity", `"`+active+`"`)
			}
		}, then: map[bool][]func(*corner){true: {func(*corner) {}}}[active == "2026-10-24"]} // a week later it is long ago
	}
	// again is an ended group and one of nearly the same name that was founded later.
	again := func(name, dissolved, founded, reason string, change ...cells) edge {
		return edge{name: "rebound: " + name, first: func(c *corner) {
			old := c.group(ended(dissolved), cells{"群名称": "试验县抗旱" + c.unit[1:] + "群", "建群日期": "2024-01-02"})
			g := c.group(append([]cells{{"群名称": "试验县抗旱" + c.unit[1:] + "工作群", "建群日期": founded, "备案编号": "BA"}}, change...)...)
			if reason != "" {
				c.wants("group.rebound", g["群编号"], "reason", `"`+reason+`"`, "ended_group", `"`+old["群编号"]+`"`)
			}
		}}
	}
	samePeople := func(name string, shared int, change cells, want bool) edge {
		return edge{name: "rebound: " + name, first: func(c *corner) {
			people := []string{c.unit + "P1", c.unit + "P2"}
			for i := 3; i < 12; i++ {
				people = append(people, c.person(fmt.Sprintf("P%d", i), ""))
			}
			old := c.group(ended("2026-09-01"), cells{"建群日期": "2024-01-02"})
			g := c.group(cells{"建群日期": "2026-10-12"}, change)
			c.roster(old, 3, people[:5]...)
			c.roster(g, 3, append(append([]string{}, people[:shared]...), people[5:10-shared]...)...)
			if want {
				c.wants("group.rebound", g["群编号"], "reason", `"people"`, "ended_group", `"`+old["群编号"]+`"`)
			}
		}}
	}
	return []edge{
		talks("after its end, of late", "2026-11-02", "2026-11-20", true),
		talks("thirty days ago", "2026-10-01", "2026-10-24", true),
		talks("thirty-one days ago", "2026-10-01", "2026-10-23", false),
		talks("on the day itself", "2026-11-20", "2026-11-20", false),
		talks("before its end", "2026-11-20", "2026-11-10", false),
		again("the same name within half a year", "2026-07-01", "2026-11-02", "name"),
		again("a hundred and eighty days", "2026-05-06", "2026-11-02", "name"),
		again("a hundred and eighty-one", "2026-05-05", "2026-11-02", ""),
		again("thirty days before the end", "2026-11-02", "2026-10-03", "name"),
		again("thirty-one days before", "2026-11-02", "2026-10-02", ""),
		again("another name and nobody in it", "2026-07-01", "2026-11-02", "", named("试验县绿化群")),
		{name: "rebound: merged into it", first: func(c *corner) {
			g := c.group(cells{"群名称": "试验县抗旱" + c.unit[1:] + "工作群", "建群日期": "2026-11-02"})
			c.group(cells{"状态": "已合并", "解散日期": "2026-10-20", "并入群编号": g["群编号"], "群名称": "试验县抗旱" + c.unit[1:] + "群", "建群日期": "2024-01-02"})
		}},
		samePeople("the same five people", 5, cells{}, true),
		samePeople("four of six, two thirds", 4, cells{}, true),
		samePeople("three of seven", 3, cells{}, false),
		samePeople("the same people for another category and purpose", 5, cells{"类别": "安全"}, false),
	}
}
