package cli_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// A county's month, day by day: the notices keep the promises of the ladder for all the county's
// mistakes. covers S1.13, S5.4
func TestAMonthOfTheCountyKeepsTheLaddersPromises(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	r := w.act(t)
	w.Env["POLICY"] = w.Write("policy.yaml", longRosters)
	w.OK(slices.Concat([]string{"import", "--at", "2026-11-23"}, files(t, "yunxi"))...)
	var routes strings.Builder
	fmt.Fprintf(&routes, "对象类型,对象编码,渠道,地址,密钥\n办公室,office,slack,%s,\n", r.chat.ProviderAddress())
	people := map[string]bool{}
	for _, k := range w.judgedCases("2026-11-23") {
		people[k.Responsible] = true
	}
	delete(people, "")
	for code := range people {
		fmt.Fprintf(&routes, "人员,%s,email,%s@mail.test,\n", code, strings.ToLower(code))
	}
	w.OK("import", "--at", "2026-11-23", w.Write("通知渠道.csv", routes.String()))
	w.days("2026-11-23", "2026-12-23")

	cases := map[int64]kase{}
	for _, k := range w.cases() {
		cases[k.ID] = k
	}
	type notification struct {
		id        int64
		recipient string
	}
	perDay, escalated := map[string]int{}, map[notification]int{}
	heard := map[int64]bool{}
	sent := w.notices("--state", "sent")
	for _, n := range sent {
		at, err := time.Parse(time.RFC3339, n.SentAt)
		if err != nil {
			t.Fatal(err)
		}
		if at.Weekday() == time.Saturday || at.Weekday() == time.Sunday {
			t.Errorf("told %s on a day off: %s", n.Recipient, n.SentAt)
		}
		if n.RecipientType == "person" {
			perDay[n.SentAt[:10]+" "+n.Recipient]++
		}
		for _, id := range n.Cases {
			heard[id] = true
			if n.Kind != "escalation" {
				continue
			}
			if k := cases[id]; n.Recipient != k.Responsible {
				escalated[notification{id, n.Recipient}]++
				if n.SentAt[:10] < k.DueOn {
					t.Errorf("%s heard of case %d on %s, before its due day %s", n.Recipient, id, n.SentAt[:10], k.DueOn)
				}
			}
		}
	}
	for who, n := range perDay {
		if n > 1 {
			t.Errorf("%s: %d messages on one day", who, n)
		}
	}
	for k, n := range escalated {
		if n > 1 {
			t.Errorf("%s heard of case %d by %d rungs", k.recipient, k.id, n)
		}
	}
	for id, k := range cases {
		if k.open() && !heard[id] && k.Responsible != "" {
			t.Errorf("nobody heard of case %d (%s)", id, k.Rule)
		}
	}
	if len(escalated) == 0 || len(sent) < 10 {
		t.Errorf("%d notices, %d rungs above: the county was too quiet to prove anything", len(sent), len(escalated))
	}
	t.Logf("%d notices about %d cases, %d rungs above the responsible person", len(sent), len(heard), len(escalated))
}

// judgedCases is the ledger after a day's judging.
func (w *world) judgedCases(at string) []kase {
	w.Helper()
	w.judge(at)
	return w.cases()
}
