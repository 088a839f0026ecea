package policy

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	validator "github.com/santhosh-tekuri/jsonschema/v6"
	yaml "go.yaml.in/yaml/v4"

	"qunguan/reconcile/phrase"
)

func compiled(t *testing.T) *validator.Schema {
	t.Helper()
	raw, err := Schema(phrase.Zh)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := validator.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := validator.NewCompiler()
	if err := c.AddResource("policy.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("policy.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func instance(t *testing.T, text string) any {
	t.Helper()
	var v any
	if err := yaml.Load([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestEveryPackAndItsShownFormFitTheSchema(t *testing.T) {
	s := compiled(t)
	for _, name := range packNames() {
		raw, err := packFiles.ReadFile("packs/" + name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{string(raw), loadPack(t, name).Show(phrase.Zh)} {
			if err := s.Validate(instance(t, text)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	for _, text := range []string{
		"extends: [pack:county, 补充.yaml]",
		"member: {nickname: {by_category: {任何类别: ['{unit_short}-{name}']}}}",
		"people: {quiet: []}",
		"ladder: [{at: due, to: 'office:jw', by: phone}]",
	} {
		if err := s.Validate(instance(t, text)); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestTheSchemaRefusesWhatLoadRefuses(t *testing.T) {
	s := compiled(t)
	for _, text := range []string{
		"titel: 甲", "zombie: 60", "zombie: {days: 0}", "zombie: {days: '60'}", "zombie: {days: 1.5}",
		"extends: pack:county", "extends: ['pack:conty']", "member: {robots: [2854196310]}",
		"member: {nickname: {templates: ['{nme}']}}", "member: {nickname: {templates: ['姓名']}}",
		"member: {nickname: {by_category: {董事: '{name}'}}}", "member: {open_categories: ['党建，社区']}",
		"member: {protected: [{posts: [社区书记]}]}", "member: {protected: [{posts: [], only_categories: []}]}",
		"group: {naming: {prefix: county}}", "overlap: {jaccard: 0}", "overlap: {jaccard: 60}",
		"severity: {member.unkown: high}", "severity: {member.card: urgent}", "due: {high: 3}", "due: {urgent: 3wd}",
		"rules: {off: [group_name]}", "schedule: {member_check: '1 1 * * *'}", "digest: {empty: none}",
		"people: {quiet: ['18:00', '25:00']}", "people: {quiet: ['18:00', '08:30', '09:00']}",
		"ladder: [{at: later, to: responsible}]", "ladder: [{at: due, to: boss}]", "ladder: [{at: due}]",
		"quota: [{unit_kinds: [村]}]", "clauses: {member.card: ''}", "title:", "score: {group_count: 1}",
	} {
		if err := s.Validate(instance(t, text)); err == nil {
			t.Errorf("the schema accepts %s", text)
		}
		if _, problems := Load("p.yaml", filesOf(map[string]string{"p.yaml": text}), nil); len(problems) == 0 {
			t.Errorf("Load accepts %s", text)
		}
	}
}

// An editor must not underline a policy that Load accepts.
func TestTheSchemaAcceptsEveryGoldenThatLoadAccepts(t *testing.T) {
	names, err := filepath.Glob("testdata/policies/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d files, %v", len(names), err)
	}
	s := compiled(t)
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		load(t, string(raw))
		if err := s.Validate(instance(t, string(raw))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEveryKeyIsDescribedInBothLanguages(t *testing.T) {
	var walk func(s *shape)
	walk = func(s *shape) {
		switch s.form {
		case section:
			for _, k := range s.keys {
				key := phrase.Key("policy.about." + s.field[k].path)
				for _, lang := range []phrase.Lang{phrase.Zh, phrase.En} {
					if about := lang.Say(key); strings.HasPrefix(about, "policy.about.") {
						t.Errorf("%s is not described in %s", s.field[k].path, lang)
					}
				}
				walk(s.field[k])
			}
		case table, list:
			walk(s.elem)
		}
	}
	walk(policyShape)
}

func TestEveryLimitStandsAtAPlaceOfTheFile(t *testing.T) {
	places := map[string]bool{}
	var walk func(s *shape)
	walk = func(s *shape) {
		places[s.path] = true
		for _, k := range s.keys {
			walk(s.field[k])
		}
		if s.elem != nil {
			walk(s.elem)
		}
	}
	walk(policyShape)
	for path := range limits {
		if !places[path] {
			t.Errorf("limits: no place %q in a policy file", path)
		}
	}
}
