package cli_test

import (
	"strings"
	"testing"
)

// retained are the counts of a run of retention.
type retained struct {
	Status string
	Read   map[string]int
}

// covers S5.9
func TestRetentionRemovesWhatNothingNeedsAndTheAuditTrailHolds(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.importSmall(monday, r.routes())
		w.judge(monday)
		w.runJobs(monday, "compose", "deliver")
		sent := w.notices("--state", "sent")
		// Everything is mended but the stranger in G2: its notice must stay.
		mended := strings.NewReplacer("小李飞刀", "李强", "2026-11-21", "2026-11-24").Replace(members)
		for _, gone := range []string{"微信,wxg1,wx_zhou,周敏,成员,2026-11-24 07:00\n", "微信,wxg1,wx_stranger,星辰大海,成员,2026-11-24 07:00\n"} {
			mended = strings.Replace(mended, gone, "", 1)
		}
		w.OK("import", "--at", tuesday, w.Write("群成员.csv", mended))
		w.judge(tuesday)

		const muchLater = "2028-01-02T09:00:00+08:00"
		dry := w.OK("run", "retention", "--at", muchLater, "--dry-run")
		if n := len(w.notices("--state", "sent")); n != len(sent) || !strings.Contains(dry.Stdout, "retention") {
			t.Errorf("after a dry run %d of %d notices:\n%s", n, len(sent), dry.Stdout)
		}
		wet := read[retained](w, "run", "retention", "--at", muchLater)[0]
		purged, kept := 0, 0
		open := map[int64]bool{}
		for _, k := range w.cases("--open") {
			open[k.ID] = true
		}
		for _, n := range w.notices("--state", "sent") {
			needed := false
			for _, id := range n.Cases {
				needed = needed || open[id]
			}
			switch {
			case needed && n.Body != "":
				kept++
			case !needed && n.Body == "":
				purged++
				if d := w.OK("notices", "show", n.ID); !strings.Contains(d.Stdout, "retention.notice_days") {
					t.Errorf("does not say where the text is: %s", d.Stdout)
				}
			default:
				t.Errorf("notice %s about %v, some open: %v, has the text %q", n.ID, n.Cases, needed, n.Body)
			}
		}
		if purged == 0 || kept == 0 || wet.Read["notice_texts_purged"] != purged || wet.Read["roster_rows_purged"] == 0 {
			t.Errorf("%d purged, %d kept; the run says %v", purged, kept, wet.Read)
		}
		w.OK("audit", "verify")
		w.OK("audit", "check")
		again := read[retained](w, "run", "retention", "--at", muchLater)[0]
		for what, n := range again.Read {
			if n != 0 {
				t.Errorf("a second run removed %d %s", n, what)
			}
		}
		w.OK("import", "--at", muchLater, w.Write("群成员.csv", strings.ReplaceAll(members, "2026-11-21", "2028-01-01")))
		w.judge(muchLater)
	})
}
