package rule

// judgeNoAdmin: fewer people in service than the policy asks for look after
// the group.
func judgeNoAdmin(f GroupFacts) Verdict {
	present := []string{}
	for _, code := range f.Group.Responsible() {
		if p, ok := f.Dir.People[code]; ok && p.Present(f.Day) {
			present = append(present, code)
		}
	}
	need := f.Policy.Group.MinResponsible
	e := Evidence{"present": present, "required": need, "missing_n": max(0, need-len(present))}
	if len(present) >= need {
		return allClear("enough", e)
	}
	return violated("too_few", e)
}
