package workgroup

import "slices"

// Unit is a row of 单位: a bureau, a township, a section (股室) of either.
type Unit struct {
	Code        string
	Name        string
	ShortName   string // 简称; empty = not given
	Kind        string // 类别: 县直部门, 乡镇, 股室 … or other text
	Parent      string // code of the unit above; empty = top
	Headcount   int    // 人数; 0 = not given
	Principal   string // 主要负责人, a person code
	Leader      string // 分管领导, a person code
	Liaison     string // 联络员, a person code
	GroupCode   string // 群代码
	RulesText   string // 制度文件: a title or an address
	ColumnsSeen ColumnsSeen
}

// Short is the short name, or the name where there is none.
func (u Unit) Short() string {
	if u.ShortName != "" {
		return u.ShortName
	}
	return u.Name
}

// IsSection reports whether the unit is a part of another one (股室, 二级单位)
// that counts with its parent.
func (u Unit) IsSection() bool { return u.Kind == "股室" || u.Kind == "二级单位" }

// Units is the tree of units by code. A parent that is unknown, or that closes a circle, ends the way
// up.
type Units map[string]Unit

// Chain is the unit with this code and every unit above it, nearest first;
// empty for an unknown code.
func (us Units) Chain(code string) []Unit {
	var chain []Unit
	seen := map[string]bool{}
	for code != "" && !seen[code] {
		u, ok := us[code]
		if !ok {
			break
		}
		seen[code] = true
		chain = append(chain, u)
		code = u.Parent
	}
	return chain
}

// Own is the unit to which a unit's groups are counted: going up from it, itself included, the first
// whose kind is none of the sections' kinds (股室, 科室 …), the topmost where all are. An unknown code has
// the zero Unit. It runs for every person and group of the registry, so it makes no chain.
func (us Units) Own(code string, sections []string) Unit {
	var top Unit
	var below [8]string
	for seen := below[:0]; !slices.Contains(seen, code); seen, code = append(seen, code), top.Parent {
		u, ok := us[code]
		if !ok {
			break
		}
		if top = u; !slices.Contains(sections, u.Kind) {
			break
		}
	}
	return top
}

// Within reports whether code is ancestor or any unit below it. It runs for every member of every
// roster, so it walks up without a copy. A second walker at half the speed detects parents that form a
// circle.
func (us Units) Within(code, ancestor string) bool {
	if code == ancestor {
		return code != ""
	}
	slow := code
	for step := 1; ; step++ {
		u, ok := us[code]
		if !ok {
			return false
		}
		if u.Code == ancestor {
			return true
		}
		code = u.Parent
		if step%2 == 0 {
			slow = us[slow].Parent
		}
		if code == slow {
			return false
		}
	}
}
