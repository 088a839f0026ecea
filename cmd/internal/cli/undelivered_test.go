package cli_test

import (
	"net"
	"strings"
	"testing"
)

// A dead mail server is one thing to mend, for all the notices that wait for it.
func TestADeadServerIsOneLineWithItsHostAndTheCure(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		set  func(w *world, dead string)
		want []string
	}{
		"refused": {func(w *world, dead string) {
			host, port, _ := net.SplitHostPort(dead)
			w.Env["SMTP_HOST"], w.Env["SMTP_PORT"] = host, port
		}, []string{"连不上对方服务器", "端口是否写对"}},
		"no such name": {func(w *world, _ string) { w.Env["SMTP_HOST"] = "mail.invalid" }, []string{"mail.invalid:", "DNS"}},
		"not set up": {func(w *world, _ string) {
			for _, name := range []string{"SMTP_HOST", "SMTP_PORT", "SMTP_FROM", "SMTP_TLS", "SMTP_USERNAME", "SMTP_PASSWORD"} {
				delete(w.Env, name)
			}
		}, []string{"没有配置", "QUNGUAN_SMTP_HOST"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "embedded")
			w.act(t)
			l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			dead := l.Addr().String()
			l.Close()
			c.set(w, dead)
			w.importSmall(sunday, "对象类型,对象编码,渠道,地址,密钥,关键词\n人员,P10,email,qian@lake.example,,\n人员,P11,email,sun@lake.example,,\n")
			w.judge(sunday)
			w.runJobs(monday, "compose")
			d := w.Exits(3, "run", "deliver", "--at", monday)
			lines := 0
			for line := range strings.Lines(d.Stderr) {
				if strings.Contains(line, "没有发出") {
					lines++
					for _, part := range append(c.want, "电子邮件") {
						if !strings.Contains(line, part) {
							t.Errorf("the line lacks %q: %s", part, line)
						}
					}
				}
			}
			if lines != 1 || strings.Contains(d.Stderr, "msg_") && !strings.Contains(d.Stderr, `"notice"`) {
				t.Errorf("%d lines about it:\n%s", lines, d.Stderr)
			}
			if name == "refused" && !strings.Contains(d.Stderr, dead) {
				t.Errorf("the host is not named: %s", d.Stderr)
			}
		})
	}
}
