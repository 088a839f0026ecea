package rule

// judgeStageExpired: the work is over, the group is not.
func judgeStageExpired(f GroupFacts) Verdict {
	switch g := f.Group; {
	case !g.Staged:
		return allClear("not_staged", nil)
	case g.EndsOn == "":
		return allClear("undated", nil)
	case g.EndsOn >= f.Day:
		return allClear("still_running", Evidence{"ends_on": string(g.EndsOn)})
	}
	return violated("ended", Evidence{"ends_on": string(f.Group.EndsOn)})
}
