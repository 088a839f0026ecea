package workgroup

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var threeGroups = GroupsOf(map[string]Group{"G1": {Code: "G1"}, "G2": {Code: "G2"}, "G3": {Code: "G3"}})

func TestRostersComeOutAsTheyWentIn(t *testing.T) {
	at := time.Date(2026, 11, 23, 7, 0, 0, 123_000_000, time.UTC)
	want := map[string]Roster{
		"G1": {Group: "G1", TakenAt: at, FullAt: at.Add(-time.Hour), LookedAt: at.Add(-time.Minute), Rows: 500, HasNicknames: true},
		"G3": {Group: "G3", TakenAt: at.Add(time.Millisecond)},
	}
	all := NewRosters(threeGroups)
	for _, r := range want {
		all.Put(r)
	}
	all.Put(Roster{Group: "G2", TakenAt: at, Rows: 3})
	all.Put(Roster{Group: "?微信:1", TakenAt: at})
	all.Remove("G2")
	all.Remove("?微信:1")
	for _, group := range []string{"G1", "G2", "G3", "?微信:1"} {
		got, ok := all.Find(group)
		one, there := want[group]
		if ok != there || cmp.Diff(one, got) != "" || cmp.Diff(one, all.Of(group)) != "" {
			t.Errorf("%s: %v, %v", group, got, ok)
		}
	}
	var none *Rosters
	if _, ok := none.Find("G1"); ok {
		t.Error("there is a roster where there is none")
	}
}

func TestActivitiesComeOutAsTheyWentIn(t *testing.T) {
	at := time.Date(2026, 11, 23, 7, 0, 0, 123_000_000, time.UTC)
	want := map[string]GroupActivity{
		"G1": {LastDay: "2026-11-22", Last: at.Add(-time.Hour), Source: FromMember, Account: "wx_王", ObservedAt: at},
		"G2": {LastDay: "2026-11-22", Source: FromDayCount},
		"G3": {ObservedAt: at},
	}
	all := NewActivities(threeGroups)
	for group, a := range want {
		all.Put(group, a)
	}
	all.Put("G4", want["G1"])
	for _, group := range []string{"G1", "G2", "G3", "G4"} {
		got, ok := all.Find(group)
		one, there := want[group]
		if ok != there || cmp.Diff(one, got) != "" || cmp.Diff(one, all.Of(group)) != "" {
			t.Errorf("%s: %v, %v", group, got, ok)
		}
	}
	var none *Activities
	if _, ok := none.Find("G1"); ok || !cmp.Equal(GroupActivity{}, NewActivities(threeGroups).Of("G1")) {
		t.Error("something is known of a group of which nothing is")
	}
}

func TestPhasesComeOutAsTheyWentIn(t *testing.T) {
	at := time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
	want := map[string][]Phase{"G1": {{at, true}}, "G2": {{at, false}, {at.Add(time.Hour), true}}}
	all := NewPhases(threeGroups)
	for group, phases := range want {
		all.Put(group, phases)
	}
	all.Put("G3", nil)
	all.Put("G4", want["G1"])
	for _, group := range []string{"G1", "G2", "G3", "G4"} {
		began, ok := all.Began(group)
		if diff := cmp.Diff(want[group], all.Of(group)); diff != "" || ok != (len(want[group]) > 0) || ok && !began.Equal(at) {
			t.Errorf("%s began %v, %v\n%s", group, began, ok, diff)
		}
	}
	var none *Phases
	if _, ok := none.Began("G1"); ok || none.Of("G1") != nil {
		t.Error("there is a phase where there is none")
	}
}
