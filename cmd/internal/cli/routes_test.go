package cli_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"qunguan/notify/channeltest"
)

// route is a line of `routes --format json`.
type route struct {
	RecipientType string `json:"recipient_type"`
	Recipient     string
	Channel       string
	Address       string
	Status        string
	Reason        string
}

func parseRoutes(t testing.TB, out string) map[string]route {
	t.Helper()
	var list []route
	if err := json.Unmarshal([]byte(out), &list); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	routes := map[string]route{}
	for _, r := range list {
		routes[r.RecipientType+" "+r.Recipient+" "+r.Channel] = r
	}
	return routes
}

func TestRoutesAreShownMaskedTestedAndSealedAnew(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.importSmall(sunday, r.routes())
		w.OK("import", w.Write("运维.csv", "对象类型,对象编码,渠道,地址,密钥,关键词\n"+fmt.Sprintf("运维,,webhook,%s,%s,\n", r.webhook.Address(), r.webhook.Secret)))

		listed := parseRoutes(t, w.OK("routes", "list", "--format", "json").Stdout)
		hook := listed["person P21 webhook"]
		if hook.Status != "ok" || !strings.HasSuffix(hook.Address, "/***") {
			t.Errorf("P21's webhook: %+v", hook)
		}
		if got := parseRoutes(t, w.OK("routes", "test", "--type", "person", "--code", "P21", "--channel", "webhook", "--format", "json").Stdout); len(got) != 1 || got["person P21 webhook"].Status != "ok" {
			t.Errorf("a test message: %+v", got)
		}
		if n := len(r.webhook.Arrivals()); n != 1 {
			t.Errorf("%d messages arrived", n)
		}
		w.Exits(2, "routes", "test") // to everybody at once is a mistake

		old := w.Env["SECRET_KEY"]
		w.Env["SECRET_KEY"], w.Env["SECRET_KEY_PREVIOUS"] = base64.StdEncoding.EncodeToString([]byte("abcdefghijklmnopqrstuvwxyz012345")), old
		w.secrets = append(w.secrets, w.Env["SECRET_KEY"])
		w.OK("routes", "rotate")
		delete(w.Env, "SECRET_KEY_PREVIOUS")
		if got := parseRoutes(t, w.OK("routes", "list", "--format", "json").Stdout)["person P21 webhook"]; got != hook {
			t.Errorf("with the new key alone: %+v, before %+v", got, hook)
		}
		w.Env["SECRET_KEY"] = old
		if got := parseRoutes(t, w.Exits(3, "routes", "list", "--format", "json").Stdout)["person P21 webhook"]; got.Status != "bad" || got.Reason != "route_unreadable" {
			t.Errorf("with the old key alone: %+v", got)
		}
	})
}

// host is the server of an address.
func host(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Host
}

func TestTheDoctorSaysWhichServerIsGone(t *testing.T) {
	w := newWorld(t, "")
	w.givenHolidays()
	r := w.act(t)
	w.importSmall(sunday, "对象类型,对象编码,渠道,地址,密钥,关键词\n"+fmt.Sprintf("运维,,slack,%s,,\n", r.chat.Address()))
	r.chat.Close()
	if out := w.Exits(1, "doctor").Stdout; !strings.Contains(out, host(t, r.chat.Address())+"：连不上对方服务器；1 条渠道要用它") || !strings.Contains(out, "QUNGUAN_HTTPS_PROXY_URL") {
		t.Errorf("the doctor does not name the server and the cure:\n%s", out)
	}
	w.Env["MODE"] = "report" // nothing is sent: no fault yet
	if out := w.OK("doctor").Stdout; !strings.Contains(out, "连不上对方服务器") {
		t.Errorf("the doctor is silent:\n%s", out)
	}
}

func TestARouteThatFailsGoesUpTheChainAndOperatorsHearOfIt(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.importSmall(sunday, "对象类型,对象编码,渠道,地址,密钥,关键词\n"+
			fmt.Sprintf("人员,P21,webhook,%s,%s,\n运维,,slack,%s,,\n", r.webhook.Address(), r.webhook.Secret, r.chat.Address()))
		w.judge(sunday)
		w.runJobs(sunday, "compose")
		r.webhook.Next(channeltest.Answer{Status: 404})
		w.Run("run", "deliver", "--at", monday) // exits 3: a route failed
		dead := w.notices("--state", "dead")
		if len(dead) != 1 || dead[0].Recipient != "P21" || dead[0].LastError != "permanent: webhook_invalid (404)" {
			t.Fatalf("dead: %+v", dead)
		}
		heard := r.chat.Arrivals()
		if len(heard) != 1 || !strings.Contains(string(heard[0].Body), "P21") || !strings.Contains(string(heard[0].Body), "Webhook") {
			t.Errorf("operators heard %d messages: %v", len(heard), heard)
		}
		out := w.Run("doctor").Stdout
		for _, words := range []string{"P21", "Slack " + host(t, r.chat.Address()) + "：连得上（没有发送任何消息），1 条渠道要用它"} {
			if !strings.Contains(out, words) {
				t.Errorf("the doctor does not say %q:\n%s", words, out)
			}
		}
		if n := len(r.chat.Arrivals()); n != 1 {
			t.Errorf("the doctor sent something: %d messages", n)
		}
		if table := w.OK("routes", "list").Stdout; !strings.Contains(table, "没有送达（机器人地址无效") || !strings.Contains(table, "已送达") {
			t.Errorf("the list does not say what the last sends came to:\n%s", table)
		}

		// Up the chain, the same day; P21 is not tried again with it.
		w.runJobs(later, "compose")
		w.Run("run", "deliver", "--at", later)
		for _, id := range dead[0].Cases {
			var to []string
			for _, n := range w.notices("--state", "sent") {
				if slices.Contains(n.Cases, id) {
					to = append(to, n.Recipient)
				}
			}
			if len(to) != 1 || to[0] == "P21" {
				t.Errorf("case %d was told to %v, want one person further up", id, to)
			}
		}
		w.runJobs(later, "compose")
		if again := w.notices("--state", "pending"); len(again) != 0 {
			t.Errorf("it goes in a circle: %+v", again)
		}
	})
}
