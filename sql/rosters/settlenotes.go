package rosters

import (
	"encoding/binary"

	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
)

// differences collects the differences of the staged from the stored roster for
// Publish: arrivals, departures, and times of speaking that the stored one is
// about to forget.
type differences struct{ text []byte }

// Kinds of differences.
const (
	accountCame = 'c'
	accountLeft = 'l'
	wordsBefore = 'w'
)

func (d *differences) reset() { d.text = d.text[:0] }

// arrived notes an account that was not there.
func (d *differences) arrived(m *workgroup.Member) {
	d.text = appendText(append(d.text, accountCame), m.Key())
}

// left notes an account that is no longer there.
func (d *differences) left(old *workgroup.Member) {
	d.text = appendText(append(d.text, accountLeft), old.Key())
	d.remember(old)
}

// changed notes an account of which something else is said.
func (d *differences) changed(m, old *workgroup.Member) {
	if !old.SpokeAt.Equal(m.SpokeAt) || old.Nickname != m.Nickname || isRobot(old) != isRobot(m) {
		d.remember(old)
	}
}

// remember keeps when a member spoke, as the stored roster says.
func (d *differences) remember(old *workgroup.Member) {
	if old.SpokeAt.IsZero() {
		return
	}
	r := spokenOf("", old)
	d.text = append(d.text, wordsBefore)
	robot := byte(0)
	if r.robotRole {
		robot = 1
	}
	d.text = append(d.text, robot)
	d.text = binary.AppendVarint(d.text, r.spoke)
	d.text = appendText(appendText(d.text, r.key), r.nickname)
}

// eachDifference takes them apart again.
func eachDifference(text string, moved func(key string, left bool), words func(spokenRow)) error {
	f := fields{text: text}
	for f.more() {
		switch kind := f.number(); kind {
		case accountCame, accountLeft:
			moved(f.string(), kind == accountLeft)
		case wordsBefore:
			words(spokenRow{robotRole: f.number() == 1, spoke: f.signed(), key: f.string(), nickname: f.string()})
		default:
			return errSpool
		}
	}
	return f.err()
}

func isRobot(m *workgroup.Member) bool { return m.Role == workgroup.RoleRobot }

// spokenOf is a member's time of speaking as a row of the history.
func spokenOf(group string, m *workgroup.Member) spokenRow {
	return spokenRow{group: group, robotRole: isRobot(m), spoke: base.MS(m.SpokeAt), key: m.Key(), nickname: m.Nickname}
}
