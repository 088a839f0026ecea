package cli

import (
	"cmp"
	"errors"

	"qunguan/cmd/internal/app"
	"qunguan/jobs"
	"qunguan/jobs/check"
	"qunguan/jobs/manual"
	"qunguan/reconcile/workgroup"
)

type groupCmd struct {
	Decisions groupDecisionsCmd `cmd:"" default:"1" help:"${help_group_decisions}"`
	Renew     groupRenewCmd     `cmd:"" help:"${help_group_renew}"`
	Dissolve  groupDissolveCmd  `cmd:"" help:"${help_group_dissolve}"`
}

type groupRenewCmd struct {
	Group  string `arg:"" help:"${help_explain_group}"`
	Until  string `required:"" help:"${help_group_until}"`
	By     string `required:"" help:"${help_group_by}"`
	Reason string `required:"" help:"${help_reason}"`
	At     string `help:"${help_case_at}"`
}

// Run gives a stage-limited group a new end.
func (cmd *groupRenewCmd) Run(c *call) error {
	return c.decide(workgroup.Decision{Group: cmd.Group, What: workgroup.Renewed, By: cmd.By, Reason: cmd.Reason}, cmd.Until, cmd.At)
}

type groupDissolveCmd struct {
	Group  string `arg:"" help:"${help_explain_group}"`
	By     string `required:"" help:"${help_by}"`
	Reason string `required:"" help:"${help_reason}"`
	On     string `help:"${help_group_on}"`
	At     string `help:"${help_case_at}"`
}

// Run confirms that a group was dissolved.
func (cmd *groupDissolveCmd) Run(c *call) error {
	return c.decide(workgroup.Decision{Group: cmd.Group, What: workgroup.Dissolved, By: cmd.By, Reason: cmd.Reason}, cmd.On, cmd.At)
}

func (c *call) decide(d workgroup.Decision, on, at string) error {
	a, moment, err := c.openAt(at, app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	d.At = moment
	if d.On, err = c.date(cmp.Or(on, string(workgroup.DateOf(d.At)))); err != nil {
		return err
	}
	w, err := check.ReadRegistry(c, a.Store, a.Policy.Policy, a.Calendar, d.At)
	if err != nil {
		return err
	}
	err = manual.Decide(c, w, a.Store, d)
	var fault *manual.FaultError
	switch {
	case errors.Is(err, jobs.ErrNoSuchGroup):
		return c.unknownGroup(w.Groups, d.Group)
	case errors.Is(err, jobs.ErrNoSuchPerson):
		return c.unknownPerson(w.Dir.People, d.By)
	case errors.As(err, &fault) && fault.Reason == "renewed_not_approver":
		return badInput(c.say("cli.not_approver", "by", d.By, "allowed", c.approvers(w, fault.Allowed)))
	case errors.As(err, &fault):
		return badInput(c.say(phraseKey("cli."+fault.Reason), "group", d.Group, "on", d.On))
	case err != nil:
		return err
	}
	c.line(phraseKey("cli.group_"+d.What), "group", d.Group, "on", d.On)
	return nil
}

type groupDecisionsCmd struct{}

type decisionJSON struct {
	Group     string `json:"group"`
	What      string `json:"what"`
	On        string `json:"on"`
	By        string `json:"by"`
	Reason    string `json:"reason"`
	At        string `json:"at"`
	WrittenAt string `json:"written_at"`
}

// Run lists the decisions about groups, each with its author and reason.
func (cmd *groupDecisionsCmd) Run(c *call) error {
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	all, err := a.Store.GroupDecisions(c)
	if err != nil {
		return err
	}
	list := []decisionJSON{}
	for _, d := range all {
		list = append(list, decisionJSON{
			Group: d.Group, What: d.What, On: string(d.On), By: d.By, Reason: d.Reason,
			At: rfc3339(d.At, a.Settings.Location), WrittenAt: rfc3339(d.WrittenAt, a.Settings.Location),
		})
	}
	return c.out.print(list, func() columns {
		v := columns{headings: []string{c.say("col.group"), c.say("col.decision"), c.say("col.day"), c.say("col.by"), c.say("col.reason"), c.say("col.at")}}
		for _, d := range list {
			v.rows = append(v.rows, []string{d.Group, decisionWord(c, d.What), d.On, d.By, d.Reason, d.At})
		}
		return v
	})
}

// decisionWord is the decision in words.
func decisionWord(c *call, what string) string {
	if task, ok := (workgroup.Decision{What: what}).UpkeepTask(); ok {
		return reasonWord(c.lang, "upkeep") + " " + task
	}
	return reasonWord(c.lang, what)
}
