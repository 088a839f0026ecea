package digest

import "qunguan/reconcile/workgroup"

// SpotDraw is a period's published hash, or its draw.
type SpotDraw struct {
	Period, Hash string
	Secret       string // empty: the period is not drawn yet
	On           workgroup.Date
	N, Of        int // objects drawn, of how many

	Earlier         bool // an earlier digest told the draw: only the figures are new
	Checked, Failed int  // inspected, and with something amiss
}

// spotCheck is the public part of a period by now: the hash before the draw, the secret with it, and
// the figures of the inspections.
func (n Content) spotCheck(s SpotDraw) []string {
	pairs := []any{"period", s.Period, "hash", s.Hash, "secret", s.Secret, "on", n.date(s.On), "n", s.N, "of", s.Of, "checked", s.Checked, "failed", s.Failed}
	switch {
	case s.Secret == "":
		return []string{n.say("digest.spot.hash", pairs...)}
	case s.Earlier:
		return []string{n.say("digest.spot.figures", pairs...)}
	}
	return []string{n.say("digest.spot.drawn", pairs...), n.say("digest.spot.figures", pairs...)}
}
