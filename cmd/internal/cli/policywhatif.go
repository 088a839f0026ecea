package cli

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"qunguan/cmd/internal/app"
	"qunguan/jobs/check"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

type policyWhatIfCmd struct {
	File string `arg:"" help:"${help_policy_file}"`
	At   string `help:"${help_at}"`
}

type hypothesisJSON struct {
	Event    string `json:"event"`
	Rule     string `json:"rule"`
	Unit     string `json:"unit"`
	Group    string `json:"group"`
	Account  string `json:"account"`
	Person   string `json:"person"`
	Title    string `json:"title"`
	Severity string `json:"severity"`
	DueOn    string `json:"due_on"`
	Reason   string `json:"closed_reason"`
}

// Run lists the effects of another policy, and writes nothing.
func (cmd *policyWhatIfCmd) Run(c *call) error {
	other, err := c.loadPolicy(cmd.File)
	if err != nil {
		return err
	}
	a, at, err := c.openAt(cmd.At, app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	what := check.WhatIf{Directory: a.Store, Rosters: a.Store, Cases: a.Store, Calendar: a.Calendar, Log: a.Log}
	found, err := what.Run(c, other.Policy, at)
	if err != nil {
		return err
	}
	list := []hypothesisJSON{}
	total := map[ledger.Event]int{}
	byPlace := map[[3]string]int{}
	first := map[[3]string]workgroup.Date{} // the first deadline
	for _, h := range found {
		list = append(list, hypothesisJSON{
			Event: eventWord(h.Event), Rule: h.Case.Rule, Unit: h.Case.Unit, Group: h.Case.Subject.Group,
			Account: h.Case.Subject.Account, Person: h.Case.Subject.Person, Title: h.Case.Title,
			Severity: h.Case.Severity, DueOn: string(h.Case.DueOn), Reason: string(h.Case.ClosedReason),
		})
		total[h.Event]++
		place := [3]string{h.Case.Unit, h.Case.Rule, eventWord(h.Event)}
		byPlace[place]++
		if due := h.Case.DueOn; h.Event != ledger.EventClosed && (first[place] == "" || due < first[place]) {
			first[place] = due
		}
	}
	// A table without rows says less than the sentence below it.
	if len(list) == 0 && c.out.format == "table" {
		c.line("cli.whatif_total", "file", cmd.File, "opened", 0, "reopened", 0, "closed", 0, "changed", 0)
		return nil
	}
	if err := c.out.print(list, func() columns {
		v := columns{headings: []string{c.say("col.unit"), c.say("col.rule"), c.say("col.event"), c.say("col.count"), c.say("col.first_due")}}
		places := slices.SortedFunc(maps.Keys(byPlace), func(a, b [3]string) int { return slices.Compare(a[:], b[:]) })
		for _, p := range places {
			v.rows = append(v.rows, []string{p[0], p[1], c.say(phraseKey("event." + p[2])), strconv.Itoa(byPlace[p]), string(first[p])})
		}
		return v
	}); err != nil {
		return err
	}
	if c.out.format == "table" {
		fmt.Fprintln(c.Stdout)
		c.line("cli.whatif_total", "file", cmd.File, "opened", total[ledger.EventOpened], "reopened", total[ledger.EventReopened],
			"closed", total[ledger.EventClosed], "changed", total[ledger.EventUpdated])
	}
	return nil
}

func eventWord(e ledger.Event) string {
	if e == ledger.EventUpdated {
		return "changed"
	}
	return string(e)
}
