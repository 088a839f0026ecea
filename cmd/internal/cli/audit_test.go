package cli_test

import (
	"fmt"
	"strings"
	"testing"
)

// verdict is the output of `audit verify --format json`.
type verdict struct {
	OK                             bool
	Seals, Rows, Unsealed, Unkeyed int
	LastSeal                       string `json:"last_seal"`
	KeyedSince                     int64  `json:"keyed_since"`
	Problems                       []struct{ Kind, Source, Text string }
}

// entry is a line of `audit list --format json`.
type entry struct{ Source, By, Subject, What, Words string }

// listOf is a list of the first members of a group.
func listOf(group, takenAt string, members int) string {
	var b strings.Builder
	b.WriteString("平台,平台群号,账号,群昵称,群内角色,采集时间\n")
	for i := range members {
		fmt.Fprintf(&b, "微信,%s,wx_member_%d,路人%d号,成员,%s\n", group, i, i, takenAt)
	}
	return b.String()
}

const auditKey = "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY="

func TestWhatWasDoneIsSealedAndListed(t *testing.T) { // covers S13.4
	onEach(t, func(t *testing.T, w *world) {
		w.Env["SECRET_KEY"] = auditKey
		w.secrets = []string{auditKey}
		w.importSmall(sunday, "")
		w.judge(sunday)
		w.OK("import", "--at", monday, w.Write("满.csv", listOf("wxg2", "2026-11-23 07:00", 20)))
		short := w.Write("缺.csv", listOf("wxg2", "2026-11-24 07:00", 10))
		w.OK("import", "--at", tuesday, short, "--accept-shrink", "G2", "--reason", "清退完成", "--by", "P20")
		w.OK("exempt", "add", "--at", tuesday, "--rule", "group.zombie", "--group", "G2", "--by", "P20", "--until", "2027-01-31", "--reason", "汛期备用")
		w.runJobs(tuesday, "compose")

		v := read[verdict](w, "audit", "verify")[0]
		if !v.OK || v.Seals != 5 || v.Unsealed != 0 || v.KeyedSince != 1 || v.Rows < 2*len(w.cases())+len(w.notices()) {
			t.Fatalf("%+v; want five seals over every case, step and notice", v)
		}
		w.OK("audit", "verify", "--seal", v.LastSeal)
		if d := w.Exits(1, "audit", "verify", "--seal", "5-0000000000000000"); !strings.Contains(d.Stdout, "5-0000000000000000") {
			t.Errorf("a seal that is not in the chain is not named:\n%s", d.Stdout)
		}
		found := map[string]entry{}
		for _, e := range read[entry](w, "audit", "list", "--since", "2026-11-01") {
			found[e.What] = e
		}
		for what, want := range map[string]entry{
			"shrink_accepted": {"audit_overrides", "P20", "G2", "shrink_accepted", "清退完成"},
			"exempted":        {"exemptions", "P20", "group.zombie", "exempted", "汛期备用"},
		} {
			if found[what] != want {
				t.Errorf("%s: %+v, want %+v", what, found[what], want)
			}
		}
		for _, what := range []string{"opened", "reminder", "policy", "sealed"} {
			if found[what].What == "" {
				t.Errorf("%s is not listed", what)
			}
		}
		w.Env["SECRET_KEY"] = "dnV0c3JxcG9ubWxramloZ2ZlZGNiYTk4NzY1NDMyMTA="
		if d := w.Exits(1, "audit", "verify", "--lang", "en"); !strings.Contains(d.Stdout, "seals 1 to 5 (5) cannot be checked") {
			t.Errorf("under another key:\n%s", d.Stdout)
		}
	})
}

func TestTheSealThatADigestPrintsIsFoundAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	w.importSmall(sunday, "")
	w.judge(sunday)
	printed := read[verdict](w, "audit", "verify")[0].LastSeal
	w.runJobs(monday, "digest")
	n := w.digests()["office"]
	if !strings.Contains(n.Body, "--seal "+printed+" ") {
		t.Fatalf("the office's digest does not print %s:\n%s", printed, n.Body)
	}
	w.OK("audit", "verify", "--seal", printed)
}

func TestWithoutAKeyVerifySaysThatTheTrailIsNotSigned(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	if d := w.OK("audit", "verify"); !strings.Contains(d.Stdout, "还没有封存") {
		t.Errorf("before any run:\n%s", d.Stdout)
	}
	w.judge(sunday)
	if d := w.OK("audit", "verify"); !strings.Contains(d.Stdout, "没有签名") || !strings.Contains(d.Stdout, "校验通过") {
		t.Errorf("after a run:\n%s", d.Stdout)
	}
	w.Exits(2, "audit", "list", "--since", "gestern")
}

func TestARunUnderAWrongKeyIsDoneInPartAndOpsHearOfItOnce(t *testing.T) { // covers S13.4
	t.Parallel()
	w := newWorld(t, "embedded")
	w.Env["SECRET_KEY"] = auditKey
	w.secrets = []string{auditKey}
	w.importSmall(sunday, "对象类型,对象编码,渠道,地址,密钥,关键词\n运维,,email,ops@example.cn,,\n")
	w.judge(sunday)
	before := read[verdict](w, "audit", "verify")[0]
	const wrong = "dnV0c3JxcG9ubWxramloZ2ZlZGNiYTk4NzY1NDMyMTA="
	w.Env["SECRET_KEY"] = wrong
	for range 2 {
		if d := w.Exits(3, "run", "stage-expiry", "--at", monday); !strings.Contains(d.Stdout+d.Stderr, fmt.Sprintf("第 %d 次封存核对不上", before.Seals)) {
			t.Fatalf("a run that is not sealed does not say so:\n%s%s", d.Stdout, d.Stderr)
		}
	}
	told := 0
	for _, n := range w.notices() {
		if n.Kind == "ops" && strings.Contains(n.Body, "QUNGUAN_SECRET_KEY_PREVIOUS") {
			told++
		}
	}
	if told != 1 {
		t.Errorf("ops are told %d times", told)
	}
	w.Env["SECRET_KEY_PREVIOUS"] = auditKey // it was a rotation after all
	w.OK("run", "stage-expiry", "--at", monday)
	delete(w.Env, "SECRET_KEY_PREVIOUS")
	w.Exits(1, "audit", "adopt", "--by", "P10", "--reason", "不需要")
	if v := read[verdict](w, "audit", "verify")[0]; !v.OK || v.Seals != before.Seals+1 {
		t.Errorf("%+v; want one seal more, for a rotation", v)
	}
}

func TestTheFirstKeyContinuesAnUnsignedTrail(t *testing.T) { // covers S13.4
	t.Parallel()
	w := newWorld(t, "embedded")
	w.importSmall(sunday, "")
	w.judge(sunday)
	w.Exits(1, "audit", "adopt", "--by", "P10", "--reason", "还没有密钥")
	unsigned := read[verdict](w, "audit", "verify")[0].Seals
	w.Env["SECRET_KEY"] = auditKey
	w.secrets = []string{auditKey}
	if d := w.Exits(1, "audit", "verify"); !strings.Contains(d.Stdout, "下一次运行会签名") {
		t.Errorf("between the key and the first run under it:\n%s", d.Stdout)
	}
	w.OK("run", "stage-expiry", "--at", monday)
	if d := w.OK("audit", "verify"); !strings.Contains(d.Stdout, fmt.Sprintf("第 %d 次封存起有签名", unsigned+1)) {
		t.Errorf("what no key signed is not named:\n%s", d.Stdout)
	}
}

func TestALostKeyIsAdoptedByAPerson(t *testing.T) { // covers S13.4
	t.Parallel()
	w := newWorld(t, "embedded")
	w.Env["SECRET_KEY"] = "dnV0c3JxcG9ubWxramloZ2ZlZGNiYTk4NzY1NDMyMTA="
	w.importSmall(sunday, "")
	w.judge(sunday)
	w.Env["SECRET_KEY"] = auditKey
	w.secrets = []string{auditKey}
	w.Exits(3, "run", "stage-expiry", "--at", monday)
	w.Exits(1, "audit", "verify")
	w.OK("audit", "adopt", "--by", "P10", "--reason", "旧密钥随旧服务器报废")
	w.OK("run", "stage-expiry", "--at", monday)
	if d := w.OK("audit", "verify"); !strings.Contains(d.Stdout, "P10：旧密钥随旧服务器报废") || !strings.Contains(d.Stdout, "校验通过") {
		t.Errorf("an adoption is not named:\n%s", d.Stdout)
	}
	for _, e := range read[loginEntry](w, "audit", "list", "--since", "2026-11-01") {
		if e.What == "seals_adopted" && e.By == "P10" && strings.Contains(e.Login, "@") {
			return
		}
	}
	t.Error("the adoption is not listed with its name and login")
}

// loginEntry is a line of `audit list` with the login of the command.
type loginEntry struct{ By, What, Login string }
