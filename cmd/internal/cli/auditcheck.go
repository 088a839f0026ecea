package cli

import (
	"fmt"

	"qunguan/cmd/internal/app"
	"qunguan/jobs"
	"qunguan/reconcile/ledger"
)

type auditCheckCmd struct{}

type flawJSON struct {
	Kind   string `json:"kind"`
	Case   int64  `json:"case"`
	Notice string `json:"notice"`
	Group  string `json:"group"`
	Detail string `json:"detail"`
	Text   string `json:"text"`
}

type consistencyJSON struct {
	OK       bool       `json:"ok"`
	Cases    int        `json:"cases"`
	Notices  int        `json:"notices"`
	Ticks    int        `json:"ticks"`
	Runs     int        `json:"runs"`
	Problems []flawJSON `json:"problems"`
}

// Run walks through the registry and fails if it contradicts itself.
func (cmd *auditCheckCmd) Run(c *call) error {
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	found, err := jobs.CheckConsistency(c, a.Store.WalkBooks)
	if err != nil {
		return err
	}
	one := consistencyJSON{OK: len(found.Flaws) == 0, Cases: found.Cases, Notices: found.Notices, Ticks: found.Ticks, Runs: found.Runs, Problems: []flawJSON{}}
	for _, f := range found.Flaws {
		one.Problems = append(one.Problems, flawJSON{f.Kind, f.Case, f.Notice, f.Group, f.Detail, c.flaw(f)})
	}
	if c.out.format == "table" {
		for _, p := range one.Problems {
			fmt.Fprintln(c.Stdout, p.Text)
		}
	} else if err := c.out.print([]consistencyJSON{one}, func() columns {
		v := columns{headings: []string{c.say("col.what"), c.say("col.id"), c.say("col.note")}}
		for _, p := range one.Problems {
			v.rows = append(v.rows, []string{p.Kind, fmt.Sprint(p.Case), p.Text})
		}
		return v
	}); err != nil {
		return err
	}
	if !one.OK {
		return badInput(c.say("cli.inconsistent", "n", len(one.Problems), "walked", c.walked(found)))
	}
	if c.out.format == "table" {
		c.line("cli.consistent", "walked", c.walked(found))
	}
	return nil
}

// flaw is a contradiction in words.
func (c *call) flaw(f ledger.Flaw) string {
	return c.say(phraseKey("consistency."+f.Kind), "case", f.Case, "notice", f.Notice, "group", f.Group, "detail", f.Detail)
}

// walked is how much of the registry was looked at.
func (c *call) walked(found jobs.Consistency) string {
	return c.say("cli.walked", "cases", found.Cases, "notices", found.Notices, "ticks", found.Ticks, "runs", found.Runs)
}
