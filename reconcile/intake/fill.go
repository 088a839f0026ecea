package intake

import (
	"path/filepath"
	"slices"
	"strings"
	"time"

	"qunguan/reconcile/workgroup"
)

// Fill holds the command's values for columns that rosters and activity lack.
type Fill struct {
	Platform string
	Group    string // 群编号, 平台群号 or 群名称
	TakenAt  time.Time
}

// filledLayout is the layout of a sheet that lacks columns, completed from the command's options and
// the names of sheet and file: tools write one group's list into a sheet or file named after the group.
func (rd *reading) filledLayout(s openSheet) *layout {
	best := s.layout
	var staged *layout
	eachHeading(s.head, func(line heading) {
		for k := range tables {
			if !tables[k].Staged {
				continue
			}
			l := match(&tables[k], line)
			if l.matched == 0 || !l.saysWho() {
				continue
			}
			rd.fill(l, s.place)
			if l.better(staged, s.place.Sheet) {
				staged = l
			}
		}
	})
	switch {
	case staged == nil, len(staged.filled) == 0 && best != nil:
		return best
	case best == nil || best.table.Staged, staged.complete() && staged.matched >= best.matched:
		return staged
	}
	return best
}

// saysWho reports whether the sheet itself has its kind's essential columns: accounts, cards, counts.
func (l *layout) saysWho() bool {
	return !slices.ContainsFunc(l.table.OneOf, func(one OneOf) bool {
		return !slices.Equal(one[0], oneGroup[0]) && !one.met(l.has)
	})
}

// fill gives every row the values that the sheet lacks.
func (rd *reading) fill(l *layout, place Place) {
	l.filled = map[string]string{}
	put := func(heading, value string) {
		if value != "" && !l.has(heading) {
			l.filled[heading] = value
		}
	}
	if !l.has(headNumber) && !l.has(headGroup) && !l.has(headName) {
		group := ""
		switch found := rd.groupsIn(place, rd.opts.Fill.Platform); {
		case rd.opts.Fill.Group != "":
			group = rd.fillGroup(l, rd.opts.Fill.Group)
		case len(found) == 1:
			group, l.named = found[0], found[0]
			put(headGroup, group)
		default:
			l.several = found
		}
		if rd.opts.Fill.Platform == "" && group != "" {
			put(headPlatform, rd.allGroups().of(group).Platform)
		}
	}
	put(headPlatform, rd.opts.Fill.Platform)
	if at := rd.opts.Fill.TakenAt; !at.IsZero() {
		put(headTaken, at.In(rd.opts.Location).Format("2006-01-02 15:04:05"))
	}
	l.findMissing()
}

// fillGroup puts the value of --group under the heading of its form, and returns the group's code where
// it is one.
func (rd *reading) fillGroup(l *layout, said string) string {
	code := tidyCode(said)
	if rd.allGroups().has(code) {
		l.filled[headGroup] = code
		return code
	}
	heading, fits := headName, []string{}
	for g := range rd.allGroups().all() {
		if g.Number != "" && g.Number == code {
			heading, fits = headNumber, append(fits, g.Code)
		} else if g.Name == strings.TrimSpace(said) {
			fits = append(fits, g.Code)
		}
	}
	l.filled[heading] = strings.TrimSpace(said)
	if len(fits) == 1 {
		return fits[0]
	}
	return ""
}

// allGroups are the groups of the registry and of this command, as far as they have come when they are asked for first.
func (rd *reading) allGroups() after[workgroup.Group] {
	if rd.groups.recordRows == nil {
		rd.groups = rowsOf(rd.rows, GroupRecords).after(func(*rowMark) bool { return false }, asWritten)
	}
	return rd.groups
}

// groupsIn lists the groups whose name or number occurs in the sheet's name or else in the file's.
func (rd *reading) groupsIn(place Place, platform string) []string {
	file := strings.TrimSuffix(place.File, filepath.Ext(place.File))
	for _, text := range []string{place.Sheet, file} {
		if found := groupsNamedIn(text, platform, rd.allGroups()); len(found) > 0 {
			return found
		}
	}
	return nil
}

// groupsNamedIn finds names in any spelling, and numbers as a whole. A name that occurs only inside a
// longer one does not count; of groups with one name those that have ended do not count.
func groupsNamedIn(text, platform string, groups after[workgroup.Group]) []string {
	plain := nameKey(text)
	var found []string
	longest := map[string]string{} // code → longest part of the text that names it
	for g := range groups.all() {
		if platform != "" && g.Platform != platform {
			continue
		}
		switch name := nameKey(g.Name); {
		case len([]rune(name)) > 1 && strings.Contains(plain, name):
			longest[g.Code] = name
		case g.Number != "" && standsAlone(text, g.Number):
			longest[g.Code] = g.Number
		default:
			continue
		}
		found = append(found, g.Code)
	}
	found = slices.DeleteFunc(found, func(code string) bool {
		return slices.ContainsFunc(found, func(other string) bool {
			return len(longest[other]) > len(longest[code]) && strings.Contains(longest[other], longest[code]) &&
				strings.Count(plain, longest[code]) == strings.Count(plain, longest[other])*strings.Count(longest[other], longest[code])
		})
	})
	if slices.ContainsFunc(found, func(code string) bool { return !groups.of(code).Ended() }) {
		found = slices.DeleteFunc(found, func(code string) bool { return groups.of(code).Ended() })
	}
	slices.Sort(found)
	return found
}

// standsAlone reports whether a number occurs in a text outside of longer numbers.
func standsAlone(text, number string) bool {
	digit := func(b byte) bool { return b >= '0' && b <= '9' }
	for from := 0; ; {
		at := strings.Index(text[from:], number)
		if at < 0 {
			return false
		}
		at += from
		end := at + len(number)
		if (at == 0 || !digit(text[at-1]) || !digit(number[0])) && (end == len(text) || !digit(text[end]) || !digit(number[len(number)-1])) {
			return true
		}
		from = at + 1
	}
}

// labelled names groups for a message.
func (rd *reading) labelled(codes []string) string {
	return labels(codes, func(code string) string {
		g := rd.allGroups().of(code)
		return code + " " + g.Name + "（" + g.Platform + "）"
	})
}
