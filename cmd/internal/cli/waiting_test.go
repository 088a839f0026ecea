package cli_test

import (
	"strings"
	"testing"
)

const beforeWork = "2026-11-23T08:10:00+08:00"

// A notice of Sunday leaves on Monday at 08:30, seventeen minutes before the day's compose judges
// again. The office's imports and decisions before that are known, and nothing is told that no notice
// told.
func TestWhatWaitsIsJudgedAgainBeforeItIsSaid(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.importSmall(sunday, r.routes())
		w.judge(sunday)
		w.runJobs(sunday, "compose")
		w.OK("import", "--at", beforeWork, w.Write("群主.csv", "群编号,平台,群名称,范围,单位编码,群主工号\nG6,微信,水利局灌区项目群,单位内部,U1,P11\n"))
		w.runJobs("2026-11-23T08:15:00+08:00", "deliver") // nothing is due: there is no recheck
		if k := w.cases("--rule", "group.no_owner", "--group", "G6")[0]; k.State != "found" {
			t.Errorf("the case is %s before anything is due", k.State)
		}
		w.runJobs("2026-11-23T08:35:00+08:00", "deliver")
		for _, text := range r.texts(t) {
			if strings.Contains(text, "灌区项目") {
				t.Errorf("speaks of the group that has an owner since 08:10:\n%s", text)
			}
		}
		if k := w.cases("--rule", "group.no_owner", "--group", "G6")[0]; k.State != "closed" || k.ClosedReason != "fixed" {
			t.Errorf("group.no_owner is %s (%s), want closed (fixed)", k.State, k.ClosedReason)
		}
		toldOnce(t, w, r)
		sent := r.arrived()
		w.runJobs(monday, "compose", "deliver")
		if got := r.arrived(); got != sent {
			t.Errorf("%d more arrived: what was withdrawn was told by the same delivery", got-sent)
		}
	})
}

// deliver sends the notices of compose; it tells nothing that compose has not.
func TestDeliverTellsNothingThatNoNoticeTold(t *testing.T) {
	w := newWorld(t, "embedded")
	r := w.act(t)
	w.importSmall(sunday, r.routes())
	w.judge(sunday)
	w.runJobs(sunday, "compose")
	before := len(w.cases("--open"))
	w.OK("import", "--at", beforeWork, w.Write("新群.csv", "群编号,平台,群名称,范围,单位编码\nG66,微信,水利局新群,单位内部,U1\n"))
	w.runJobs("2026-11-23T08:12:00+08:00", "group-check")
	if now := len(w.cases("--open")); now <= before {
		t.Fatalf("%d cases are open, before it were %d: the test would see nothing", now, before)
	}
	w.runJobs("2026-11-23T08:35:00+08:00", "deliver")
	for _, text := range r.texts(t) {
		if strings.Contains(text, "水利局新群") {
			t.Errorf("tells what no notice told:\n%s", text)
		}
	}
}

// covers S7.4
func TestADigestThatNobodyGotIsReplacedByTheNextWhichTellsBoth(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.importSmall(sunday, officeMail)
		w.judge(sunday)
		w.runJobs(saturday, "digest")
		const week = "2026-12-12T10:00:00+08:00"
		for range 2 { // the second one finds the first one's notices
			w.runJobs(week, "digest")
		}
		states := map[string]int{}
		for _, n := range w.notices() {
			if n.Kind != "digest" {
				continue
			}
			states[n.State]++
			if n.State == "pending" && !strings.Contains(n.Title, "11月28日—12月12日") {
				t.Errorf("the digest to %s does not begin where the one began that nobody got: %s", n.Recipient, n.Title)
			}
		}
		if states["withdrawn"] != 3 || states["pending"] != 3 {
			t.Errorf("%v, want 3 withdrawn and 3 pending", states)
		}
		w.runJobs("2026-12-14T08:35:00+08:00", "deliver")
		if n := r.arrived(); n != 1 {
			t.Errorf("%d arrived before the day's compose, want the office's alone", n)
		}
		w.runJobs("2026-12-14T09:00:00+08:00", "deliver")
		if n := r.arrived(); n != 3 {
			t.Errorf("%d arrived, want one for the office and each principal", n)
		}
	})
}
