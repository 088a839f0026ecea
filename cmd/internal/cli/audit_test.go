package cli_test

import (
	"fmt"
	"strings"
	"testing"
)

// verdict is what `audit verify --format json` prints.
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
		w.OK("exempt", "add", "--rule", "group.zombie", "--group", "G2", "--by", "P20", "--until", "2027-01-31", "--reason", "汛期备用")
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
