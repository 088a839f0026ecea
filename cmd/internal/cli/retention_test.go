package cli_test

import (
	"slices"
	"strconv"
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

// A person's words about a problem go some years after it was handled; the ledger keeps that there
// was one.
//
// covers S5.9
func TestRetentionRemovesTheWordsOfHandledProblems(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.Env["SECRET_KEY"] = auditKey
		w.secrets = append(w.secrets, auditKey)
		w.Env["POLICY"] = w.Write("policy.yaml", `extends: [pack:county]
offices: {office: {name: 县委办, contact: P11}}
upkeep: [{id: check, title: 自查群内信息, every: month, clause: S1.17, within: 5wd}]
`)
		w.OK("import", "--at", "2026-09-20", w.Write("单位.csv", units), w.Write("人员.csv", staff), w.Write("工作群.csv", groups))
		problem := func(day, words string) {
			w.OK("run", "group-check", "--at", day)
			asked := w.only("group.upkeep_due", "G1")
			w.OK("upkeep", "confirm", "--group", "G1", "--task", "check", "--by", asked.Responsible, "--problem", words, "--at", day)
		}
		problem("2026-11-03", "周敏在群里发广告")
		problem("2026-12-02", "又是周敏在群里发广告")
		reports := w.cases("--rule", "report.group_problem")
		if len(reports) != 2 {
			t.Fatalf("%+v", reports)
		}
		handled := slices.IndexFunc(reports, func(k kase) bool { return strings.Contains(k.Title, "：周敏") })
		w.OK("case", "step", strconv.FormatInt(reports[handled].ID, 10), "closed", "--by", "P11", "--note", "已劝止", "--at", "2026-12-02")
		const late = "2029-12-03"
		if soon := read[retained](w, "run", "retention", "--at", "2029-12-01")[0]; soon.Read["reports_purged"] != 0 {
			t.Errorf("before its day: %+v", soon)
		}
		if dry := read[retained](w, "run", "retention", "--at", late, "--dry-run")[0]; dry.Read["reports_purged"] != 1 {
			t.Errorf("a dry run: %+v", dry)
		}
		if wet := read[retained](w, "run", "retention", "--at", late)[0]; wet.Read["reports_purged"] != 1 {
			t.Errorf("%+v", wet)
		}
		after := w.cases("--rule", "report.group_problem")
		if strings.Contains(after[handled].Title, "周敏") || !strings.Contains(after[handled].Title, "检查发现问题：〔已清除〕") || after[1-handled].Title != reports[1-handled].Title {
			t.Errorf("titles: %s, %s", after[handled].Title, after[1-handled].Title)
		}
		said := w.OK("case", "show", strconv.FormatInt(after[handled].ID, 10)).Stdout + w.OK("case", "show", strconv.FormatInt(w.only("group.upkeep_due", "G1").ID, 10)).Stdout
		if strings.Contains(strings.ReplaceAll(said, "又是周敏", ""), "周敏") || !strings.Contains(said, "又是周敏在群里发广告") || !strings.Contains(said, "已劝止") {
			t.Errorf("shown:\n%s", said)
		}
		w.OK("audit", "verify")
		w.OK("audit", "check")
		if again := read[retained](w, "run", "retention", "--at", late)[0]; again.Read["reports_purged"] != 0 {
			t.Errorf("a second time: %+v", again)
		}
	})
}
