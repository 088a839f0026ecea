package cli_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// recipients lists the recipients of a day, each as often as they were sent something.
func (w *world) recipients(day string) []string {
	w.Helper()
	var list []string
	for _, n := range w.notices("--state", "sent") {
		if strings.HasPrefix(n.SentAt, day) {
			list = append(list, n.Recipient)
		}
	}
	slices.Sort(list)
	return list
}

func TestADeputyHearsWhatSomebodyWhoIsNotToBeDisturbedWouldBeTold(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.Env["POLICY"] = w.Write("policy.yaml", longRosters)
		w.importSmall(sunday, r.routes())
		w.OK("import", "--at", sunday, w.Write("邮箱.csv", "工号,姓名,单位编码,在职状态,邮箱\nP12,李强,U1,在职,li@mail.test\n"))
		add := func(person, until, deputy string) []string {
			return []string{"absence", "add", "--person", person, "--until", until, "--deputy", deputy, "--reason", "出差", "--by", "P10", "--at", sunday}
		}
		// An absence that may not be is refused, with the reason.
		for said, args := range map[string][]string{
			"代办人不能是本人": add("P11", "2026-11-24", "P11"),
			"不在职":      add("P11", "2026-11-24", "P13"),
			"最长 365 天": add("P11", "2027-11-23", "P12"),
			"不能早于今天":   add("P11", "2026-11-21", "P12"),
			"没有工号 P99": add("P11", "2026-11-24", "P99"),
			"--until":  {"absence", "add", "--person", "P11", "--reason", "x", "--by", "P10"},
		} {
			if d := w.Run(args...); d.Code == 0 || !strings.Contains(d.Stderr, said) {
				t.Errorf("%v: exit %d, want a refusal with %q:\n%s", args, d.Code, said, d.Stderr)
			}
		}
		w.OK(add("P11", "2026-11-23", "P20")...)
		w.OK(add("P11", "2026-11-24", "P12")...) // replaces the one before
		w.judge(monday)
		w.runJobs(monday, "compose")
		card := w.only("member.card", "G1")
		if card.Responsible != "P11" {
			t.Errorf("the responsible person is %s; an absence changes nobody's responsibility", card.Responsible)
		}
		w.runJobs(monday, "deliver")
		if got := w.recipients("2026-11-23"); slices.Contains(got, "P11") || !slices.Contains(got, "P12") {
			t.Fatalf("told on Monday: %v; want the deputy P12 and not P11", got)
		}
		for _, n := range w.notices("--state", "sent") {
			if n.Recipient == "P12" && (!strings.Contains(n.Body, "原应通知孙丽，其本人目前免打扰") || !slices.Contains(n.Cases, card.ID)) {
				t.Errorf("the deputy does not read why:\n%s", n.Body)
			}
		}
		if d := w.OK("audit", "list", "--lang", "en"); !strings.Contains(d.Stdout, "出差") {
			t.Errorf("the absence is not in the audit trail:\n%s", d.Stdout)
		}
		w.OK("audit", "verify")

		// Over: the reminders go to P11 again, and the deputy's notices count as told.
		w.days("2026-11-24", "2026-11-26")
		stranger := w.only("member.unknown", "G1")
		if diff := gocmp.Diff([]string{"2026-11-23 P12 reminder", "2026-11-26 P11 reminder"}, w.heard(stranger.ID)); diff != "" {
			t.Errorf("who heard of the stranger (-want +got):\n%s", diff)
		}
		steps := w.OK("explain", fmt.Sprint(stranger.ID), "--at", "2026-11-26").Stdout
		if !strings.Contains(steps, "P11") {
			t.Errorf("explain:\n%s", steps)
		}
	})
}

func TestWhatWaitsMovesToTheDeputyAndAMissingDeputyToTheUsualChain(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.importSmall(sunday, r.routes())
		w.judge(sunday)
		w.runJobs(sunday, "compose")
		waits := func(person string) (found bool) {
			return slices.ContainsFunc(w.notices("--state", "pending"), func(n notice) bool { return n.Recipient == person })
		}
		if !waits("P11") {
			t.Fatal("nothing waits for P11")
		}
		// P21 owns the groups of U2 and has no mail: their matters go to P20 already. P12 has no mail
		// either: they cannot hear it for P11.
		d := w.OK("absence", "add", "--person", "P11", "--until", "2026-12-31", "--deputy", "P12", "--reason", "病假", "--by", "P10", "--at", sunday)
		if !strings.Contains(d.Stderr, "P12 没有通知渠道") {
			t.Errorf("nobody says that the deputy cannot be reached: %s", d.Stderr)
		}
		w.runJobs(monday, "compose", "deliver")
		if waits("P11") {
			t.Error("what waited for P11 still waits for them")
		}
		// The deputy has no route, so it is the unit's principal: one message with their own matters.
		got := w.recipients("2026-11-23")
		if slices.Contains(got, "P11") || !slices.Contains(got, "P10") || len(slices.Compact(slices.Clone(got))) != len(got) {
			t.Errorf("told: %v; want P10 once and not P11", got)
		}
		w.OK("absence", "add", "--person", "P10", "--until", "2026-12-31", "--deputy", "P20", "--reason", "学习", "--by", "P20", "--at", tuesday)
		w.runJobs(tuesday, "digest")
		both := fmt.Sprintf("未销号 %d 件，其中", len(w.cases("--open", "--unit", "U1"))+len(w.cases("--open", "--unit", "U2")))
		if found := w.digests(); found["P10"].ID != "" || !strings.Contains(found["P20"].Body, both) {
			t.Errorf("the principal's digest did not go to their deputy: %+v", found)
		}
		for _, n := range w.notices("--state", "sent") {
			if n.Recipient != "P10" {
				continue
			}
			text := w.OK("notices", "show", n.ID).Stdout
			for _, want := range []string{"免打扰", "代办人没有通知渠道"} {
				if !strings.Contains(text, want) {
					t.Errorf("the notice's way does not say %q:\n%s", want, text)
				}
			}
		}
		w.Exits(1, "absence", "end", "P22", "--by", "P10")
		w.OK("absence", "end", "P11", "--by", "P10", "--at", tuesday)
		if got := read[struct{ Person string }](w, "absence", "list", "--at", tuesday); len(got) != 1 || got[0].Person != "P10" {
			t.Errorf("still listed: %+v", got)
		}
		all := read[struct {
			Person  string
			EndedBy string `json:"ended_by"`
		}](w, "absence", "list", "--all")
		if len(all) != 2 || all[1].Person != "P11" || all[1].EndedBy != "P10" {
			t.Errorf("%+v", all)
		}
	})
}
