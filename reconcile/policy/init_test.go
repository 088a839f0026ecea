package policy

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/phrase"
)

func TestInitWritesAFileThatPassesAndKeepsTheAnswers(t *testing.T) {
	days, reminders, filing := 45, 0, false
	answers := Answers{
		Pack: "office", Title: `云溪县水利局 "工作群" 办法: 试行`, Area: "云溪县", OfficeName: " 局办公室 ", OfficeUnit: "U012",
		OfficePhone: "0551-1234567", ZombieDays: &days, RemindBeforeRemoval: &reminders, FilingRequired: &filing,
		Robots:  []string{"2854196310", "群助手🌸", "off"},
		Clauses: map[string]string{"member.left": "第七条", "group.zombie": "第九条第（二）项", "member.card": " "},
	}
	for _, lang := range []phrase.Lang{phrase.Zh, phrase.En} {
		text := string(Init(answers, lang))
		got := load(t, text).Policy
		want := *loadPack(t, "office").Policy
		want.Title = `云溪县水利局 "工作群" 办法: 试行`
		want.Offices = map[string]Office{"office": {Name: "局办公室", Unit: "U012", Phone: "0551-1234567"}}
		want.Zombie.Days, want.Member.RemindBeforeRemoval, want.Group.FilingRequired = 45, 0, false
		want.Group.Naming.Area = "云溪县"
		want.Clauses = map[string]string{"member.left": "第七条", "group.zombie": "第九条第（二）项"}
		want.Member.Robots = []string{"2854196310", "群助手🌸", "off"}
		if diff := cmp.Diff(&want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", lang, diff)
		}
		if err := compiled(t).Validate(instance(t, text)); err != nil {
			t.Errorf("%s: an editor underlines it: %v", lang, err)
		}
	}
}

func TestInitWithoutAnswersIsThePackForEveryPack(t *testing.T) {
	for _, name := range packNames() {
		got := load(t, string(Init(Answers{Pack: name}, phrase.Zh))).Policy
		if diff := cmp.Diff(loadPack(t, name).Policy, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
	}
}

func TestInitReadsAsAClerkWouldWishIt(t *testing.T) {
	got := Init(Answers{Title: "云溪县工作群管理办法", Area: "云溪县", OfficeName: "县委办"}, phrase.Zh)
	const golden = "testdata/policies/init.yaml"
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestInitWithAnUnknownPackIsToldByCheck(t *testing.T) {
	text := string(Init(Answers{Pack: "conty"}, phrase.Zh))
	if _, problems := Load("p.yaml", filesOf(map[string]string{"p.yaml": text}), nil); len(problems) != 1 {
		t.Errorf("want one problem, got\n%s", problems.Text(phrase.Zh))
	}
}
