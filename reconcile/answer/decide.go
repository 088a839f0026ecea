package answer

import (
	"cmp"
	"slices"
	"strings"

	"qunguan/reconcile/identity"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// Decide is a decision about a task: it closes the task by hand, carries out the request from the day
// of the decision, and leaves a step on the case that was asked about. Deciding lists the people who
// may decide.
func Decide(w RegistrySnapshot, task, about ledger.Case, a Answer) (Outcome, *Refusal) {
	may := Deciding(w, task, about)
	switch {
	case !rule.IsTask(task.Rule) || a.Action != Approve && a.Action != Deny:
		return Outcome{}, refuse(NotForCase)
	case !task.State.Open():
		return Outcome{}, refuse(NotOpen)
	case !slices.Contains(may, a.By):
		return Outcome{}, refuse(NotDeciding, may...)
	case a.Way == ByRelayedLink:
		return Outcome{}, refuse(NotByRelay)
	}
	d := deciding{RegistrySnapshot: w, Answer: a, task: task, about: about, request: rule.RequestOf(task)}
	d.out = Outcome{Before: task, After: ledger.Close(task, ledger.ByHand, w.Day), AboutWas: about}
	d.out.After.SaidAt = a.At
	d.asked = about
	d.asked.PausedUntil = "" // it was decided: the ladder goes on
	d.asked.Objection = ""
	reason := "denied"
	if a.Action == Approve {
		reason = "approved"
		if r := d.grant(); r != nil {
			return Outcome{}, r
		}
	} else if task.Rule == rule.TaskIdentity {
		d.out.EndSaid = true
	}
	d.out.After.Evidence = d.request.WithDecision(reason, a.By, a.Reason)
	if d.asked.ID != 0 {
		d.out.About = &d.asked
		if d.onCase == (ledger.Step{}) {
			d.onCase = d.step(about.ID, d.asked.State, reason+"_"+d.request.Action)
		}
		d.out.Steps = append(d.out.Steps, d.onCase)
	}
	d.out.Steps = append(d.out.Steps, d.step(task.ID, ledger.Closed, string(ledger.ByHand)))
	d.out.Steps[len(d.out.Steps)-1].Note = strings.TrimSpace(reason + " " + d.out.Steps[len(d.out.Steps)-1].Note)
	return d.out, nil
}

type deciding struct {
	RegistrySnapshot
	Answer
	task, about, asked ledger.Case
	request            rule.Request
	onCase             ledger.Step // that the decision leaves on the case
	out                Outcome
}

func (d *deciding) step(id int64, state ledger.State, reason string) ledger.Step {
	return ledger.Step{CaseID: id, At: d.At, State: state, By: d.By, Reason: reason, Note: d.via(d.Reason)}
}

// grant carries out the request.
func (d *deciding) grant() *Refusal {
	r, g := d.request, d.Groups.Of(d.about.Subject.Group)
	if !d.about.State.Open() && d.task.Rule != rule.TaskIdentity {
		return refuse(Undoable)
	}
	switch d.task.Rule {
	case rule.TaskExtension:
		after, fault := ledger.Extend(d.asked, r.Until, d.By, d.Days, d.Day)
		if fault != "" {
			return refuse(Undoable)
		}
		d.asked = after
		d.onCase = d.step(d.about.ID, after.State, ledger.ReasonExtended)
		d.onCase.Note = string(d.about.DueOn) + " → " + string(after.DueOn) + " " + r.Reason
	case rule.TaskExemption:
		return d.exempt()
	case rule.TaskRenewal:
		if d.about.Rule == rule.GroupZombie {
			return d.exempt()
		}
		return d.decideGroup(workgroup.Renewed, g)
	case rule.TaskDissolution:
		return d.decideGroup(workgroup.Dissolved, g)
	case rule.TaskReassign:
		return d.handOver(g)
	case rule.TaskWrong:
		d.asked = ledger.Close(d.asked, ledger.ByHand, d.Day)
		d.asked.SaidAt = d.At
		d.onCase = d.step(d.about.ID, ledger.Closed, string(ledger.ByHand))
	case rule.TaskIdentity:
		if !r.Counts {
			d.out.Identity = saidBy(d.RegistrySnapshot, r, d.about)
			d.out.Identity.At = d.At
		}
	}
	return nil
}

// saidBy is the request's answer about the case's account or card.
func saidBy(w RegistrySnapshot, r rule.Request, about ledger.Case) *workgroup.IdentityAnswer {
	said := &workgroup.IdentityAnswer{By: r.Asker, Case: about.ID}
	said.Person, said.ValidUntil = r.Person, r.Until
	if r.Person == "" {
		said.Outsider = r.Named
	}
	if r.Account != "" {
		said.Platform, said.Account = w.Groups.Of(about.Subject.Group).Platform, r.Account
		return said
	}
	said.Group, said.Card = about.Subject.Group, identity.Normalise(r.Card)
	return said
}

func (d *deciding) exempt() *Refusal {
	r, c := d.request, d.about
	e := ledger.Exemption{
		Rule: c.Rule, Group: c.Subject.Group, Person: c.Subject.Person, Reason: r.Reason, Approver: d.By, From: d.Day, Until: r.Until,
	}
	if fault := e.ExemptionFault(nil); fault != "" {
		return refuse(Undoable)
	}
	d.out.Exempt = &e
	d.asked, _ = ledger.Excuse(d.asked, e.Until, d.asked.DueOn)
	d.onCase = d.step(c.ID, d.asked.State, string(ledger.EventUpdated))
	d.onCase.Note = "exempted"
	return nil
}

func (d *deciding) decideGroup(what string, g workgroup.Group) *Refusal {
	w := workgroup.Decision{Group: g.Code, What: what, On: d.request.Until, By: d.By, Reason: cmp.Or(d.request.Reason, d.Reason), At: d.At}
	if w.Fault(g, d.Day) != "" {
		return refuse(Undoable)
	}
	d.out.Group = &w
	return nil
}

// handOver puts the named person in the place of the asker: owner for owner, administrator for
// administrator.
func (d *deciding) handOver(g workgroup.Group) *Refusal {
	r := d.request
	if g.Code == "" || !d.inService(r.Person) {
		return refuse(Undoable)
	}
	after := g
	after.Admins = slices.DeleteFunc(slices.Clone(g.Admins), func(code string) bool { return code == r.Person })
	i := slices.Index(after.Admins, r.Asker)
	switch {
	case g.Owner == "" || g.Owner == r.Asker || g.Owner == r.Previous || i < 0:
		after.Owner = r.Person
	default:
		after.Admins[i] = r.Person
	}
	d.out.Handover = &[2]workgroup.Group{g, after}
	d.asked.Responsible = r.Person
	return nil
}
