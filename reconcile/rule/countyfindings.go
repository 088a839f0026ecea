package rule

import "qunguan/reconcile/ledger"

// CountyFindings are the results of a job's county rules, to be given out unit by unit.
type CountyFindings struct {
	snapshot *Snapshot

	rules   []*Rule
	byUnit  map[string][]ruledBy
	unitOf  map[subjectKey]string // of the cases that would be open
	blind   map[string]string     // rules that could not judge at all, with the reason
	verdict map[ruleGroupKey]Verdict
}

type ruledBy struct {
	rule string
	Ruling
}

type subjectKey struct{ rule, subject string }

// JudgeCounty asks the job's county rules. A rule that panics does so as
// *Panicked.
func JudgeCounty(job string, s *Snapshot) *CountyFindings {
	c := &CountyFindings{
		snapshot: s, byUnit: map[string][]ruledBy{}, unitOf: map[subjectKey]string{}, blind: map[string]string{}, verdict: map[ruleGroupKey]Verdict{},
	}
	asked := ""
	defer func() {
		if p := recover(); p != nil {
			panic(&Panicked{Rule: asked, Value: p})
		}
	}()
	for _, id := range CountyRulesOf(job) {
		r := Of(id)
		if s.Policy.IsOff(id) {
			continue
		}
		asked = id
		c.rules = append(c.rules, r)
		for _, ruling := range r.Judge.county(s) {
			c.add(id, ruling)
		}
	}
	return c
}

func (c *CountyFindings) add(rule string, r Ruling) {
	switch {
	case r.Subject.Type == "" && r.Outcome == CannotJudge:
		c.blind[rule] = r.Reason
	case r.Outcome == Violated:
		c.unitOf[subjectKey{rule, r.Subject.Key()}] = r.Unit
		c.byUnit[r.Unit] = append(c.byUnit[r.Unit], ruledBy{rule, r})
	default:
		c.verdict[ruleGroupKey{rule, r.Subject.Group, subjectOf(r.Subject)}] = r.Verdict
		if r.Outcome == CannotJudge {
			c.byUnit[r.Unit] = append(c.byUnit[r.Unit], ruledBy{rule, r})
		}
	}
}

// Units lists the units that something was said about.
func (c *CountyFindings) Units() []string {
	units := make([]string, 0, len(c.byUnit))
	for u := range c.byUnit {
		units = append(units, u)
	}
	return units
}

// UnitOf is the unit that the case belongs to now: its violation's, or the one
// it has.
func (c *CountyFindings) UnitOf(k ledger.Case) string {
	if unit, ok := c.unitOf[subjectKey{k.Rule, k.Subject.Key()}]; ok {
		return unit
	}
	return k.Unit
}

// VerdictOf is the verdict about a case.
func (c *CountyFindings) VerdictOf(k ledger.Case) Verdict {
	for _, r := range c.byUnit[c.UnitOf(k)] {
		if r.rule == k.Rule && r.Outcome == Violated && r.Subject.Key() == k.Subject.Key() {
			return r.Verdict
		}
	}
	v, ok := c.look(ruleGroupKey{k.Rule, k.Subject.Group, subjectOf(k.Subject)}, k.Subject)
	if !ok {
		return cannotJudge(reasonNotCovered, nil)
	}
	return v
}

// AddTo puts the results about a unit into its findings.
func (c *CountyFindings) AddTo(f *Findings, unit string) {
	f.county = c
	for _, r := range c.byUnit[unit] {
		if !r.Data.IsZero() {
			f.data[subjectKey{r.rule, r.Subject.Key()}] = r.Data
		}
		if r.Outcome == CannotJudge {
			f.unjudged[notJudged{r.Reason, r.Subject.Group, subjectOf(r.Subject)}] = true
			continue
		}
		f.Violations = append(f.Violations, Violation{
			Rule: r.rule, Subject: r.Subject, Unit: r.Unit, Reason: r.Reason, Evidence: r.Evidence,
		})
	}
	for _, reason := range c.blind {
		f.unjudged[notJudged{reason, "", unit}] = true
	}
}

// look is the verdict of the county rules on a case that no violation matches; false: the rule is
// none of them.
func (c *CountyFindings) look(key ruleGroupKey, s ledger.Subject) (Verdict, bool) {
	if c == nil {
		return Verdict{}, false
	}
	if reason, ok := c.blind[key.rule]; ok {
		return Verdict{Outcome: CannotJudge, Reason: reason}, true
	}
	if v, ok := c.verdict[key]; ok {
		return v, true
	}
	for _, r := range c.rules {
		if r.ID == key.rule {
			if r.Unjudged != nil {
				if reason, so := r.Unjudged(c.snapshot, ledger.Case{Rule: key.rule, Subject: s}); so {
					return cannotJudge(reason, nil), true
				}
			}
			if r.Dropped != nil && r.Dropped(c.snapshot, ledger.Case{Rule: key.rule, Subject: s}) {
				return allClear(reasonDropped, nil), true
			}
			return judged, true
		}
	}
	return Verdict{}, false
}
