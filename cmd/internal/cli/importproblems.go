package cli

import (
	"strconv"

	"qunguan/reconcile/intake"
)

// told is how many problems of each severity a page lists; every bad cell is
// named, and mere notes must not bury it. --format json has them all.
var told = map[intake.Severity]int{intake.Error: intake.MaxProblems, intake.Warning: 200, intake.Notice: 40}

// alike is from how many rows on the same problem of a column is told once,
// with the rows it is in: one mistake in a file is one thing to mend.
const alike = 10

// printProblems lists the faults of the files, each bad cell once.
func printProblems(c *call, r *intake.Result) {
	rows := map[string][]int{} // sentence without its row → rows
	for _, p := range r.Problems {
		s := withoutRow(c, p)
		rows[s] = append(rows[s], p.Row)
	}
	shown, listed := map[intake.Severity]int{}, map[intake.Severity]int{}
	first := map[string]bool{}
	for _, p := range r.Problems {
		s := withoutRow(c, p)
		same := rows[s]
		if len(same) < alike && !(p.Whole && len(same) > 1) {
			same = nil
		} else if first[s] {
			continue
		}
		if shown[p.Severity] == told[p.Severity] {
			continue
		}
		first[s] = true
		shown[p.Severity]++
		listed[p.Severity] += max(1, len(same))
		c.tell(c.say(phraseKey("intake_severity."+string(p.Severity))) + p.Text(c.lang))
		if len(same) > 0 {
			c.note("cli.import_same", "n", len(same)-1, "rows", spans(same[1:]))
		}
	}
	for _, severity := range []intake.Severity{intake.Error, intake.Warning, intake.Notice} {
		if more := r.Found[severity] - listed[severity]; more > 0 {
			c.note(phraseKey("cli.import_more_"+string(severity)), "n", more)
		}
	}
}

// withoutRow is the problem's sentence for the whole column.
func withoutRow(c *call, p intake.Problem) string {
	p.Row = 0
	if p.Whole {
		p.Value = ""
	}
	return string(p.Severity) + p.Text(c.lang)
}

// spans writes ascending rows as an office writes pages: 3、5–9.
func spans(rows []int) string {
	var list []string
	for i := 0; i < len(rows); {
		last := i
		for last+1 < len(rows) && rows[last+1] == rows[last]+1 {
			last++
		}
		span := strconv.Itoa(rows[i])
		if last > i {
			span += "–" + strconv.Itoa(rows[last])
		}
		list = append(list, span)
		i = last + 1
	}
	return joined(list)
}
