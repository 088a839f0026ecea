package cli_test

import (
	"strings"
	"testing"

	"qunguan/notify/channeltest"
)

// P11 can be reached by webhook, and by the directory's mail address last.
func (r receivers) webhookFirst() string {
	return "对象类型,对象编码,渠道,地址,密钥\n人员,P11,webhook," + r.webhook.Address() + "," + r.webhook.Secret + "\n"
}

func TestAReceiverThatIsDownIsTriedAgainWithTheSameMessage(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.importOnly(sunday, "P11", r.webhookFirst())
		w.judge(sunday)
		r.webhook.Next(channeltest.Answer{Status: 503}, channeltest.Answer{Status: 502, Body: "<html>webhook-secret-page</html>"})
		w.Exits(3, "run", "compose", "deliver", "--at", monday)
		failed := w.notices()[0]
		if failed.State != "failed" || failed.Attempts != 1 || failed.LastError == "" {
			t.Fatalf("after a 503: %+v; want failed after one attempt, with its reason", failed)
		}
		for _, at := range []string{later, "2026-11-23T14:00:00+08:00", "2026-11-23T17:00:00+08:00", tuesday} {
			if d := w.Run("run", "compose", "deliver", "--at", at); d.Code != 0 && d.Code != 3 {
				t.Errorf("at %s: exit code %d", at, d.Code)
			}
		}
		all := w.notices()
		if len(all) != 1 || all[0].State != "sent" || all[0].ID != failed.ID || all[0].Attempts != 3 {
			t.Fatalf("in the end: %+v; want the same notice sent at the third attempt", all)
		}
		for i, a := range r.webhook.Arrivals() {
			if a.Header.Get("webhook-id") != failed.ID || strings.Contains(string(a.Body), "可能重复") {
				t.Errorf("attempt %d carries id %q; want %s, and no mark: nothing was in doubt", i+1, a.Header.Get("webhook-id"), failed.ID)
			}
		}
		if len(r.webhook.Arrivals()) != 3 || len(r.mail.Seen()) != 0 {
			t.Errorf("%d requests and %d mails, want 3 and none", len(r.webhook.Arrivals()), len(r.mail.Seen()))
		}
	})
}

func TestAReceiverThatRefusesForGoodGivesWayToTheNextRoute(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.importOnly(sunday, "P11", r.webhookFirst())
		w.judge(sunday)
		r.webhook.Next(channeltest.Answer{Status: 410, Body: "gone: webhook-secret-token"})
		w.runJobs(monday, "compose")
		w.Run("run", "deliver", "--at", monday) // a broken route is told of
		w.runJobs(later, "compose", "deliver")
		mails := r.mail.Mails()
		if len(mails) != 1 || mails[0].To != "sun@mail.test" || len(r.webhook.Arrivals()) != 1 {
			t.Fatalf("%d mails, %d requests; want one mail after one refusal", len(mails), len(r.webhook.Arrivals()))
		}
		toldOnceBy(t, w, "email")
	})
}

// toldOnceBy demands that every open case stands in one notice that was sent
// by the channel.
func toldOnceBy(t testing.TB, w *world, channel string) {
	t.Helper()
	told := 0
	for _, n := range w.notices("--state", "sent") {
		if n.Channel != channel {
			t.Errorf("sent by %s, want %s", n.Channel, channel)
		}
		told += len(n.Cases)
	}
	if open := len(w.cases("--open")); told != open {
		t.Errorf("%d cases told, %d are open", told, open)
	}
}

func TestSecretsStandInNoErrorEither(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "worker:geheimes-passwort@tcp(127.0.0.1:1)/qunguan")
	w.Env["LOG_LEVEL"] = "debug"
	w.secrets = []string{"geheimes-passwort", "noch-ein-geheimnis"}
	w.mayFail = true
	w.Exits(1, "cases")
	w.Exits(1, "doctor")
	w.Exits(1, "daemon")

	w.Env["DATABASE_DSN"] = "mysql://worker:geheimes-passwort@127.0.0.1/qunguan"
	w.Exits(2, "cases")
	w.Env["DATABASE_DSN"] = "worker:geheimes-passwort@tcp(127.0.0.1:1/qunguan"
	if d := w.Run("cases"); d.Code == 0 {
		t.Error("a DSN without its closing bracket was taken")
	}
	w.Env["DATABASE_DSN"] = "embedded"
	w.Env["SECRET_KEY"] = "noch-ein-geheimnis"
	w.Exits(2, "cases")
}

func TestASecretMayStandInAFile(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	w.Env["SECRET_KEY_FILE"] = w.Write("key", "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=\n")
	w.Env["MODE"] = "act"
	w.OK("cases")
	w.Env["SECRET_KEY_FILE"] = w.Dir + "/nicht-da"
	if d := w.Exits(2, "cases"); !strings.Contains(d.Stderr, "QUNGUAN_SECRET_KEY_FILE") {
		t.Errorf("does not name the variable: %s", d.Stderr)
	}
}
