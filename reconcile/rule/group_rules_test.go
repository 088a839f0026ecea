package rule

import (
	"testing"

	"qunguan/reconcile/workgroup"
)

func TestZombie(t *testing.T) { // covers S1.1
	seen := func(last workgroup.Date, look string) workgroup.GroupActivity {
		return workgroup.GroupActivity{LastDay: last, Source: workgroup.FromLastMessage, ObservedAt: at(look)}
	}
	testGroup(t, GroupZombie, []groupCase{
		{"sixty days of silence are a zombie", nil, seen("2026-09-24", "2026-11-20 08:00"), Violated, "silent"},
		{"fifty-nine days are not", nil, seen("2026-09-25", "2026-11-20 08:00"), Clear, "active"},
		{"a look of ten times 24 hours is recent", nil, seen("2026-09-01", "2026-11-13 09:00"), Violated, "silent"},
		{"an older look proves no silence", nil, seen("2026-09-01", "2026-11-13 08:59"), CannotJudge, "look_too_old"},
		{"without a look nobody can tell", nil, workgroup.GroupActivity{LastDay: "2026-09-01"}, CannotJudge, "never_looked"},
		{"without any known activity nobody can tell", nil, workgroup.GroupActivity{ObservedAt: at("2026-11-20 08:00")}, CannotJudge, "no_activity_known"},
		{"a group younger than the limit is never one", func(s *scene) { s.group.FoundedOn = "2026-09-25" }, workgroup.GroupActivity{}, Clear, "young"},
		{"a group of exactly the limit's age can be one", func(s *scene) { s.group.FoundedOn = "2026-09-24" }, seen("2026-09-24", "2026-11-20 08:00"), Violated, "silent"},
		{"a group without a founding day is old enough", func(s *scene) { s.group.FoundedOn = "" }, seen("2026-09-24", "2026-11-20 08:00"), Violated, "silent"},
	})
}

func TestStageExpired(t *testing.T) { // covers S1.11, S11.5
	staged := func(ends workgroup.Date) func(*scene) {
		return func(s *scene) { s.group.Staged, s.group.EndsOn = true, ends }
	}
	none := workgroup.GroupActivity{}
	testGroup(t, GroupStageExpired, []groupCase{
		{"a group that ended yesterday is expired", staged("2026-11-22"), none, Violated, "ended"},
		{"a group that ends today still runs", staged("2026-11-23"), none, Clear, "still_running"},
		{"an end date of a standing group means nothing", func(s *scene) { s.group.EndsOn = "2026-01-01" }, none, Clear, "not_staged"},
		{"without an end date another rule speaks", staged(""), none, Clear, "undated"},
	})
}

func TestStageUndated(t *testing.T) { // covers S11.5
	testGroup(t, GroupStageUndated, []groupCase{
		{"a stage-limited group needs an end", func(s *scene) { s.group.Staged = true }, workgroup.GroupActivity{}, Violated, "no_end_date"},
		{"one with an end is fine", func(s *scene) { s.group.Staged, s.group.EndsOn = true, "2027-01-01" }, workgroup.GroupActivity{}, Clear, "dated"},
		{"a standing group needs none", nil, workgroup.GroupActivity{}, Clear, "not_staged"},
	})
}

func TestNoOwner(t *testing.T) { // covers S1.10, S4.5
	testGroup(t, GroupNoOwner, []groupCase{
		{"an owner in service is fine", nil, workgroup.GroupActivity{}, Clear, "owned"},
		{"an empty cell is no owner", func(s *scene) { s.group.Owner = "" }, workgroup.GroupActivity{}, Violated, "empty"},
		{"a code that the directory does not know is no owner", func(s *scene) { s.group.Owner = "P99" }, workgroup.GroupActivity{}, Violated, "unknown"},
		{"somebody who has left is no owner", func(s *scene) { s.group.Owner = "P4" }, workgroup.GroupActivity{}, Violated, "left"},
		{"somebody of unclear state counts as in service", func(s *scene) { s.group.Owner = "P5" }, workgroup.GroupActivity{}, Clear, "owned"},
	})
}

func TestNoAdmin(t *testing.T) { // covers S1.10
	testGroup(t, GroupNoAdmin, []groupCase{
		{"owner and one administrator are two", nil, workgroup.GroupActivity{}, Clear, "enough"},
		{"the owner as administrator is still one person", func(s *scene) { s.group.Admins = []string{"P1"} }, workgroup.GroupActivity{}, Violated, "too_few"},
		{"an administrator who has left does not count", func(s *scene) { s.group.Admins = []string{"P4"} }, workgroup.GroupActivity{}, Violated, "too_few"},
		{"one of unclear state counts", func(s *scene) { s.group.Admins = []string{"P5"} }, workgroup.GroupActivity{}, Clear, "enough"},
		{"two administrators make up for a missing owner", func(s *scene) { s.group.Owner, s.group.Admins = "", []string{"P1", "P2"} }, workgroup.GroupActivity{}, Clear, "enough"},
		{"the policy may ask for one", func(s *scene) { s.policy.Group.MinResponsible, s.group.Admins = 1, nil }, workgroup.GroupActivity{}, Clear, "enough"},
	})
}
