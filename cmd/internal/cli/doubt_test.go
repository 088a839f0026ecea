package cli_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"qunguan/cmd/internal/binarytest"
	"qunguan/notify/channeltest"
)

// doubted sends P21 a message about strangers in G2 on Monday and kills the sender before the answer. The
// message is the last of the notices, and has arrived.
func (w *world) doubted(r receivers, strangers ...string) notice {
	w.Helper()
	w.importOnly(sunday, "nobody", r.routes())
	group := strings.SplitAfter(groups, "\n")
	w.OK("import", "--at", sunday, w.Write("工作群.csv", group[0]+group[2]), w.roster2("2026-11-22 07:00", strangers...))
	w.judge(sunday)
	w.runJobs(sunday, "compose")
	r.webhook.Next(channeltest.Answer{Fault: channeltest.Hang})
	sender := w.Start("run", "deliver", "--at", monday)
	binarytest.Until(w.TB, "the message's arrival", func() bool { return len(r.webhook.Arrivals()) == 1 })
	sender.Kill()
	w.runJobs("2026-11-23T09:06:00+08:00", "deliver")
	all := w.notices()
	if len(all) != 1 || all[0].State != "uncertain" || len(all[0].Cases) != len(strangers) {
		w.Fatalf("want one uncertain notice of %d cases: %+v", len(strangers), all)
	}
	return all[0]
}

// roster2 is the roster of G2 at a moment, all its people and some strangers.
func (w *world) roster2(at string, strangers ...string) string {
	rows := []string{"平台,平台群号,账号,群昵称,群内角色,采集时间"}
	for _, m := range append([]string{"wx_wu,吴刚,成员", "wx_zheng,郑凯,群主", "wx_wang,王芳,管理员"}, strangers...) {
		rows = append(rows, "微信,wxg2,"+m+","+at)
	}
	return w.Write("群成员.csv", strings.Join(rows, "\n")+"\n")
}

// A repetition has the words of the first attempt. Where none of them holds any longer it would reproach
// people for what they have mended, or name a deadline that is over.
func TestAMessageInDoubtIsRepeatedOnlyWhileSomethingInItHolds(t *testing.T) {
	t.Parallel()
	one, two := "wx_guest,静待花开,成员", "wx_other,星辰大海,成员"
	for name, c := range map[string]struct {
		meanwhile func(w *world, n notice)
		state     string // of the notice in doubt, on Tuesday
		says      []string
		marked    bool   // what arrives on Tuesday is marked 可能重复
		due       string // and names this deadline; empty: nothing arrives
	}{
		"nothing has changed: it is repeated": {func(*world, notice) {}, "sent", []string{"静待花开", "星辰大海"}, true, "11月25日"},
		"one case is mended, the other one holds: it is repeated": {
			func(w *world, _ notice) { w.OK("import", "--at", later, w.roster2("2026-11-23 10:00", one)) },
			"sent",
			[]string{"静待花开", "星辰大海"},
			true, "11月25日",
		},
		"all is mended, which the next look before a send finds": {
			func(w *world, _ notice) { w.OK("import", "--at", later, w.roster2("2026-11-23 10:00")) },
			"withdrawn", nil, false, "",
		},
		"all have a later deadline: that one is told": {
			func(w *world, n notice) {
				for _, id := range n.Cases {
					w.OK("case", "extend", fmt.Sprint(id), "--until", "2026-12-10", "--by", "P20", "--reason", "正在核对身份", "--at", later)
				}
			},
			"withdrawn",
			[]string{"静待花开", "星辰大海"},
			false, "12月10日",
		},
	} {
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, w *world) {
				r := w.act(t)
				w.Env["PUBLIC_URL"] = "https://qunguan.example.test"
				n := w.doubted(r, one, two)
				c.meanwhile(w, n)
				w.runJobs("2026-11-24T08:35:00+08:00", "deliver")
				w.runJobs(tuesday, "compose", "deliver")
				w.runJobs("2026-11-25T09:00:00+08:00", "compose", "deliver")
				all := w.notices()
				at := slices.IndexFunc(all, func(o notice) bool { return o.ID == n.ID })
				if all[at].State != c.state {
					t.Errorf("the notice in doubt is %s, want %s", all[at].State, c.state)
				}
				arrived := r.webhook.Arrivals()[1:]
				if want := min(len(c.due), 1); len(arrived) != want {
					t.Fatalf("%d messages after Monday's, want %d", len(arrived), want)
				}
				if len(arrived) == 1 {
					var body struct{ ID, Text string }
					if err := json.Unmarshal(arrived[0].Body, &body); err != nil {
						t.Fatal(err)
					}
					for _, want := range append(c.says, c.due) {
						if !strings.Contains(body.Text, want) {
							t.Errorf("%q is missing in:\n%s", want, body.Text)
						}
					}
					if strings.Contains(body.Text, "可能重复") != c.marked || (body.ID == n.ID) != c.marked {
						t.Errorf("%s, want the repetition: %v\n%s", body.ID, c.marked, body.Text)
					}
				}
				for _, id := range n.Cases {
					page := w.OK("case", fmt.Sprint(id)).Stdout
					if said := strings.Contains(page, "是否送达不明；内容已不符合现状，不再重发"); said != (c.state == "withdrawn") {
						t.Errorf("the steps say that the message was not repeated: %v\n%s", said, page)
					}
				}
				// Whoever has the first message may answer by it, also when it is not repeated.
				server, base := w.serve("2026-11-25T10:00:00+08:00")
				link := linkInText.FindStringSubmatch(string(r.webhook.Arrivals()[0].Body))
				if link == nil {
					t.Fatalf("no link in %s", r.webhook.Arrivals()[0].Body)
				}
				if p := ask(t, http.MethodGet, base+link[1], nil); p.code != http.StatusOK || !strings.Contains(p.text, "郑凯") {
					t.Errorf("the first message's link: %d\n%s", p.code, p.text)
				}
				w.halt(server)
				w.OK("audit", "check")
				w.OK("audit", "verify")
			})
		})
	}
}
