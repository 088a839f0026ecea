package check

import (
	"context"
	"fmt"

	"qunguan/jobs"
	"qunguan/reconcile/identity"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// Explanation holds the reasons why a subject is, or is not, a case.
type Explanation struct {
	Group   workgroup.Group
	Roster  workgroup.Roster
	Answers []Explained
	Member  *workgroup.Member  // the account in question
	Who     *identity.Identity // the person behind it
	Quota   []rule.QuotaGroup  // of an own unit: which groups count
	Chain   []ledger.Hop       // the candidates for the responsible person, with reasons
}

// Explained is one rule's verdict about one subject.
type Explained struct {
	Subject ledger.Subject
	rule.Answer
	Clause string
}

// ExplainCase judges a case's subject again, and keeps every verdict about it. It writes nothing.
func ExplainCase(ctx context.Context, w *RegistrySnapshot, r Rosters, k ledger.Case) (Explanation, error) {
	var e Explanation
	var err error
	if s := k.Subject; s.Group != "" {
		account, person := "", ""
		switch s.Type {
		case ledger.SubjectAccount:
			account = s.Account
		case ledger.SubjectPerson:
			person = s.Person
		}
		e, err = Explain(ctx, w, r, s.Group, account, person)
	} else if job := rule.JobOf(k.Rule); rule.JudgesCounty(k.Rule) {
		if err = (Judge{Rosters: r}).ReadCounty(ctx, w, rule.NeedsOf(job).County); err != nil {
			return e, err
		}
		v := rule.JudgeCounty(job, w.Snapshot).VerdictOf(k)
		e.Answers = []Explained{{Subject: s, Answer: rule.Answer{Rule: k.Rule, Verdict: v}, Clause: w.Policy.Cites[k.Rule]}}
	}
	chain := rule.Chain(k, w.Groups.Of, w.Dir.Units)
	_, e.Chain = ledger.Responsible(chain, w.Dir.People, w.Day)
	return e, err
}

// ExplainSubject judges a unit, a person, an official account or an application
// by every rule over the county, and keeps every verdict. It writes nothing.
func ExplainSubject(ctx context.Context, w *RegistrySnapshot, r Rosters, about ledger.Subject) (Explanation, error) {
	judge := Judge{Rosters: r}
	for _, job := range rule.JudgingJobs {
		if err := judge.ReadCounty(ctx, w, rule.NeedsOf(job).County); err != nil {
			return Explanation{}, err
		}
	}
	var e Explanation
	for _, a := range rule.ExplainSubject(w.Snapshot, about) {
		e.Answers = append(e.Answers, Explained{Subject: a.Subject, Answer: a.Answer, Clause: w.Policy.Cites[a.Rule]})
	}
	if about.Type == ledger.SubjectUnit {
		e.Quota = rule.QuotaAccount(w.Snapshot, about.Code)
	}
	return e, nil
}

// Explain judges one group again, or one account or person in it, and keeps
// every verdict. It writes nothing.
func Explain(ctx context.Context, w *RegistrySnapshot, r Rosters, group, account, person string) (Explanation, error) {
	g, ok := w.Groups.Find(group)
	if !ok {
		return Explanation{}, fmt.Errorf("%w: %s", jobs.ErrNoSuchGroup, group)
	}
	if _, ok := w.Dir.People.Find(person); person != "" && !ok {
		return Explanation{}, fmt.Errorf("%w: %s", jobs.ErrNoSuchPerson, person)
	}
	rosters, err := r.Rosters(ctx, []string{group})
	if err != nil {
		return Explanation{}, fmt.Errorf("read rosters: %w", err)
	}
	activity, err := r.LastActivity(ctx, []string{group}, w.Moment, w.Identity.IsListedRobot)
	if err != nil {
		return Explanation{}, fmt.Errorf("read activity: %w", err)
	}
	e := Explanation{Group: g, Roster: rosters[group]}
	judge := Judge{Rosters: r}
	for _, job := range rule.JudgingJobs {
		if account != "" || person != "" {
			break // the rules over the county say nothing about one account, and read every roster
		}
		if err := judge.ReadCounty(ctx, w, rule.NeedsOf(job).County); err != nil {
			return Explanation{}, err
		}
	}
	_, e.Chain = ledger.Responsible(ledger.Chain(g, g.Unit, false, w.Dir.Units), w.Dir.People, w.Day)
	asked := rule.Explain(w.Snapshot, rule.Explanation{
		Group: g, Roster: e.Roster, Activity: activity[group], Matcher: w.Identity.ForGroup(g),
		Account: workgroup.AccountKey(account), Person: person,
	})
	err = r.EachRoster(ctx, []string{group}, func(one roster.Reading) error {
		for _, m := range one.Members {
			asked.Row(m)
		}
		return one.Damage
	})
	if err != nil {
		return Explanation{}, fmt.Errorf("read roster rows: %w", err)
	}
	for _, a := range asked.End() {
		e.Answers = append(e.Answers, Explained{Subject: a.Subject, Answer: a.Answer, Clause: w.Policy.Cites[a.Rule]})
	}
	if view := asked.View(); view != nil {
		e.Member, e.Who = &view.Member, &view.Who
	} else if account != "" {
		return e, fmt.Errorf("%w: %s", jobs.ErrNoSuchAccount, account)
	}
	return e, nil
}
