package cli_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

type draw struct {
	Period, State, Hash, Secret, At string
	PublishedAt                     string `json:"published_at"`
	DrawnAt                         string `json:"drawn_at"`
	DrawnBy                         string `json:"drawn_by"`
	OK                              bool
	Checked, Failed                 int
	Faults                          []string
	Sample                          []struct{ Kind, Code, Unit string }
}

// inspected is a row of spot-check show.
type inspected struct {
	Period, Kind, Code, Unit, Inspector, State, Result string
	Case                                               int64
	Failed                                             []string
}

// spotPolicy draws everything: U1's is inspected by P22, U3's by P10, the rest by
// the office's contact P11, who owns G1 and administers G6.
const spotPolicy = `extends: [pack:county]
offices: {office: {name: 县委办, contact: P11}}
spot_check:
  every: month
  share: 1
  kinds: [group, account]
  inspectors: {U1: P22, U3: P10}
  items: [{id: real_names, title: 成员是否实名, kinds: [group], rule: member.card}, {id: content, title: 有无违规内容}]
`

// spotWorld has December's secret, made on Monday, November 23rd.
func (w *world) spotWorld() {
	w.Helper()
	w.Env["SECRET_KEY"] = auditKey
	w.secrets = append(w.secrets, auditKey)
	w.Env["POLICY"] = w.Write("policy.yaml", spotPolicy)
	w.importSmall(monday, "")
	w.OK("import", "--at", monday, w.Write("账号.csv", "账号编号,平台,名称,单位编码,负责人工号\nA1,公众号,平湖教育,U2,P21\n"))
	w.OK("run", "spot-check", "--at", monday)
}

const (
	beforeWindow = "2026-12-01T08:00:00+08:00"
	afterWindow  = "2026-12-31T17:00:00+08:00"
)

// The hash is published before the period, the secret with the draw; a thing drawn is a case of the
// inspector, who is never its owner.
//
// covers S1.12, S5.10, S12.4
func TestASpotCheckIsAnnouncedDrawnAndVerified(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.spotWorld() // November has no secret that was made before it, and is not drawn
		if d := w.Exits(1, "spot-check", "verify", "2026-12"); !strings.Contains(d.Stderr, "还没有抽") {
			t.Errorf("before the draw: %s", d.Stderr)
		}
		all := read[draw](w, "spot-check", "list")
		if len(all) != 1 || all[0].Period != "2026-12" || all[0].State != "secret_made" || len(all[0].Hash) != 64 || all[0].Secret != "" || all[0].At != "" {
			t.Fatalf("announced: %+v", all)
		}
		if shown := w.OK("spot-check", "show", "2026-12").Stdout; !strings.Contains(shown, all[0].Hash) {
			t.Errorf("shown before the draw:\n%s", shown)
		}
		w.Env["MODE"] = "act"
		w.OK("run", "digest", "--at", monday)
		w.Env["MODE"] = "report"
		if published := read[draw](w, "spot-check", "list")[0].PublishedAt; all[0].PublishedAt != "" || published != monday {
			t.Errorf("published at %q, before the digest %q; want %s", published, all[0].PublishedAt, monday)
		}
		if listed := w.OK("spot-check", "list").Stdout; strings.Contains(listed, all[0].Hash) || !strings.Contains(listed, all[0].Hash[:12]+"…") {
			t.Errorf("a table for people has the hash in short:\n%s", listed)
		}
		if listed := w.OK("--format", "csv", "spot-check", "list").Stdout; !strings.Contains(listed, all[0].Hash) {
			t.Errorf("csv has all of it:\n%s", listed)
		}
		if told := w.OK("--format", "json", "notices").Stdout; !strings.Contains(told, all[0].Hash) {
			t.Error("no digest has the hash")
		}
		w.OK("run", "spot-check", "--at", beforeWindow)
		if got := read[draw](w, "spot-check", "list"); slices.ContainsFunc(got, func(d draw) bool { return d.State == "drawn" }) {
			t.Fatalf("drawn before the window: %+v", got)
		}
		sealed := w.stored()
		if foreseen := read[report](w, "run", "spot-check", "--dry-run", "--at", afterWindow); foreseen[0].Opened != 7 || len(w.cases("--rule", "spot.check")) != 0 {
			t.Errorf("a dry run: %+v", foreseen)
		}
		w.OK("run", "spot-check", "--at", afterWindow)
		verified := read[draw](w, "spot-check", "verify", "2026-12")[0]
		if !verified.OK || len(verified.Faults) != 0 || verified.Hash != all[0].Hash || len(verified.Secret) != 64 || len(verified.Sample) != 7 {
			t.Fatalf("verified: %+v", verified)
		}
		if strings.Contains(sealed, verified.Secret) {
			t.Error("the secret lay open before its draw")
		}
		inspectors := map[string]string{}
		for _, i := range read[inspected](w, "spot-check", "show") {
			inspectors[i.Code] = i.Inspector
		}
		want := map[string]string{"G1": "P22", "G2": "P11", "G3": "P10", "G4": "P11", "G5": "P10", "G6": "P22", "A1": "P11"}
		if diff := gocmp.Diff(want, inspectors); diff != "" {
			t.Errorf("inspectors (-want +got):\n%s", diff)
		}
		cases := w.cases("--rule", "spot.check")
		if len(cases) != 7 || cases[0].State != "found" || cases[0].Clause != "S1.12" {
			t.Fatalf("cases: %+v", cases)
		}
		w.OK("run", "spot-check", "--at", "2026-12-31T18:00:00+08:00")
		w.OK("run", "group-check", "account-check", "escalate", "compose", "--at", "2027-01-04")
		if again := w.cases("--rule", "spot.check"); len(again) != 7 || slices.ContainsFunc(again, func(k kase) bool { return k.State != "found" }) {
			t.Errorf("drawn twice, or closed by a check: %+v", again)
		}
		w.OK("run", "digest", "--at", "2027-01-04")
		if told := w.OK("--format", "json", "notices").Stdout; !strings.Contains(told, verified.Secret) || !strings.Contains(told, "抽中 7 个，已查 0 个") {
			t.Error("no digest has the secret and the figures")
		}
	})
}

// The result of an inspection is the inspector's word; each item that failed is a
// case of the office, by the clause of the rule that it breaks.
//
// covers S1.12
func TestAnInspectionHasAResultAndWhatFailsIsTheOffices(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.spotWorld()
		w.OK("run", "spot-check", "--at", afterWindow)
		number := map[string]string{}
		for _, i := range read[inspected](w, "spot-check", "show", "2026-12") {
			number[i.Code] = strconv.FormatInt(i.Case, 10)
		}
		result := func(code int, object string, more ...string) string {
			return w.Exits(code, append([]string{"spot-check", "result", number[object], "--at", "2027-01-04"}, more...)...).Stderr
		}
		if said := result(1, "G1", "--by", "P11"); !strings.Contains(said, "P22") {
			t.Errorf("the owner, though the office's contact: %s", said)
		}
		result(1, "G1", "--by", "P10") // the principal of its unit
		if said := result(1, "G1", "--by", "P22", "--fail", "cards"); !strings.Contains(said, "real_names 成员是否实名") {
			t.Errorf("an item that the form has not: %s", said)
		}
		if said := result(1, "A1", "--by", "P11", "--fail", "real_names"); !strings.Contains(said, "content") {
			t.Errorf("an item of groups, of an account: %s", said)
		}
		result(0, "G1", "--by", "P22", "--fail", "real_names,content", "--note", "3 人")
		result(0, "G6", "--by", "P22", "--note", "都好")
		w.OK("answer", number["G2"], "confirm", "--by", "P11", "--at", "2027-01-04")
		w.OK("answer", number["G4"], "problem", "--by", "P11", "--reason", "有广告", "--at", "2027-01-04")
		w.Exits(1, "answer", number["A1"], "not_mine", "--person", "P22", "--reason", "不归我", "--by", "P11", "--at", "2027-01-04")
		results := map[string]string{}
		for _, i := range read[inspected](w, "spot-check", "show") {
			results[i.Code] = strings.TrimSpace(i.State + " " + i.Result + " " + strings.Join(i.Failed, ","))
		}
		want := map[string]string{
			"G1": "closed inspection_failed real_names,content", "G2": "closed inspection_passed", "G3": "found", "G4": "closed inspection_failed",
			"G5": "found", "G6": "closed inspection_passed", "A1": "found",
		}
		if diff := gocmp.Diff(want, results); diff != "" {
			t.Errorf("results (-want +got):\n%s", diff)
		}
		amiss := map[string]string{}
		for _, k := range w.cases("--rule", "report.group_problem") {
			_, what, _ := strings.Cut(k.Title, "：")
			what, _, _ = strings.Cut(what, "（")
			amiss[what] = k.Group + " " + k.Clause + " " + k.State + k.Responsible
		}
		want = map[string]string{"“成员是否实名”不合格；3 人": "G1 S6.2 found", "“有无违规内容”不合格；3 人": "G1  found", "有广告": "G4  found"}
		if diff := gocmp.Diff(want, amiss); diff != "" {
			t.Errorf("the office's cases (-want +got):\n%s", diff)
		}
		if d := read[draw](w, "spot-check", "list")[0]; d.Checked != 4 || d.Failed != 2 {
			t.Errorf("figures: %+v", d)
		}
		// Late inspections climb over the inspector, not over the owner.
		w.OK("run", "compose", "--at", "2027-01-04")
		late, _ := strconv.ParseInt(number["G3"], 10, 64)
		if l := w.ladder(late, "2027-02-01"); len(l) == 0 {
			t.Error("no ladder")
		}
		for _, r := range read[struct{ Ladder []rung }](w, "explain", number["G3"], "--at", "2027-02-01")[0].Ladder {
			if r.To == "P30" {
				t.Errorf("the owner hears by %s", r.Rung)
			}
		}
		w.OK("audit", "check")
	})
}

// A link has the form; a scanner that submits it changes nothing.
//
// covers S1.12
func TestTheFormOfAnInspectionComesByLink(t *testing.T) {
	w := newWorld(t, "embedded")
	r := w.act(t)
	w.Env["PUBLIC_URL"] = "https://qunguan.example.test"
	w.Env["POLICY"] = w.Write("policy.yaml", spotPolicy)
	w.importSmall(monday, "")
	w.OK("run", "spot-check", "--at", monday)
	w.OK("run", "spot-check", "--at", afterWindow)
	w.OK("run", "compose", "deliver", "--at", "2027-01-04T09:00:00+08:00")
	links := linksOf(t, r, "qian@mail.test") // P10 inspects G3 and G5
	if len(links) == 0 {
		t.Fatal("the inspector got no link")
	}
	var third, fifth int64
	for _, i := range read[inspected](w, "spot-check", "show") {
		switch i.Code {
		case "G3":
			third = i.Case
		case "G5":
			fifth = i.Case
		}
	}
	server, base := w.serve("2027-01-04T10:00:00+08:00")
	link := base + links[0]
	shown := ask(t, http.MethodGet, link, nil)
	marked := fmt.Sprintf("%d:content", third)
	if !strings.Contains(shown.text, `value="`+marked+`"`) || !strings.Contains(shown.text, "成员是否实名") {
		t.Fatalf("the form:\n%s", shown.text)
	}
	form := url.Values{"form": {shown.form(t)}, "answer": {"problem"}, "case": {fmt.Sprint(third), fmt.Sprint(fifth)}, "failed": {marked}}
	if p := ask(t, http.MethodPost, link, form); p.code != http.StatusBadRequest || !strings.Contains(p.text, "一个一个") {
		t.Errorf("one mark for two inspections: %d\n%s", p.code, p.text)
	}
	form["case"], form["form"] = []string{fmt.Sprint(third)}, []string{ask(t, http.MethodGet, link, nil).form(t)}
	second := ask(t, http.MethodPost, link, form)
	if second.code != http.StatusOK || !strings.Contains(second.text, "有无违规内容") {
		t.Fatalf("the second page: %d\n%s", second.code, second.text)
	}
	if got := w.cases("--rule", "report.group_problem"); len(got) != 0 {
		t.Fatalf("the first form changed something: %+v", got)
	}
	form["form"], form["step"] = []string{second.form(t)}, []string{"act"}
	if p := ask(t, http.MethodPost, link, form); p.code != http.StatusOK {
		t.Fatalf("answered: %d\n%s", p.code, p.text)
	}
	w.halt(server)
	if got := w.cases("--rule", "report.group_problem"); len(got) != 1 || got[0].Group != "G3" || !strings.Contains(got[0].Title, "有无违规内容") {
		t.Errorf("what failed: %+v", got)
	}
}

// A draw by hand names its author and says that it was early; without a key there is no secret and no
// draw; a policy without spot checks draws nothing.
//
// covers S1.12
func TestADrawByHandAndOneThatCannotBe(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.Env["POLICY"] = w.Write("policy.yaml", spotPolicy)
		w.importSmall(monday, "")
		if d := w.Exits(3, "run", "spot-check", "--at", monday); !strings.Contains(d.Stderr, "QUNGUAN_SECRET_KEY") {
			t.Errorf("without a key: %s", d.Stderr)
		}
		w.Exits(1, "spot-check", "draw", "--by", "P11", "--at", monday)
		w.spotWorld()
		w.Exits(1, "spot-check", "draw", "--by", "P99", "--at", monday)
		w.Exits(1, "spot-check", "draw", "2026-12", "--by", "P11", "--at", monday)
		if d := w.OK("spot-check", "draw", "--by", "P11", "--at", monday); !strings.Contains(d.Stdout, "2026-11") {
			t.Errorf("by hand:\n%s", d.Stdout)
		}
		if got := read[draw](w, "spot-check", "verify", "2026-11")[0]; !got.OK || got.DrawnBy != "P11" || !slices.Contains(got.Faults, "late") {
			t.Errorf("a draw by hand verifies, and says what it is: %+v", got)
		}
		w.Exits(1, "spot-check", "draw", "--by", "P11", "--at", monday)
		w.Env["SECRET_KEY_PREVIOUS"], w.Env["SECRET_KEY"] = auditKey, "dnV0c3JxcG9ubWxramloZ2ZlZGNiYTk4NzY1NDMyMTA="
		w.secrets = append(w.secrets, w.Env["SECRET_KEY"])
		w.OK("routes", "rotate")
		w.OK("run", "spot-check", "--at", beforeWindow) // seals the audit trail with the new key
		delete(w.Env, "SECRET_KEY_PREVIOUS")
		w.OK("run", "spot-check", "--at", "2027-01-05") // the daemon was down on the last days of December
		if got := read[draw](w, "spot-check", "verify", "2026-12")[0]; !got.OK || !slices.Contains(got.Faults, "after") || !slices.Contains(got.Faults, "unpublished") || got.DrawnBy != "" {
			t.Errorf("drawn late, with the new key: %+v", got)
		}
		w.Env["POLICY"] = "pack:county"
		if d := w.Exits(1, "spot-check", "draw", "--by", "P11"); !strings.Contains(d.Stderr, "没有规定抽查") {
			t.Errorf("a policy without: %s", d.Stderr)
		}
	})
}
