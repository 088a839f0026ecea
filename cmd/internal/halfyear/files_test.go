package halfyear

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"qunguan/reconcile/workgroup"
)

// told is the data that the registry was given: a county, and the day of each
// roster.
type told struct {
	county

	taken map[string]workgroup.Date
}

// changes writes the differences from the registry's data as files, with the
// present rosters of the groups read today, and notes that it has them now.
func (t *told) changes(now *county, today workgroup.Date, read []string) map[string]string {
	var people, groups, members, activity strings.Builder
	for _, code := range slices.Sorted(maps.Keys(now.people)) {
		if p := now.people[code]; t.people[code] != p {
			fmt.Fprintf(&people, "%s,%s,%s,%s,%s,%s\n", p.code, p.name, p.unit, p.status, p.left, p.account())
			t.people[code] = p
		}
	}
	for _, code := range slices.Sorted(maps.Keys(now.rooms)) {
		r, known := now.rooms[code], t.rooms[code]
		if known.code == "" || known.owner != r.owner || !slices.Equal(known.admins, r.admins) || known.ends != r.ends || known.dissolved != r.dissolved {
			state, staged := "正常", "否"
			if !r.live() {
				state = "已解散"
			}
			if r.staged {
				staged = "是"
			}
			fmt.Fprintf(&groups, "%s,微信,%s,单位内部,%s,%s,%s,2024-03-01,%s,%s,备%s,单位:%s,%s,%s,%s\n",
				r.code, r.name, r.unit, r.owner, strings.Join(r.admins, ";"), staged, r.ends, r.code, r.unit, yes(r.allStaff), state, r.dissolved)
			known.code, known.name, known.unit, known.allStaff, known.staged = r.code, r.name, r.unit, r.allStaff, r.staged
			known.owner, known.admins, known.ends, known.dissolved = r.owner, slices.Clone(r.admins), r.ends, r.dissolved
			t.rooms[code] = known
		}
	}
	for _, code := range read {
		r, known := now.rooms[code], t.rooms[code]
		for _, account := range slices.Sorted(maps.Keys(r.seats)) {
			fmt.Fprintf(&members, "微信,%s,%s,%s,%s 08:00\n", code, account, r.seats[account], today)
		}
		fmt.Fprintf(&activity, "微信,%s,%s 08:00,%s 07:30\n", code, today, r.spoken)
		known.seats, known.spoken = maps.Clone(r.seats), r.spoken
		t.rooms[code], t.taken[code] = known, today
	}
	files := map[string]string{}
	for _, f := range []struct {
		name, headings string
		rows           *strings.Builder
	}{
		{"人员.csv", "工号,姓名,单位编码,在职状态,离职日期,微信号\n", &people},
		{"工作群.csv", "群编号,平台,群名称,范围,单位编码,群主工号,管理员工号,建群日期,阶段性,截止日期,备案编号,成员范围,全员,状态,解散日期\n", &groups},
		{"群成员.csv", "平台,群编号,账号,群昵称,采集时间\n", &members},
		{"群活动.csv", "平台,群编号,采集时间,最后消息时间\n", &activity},
	} {
		if f.rows.Len() > 0 {
			files[f.name] = f.headings + f.rows.String()
		}
	}
	return files
}

func yes(is bool) string {
	if is {
		return "是"
	}
	return "否"
}

// constants are the files that never change: units, and people's routes.
func constants(c *county, address string) map[string]string {
	var units, routes strings.Builder
	units.WriteString("单位编码,单位名称,类别,上级单位编码,主要负责人工号\n")
	for _, u := range c.units {
		fmt.Fprintf(&units, "%s,%s,%s,%s,%s\n", u.code, u.name, u.kind, u.parent, u.principal)
	}
	routes.WriteString("对象类型,对象编码,渠道,地址\n办公室,office,webhook," + address + "\n运维,,webhook," + address + "\n")
	for _, code := range slices.Sorted(maps.Keys(c.people)) {
		if c.people[code].routed {
			fmt.Fprintf(&routes, "人员,%s,webhook,%s\n", code, address)
		}
	}
	return map[string]string{"单位.csv": units.String(), "通知渠道.csv": routes.String()}
}

func newTold() *told {
	return &told{county: county{people: map[string]person{}, rooms: map[string]room{}}, taken: map[string]workgroup.Date{}}
}
