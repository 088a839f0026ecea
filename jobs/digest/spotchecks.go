package digest

import (
	"slices"

	"qunguan/notify/digest"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/spotcheck"
	"qunguan/reconcile/workgroup"
)

// drawn are the hashes of periods to come, the draws since the last digest with
// their secrets, and the figures of periods whose inspections go on or ended
// since.
func (s *observation) drawn() (list []digest.SpotDraw) {
	for _, d := range s.draws {
		if !d.Drawn() {
			if s.toCome(d) {
				list = append(list, digest.SpotDraw{Period: d.Period, Hash: d.Hash})
			}
			continue
		}
		told := digest.SpotDraw{
			Period: d.Period, Hash: d.Hash, Secret: d.Secret, On: workgroup.DateOf(d.DrawnAt.In(s.run.Moment.Location())),
			N: len(d.Sample), Of: len(d.Basis.Population), Earlier: !d.DrawnAt.After(s.since),
		}
		told.Checked, told.Failed = rule.InspectionsOf(d.Period, s.data.Cases)
		if !told.Earlier || s.inspects(d.Period) {
			list = append(list, told)
		}
	}
	return list
}

// toCome reports whether the draw is of a period that has not begun.
func (s *observation) toCome(d spotcheck.Draw) bool {
	p, _ := spotcheck.ParsePeriod(d.Period)
	return !d.Drawn() && p.From > s.world.Day
}

// announced are the periods to come whose hashes are in the digest.
func (s *observation) announced() (periods []string) {
	for _, d := range s.draws {
		if s.toCome(d) {
			periods = append(periods, d.Period)
		}
	}
	return periods
}

// inspects reports whether an inspection of the period is open, or was closed
// since the last digest.
func (s *observation) inspects(period string) bool {
	return slices.ContainsFunc(s.data.Cases, func(c ledger.Case) bool {
		of, _ := rule.DrawnIn(c)
		return c.Rule == rule.SpotCheck && of == period && (c.State.Open() || c.ClosedOn >= workgroup.DateOf(s.since))
	})
}
