package cli_test

import (
	"slices"
	"strings"
	"testing"
)

type filed struct {
	ID      int64
	State   string
	Number  string
	Advice  string
	Name    struct{ OK bool }
	Quota   struct{ Count int }
	Similar []similarGroup
	Shown   struct {
		Advice  string
		Similar []similarGroup
	}
	Request   struct{ Via, By, Owner string }
	Deciders  []string
	Decisions []struct{ Step, By, Note, State string }
}

type similarGroup struct {
	Group, Owner, Why string
	Score             float64
}

// fileGroup files a group of the small county's U2 by P22.
func fileGroup(w *world, name string, more ...string) filed {
	w.Helper()
	args := append([]string{
		"filing", "new", "--name", name, "--unit", "U2", "--by", "P22", "--platform", "微信", "--purpose", "校车安全值守", "--owner", "P22",
		"--scope", "人员:P21;人员:P22", "--reach", "单位内部", "--until", "2027-06-30", "--at", monday,
	}, more...)
	return read[filed](w, args...)[0]
}

// A group is filed first: compared at once, decided by the unit's principal,
// archived, and its place becomes a live group when its first roster comes.
//
// covers S4.1, S4.2, S8.9, S9.1
func TestAGroupIsFiledFirst(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.importSmall(monday, "")
		if d := w.Run("filing", "new", "--name", "校车群", "--unit", "U2", "--by", "P22"); d.Code != 2 || !strings.Contains(d.Stderr, "截止日期") || !strings.Contains(d.Stderr, "参与人员") {
			t.Errorf("a filing without purpose, end, people and owner: code %d, %s", d.Code, d.Stderr)
		}

		// The same matter as G4, under nearly its name: the existing group is named, with its owner.
		twin := fileGroup(w, "教育局校园安全专班工作群")
		if twin.Advice != "use_existing" || len(twin.Similar) == 0 || twin.Similar[0].Group != "G4" || twin.Similar[0].Owner != "P21" || twin.Similar[0].Score != 1 {
			t.Errorf("a twin of G4: %+v", twin)
		}

		f := fileGroup(w, "平湖县教育局校车值守工作群")
		if f.State != "submitted" || f.ID == twin.ID || f.Quota.Count != 2 {
			t.Errorf("filed: %+v", f)
		}
		shown := read[filed](w, "filing", "show", "2")[0]
		if !slices.Equal(shown.Deciders, []string{"P20"}) || shown.Shown.Advice != f.Advice {
			t.Errorf("shown: %+v", shown)
		}
		for _, who := range []string{"P22", "P10"} { // the applicant; another unit's principal
			if d := w.Run("filing", "approve", "2", "--by", who, "--note", "同意", "--at", later); d.Code != 1 || !strings.Contains(d.Stderr, "P20") {
				t.Errorf("%s may not decide: code %d, %s", who, d.Code, d.Stderr)
			}
		}
		w.OK("run", "group-check", "--at", monday)
		tasks := w.cases("--rule", "task.filing")
		if len(tasks) != 2 || tasks[1].Responsible != "P20" {
			t.Errorf("both wait for the principal: %+v", tasks)
		}

		done := read[filed](w, "filing", "approve", "2", "--by", "P20", "--note", "确有必要", "--at", later)[0]
		if done.State != "approved" || done.Number != "BA-2026-0001" || len(done.Decisions) != 1 || done.Decisions[0].Note != "确有必要" {
			t.Errorf("approved: %+v", done)
		}
		if d := w.Run("filing", "reject", "2", "--by", "P20", "--note", "改主意"); d.Code != 1 {
			t.Errorf("decided twice: %d", d.Code)
		}
		if got := read[filed](w, "filing", "reject", "1", "--by", "P20", "--note", "已有 G4", "--at", later)[0]; got.State != "rejected" || got.Number != "" {
			t.Errorf("rejected: %+v", got)
		}
		w.OK("run", "group-check", "--at", later)
		for _, k := range w.cases("--rule", "task.filing") {
			if k.State != "closed" {
				t.Errorf("a decided filing still waits: %+v", k)
			}
		}

		// Its first roster makes it a live group.
		w.OK("import", "--at", tuesday, w.Write("校车.csv", "平台,群名称,账号,群昵称,群内角色,采集时间\n微信,平湖县教育局校车值守工作群,wx_wang,王芳,群主,2026-11-24 07:00\n"))
		if got := read[filed](w, "filing", "show", "2")[0]; got.State != "used" {
			t.Errorf("after its first roster: %+v", got)
		}
		if d := w.OK("members", "--group", "BA-2026-0001", "--at", tuesday); !strings.Contains(d.Stdout, "王芳") {
			t.Errorf("it is no live group:\n%s", d.Stdout)
		}
	})
}

// The reach and category of a group that may be there already need not be given; the owner of the
// group that is there is asked to take the applicant in.
//
// covers S4.2
func TestTheOwnerOfAnExistingGroupIsAskedToTakeTheApplicantIn(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.importSmall(monday, "")
		twin := read[filed](w, "filing", "new", "--name", "教育局校园安全专班工作群", "--unit", "U2", "--by", "P20", "--platform", "微信", "--purpose", "校车安全值守",
			"--owner", "P22", "--scope", "人员:P21;人员:P22", "--until", "2027-06-30", "--at", monday)[0]
		if twin.Advice != "use_existing" || twin.Similar[0].Group != "G4" {
			t.Fatalf("without reach and category: %+v", twin)
		}
		w.OK("run", "group-check", "--at", monday)
		asked := w.cases("--rule", "filing.use_existing")
		if len(asked) != 1 || asked[0].Group != "G4" || asked[0].Responsible != "P21" || asked[0].State != "found" {
			t.Fatalf("the owner of G4 is asked: %+v", asked)
		}
		w.OK("import", "--at", later, w.Write("群3.csv", "群编号,平台,群名称,范围,单位编码,管理员工号\nG4,微信,教育局校园安全专班工作群,单位内部,U2,P22;P20\n"))
		w.OK("run", "group-check", "--at", later)
		if asked := w.cases("--rule", "filing.use_existing"); asked[0].State != "closed" {
			t.Errorf("the applicant is an administrator now: %+v", asked[0])
		}
	})
}

// covers S4.1
func TestAFilingThatIsNotUsedIsACaseOfItsApplicant(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.importSmall(monday, "")
		fileGroup(w, "平湖县教育局校车值守工作群")
		w.OK("filing", "approve", "1", "--by", "P20", "--note", "同意", "--at", monday)
		w.OK("run", "group-check", "--at", "2026-12-22")
		if got := w.cases("--rule", "filing.unused"); len(got) != 0 {
			t.Errorf("on the 29th day: %+v", got)
		}
		w.OK("run", "group-check", "--at", "2026-12-23")
		got := w.cases("--rule", "filing.unused")
		if len(got) != 1 || got[0].Person != "P22" || got[0].Responsible != "P22" {
			t.Fatalf("on the 30th day: %+v", got)
		}
		// The registry brings it under a code of its own: the filing is that group's.
		w.OK("import", "--at", "2026-12-24", w.Write("群2.csv", "群编号,平台,群名称,范围,单位编码,群主工号\nG9,微信,平湖县教育局校车值守工作群,单位内部,U2,P22\n"))
		w.OK("run", "group-check", "--at", "2026-12-24")
		if got := w.cases("--rule", "filing.unused"); got[0].State != "closed" {
			t.Errorf("after the registry's row: %+v", got)
		}
		for _, r := range read[planRow](w, "merge-plan", "--at", "2026-12-24") {
			if r.Group == "BA-2026-0001" {
				t.Error("the place of the group is left beside it")
			}
		}
	})
}

// S10.1: the leader agrees, then the office records it.
//
// covers S10.1, S3.3, S5.10
func TestFilingStepsFollowThePolicy(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.Env["POLICY"] = w.Write("办法.yaml", "extends: [pack:county]\noffices: {office: {name: 宣传科, contact: P11}}\nfiling: {steps: [unit_leader, register], register: office}\n")
		w.importSmall(monday, "")
		app := read[filed](w, "filing", "new", "--kind", "app", "--name", "校车通", "--unit", "U2", "--by", "P22", "--purpose", "校车调度", "--owner", "P22", "--open-ended", "长期使用", "--at", monday)[0]
		if app.State != "submitted" {
			t.Fatalf("filed: %+v", app)
		}
		first := read[filed](w, "filing", "approve", "1", "--by", "P20", "--note", "同意", "--at", monday)[0]
		if first.State != "agreed" || first.Number != "" || !slices.Equal(first.Deciders, []string{"P11"}) {
			t.Errorf("after the leader: %+v", first)
		}
		second := read[filed](w, "filing", "approve", "1", "--by", "P11", "--note", "已备案", "--at", later)[0]
		if second.State != "approved" || second.Number != "BA-2026-0001" || len(second.Decisions) != 2 {
			t.Errorf("after the register: %+v", second)
		}
		account := read[filed](w, "filing", "new", "--kind", "account", "--name", "平湖教育", "--unit", "U2", "--by", "P20", "--platform", "公众号", "--purpose", "政务公开", "--owner", "P22", "--open-ended", "长期使用", "--at", monday)[0]
		if d := w.Run("filing", "withdraw", "2", "--by", "P21"); d.Code != 1 {
			t.Errorf("withdrawn by another: %d", d.Code)
		}
		if got := read[filed](w, "filing", "withdraw", "2", "--by", "P20")[0]; got.State != "withdrawn" || account.ID != 2 {
			t.Errorf("withdrawn: %+v", got)
		}
	})
}

// A group that is there already is filed in one step.
//
// covers S9.1
func TestAnExistingGroupIsFiledWithWhatIsKnown(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.importSmall(monday, "")
		got := read[filed](w, "filing", "new", "--group", "G4", "--by", "P22", "--purpose", "校园安全", "--scope", "单位:U2", "--at", monday)[0]
		if got.State != "submitted" || slices.ContainsFunc(got.Similar, func(s similarGroup) bool {
			return s.Group == "G4"
		}) {
			t.Errorf("filed: %+v", got)
		}
		if done := read[filed](w, "filing", "approve", "1", "--by", "P20", "--note", "补办", "--at", later)[0]; done.State != "used" || done.Number != "BA-2026-0001" {
			t.Errorf("approved: %+v", done)
		}
	})
}
