package email

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net/mail"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"qunguan/notify"
	"qunguan/notify/channeltest"
	"qunguan/reconcile/workgroup"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// open is a channel to the server, changed as a test wants.
func open(t *testing.T, s *channeltest.SMTP, change ...func(*Config)) *Channel {
	t.Helper()
	cfg := Config{Host: s.Host(), Port: s.Port(), From: "群管 <noreply@yunxi.example>", RootCAs: s.Roots}
	for _, f := range change {
		f(&cfg)
	}
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var route = notify.Route{Channel: notify.Email, Address: "wangwei@yunxi.example"}

func newLab(t *testing.T, timeouts notify.Timeouts) channeltest.Lab {
	s := channeltest.NewSMTP(t, channeltest.WithLogin("qunguan", "smtp-secret-password"))
	c := open(t, s, func(cfg *Config) {
		cfg.Username, cfg.Password, cfg.Timeout = "qunguan", "smtp-secret-password", timeouts.Total
	})
	read := func(body []byte) channeltest.Parts { return channeltest.Mail{Raw: body}.Open(t) }
	return channeltest.Lab{
		Channel: c,
		Route:   route,
		Secrets: []string{"smtp-secret-password"},
		Arrivals: func() [][]byte {
			var out [][]byte
			for _, m := range s.Seen() {
				out = append(out, m.Raw)
			}
			return out
		},
		Reads: func(body []byte) string {
			p := read(body)
			return p.Subject + "\n" + p.Text
		},
		Calls: func(body []byte) []string { return hijacked(read(body)) },
		Fits:  func([]byte) string { return "" },
		Break: func(f channeltest.Fault) { s.Next(channeltest.AtEnd, channeltest.Reply{Fault: f}) },
		Close: s.Close,
	}
}

// hijacked is what a text could have added to a mail: recipients, headers,
// tags and scripts.
func hijacked(p channeltest.Parts) []string {
	var out []string
	for _, k := range []string{"Bcc", "Cc", "Reply-To"} {
		if p.Header.Get(k) != "" {
			out = append(out, k)
		}
	}
	if len(p.To) != 1 || p.To[0].Address != route.Address.Reveal() {
		out = append(out, "To")
	}
	for _, evil := range []string{"<script", `" onclick="x`, "<at ", "</font>", "<!channel>", "<img", "href=\"https://evil"} {
		if strings.Contains(p.HTML, evil) {
			out = append(out, evil)
		}
	}
	return out
}

func TestMailPassesTheSuite(t *testing.T) {
	channeltest.Run(t, channeltest.Subject{
		New:       newLab,
		Unlimited: true, NoMentions: true, HangReason: notify.ReasonTimeoutTotal, GarbageReason: notify.ReasonLost,
		Faults: []channeltest.Fault{channeltest.Hang, channeltest.Drop, channeltest.Reset, channeltest.Garbage, channeltest.Closed},
		BadAddresses: []string{
			"nobody", "a@", "@b.cn", "a@b.cn, c@d.cn", "张三 <a@b.cn>", "<a@b.cn>", "a@b.cn\r\nBcc: c@d.cn", "a@b.cn\nX: y", "a b@c.cn",
			"a@b.cn\x00", "@x.cn:a@b.cn", strings.Repeat("a", 250) + "@b.cn", `"a b"@c.cn`, "a@b.cn ",
		},
	})
}

func TestNoNameKeepsAMailFromItsRecipient(t *testing.T) {
	s := channeltest.NewSMTP(t)
	for i, name := range []string{`王"伟"`, `O"Brien\`, "王伟 <x@y.cn>", "王,伟", "a\r\nBcc: c@d.cn", `"`, "", "王(县委办)"} {
		m := channeltest.Reminder()
		m.Recipient.Name = name
		if receipt, err := open(t, s).Send(t.Context(), route, m); err != nil || receipt.Code != "250" {
			t.Errorf("%q: %v", name, err)
			continue
		}
		got := s.Mails()[i]
		if got.To != "wangwei@yunxi.example" {
			t.Errorf("%q: went to %s", name, got.To)
		}
		head, err := mail.ReadMessage(bytes.NewReader(got.Raw))
		if err != nil {
			t.Fatal(err)
		}
		to, err := head.Header.AddressList("To")
		if err != nil || len(to) != 1 || to[0].Address != "wangwei@yunxi.example" || to[0].Name != notify.Inline(name) {
			t.Errorf("%q: the head says %v, %v", name, to, err)
		}
	}
}

func TestAMailHasEverythingAReaderAndAServerNeeds(t *testing.T) {
	s := channeltest.NewSMTP(t)
	c := open(t, s)
	m := channeltest.Reminder()
	m.Document.Title = "工作群提醒：\n2 个群"
	m.Attachments = []notify.Attachment{{Name: "../台账 明细.xlsx", ContentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Data: []byte("PK\x03\x04 data")}}
	receipt, err := c.Send(t.Context(), route, m)
	if err != nil || receipt.Code != "250" {
		t.Fatal(receipt, err)
	}
	got := s.Mails()[0]
	if !got.TLS || got.From != "noreply@yunxi.example" || got.To != "wangwei@yunxi.example" {
		t.Errorf("envelope %s → %s, TLS %v", got.From, got.To, got.TLS)
	}
	p := got.Open(t)
	if want := "工作群提醒： 2 个群"; p.Subject != want {
		t.Errorf("subject %q, want %q", p.Subject, want)
	}
	for k, want := range map[string]string{
		"Message-Id":               "<" + m.ID + "@yunxi.example>",
		"Auto-Submitted":           "auto-generated",
		"Precedence":               "bulk",
		"X-Auto-Response-Suppress": "All",
		"List-Id":                  "<notices.qunguan.yunxi.example>",
	} {
		if got := p.Header.Get(k); got != want {
			t.Errorf("%s: %q, want %q", k, got, want)
		}
	}
	from, err := mail.ParseAddress(p.Header.Get("From"))
	if err != nil || from.Name != "群管" {
		t.Errorf("From %v, %v", from, err)
	}
	if p.To[0].Name != "王伟" {
		t.Errorf("To %v", p.To)
	}
	if !strings.HasPrefix(p.Text, m.Text) {
		t.Errorf("text part is not the message's text:\n%s", p.Text)
	}
	for _, want := range []string{"云溪县A&amp;B项目&lt;2026&gt;群", "张三（账号 wx_zhang）已调出", "prefers-color-scheme: dark", m.Document.Sections[0].Lines[1].Todo} {
		if !strings.Contains(p.HTML, want) {
			t.Errorf("HTML lacks %q", want)
		}
	}
	if !bytes.Equal(p.Files["台账 明细.xlsx"], m.Attachments[0].Data) {
		t.Errorf("attachments %q", p.Files)
	}
	if i := bytes.IndexFunc(got.Raw, func(r rune) bool { return r > 0x7E }); i >= 0 {
		t.Errorf("byte %d is not ASCII", i)
	}
}

func TestASecondTryIsTheSameMail(t *testing.T) {
	s := channeltest.NewSMTP(t)
	c := open(t, s)
	m := channeltest.Reminder()
	m.ID = "通知/1"
	for range 2 {
		if _, err := c.Send(t.Context(), route, m); err != nil {
			t.Fatal(err)
		}
		m.Repeat = true
	}
	a, b := s.Mails()[0].Open(t), s.Mails()[1].Open(t)
	if id := a.Header.Get("Message-Id"); id == "" || id != b.Header.Get("Message-Id") || a.Subject != b.Subject {
		t.Errorf("%q %q, %q %q", id, b.Header.Get("Message-Id"), a.Subject, b.Subject)
	}
	if strings.Contains(a.HTML, "可能重复") || strings.Index(b.HTML, "可能重复") > strings.Index(b.HTML, "您负责的群") || !strings.Contains(b.HTML, "可能重复") {
		t.Error("the HTML part does not say 可能重复 before the text of the second try alone")
	}
}

func TestEveryReplyHasItsClass(t *testing.T) {
	reply := func(code int, enhanced [3]int) channeltest.Reply {
		return channeltest.Reply{Code: code, Enhanced: enhanced, Text: "wangwei@yunxi.example says no"}
	}
	transient := func(code, reason string) notify.Failure {
		return notify.Failure{Class: notify.Transient, Code: code, Reason: reason}
	}
	permanent := func(code, reason string) notify.Failure {
		return notify.Failure{Class: notify.Permanent, Code: code, Reason: reason}
	}
	for _, c := range []struct {
		name string
		at   channeltest.Stage
		do   channeltest.Reply
		want notify.Failure
	}{
		{"421 at the greeting", channeltest.AtHello, reply(421, [3]int{4, 3, 2}), transient("421 4.3.2", notify.ReasonMailHost)},
		{"554 at the greeting is about us, not about the mail", channeltest.AtHello, reply(554, [3]int{5, 7, 1}), transient("554 5.7.1", notify.ReasonMailHost)},
		{"550 for the sender", channeltest.AtFrom, reply(550, [3]int{5, 7, 1}), permanent("550 5.7.1", notify.ReasonSender)},
		{"421 for the sender", channeltest.AtFrom, reply(421, [3]int{4, 7, 0}), transient("421 4.7.0", notify.ReasonGreylist)},
		{"550 for the mailbox", channeltest.AtTo, reply(550, [3]int{5, 1, 1}), permanent("550 5.1.1", notify.ReasonMailbox)},
		{"553 for the mailbox", channeltest.AtTo, reply(553, [3]int{5, 1, 3}), permanent("553 5.1.3", notify.ReasonMailbox)},
		{"450 is a greylist", channeltest.AtTo, reply(450, [3]int{4, 2, 0}), transient("450 4.2.0", notify.ReasonGreylist)},
		{"451 comes back", channeltest.AtTo, reply(451, [3]int{4, 3, 0}), transient("451 4.3.0", notify.ReasonGreylist)},
		{"452 comes back", channeltest.AtTo, reply(452, [3]int{4, 2, 2}), transient("452 4.2.2", notify.ReasonGreylist)},
		{"552 after the text", channeltest.AtEnd, reply(552, [3]int{5, 3, 4}), permanent("552 5.3.4", notify.ReasonMailData)},
		{"554 after the text", channeltest.AtEnd, reply(554, [3]int{5, 7, 1}), permanent("554 5.7.1", notify.ReasonMailData)},
		{"451 after the text", channeltest.AtEnd, reply(451, [3]int{4, 3, 0}), transient("451 4.3.0", notify.ReasonGreylist)},
		{"gone before the greeting ends", channeltest.AtHello, channeltest.Reply{Fault: channeltest.Drop}, transient("", notify.ReasonConnect)},
		{"gone at the recipient", channeltest.AtTo, channeltest.Reply{Fault: channeltest.Drop}, transient("", notify.ReasonLost)},
		{"gone while the text is on its way", channeltest.AtText, channeltest.Reply{Fault: channeltest.Reset}, notify.Failure{}},
		{"gone before the reply to the text", channeltest.AtEnd, channeltest.Reply{Fault: channeltest.Drop}, notify.Failure{Class: notify.Uncertain, Reason: notify.ReasonLost}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := channeltest.NewSMTP(t)
			s.Next(c.at, c.do)
			_, err := open(t, s).Send(t.Context(), route, channeltest.Reminder())
			f := notify.AsFailure(err)
			if strings.Contains(f.Error(), "wangwei") || strings.Contains(f.Error(), "127.0.0.1") {
				t.Errorf("the error quotes the server: %v", f)
			}
			if c.want.Class == "" {
				// The dot may have left before the reset was seen: either is true.
				if f == nil || f.Class != notify.Transient && f.Class != notify.Uncertain {
					t.Errorf("got %v", f)
				}
				return
			}
			channeltest.CheckFailure(t, f, c.want)
			if len(s.Mails()) != 0 {
				t.Error("the server took the mail")
			}
		})
	}
}

func TestTLSAndLoginFollowTheSettings(t *testing.T) {
	login := channeltest.WithLogin("qunguan", "right")
	as := func(password workgroup.Secret, tls string) func(*Config) {
		return func(c *Config) { c.Username, c.Password, c.TLS = "qunguan", password, tls }
	}
	for _, c := range []struct {
		name    string
		server  []channeltest.SMTPOption
		change  func(*Config)
		want    string // reason; empty = delivered
		withTLS bool
	}{
		{"mandatory, offered", nil, func(*Config) {}, "", true},
		{"mandatory, not offered: no mail", []channeltest.SMTPOption{channeltest.WithoutTLS}, func(*Config) {}, notify.ReasonMailTLS, false},
		{"mandatory, a certificate nobody knows: no mail", nil, func(c *Config) { c.RootCAs = x509.NewCertPool() }, notify.ReasonTLS, false},
		{"opportunistic, not offered: plain", []channeltest.SMTPOption{channeltest.WithoutTLS}, func(c *Config) { c.TLS = TLSOpportunistic }, "", false},
		{"opportunistic, offered: encrypted", nil, func(c *Config) { c.TLS = TLSOpportunistic }, "", true},
		{"opportunistic, not offered: no password over a plain line", []channeltest.SMTPOption{channeltest.WithoutTLS, login}, as("right", TLSOpportunistic), notify.ReasonMailAuth, false},
		{"none: plain, though offered", nil, func(c *Config) { c.TLS = TLSNone }, "", false},
		{"none: the password may go plain", []channeltest.SMTPOption{channeltest.WithoutTLS, login}, as("right", TLSNone), "", false},
		{"the right password", []channeltest.SMTPOption{login}, as("right", ""), "", true},
		{"a wrong password waits for the operator", []channeltest.SMTPOption{login}, as("wrong", ""), notify.ReasonMailAuth, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := channeltest.NewSMTP(t, c.server...)
			_, err := open(t, s, c.change).Send(t.Context(), route, channeltest.Reminder())
			if c.want == "" {
				if err != nil || len(s.Mails()) != 1 || s.Mails()[0].TLS != c.withTLS {
					t.Errorf("%v, mails %d", err, len(s.Mails()))
				}
				return
			}
			f := notify.AsFailure(err)
			channeltest.CheckFailure(t, f, notify.Failure{Class: notify.Transient, Reason: c.want, Code: f.Code})
			if !f.Ops || len(s.Mails()) != 0 || strings.Contains(f.Error(), "wrong ") || strings.Contains(f.Error(), "right") {
				t.Errorf("%v, ops %v, mails %d", f, f.Ops, len(s.Mails()))
			}
		})
	}
}

func TestADroppedGoodbyeChangesNothing(t *testing.T) {
	s := channeltest.NewSMTP(t)
	c := open(t, s)
	for range 3 {
		if _, err := c.Send(t.Context(), route, channeltest.Reminder()); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(s.Mails()); n != 3 {
		t.Errorf("%d mails, want 3", n)
	}
}

func TestDKIMSignsWhereItIsSet(t *testing.T) {
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	s := channeltest.NewSMTP(t)
	c := open(t, s, func(cfg *Config) {
		cfg.DKIM = &DKIM{Domain: "yunxi.example", Selector: "q1", Key: workgroup.Secret(text)}
	})
	if _, err := c.Send(t.Context(), route, channeltest.Reminder()); err != nil {
		t.Fatal(err)
	}
	got := s.Mails()[0].Open(t).Header.Get("Dkim-Signature")
	for _, want := range []string{"d=yunxi.example", "s=q1", "a=ed25519-sha256", "bh="} {
		if !strings.Contains(got, want) {
			t.Errorf("DKIM-Signature %q lacks %s", got, want)
		}
	}
	verifyDKIM(t, s.Mails()[0].Raw, key.Public().(ed25519.PublicKey))
}

func TestAllProblemsOfTheSettingsAreTold(t *testing.T) {
	_, err := New(Config{TLS: "ssl", From: "nobody", DKIM: &DKIM{Domain: "a", Selector: "b", Key: "very secret"}})
	var joined interface{ Unwrap() []error }
	if !errors.As(err, &joined) || len(joined.Unwrap()) != 4 {
		t.Errorf("want four problems, got %v", err)
	}
	if strings.Contains(err.Error(), "very secret") {
		t.Errorf("the key shows: %v", err)
	}
}

func TestTheDefaultPortFollowsTLS(t *testing.T) {
	for tls, port := range map[string]int{"": 587, TLSMandatory: 587, TLSOpportunistic: 25, TLSNone: 25} {
		c, err := New(Config{Host: "h", From: "a@b.cn", TLS: tls})
		if err != nil || c.cfg.Port != port || c.cfg.Timeout != time.Minute {
			t.Errorf("%q: port %d, %v", tls, c.cfg.Port, err)
		}
	}
}
