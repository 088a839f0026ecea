package cli_test

import "slices"

func officialEdges() []edge {
	account := func(name, rule string, change ...cells) edge {
		return edge{name: "account: " + name, first: func(c *corner) {
			if a := c.account(change...); rule != "" {
				c.wants(rule, a["账号编号"])
			}
		}}
	}
	app := func(name, rule string, change ...cells) edge {
		return edge{name: "app: " + name, first: func(c *corner) {
			if a := c.app(change...); rule != "" {
				c.wants(rule, a["应用编号"])
			}
		}}
	}
	stopped := func(state, on, post, notice string) cells {
		return cells{"状态": state, "停更日期": on, "最近发布日期": post, "停更公告": notice}
	}
	var tired cells
	return []edge{
		account("one that breaks nothing", ""),
		account("sixty days without a word", "account.dormant", cells{"最近发布日期": "2026-09-24"}),
		{name: "account: fifty-nine days, then sixty-six", first: func(c *corner) {
			tired = c.account(cells{"最近发布日期": "2026-09-25"})
		}, then: []func(*corner){
			func(c *corner) { c.wants("account.dormant", tired["账号编号"]) },
			func(c *corner) { tired["最近发布日期"] = "2026-12-04" },
		}},
		account("no date: nobody can say", "", cells{"最近发布日期": ""}),
		account("four hundred and ninety-nine followers", "account.low_reach", cells{"粉丝数": "499"}),
		account("five hundred", "", cells{"粉丝数": "500"}),
		account("none at all", "account.low_reach", cells{"粉丝数": "0"}),
		account("few followers, and no work known", "", cells{"粉丝数": "10", "近30天发布数": ""}),
		account("few followers, hours known", "account.low_reach", cells{"粉丝数": "10", "近30天发布数": "", "每月维护工时": "3"}),
		{name: "account: two of one platform", first: func(c *corner) {
			c.account()
			b := c.account(cells{"粉丝数": "600"})
			c.wants("account.quota", c.unit, "over", `["`+b["账号编号"]+`"]`)
		}, then: []func(*corner){
			func(c *corner) {
				c.last("政务账号")["状态"], c.last("政务账号")["停更公告"] = "停更", "2026-11-25"
			},
			func(c *corner) {
				c.last("政务账号")["状态"] = "正常"
				c.wants("account.quota", c.unit)
			},
		}},
		clean("account: two platforms", func(c *corner) { c.account(); c.account(cells{"平台": "微博"}) }),
		account("an emoji in its name", "account.name", cells{"名称": "试验发布🔥"}),
		account("no filing", "account.filing_missing", cells{"备案编号": ""}),
		account("stopped with an announcement", "", stopped("停更", "2026-11-02", "2026-11-01", "2026-11-01")),
		account("stopped without", "account.no_notice", stopped("停更", "2026-11-02", "2026-11-01", "")),
		account("posts after it stopped", "account.still_active", stopped("停更", "2026-11-02", "2026-11-20", "公告")),
		{name: "account: posts thirty days ago, after it stopped, and none since", first: func(c *corner) {
			c.wants("account.still_active", c.account(stopped("注销", "2026-10-01", "2026-10-24", ""))["账号编号"])
		}, then: []func(*corner){func(*corner) {}}},
		account("posts thirty-one days ago", "", stopped("注销", "2026-10-01", "2026-10-23", "")),
		account("posts on the day it stopped", "", stopped("注销", "2026-11-20", "2026-11-20", "")),
		app("one that breaks nothing", ""),
		app("ninety-nine users", "app.low_use", cells{"月活用户数": "99"}),
		app("a hundred", "", cells{"月活用户数": "100"}),
		app("no figure", "", cells{"月活用户数": "", "用户评分": ""}),
		app("two point nine", "app.low_rating", cells{"用户评分": "2.9"}),
		app("three", "", cells{"用户评分": "3.0"}),
		app("taken down", "", cells{"月活用户数": "1", "状态": "下线"}),
		app("not approved", "app.unapproved", cells{"备案编号": ""}),
		{name: "app: approved without a number", first: func(c *corner) {
			a := c.app(cells{"备案编号": ""})
			c.add("备案", cells{"备案编号": "YB-" + c.unit, "类型": "应用", "名称": a["名称"], "单位编码": c.unit, "审批日期": "2026-01-05", "允许保护岗位": "", "群编号": ""})
		}},
		{name: "app: two of one name", first: func(c *corner) {
			a, b := c.app(cells{"名称": "校车通" + c.unit}), c.app(cells{"名称": "试验县校车通" + c.unit + "系统"})
			c.wants("app.duplicate", a["应用编号"]+"|"+b["应用编号"], "reason", `"same_name"`)
		}},
		{name: "app: two of one function", first: func(c *corner) {
			a, b := c.app(cells{"功能": "校车 调度"}), c.app(cells{"功能": "校车调度"})
			c.wants("app.duplicate", a["应用编号"]+"|"+b["应用编号"], "reason", `"same_function"`)
		}},
		clean("app: a function of one character says nothing", func(c *corner) { c.app(cells{"功能": "查"}); c.app(cells{"功能": "查"}) }),
	}
}

// last is the newest cells of the table that is the corner's.
func (c *corner) last(kind string) cells {
	for _, r := range slices.Backward(*c.tables[kind]) {
		if r["单位编码"] == c.unit {
			return r
		}
	}
	return nil
}
