package cli_test

import (
	"fmt"
	"strings"
	"testing"
)

// heldPart is a row of `guard list --format json`.
type heldPart struct {
	ID        int64
	Job, Unit string
	New       int
	Examples  []string
}

// roster is a list of members for a group: those who belong, and strangers.
func roster(group, takenAt string, belong []string, strangers int) string {
	var b strings.Builder
	b.WriteString("平台,平台群号,账号,群昵称,群内角色,采集时间\n")
	for _, row := range belong {
		fmt.Fprintf(&b, "微信,%s,%s,成员,%s\n", group, row, takenAt)
	}
	for i := range strangers {
		fmt.Fprintf(&b, "微信,%s,wx_new_%d,路人%d号,成员,%s\n", group, i, i, takenAt)
	}
	return b.String()
}

func TestAFloodOfNewCasesIsHeldUntilSomebodyLetsItThroughOnce(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.importSmall(sunday, "")
		w.judge(sunday)
		before := len(w.cases())
		belong := []string{"wx_zheng,郑凯", "wx_wang,王芳"}
		w.ok("import", "--at", tuesday, w.write("名单.csv", roster("wxg2", "2026-11-24 07:00", belong, 30)))

		d := w.exits(3, "run", "member-check", "--at", tuesday, "--format", "json")
		report := decode[report](w, d.stdout)[0]
		if report.Status != "held" || report.Held != 1 || report.Opened != 0 || !strings.Contains(d.stderr, "U2") {
			t.Errorf("report %+v, stderr %q; want one part held, named, and nothing opened", report, d.stderr)
		}
		if now := w.cases(); len(now) != before {
			t.Errorf("%d cases were written by a held part", len(now)-before)
		}
		held := read[heldPart](w, "guard", "list")
		if len(held) != 1 || held[0].Unit != "U2" || held[0].New != 30 || len(held[0].Examples) == 0 {
			t.Fatalf("guard list: %+v; want U2 with its 30 new cases and examples", held)
		}

		w.ok("guard", "release", fmt.Sprint(held[0].ID), "--by", "P20", "--reason", "新学期扩群，属实")
		if reports := w.runJobs(tuesday, "member-check"); reports[0].Opened != 30 {
			t.Errorf("after the release: %+v, want 30 opened", reports[0])
		}
		if held := read[heldPart](w, "guard", "list"); len(held) != 0 {
			t.Errorf("the release was used, and guard list still has %+v", held)
		}
	})
}

func TestARosterThatLostManyAccountsIsHeldUntilSomebodyAcceptsIt(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.importSmall(sunday, "")
		full := w.write("满.csv", roster("wxg2", "2026-11-23 07:00", []string{"wx_zheng,郑凯", "wx_wang,王芳"}, 18))
		w.ok("import", "--at", monday, full)
		short := w.write("缺.csv", roster("wxg2", "2026-11-24 07:00", []string{"wx_zheng,郑凯", "wx_wang,王芳"}, 8))
		rows := func() int { return len(read[member](w, "members", "--group", "G2", "--at", tuesday)) }

		d := w.exits(3, "import", "--at", tuesday, short)
		if rows() != 20 || !strings.Contains(d.stdout+d.stderr, "--accept-shrink G2") {
			t.Errorf("%d accounts; want the 20 as before, and what to do about it:\n%s%s", rows(), d.stdout, d.stderr)
		}
		w.exits(2, "import", "--at", tuesday, short, "--accept-shrink", "G2") // without a reason
		w.ok("import", "--at", tuesday, short, "--accept-shrink", "G2", "--reason", "清退完成")
		if rows() != 10 {
			t.Errorf("%d accounts after it was accepted, want 10", rows())
		}
		d = w.ok("import", "--at", tuesday, full) // older than what is stored
		if rows() != 10 || !strings.Contains(d.stdout+d.stderr, "G2") {
			t.Errorf("an older list: %d accounts; want the 10, and G2 named:\n%s", rows(), d.stdout)
		}
	})
}
