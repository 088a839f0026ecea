package cli_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"qunguan/notify/channeltest"
)

// texts are the texts of everything that the receivers accepted.
func (r receivers) texts(t testing.TB) []string {
	t.Helper()
	var all []string
	for _, m := range r.mail.Mails() {
		all = append(all, strings.ReplaceAll(m.Open(t).Text, "\r\n", "\n"))
	}
	for _, a := range r.webhook.Arrivals() {
		var body struct{ Text string }
		if err := json.Unmarshal(a.Body, &body); err != nil {
			t.Fatal(err)
		}
		if a.Accepted {
			all = append(all, body.Text)
		}
	}
	for _, a := range r.chat.Arrivals() {
		if a.Accepted {
			all = append(all, channeltest.SlackReads(channeltest.SlackTexts(a.Body)[0]))
		}
	}
	return all
}

// toldOnce demands that every open case stands in exactly one sent notice, that no recipient has two,
// and that each text arrived exactly once.
func toldOnce(t testing.TB, w *world, r receivers) {
	t.Helper()
	var told, open []int64
	recipients := map[string]int{}
	texts := r.texts(t)
	sent := w.notices("--state", "sent")
	for _, n := range sent {
		told = append(told, n.Cases...)
		recipients[n.RecipientType+" "+n.Recipient]++
		if n.Attempts != 1 || n.SentAt == "" {
			t.Errorf("notice %s to %s: %d attempts, sent at %q", n.ID, n.Recipient, n.Attempts, n.SentAt)
		}
		if n := sum(texts, func(text string) int { return strings.Count(text, n.Body) }); n != 1 {
			t.Errorf("a text arrived %d times, want once:\n%s", n, sent[0].Body)
		}
	}
	for _, k := range w.cases("--open") {
		open = append(open, k.ID)
	}
	slices.Sort(told)
	if diff := gocmp.Diff(open, told); diff != "" {
		t.Errorf("cases (-open +told):\n%s", diff)
	}
	for who, n := range recipients {
		if n != 1 {
			t.Errorf("%s got %d messages, want one", who, n)
		}
	}
	if len(texts) != len(sent) {
		t.Errorf("%d messages arrived, %d notices were sent", len(texts), len(sent))
	}
}

// covers S4.5
func TestEveryRecipientGetsOneMessageWithAllTheirCasesInWorkingHours(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.importSmall(sunday, r.routes())
		w.judge(sunday)
		w.runJobs(sunday, "compose")
		for _, quiet := range []string{sunday, early, "2026-11-23T08:28:00+08:00"} {
			if reports := w.runJobs(quiet, "deliver"); reports[0].Sent != 0 || r.arrived() != 0 {
				t.Fatalf("at %s: %d sent, %d arrived; want none", quiet, reports[0].Sent, r.arrived())
			}
		}
		for _, n := range w.notices() {
			if n.State != "pending" || n.NotBefore != "2026-11-23T08:30:00+08:00" {
				t.Errorf("to %s: %s, not before %s; want pending until Monday 08:30", n.Recipient, n.State, n.NotBefore)
			}
		}
		if reports := w.runJobs(monday, "deliver"); reports[0].Sent != 5 {
			t.Errorf("%d sent, want 5: the owners of G1, G2 and G3, the principal for G6, the office for G5", reports[0].Sent)
		}
		toldOnce(t, w, r)
		want := map[string][]string{
			"P10": {"G6 group.no_owner"},
			"P11": {"G1 member.card", "G1 member.left", "G1 member.unknown"},
			"P21": {"G2 member.missing", "G2 member.unknown", "G4 group.stage_expired"},
			"P30": {"G3 group.no_admin"}, "office": {"G5 group.no_admin", "G5 group.no_owner"},
		}
		if diff := gocmp.Diff(want, w.toldTo()); diff != "" {
			t.Errorf("who was told what (-want +got):\n%s", diff)
		}
		if reports := w.runJobs(later, "compose", "deliver"); reports[0].Notices != 0 || reports[1].Sent != 0 || r.arrived() != 5 {
			t.Errorf("a second time: %+v, %d arrived; want nothing new", reports, r.arrived())
		}
		if stored := w.stored(); strings.Contains(stored, "secrettoken") || strings.Contains(stored, r.webhook.Secret) {
			t.Error("a route's address or secret stands unencrypted in the data directory")
		}
	})
}

// toldTo lists for every recipient the cases of the notices that were sent.
func (w *world) toldTo() map[string][]string {
	w.Helper()
	about := map[int64]string{}
	for _, k := range w.cases() {
		about[k.ID] = k.Group + " " + k.Rule
	}
	told := map[string][]string{}
	for _, n := range w.notices("--state", "sent") {
		for _, id := range n.Cases {
			told[n.Recipient] = append(told[n.Recipient], about[id])
		}
		slices.Sort(told[n.Recipient])
	}
	return told
}

// covers S8.3
func TestADeadlineThatPassedBeforeItsMessageMovesToTheNextWorkingDay(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.importSmall(sunday, r.routes())
		w.judge(sunday)
		due := func() string { return w.cases("--rule", "member.left")[0].DueOn }
		if due() != "2026-11-23" {
			t.Errorf("left on Friday the 20th: due %s, want the next working day, the 23rd", due())
		}
		w.runJobs(monday, "compose", "deliver")
		if due() != "2026-11-24" {
			t.Errorf("first told on the due day itself: due %s, want the 24th", due())
		}
	})
}

func TestWhatWasMendedBetweenCheckAndComposeIsNotSpokenOf(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.importSmall(sunday, r.routes())
		w.judge(sunday)
		// The card is right now, the one who left has gone, and a group got its
		// owner; P10 has nothing to hear.
		w.OK("import", "--at", monday, w.Write("改好.csv", `平台,平台群号,账号,群昵称,群内角色,采集时间
微信,wxg1,wx_qian,钱江,成员,2026-11-23 08:00
微信,wxg1,wx_sun,孙丽,群主,2026-11-23 08:00
微信,wxg1,wx_li,李强,管理员,2026-11-23 08:00
微信,wxg1,wx_stranger,星辰大海,成员,2026-11-23 08:00
`), w.Write("群主.csv", `群编号,平台,群名称,范围,单位编码,群主工号
G6,微信,水利局灌区项目群,单位内部,U1,P11
`))
		w.runJobs(monday, "compose", "deliver")
		toldOnce(t, w, r)
		told := w.toldTo()
		if diff := gocmp.Diff([]string{"G1 member.unknown"}, told["P11"]); diff != "" || told["P10"] != nil {
			t.Errorf("P11 heard %v, P10 heard %v; want only of the stranger", told["P11"], told["P10"])
		}
		for _, text := range r.texts(t) {
			if strings.Contains(text, "周敏") || strings.Contains(text, "小李飞刀") || strings.Contains(text, "灌区项目") {
				t.Errorf("speaks of what was mended:\n%s", text)
			}
		}
		for rule, want := range map[string]string{"member.card": "fixed", "member.left": "subject_gone", "group.no_owner --group G6": "fixed"} {
			k := w.cases(strings.Fields("--rule " + rule)...)[0]
			if k.State != "closed" || k.ClosedReason != want || k.ClosedOn != "2026-11-23" {
				t.Errorf("%s is %s (%s) on %s, want closed (%s) on Monday", rule, k.State, k.ClosedReason, k.ClosedOn, want)
			}
		}
	})
}

func TestReportModeNeverSendsNeitherThenNorLater(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.Env["MODE"] = "report"
		w.importSmall(sunday, r.routes())
		w.judge(sunday)
		w.runJobs(sunday, "compose")
		w.runJobs(monday, "compose", "deliver")
		planned := w.notices("--state", "planned")
		if len(planned) != 5 || r.arrived() != 0 {
			t.Fatalf("%d planned, %d arrived; want five and none", len(planned), r.arrived())
		}
		w.Env["MODE"] = "act"
		if reports := w.runJobs(later, "deliver"); reports[0].Sent != 0 || r.arrived() != 0 {
			t.Errorf("act mode sent %d notices that report mode had planned", r.arrived())
		}
		w.runJobs(later, "compose", "deliver")
		toldOnce(t, w, r)
		for _, n := range w.notices("--state", "sent") {
			if slices.ContainsFunc(planned, func(p notice) bool { return p.ID == n.ID }) {
				t.Errorf("notice %s was planned in report mode and sent later", n.ID)
			}
		}
		if left := w.notices("--state", "planned"); len(left) != 0 {
			t.Errorf("%d notices are still planned; want them replaced", len(left))
		}
	})
}
