package rule

// judgeStageUndated: a stage-limited group without an end would never end.
func judgeStageUndated(f GroupFacts) Verdict {
	switch g := f.Group; {
	case !g.Staged:
		return allClear("not_staged", nil)
	case g.EndsOn != "":
		return allClear("dated", nil)
	}
	return violated("no_end_date", Evidence{"starts_on": string(f.Group.StartsOn)})
}
