package cli_test

import (
	"fmt"
	"slices"
)

// labelledRules are the rules of which the plannedCounty county plans every case.
var labelledRules = []string{
	"group.name", "group.filing_missing", "group.unfiled", "group.no_scope", "group.still_active", "group.owner_post", "group.banned_category", "group.rebound",
	"group.upkeep_due", "unit.quota", "unit.county_wide", "unit.internal", "person.overload", "person.protected",
	"account.dormant", "account.low_reach", "account.quota", "account.name", "account.filing_missing", "account.still_active", "account.no_notice",
	"app.low_use", "app.low_rating", "app.duplicate", "app.unapproved",
}

const labelledPolicy = `extends: [pack:county]
group:
  filing_required: true
  banned_categories: [聊天]
  owners: {董事: {owner_posts: [董事长], admin_posts: [董秘]}}
  naming: {prefix: area_or_unit, area: 试验县, suffix: 群, characters: plain, exempt_categories: [豁免类]%s}
member: {max_groups_per_person: 3, protected: [{posts: [村支书], only_categories: [党建]}]}
quota:
  - {unit_kinds: [限额单位], headcount_max: 10, groups: 1}
  - {unit_kinds: [限额单位], headcount_min: 11, groups: 2}
account: {filing_required: true}
app: {filing_required: true}
upkeep: [{id: archive, title: 归档, every: month, categories: [核心业务], within: 10wd}]
guard: {max_new_cases: 100000, max_new_share: 1.0}
`

// none is a corner in which nothing is to be found.
func clean(name string, set func(*corner)) edge { return edge{name: name, first: set} }

// one is a group with the change, of which the rule finds one case.
func single(name, rule string, change cells, evidence ...string) edge {
	return edge{name: name, first: func(c *corner) { c.wants(rule, c.group(change)["群编号"], evidence...) }}
}

// mended is one, mended in the second week and broken again in the third.
func mended(name, rule string, broken, whole cells, evidence ...string) edge {
	var g cells
	set := func(c *corner, r cells) {
		for k, v := range r {
			if k == "群名称" && c.coded {
				v = fmt.Sprintf("%s-101%s", c.unit[1:], v)
			}
			g[k] = v
		}
	}
	return edge{name: name, first: func(c *corner) {
		g = c.group(broken)
		c.wants(rule, g["群编号"], evidence...)
	}, then: []func(*corner){
		func(c *corner) { set(c, whole) },
		func(c *corner) { set(c, broken); c.wants(rule, g["群编号"], evidence...) },
	}}
}

func named(n string) cells { return cells{"群名称": n} }

// labelledEdges are the planned scenarios.
func labelledEdges(coded bool) []edge {
	var all []edge
	all = append(all, nameEdges()...)
	if coded { // a code stands before the spaces
		all = slices.DeleteFunc(all, func(e edge) bool { return e.name == "name: spaces around it are trimmed" })
	}
	if coded {
		all = append(all, codeEdges()...)
	}
	all = append(all, groupEdges()...)
	all = append(all, lifeEdges()...)
	all = append(all, unitEdges()...)
	all = append(all, peopleEdges()...)
	return append(all, officialEdges()...)
}

func nameEdges() []edge {
	good := func(what, n string) edge { return clean("name: "+what, func(c *corner) { c.group(named(n)) }) }
	bad := func(what, n, reasons string, more ...string) edge {
		return single("name: "+what, "group.name", named(n), append([]string{"reasons", reasons}, more...)...)
	}
	own := func(what, n string) edge {
		return clean("name: "+what, func(c *corner) { c.group(named(fmt.Sprintf(n, c.unit))) })
	}
	return []edge{
		good("the area", "试验县防汛群"),
		own("the unit's full name", "试验县%s局防汛群"),
		own("the unit's short name", "%s局防汛群"),
		own("the name without the area", "%s局公文群"),
		good("a suffix and a bracket", "试验县防汛群（一）"),
		good("a suffix and digits", "试验县防汛群12"),
		good("a bracket in half width", "试验县防汛群(2)"),
		good("full width letters and digits", "试验县ＡＢ１２防汛群"),
		good("allowed punctuation", "试验县“防汛”、《抗旱》·一—二群"),
		good("〇", "试验县二〇二六年群"),
		good("spaces around it are trimmed", "  试验县防汛群  "),
		bad("neither area nor unit", "防汛工作群", `["prefix"]`),
		bad("the area not first", "某试验县防汛群", `["prefix"]`),
		bad("no suffix", "试验县防汛", `["suffix"]`),
		bad("two brackets", "试验县防汛群(1)(2)", `["suffix"]`),
		bad("letters after the suffix", "试验县防汛群a", `["suffix"]`),
		bad("a space inside", "试验县 防汛群", `["blank"]`),
		bad("a full-width space inside", "试验县　防汛群", `["blank"]`),
		bad("an emoji", "试验县防汛🔥群", `["characters"]`, "offending", `["🔥"]`),
		bad("a star, twice", "试验县★防★汛群", `["characters"]`, "offending", `["★"]`),
		bad("kana", "试验县の防汛群", `["characters"]`, "offending", `["の"]`),
		bad("a character outside the table", "试验县吙灾群", `["characters"]`, "offending", `["吙"]`),
		bad("two, in their order", "试验县☆火吙群", `["characters"]`, "offending", `["☆","吙"]`),
		bad("traditional: folded for the prefix, foreign as characters", "試驗縣防汛群", `["characters"]`, "offending", `["試","驗","縣"]`),
		bad("all of it", "🔥 火", `["prefix","suffix","blank","characters"]`),
		clean("name: an exempt category", func(c *corner) { c.group(named("🔥火"), cells{"类别": "豁免类"}) }),
		clean("name: a group that has ended", func(c *corner) { c.group(named("🔥火"), cells{"状态": "已解散", "解散日期": "2024-06-03"}) }),
		{name: "name: a section may take its unit's name", first: func(c *corner) {
			c.add("单位", cells{"单位编码": c.unit + "S", "单位名称": "防汛股", "简称": "", "类别": "股室", "上级单位编码": c.unit, "人数": "", "主要负责人工号": "", "群代码": ""})
			c.groupOf(c.unit+"S", named(c.unit+"局防汛股群"))
			c.groupOf(c.unit+"S", named("防汛股值班群"))
			c.wants("group.name", c.groupOf(c.unit+"S", named("值班群"))["群编号"], "reasons", `["prefix"]`)
		}},
		mended("name: mended and broken again", "group.name", named("试验县防汛"), named("试验县防汛群"), "reasons", `["suffix"]`),
	}
}

func codeEdges() []edge {
	raw := func(n string) cells { return cells{"群名称": n, "raw": "yes"} }
	bad := func(what, form, reasons string) edge {
		return edge{name: "code: " + what, first: func(c *corner) {
			c.wants("group.name", c.group(raw(fmt.Sprintf(form, c.unit[1:])))["群编号"], "reasons", reasons)
		}}
	}
	return []edge{
		single("code: none", "group.name", raw("试验县防汛群"), "reasons", `["code_missing"]`),
		single("code: none, and then nothing is said of prefix and suffix", "group.name", raw("防汛"), "reasons", `["code_missing"]`),
		bad("another unit's", "ZZZ-101试验县防汛群%.0s", `["code_org"]`),
		bad("nothing Han after it", "%s-101", `["code_alone","prefix","suffix"]`),
		{name: "code: the section's", first: func(c *corner) {
			c.add("单位", cells{"单位编码": c.unit + "S", "单位名称": "防汛股", "简称": "", "类别": "股室", "上级单位编码": c.unit, "人数": "", "主要负责人工号": "", "群代码": "7"})
			c.groupOf(c.unit+"S", raw(c.unit[1:]+"-701试验县防汛群"))
			c.wants("group.name", c.groupOf(c.unit+"S", raw(c.unit[1:]+"-801试验县值班群"))["群编号"], "reasons", `["code_dept"]`)
		}},
		{name: "code: taken, the older keeps it", first: func(c *corner) {
			c.group(raw(c.unit[1:]+"-101试验县防汛群"), cells{"建群日期": "2024-01-02"})
			c.wants("group.name", c.group(raw(c.unit[1:]+"-101试验县抗旱群"), cells{"建群日期": "2024-01-03"})["群编号"], "reasons", `["code_taken"]`)
		}},
		{name: "code: of an ended group it is free", first: func(c *corner) {
			c.group(raw(c.unit[1:]+"-101试验县防汛群"), cells{"建群日期": "2024-01-02", "状态": "已解散", "解散日期": "2024-06-03"})
			c.group(raw(c.unit[1:]+"-101试验县抗旱群"), cells{"建群日期": "2025-03-03"})
		}},
	}
}
