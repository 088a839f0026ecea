package faults

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"qunguan/cmd/internal/binarytest"
	"qunguan/sql/sqltest"
)

// mistake makes rules panic in a program built with the tag faults (reconcile/rule/panicking.go).
const mistake = "【规则出错】"

// report is the output of `run` about a job.
type report struct {
	Job     string
	Status  string
	Opened  int
	Trouble []trouble
}

type trouble struct{ Kind, Unit, Detail string }

func reports(t testing.TB, d binarytest.Done) []report {
	t.Helper()
	var list []report
	if err := json.Unmarshal([]byte(d.Stdout), &list); err != nil || len(list) == 0 {
		t.Fatalf("no reports: %v\n%s", err, d.Stdout)
	}
	return list
}

// poison puts the mistake into a file of the county, in the lines about a
// group.
func (w *week) poison(file, group string) {
	w.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		w.Fatal(err)
	}
	lines := strings.SplitAfter(string(data), "\n")
	i := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, group) })
	if i < 0 {
		w.Fatalf("%s has nothing of %s", file, group)
	}
	cells := strings.Split(lines[i], ",")
	column := slices.Index(strings.Split(strings.TrimPrefix(lines[0], "\ufeff"), ","), map[bool]string{true: "群名称", false: "群昵称"}[strings.Contains(file, "工作群")])
	cells[column] += mistake
	lines[i] = strings.Join(cells, ",")
	w.Write(file[strings.LastIndexByte(file, '/')+1:], strings.Join(lines, ""))
}

// memberFacts are a member check's rows of one unit, or of all others.
func memberFacts(lines []string, unit string, its bool) []string {
	return slices.DeleteFunc(slices.Clone(lines), func(l string) bool {
		if strings.Contains(l+" ", " unit="+unit+" ") != its {
			return true
		}
		return !strings.HasPrefix(l, "cases ") && !strings.HasPrefix(l, "rule_baselines ") ||
			!strings.Contains(l, " job=member-check") && !strings.Contains(l, " rule=member.") && !strings.Contains(l, " rule=roster.")
	})
}

// A rule panics over a row of one unit: this unit's part of the run is given up
// and named with the rule, all other units are judged, and when the rule is
// mended everything is made up for.
func TestARuleThatPanicsHarmsOneUnitsPartOfOneRun(t *testing.T) {
	for _, engine := range engines() {
		t.Run(engine, func(t *testing.T) {
			dsn := func() string {
				if engine == "sqlite" {
					return "embedded"
				}
				return sqltest.DSN(t)
			}
			calm := newWeek(t, dsn())
			calm.play(5)
			want := dump(t, calm.at(calm.Env["DATABASE_DSN"]))

			w := newWeek(t, dsn())
			config := w.at(w.Env["DATABASE_DSN"])
			mended, broken := w.Bin, binarytest.Build(t, "faults")
			sane := w.steps[0].args
			w.poison(sane[6], "SL-003") // a roster of U03
			w.OK(sane...)
			w.Bin = broken
			d := w.Exits(3, append(w.steps[1].args, "--format", "json")...)
			named(t, d, "member-check", "U03", "a rule panicked: member.card")
			got := dump(t, config)
			if left := memberFacts(got, "U03", true); len(left) > 0 {
				t.Errorf("of the unit whose rule panicked was written:\n%s", strings.Join(left, "\n"))
			}
			same(t, "the other units", memberFacts(want, "U03", false), memberFacts(got, "U03", false))

			// The group rules of another unit panic, too; people hear of the rest.
			w.poison(sane[5], "SL-002")
			w.OK(sane...)
			named(t, w.Exits(3, append(w.steps[4].args, "--format", "json")...), "group-check", "U0201", "a rule panicked: group.no_admin")
			w.Bin = mended
			for _, s := range w.steps[1:5] {
				w.OK(s.args...)
			}
			untold := len(rowsIn(t, config, "SELECT id FROM cases WHERE told_on = '' AND state = 'found'"))

			// Judging again before speaking meets the mistake as well.
			w.Bin = broken
			d = w.Exits(3, append(w.steps[6].args, "--format", "json")...)
			named(t, d, "compose", "U03", "a rule panicked: member.card")
			w.OK(w.steps[7].args...)
			quiet := rowsIn(t, config, "SELECT c.id FROM cases c JOIN work_groups g ON g.code = c.group_code WHERE c.told_on <> '' AND c.rule LIKE 'member.%' AND g.unit = 'U03'")
			told := rowsIn(t, config, "SELECT id FROM cases WHERE told_on <> ''")
			if len(quiet) > 0 || len(told) == 0 || len(told) >= untold {
				t.Errorf("told %d of %d cases, %d of them of the unit whose rule panics", len(told), untold, len(quiet))
			}
			sound(t, config)
			w.Bin = mended
			w.OK(w.steps[6].args...)
			w.OK("run", "compose", "deliver", "--at", tuesday)
			if left := rowsIn(t, config, "SELECT id FROM cases WHERE told_on = '' AND state = 'found'"); len(left) > 0 {
				t.Errorf("%d cases are untold when the rule is mended", len(left))
			}
			w.arrivals()
			sound(t, config)
		})
	}
}

// named demands that the job is done in part and says which unit's part failed
// by which rule.
func named(t testing.TB, d binarytest.Done, job, unit, detail string) {
	t.Helper()
	r := reports(t, d)[0]
	if r.Job != job || r.Status != "partial" || !slices.ContainsFunc(r.Trouble, func(t trouble) bool {
		return t.Kind == "failed" && t.Unit == unit && strings.Contains(t.Detail, detail)
	}) {
		t.Errorf("report %+v, want %s partial: %s, %s", r, job, unit, detail)
	}
	if !strings.Contains(d.Stderr, unit) || !strings.Contains(d.Stderr, detail) || strings.Contains(d.Stderr, "\npanic:") {
		t.Errorf("does not name %s and %q:\n%s", unit, detail, binarytest.Tail(d.Stderr))
	}
}
