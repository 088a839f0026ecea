package web_test

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"qunguan/cmd/internal/web/pages"
	"qunguan/jobs/check"
	"qunguan/notify"
	"qunguan/reconcile"
	"qunguan/reconcile/calendar"
	"qunguan/reconcile/filing"
	"qunguan/reconcile/identity"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/overlap"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/spotcheck"
	"qunguan/reconcile/workgroup"
)

// seen is one look of a reader at a person's page.
type seen struct{ viewer, person string }

func (r *countyInMemory) Group(_ context.Context, code string) (workgroup.Group, bool, error) {
	i := slices.IndexFunc(r.groups, func(g workgroup.Group) bool { return g.Code == code })
	if i < 0 {
		return workgroup.Group{}, false, nil
	}
	return r.groups[i], true, nil
}

func (r *countyInMemory) Person(_ context.Context, code string) (workgroup.Person, bool, error) {
	p, ok := r.people[code]
	return p, ok, nil
}

func (r *countyInMemory) VersionsOf(_ context.Context, code string) ([]workgroup.GroupVersion, error) {
	g, _, _ := r.Group(context.Background(), code)
	return []workgroup.GroupVersion{{Group: g, From: at("2026-06-01 09:00")}}, nil
}

func (*countyInMemory) Turnover(context.Context, string, int) ([]workgroup.Turnover, error) {
	return []workgroup.Turnover{{At: at("2026-11-30 08:00"), Joined: 2, Left: 1}}, nil
}

func (*countyInMemory) Activities(_ context.Context, groups []string) ([]workgroup.Activity, error) {
	return []workgroup.Activity{{Group: groups[0], TakenAt: at("2026-11-30 08:00"), Day: "2026-11-29", Messages: 12, Speakers: 3}}, nil
}

func (*countyInMemory) HeldParts(context.Context) ([]reconcile.Held, error) {
	return []reconcile.Held{{ID: 7, Job: "member-check", Unit: "U2", HeldAt: at("2026-11-30 08:17"), Trip: reconcile.GuardTrip{Reason: "max_new_cases", New: 41, Limit: 20, Examples: []string{"马德胜已退休"}}}}, nil
}

func (*countyInMemory) RouteChannels(context.Context) (map[notify.Recipient][]string, error) {
	return map[notify.Recipient][]string{{Type: notify.ToPerson, Code: "P1"}: {notify.Email}, {Type: notify.ToOps}: {notify.Webhook}}, nil
}

func (*countyInMemory) FilingRequests(context.Context) ([]filing.Filing, error) {
	return []filing.Filing{
		{ID: 1, State: filing.Submitted, Request: filing.Request{Name: "防汛值守群", Unit: "U1", By: "P1", Purpose: "防汛"}, FiledAt: at("2026-11-30 10:00")},
		{ID: 2, State: filing.Approved, Number: "BA-2026-0002", Request: filing.Request{Name: "镇里工作群", Unit: "U2", By: "P13"}, FiledAt: at("2026-11-20 10:00")},
	}, nil
}

func (*countyInMemory) SpotDraws(context.Context) ([]spotcheck.Draw, error) {
	sample := []spotcheck.Object{{Kind: "group", Code: "G1", Stratum: "U1"}, {Kind: "group", Code: "G9", Stratum: "U1"}}
	return []spotcheck.Draw{
		{Period: "2026-10", Secret: strings.Repeat("a", 64), Hash: strings.Repeat("b", 64), PublishedAt: at("2026-09-30 09:00"), DrawnAt: at("2026-10-12 10:10"), Basis: spotcheck.Basis{Population: sample}, Sample: sample},
		{Period: "2026-11", Secret: strings.Repeat("c", 64), Hash: strings.Repeat("d", 64)},
	}, nil
}

func (r *countyInMemory) NoteView(_ context.Context, viewer, person string, _ time.Time) error {
	r.views = append(r.views, seen{viewer, person})
	return nil
}

func (r *countyInMemory) GroupHistory(context.Context) ([]workgroup.GroupVersion, error) {
	var list []workgroup.GroupVersion
	for _, g := range r.groups {
		list = append(list, workgroup.GroupVersion{Group: g, From: at("2026-08-01 09:00")})
	}
	return list, nil
}

func (*countyInMemory) Rosters(_ context.Context, groups []string) (map[string]workgroup.Roster, error) {
	found := map[string]workgroup.Roster{}
	for _, g := range groups {
		if g == "G1" {
			found[g] = workgroup.Roster{Group: g, TakenAt: at("2026-11-30 08:00"), Rows: 2, HasNicknames: true}
		}
	}
	return found, nil
}

func (r *countyInMemory) EachRoster(ctx context.Context, groups []string, fn func(roster.Reading) error) error {
	found, _ := r.Rosters(ctx, groups)
	for _, g := range groups {
		if one, ok := found[g]; ok {
			err := fn(roster.Reading{Roster: one, Members: []workgroup.Member{
				{Account: "wx_zhoumingyuan", Nickname: "水利局周明远", Role: workgroup.RoleOwner},
				{Account: "wx_mystery_one", Nickname: "静水流深 13800002222", Role: workgroup.RoleMember},
			}})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (*countyInMemory) LastActivity(context.Context, []string, time.Time, func(string, string) bool) (map[string]workgroup.GroupActivity, error) {
	return map[string]workgroup.GroupActivity{}, nil
}

// work answers the pages' questions in the plainest way.
type work struct {
	*countyInMemory

	policy *policy.Policy
}

func (w work) RegistrySnapshot(ctx context.Context, moment time.Time) (*check.RegistrySnapshot, error) {
	dir := workgroup.NewDirectory(w.units, workgroup.PeopleOf(w.people))
	snapshot := rule.NewSnapshot(w.policy, dir, moment)
	world := &check.RegistrySnapshot{
		Snapshot: snapshot, Days: calendar.China().For(),
		Identity: identity.New(dir.People, w.units, nil, snapshot.Day, w.policy),
	}
	var err error
	world.Groups, err = w.Groups(ctx)
	return world, err
}

func (work) MergePlan(context.Context, *check.RegistrySnapshot) (*overlap.Plan, error) {
	return &overlap.Plan{Rows: []overlap.Row{
		{Group: "G1", Action: overlap.Keep, Members: 20, After: 25}, {Group: "G2", Action: overlap.Merge, Into: "G1", Reason: overlap.SamePeople, Members: 10},
	}}, nil
}

func (work) Report(_ context.Context, q pages.ReportQuestion, to io.Writer) error {
	_, err := io.WriteString(to, "PK "+q.Name)
	return err
}

func (work) PolicyText(phrase.Lang) string { return "title: 松澜县工作群管理办法\n" }

func (work) WhatIf(_ context.Context, text []byte, _ phrase.Lang, _ time.Time) ([]check.CaseEffect, string, error) {
	switch string(text) {
	case "bad":
		return nil, "第 1 行写错了", nil
	case "broken":
		return nil, "", errors.New("no database")
	}
	return []check.CaseEffect{{Event: ledger.EventOpened, Case: ledger.Case{Unit: "U1", Rule: "member.card"}}}, "", nil
}
