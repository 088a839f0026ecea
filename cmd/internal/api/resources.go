package api

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"qunguan/cmd/internal/wire"
	"qunguan/jobs"
	"qunguan/jobs/check"
	"qunguan/reconcile/access"
	"qunguan/reconcile/workgroup"
)

// resources are the lists of the API.
var resources = []resource{
	{"cases", "Cases, by number.", access.Case, wire.Case{}, "cases with a step written since", (*api).cases},
	{"notices", "Notices of the outbox, in the order in which they were made.", access.Notices, wire.Notice{}, "notices made since", (*api).notices},
	{"groups", "Registered groups, by code.", access.GroupPage, wire.Group{}, "", (*api).groups},
	{"units", "Units, by code.", access.UnitPage, wire.Unit{}, "", (*api).units},
	{"members", "Who is who in the fresh rosters of live groups, by group.", access.GroupPage, wire.Member{}, "rosters taken since", (*api).members},
	{"runs", "Finished runs, by number.", access.Runs, Run{}, "runs finished since", (*api).runs},
}

// Run is a finished run: its number, and its report.
type Run struct {
	ID         int64  `json:"id"`
	FinishedAt string `json:"finished_at"`

	jobs.Report
}

// page cuts one item more than the limit off, and says where the next page
// begins.
func page[T any](list []T, limit int, id func(T) string) answer {
	if list == nil {
		list = []T{}
	}
	if len(list) <= limit {
		return answer{items: list}
	}
	list = list[:limit]
	return answer{items: list, next: id(list[limit-1])}
}

// hides reports whether accounts are masked for the token.
func hides(t access.Token) bool { return t.Role != access.Office }

func (a *api) cases(ctx context.Context, q question) (answer, error) {
	after, err := q.number()
	if err != nil {
		return answer{}, err
	}
	found, err := a.Registry.CasesAfter(ctx, after, q.since, q.limit+1)
	if err != nil {
		return answer{}, fmt.Errorf("read cases: %w", err)
	}
	var list []wire.Case
	for _, k := range found {
		j := wire.CaseOf(k, a.Clauses)
		if len(j.Evidence) == 0 {
			j.Evidence = json.RawMessage("{}")
		}
		if hides(q.token) {
			hide := strings.NewReplacer(access.Hidden(k)...)
			j.Account, j.Subject, j.Title = hide.Replace(j.Account), hide.Replace(j.Subject), hide.Replace(j.Title)
			j.Evidence = json.RawMessage(hide.Replace(string(j.Evidence)))
		}
		list = append(list, j)
	}
	return page(list, q.limit, func(j wire.Case) string { return strconv.FormatInt(j.ID, 10) }), nil
}

func (a *api) notices(ctx context.Context, q question) (answer, error) {
	found, err := a.Registry.NoticesAfter(ctx, q.after, q.since, q.limit+1)
	if err != nil {
		return answer{}, fmt.Errorf("read notices: %w", err)
	}
	var list []wire.Notice
	for _, n := range found {
		list = append(list, wire.NoticeOf(n, q.now.Location()))
	}
	return page(list, q.limit, func(j wire.Notice) string { return j.ID }), nil
}

func (a *api) runs(ctx context.Context, q question) (answer, error) {
	after, err := q.number()
	if err != nil {
		return answer{}, err
	}
	found, err := a.Registry.RunsAfter(ctx, after, q.since, q.limit+1)
	if err != nil {
		return answer{}, fmt.Errorf("read runs: %w", err)
	}
	var list []Run
	for _, r := range found {
		j := Run{ID: r.ID, FinishedAt: wire.Moment(r.FinishedAt, q.now.Location())}
		if err := json.Unmarshal(r.Summary, &j.Report); err != nil {
			return answer{}, fmt.Errorf("read the report of run %d: %w", r.ID, err)
		}
		j.Job, j.Status = r.Job, r.Status
		if j.Read == nil {
			j.Read = map[string]int{}
		}
		if j.Unjudged == nil {
			j.Unjudged = map[string]int{}
		}
		if q.token.Role == access.Ops {
			for i := range j.Trouble {
				j.Trouble[i].Detail = "" // it may name people
			}
		}
		list = append(list, j)
	}
	return page(list, q.limit, func(j Run) string { return strconv.FormatInt(j.ID, 10) }), nil
}

func (a *api) groups(ctx context.Context, q question) (answer, error) {
	all, err := a.Registry.GroupsAfter(ctx, q.after, q.limit+1)
	if err != nil {
		return answer{}, fmt.Errorf("read groups: %w", err)
	}
	var list []wire.Group
	for _, g := range all {
		j := wire.GroupOf(g)
		if hides(q.token) {
			j.Number = access.MaskAccount(j.Number)
		}
		list = append(list, j)
	}
	return page(list, q.limit, func(j wire.Group) string { return j.Group }), nil
}

func (a *api) units(ctx context.Context, q question) (answer, error) {
	all, err := a.Registry.Units(ctx)
	if err != nil {
		return answer{}, fmt.Errorf("read units: %w", err)
	}
	var list []wire.Unit
	for _, code := range slices.Sorted(maps.Keys(all)) {
		if code > q.after {
			list = append(list, wire.UnitOf(all[code]))
		}
	}
	return page(list, q.limit, func(j wire.Unit) string { return j.Unit }), nil
}

// members answers with whole groups: at least one, and further ones until the
// limit is reached. ?group= asks for one.
func (a *api) members(ctx context.Context, q question) (answer, error) {
	w, err := a.known(ctx, q.now)
	if err != nil {
		return answer{}, fmt.Errorf("read the directory: %w", err)
	}
	var codes []string
	for g := range w.Groups.All() {
		if one := q.query.Get("group"); g.Live() && g.Code > q.after && (one == "" || one == g.Code) {
			codes = append(codes, g.Code)
		}
	}
	list, next := []wire.Member{}, ""
	for i, code := range codes {
		if list, err = a.membersOf(ctx, w, q, w.Groups.Of(code), list); err != nil {
			return answer{}, err
		}
		if len(list) >= q.limit && i+1 < len(codes) {
			next = code
			break
		}
	}
	return answer{items: list, next: next}, nil
}

func (a *api) membersOf(ctx context.Context, w *check.RegistrySnapshot, q question, g workgroup.Group, list []wire.Member) ([]wire.Member, error) {
	_, err := check.Members(ctx, w, a.Readings, g.Unit, g.Code, func(m check.KnownMember) error {
		if m.Roster.TakenAt.Before(q.since) {
			return nil
		}
		j := wire.Member{
			Group: m.Group.Code, Account: m.Member.Account, Nickname: m.Member.Nickname, Role: m.Member.Role, How: string(m.Who.How), Person: m.Who.Person,
			Candidates: m.Who.Candidates, LastSpoke: wire.Moment(m.Member.SpokeAt, q.now.Location()), TakenAt: wire.Moment(m.Roster.TakenAt, q.now.Location()),
			Reason: string(m.Who.Reason), Came: m.Member.Origin.String(),
		}
		if j.Candidates == nil {
			j.Candidates = []string{}
		}
		if hides(q.token) {
			j.Account = access.MaskAccount(j.Account)
		}
		list = append(list, j)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the roster of group %s: %w", g.Code, err)
	}
	return list, nil
}
