package outbox

import "qunguan/notify/begun"

// openBegun opens the file of begun sends. It is not essential: without it all claims of a killed
// process are in doubt.
func (l *loop) openBegun() {
	if l.BegunDir == "" {
		return
	}
	var err error
	if l.begun, err = begun.Open(l.BegunDir, l.owner); err != nil {
		l.Log.Warn("begun_not_noted", "error", err)
	}
}

// place is a free place in the file of begun sends.
func (l *loop) place() int {
	if n := len(l.places); n > 0 {
		p := l.places[n-1]
		l.places = l.places[:n-1]
		return p
	}
	l.placed++
	return l.placed - 1
}

// noteBegun notes that a send begins, before its first byte leaves.
func (l *loop) noteBegun(j *job) error {
	if l.begun == nil {
		return nil
	}
	return l.begun.Begin(j.place, begun.Send{Token: j.token, ID: j.notice.ID})
}

// neverBegun reports whether the process that had claimed the notice was killed
// before it began to send it.
func (l *loop) neverBegun(n Notice) bool {
	if l.BegunDir == "" {
		return false
	}
	left, known := l.left[n.ClaimedBy], false //nolint:wastedassign // declared beside its subject
	if left == nil {
		if left, known = begun.Left(l.BegunDir, n.ClaimedBy); !known {
			return false
		}
		l.left = map[string]map[begun.Send]bool{n.ClaimedBy: left} // one claimant's notices stand together
	}
	return !left[begun.Send{Token: n.Token, ID: n.ID}]
}
