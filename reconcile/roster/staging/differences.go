package staging

import (
	"qunguan/reconcile/compact"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/workgroup"
)

// differences collects the differences of the staged from the stored roster for
// Publish: arrivals, departures, and times of speaking that the stored one is
// about to forget.
type differences struct {
	text  []byte
	words []workgroup.Member // by key, as the rosters are
}

// Kinds of differences in the text.
const (
	accountCame = 'c'
	accountLeft = 'l'
)

func (d *differences) reset() { d.text, d.words = d.text[:0], d.words[:0] }

// arrived notes an account that was not there.
func (d *differences) arrived(m *workgroup.Member) {
	d.text = compact.AppendText(append(d.text, accountCame), m.Key())
}

// left notes an account that is no longer there.
func (d *differences) left(old *workgroup.Member) {
	d.text = compact.AppendText(append(d.text, accountLeft), old.Key())
	d.remember(old)
}

// changed notes an account of which something else is said.
func (d *differences) changed(m, old *workgroup.Member) {
	if !old.SpokeAt.Equal(m.SpokeAt) || old.Nickname != m.Nickname || m.Role == workgroup.RoleRobot {
		d.remember(old)
	}
}

// remember keeps when a member spoke, as the stored roster says.
func (d *differences) remember(old *workgroup.Member) {
	if words, ok := roster.WordsOf(old); ok {
		d.words = append(d.words, words)
	}
}

// eachMove takes the text of arrivals and departures apart.
func eachMove(text string, moved func(key string, left bool)) error {
	f := fields{text: text}
	for f.more() {
		switch kind := f.number(); kind {
		case accountCame, accountLeft:
			moved(f.string(), kind == accountLeft)
		default:
			return errSpool
		}
	}
	return f.err()
}
