package workgroup

import (
	"fmt"
	"slices"
	"strings"
)

// Group is a row of 工作群.
type Group struct {
	Code        string
	Platform    string
	Number      string // 平台群号; personal WeChat has none
	Name        string
	Purpose     string
	Category    string
	Reach       string // 范围: 全县, 单位内部, 跨单位. It is independent of the scope.
	Unit        string
	Owner       string   // person code; empty = none on record
	Admins      []string // person codes in file order
	FoundedOn   Date
	Staged      bool // 阶段性
	StartsOn    Date
	EndsOn      Date // 截止日期
	Filing      string
	Scope       Scope // 成员范围 as written; rules use EffectiveScope
	AllStaff    bool  // 全员
	Importance  string
	State       string // 正常 or empty = live
	MergedInto  string
	DissolvedOn Date
	// EndSupplied says that no file gave DissolvedOn: it is the day of the import, or of the decision,
	// that ended the group.
	EndSupplied bool
	ColumnsSeen ColumnsSeen
}

// States of a group other than live.
const (
	StateLive      = "正常"
	StatePending   = "待批"
	StateFrozen    = "冻结"
	StateDissolved = "已解散"
	StateMerged    = "已合并"
)

// Live reports whether the group is judged.
func (g Group) Live() bool { return g.State == "" || g.State == StateLive }

// EffectiveScope is the scope by which members are judged: the scope as written, or, for an all-staff
// group without people in its scope, all people of its unit.
func (g Group) EffectiveScope() Scope {
	s := g.Scope
	if g.AllStaff && !s.NamesAnybody() {
		s.Units = []string{g.Unit}
	}
	return s
}

// Responsible lists the registered owner, then the administrators, each once.
func (g Group) Responsible() []string {
	var codes []string
	for _, c := range append([]string{g.Owner}, g.Admins...) {
		if c != "" && !slices.Contains(codes, c) {
			codes = append(codes, c)
		}
	}
	return codes
}

// Scope is a 成员范围: the people who belong into a group.
type Scope struct {
	Units     []string
	Roles     []string
	Posts     []string
	People    []string
	Outsiders bool // 外部: people outside the directory may be members
}

// NamesAnybody reports whether the scope names any people (外部 does not count).
func (s Scope) NamesAnybody() bool {
	return len(s.Units)+len(s.Roles)+len(s.Posts)+len(s.People) > 0
}

// Includes reports whether the scope names the person, whatever their state. It runs for every member
// of every roster and allocates nothing.
func (s Scope) Includes(p Person, units Units) bool {
	if slices.Contains(s.People, p.Code) || (p.Post != "" && slices.Contains(s.Posts, p.Post)) {
		return true
	}
	if slices.ContainsFunc(s.Roles, p.HasRole) {
		return true
	}
	for _, circle := range s.Units {
		if units.Within(p.Unit, circle) {
			return true
		}
		for _, also := range p.AlsoUnits {
			if units.Within(also, circle) {
				return true
			}
		}
	}
	return false
}

// ParseScope reads the items of a 成员范围 cell, already split and trimmed:
// 单位:U001, 角色:董事, 岗位:科长, 人员:P001, 外部. The colon may be full width.
// The first item it does not know is the error.
func ParseScope(items []string) (Scope, error) {
	var s Scope
	for _, item := range items {
		if item == "外部" {
			s.Outsiders = true
			continue
		}
		kind, value, _ := strings.Cut(strings.Replace(item, "：", ":", 1), ":")
		kind, value = strings.TrimSpace(kind), strings.TrimSpace(value)
		var list *[]string
		switch kind {
		case "单位":
			list = &s.Units
		case "角色":
			list = &s.Roles
		case "岗位":
			list = &s.Posts
		case "人员":
			list = &s.People
		}
		if list == nil || value == "" {
			return Scope{}, fmt.Errorf("scope item %q", item)
		}
		*list = append(*list, value)
	}
	return s, nil
}

// String writes the scope as a 成员范围 cell, in the order units, roles,
// posts, people, 外部.
func (s Scope) String() string {
	var items []string
	for _, part := range []struct {
		kind   string
		values []string
	}{{"单位", s.Units}, {"角色", s.Roles}, {"岗位", s.Posts}, {"人员", s.People}} {
		for _, v := range part.values {
			items = append(items, part.kind+":"+v)
		}
	}
	if s.Outsiders {
		items = append(items, "外部")
	}
	return strings.Join(items, ";")
}
