package phrase

import (
	"regexp"
	"slices"
	"testing"
)

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

func TestEverySentenceExistsInBothLanguagesWithTheSamePlaceholders(t *testing.T) {
	if len(catalogue) == 0 {
		t.Fatal("the catalogue is empty")
	}
	for k, e := range catalogue {
		if e.zh == "" || e.en == "" {
			t.Errorf("%s: a language is missing: zh %q, en %q", k, e.zh, e.en)
		}
		zh, en := placeholder.FindAllString(e.zh, -1), placeholder.FindAllString(e.en, -1)
		slices.Sort(zh)
		slices.Sort(en)
		if !slices.Equal(slices.Compact(zh), slices.Compact(en)) {
			t.Errorf("%s: placeholders differ: zh %v, en %v", k, zh, en)
		}
	}
}

func TestSayFillsNamesAndLeavesUnknownKeysVisible(t *testing.T) {
	catalogue["test.hello"] = entry{"你好 {name}", "hello {name}"}
	defer delete(catalogue, "test.hello")
	if got := Zh.Say("test.hello", "name", "王伟"); got != "你好 王伟" {
		t.Errorf("zh: %q", got)
	}
	if got := En.Say("test.hello", "name", 3); got != "hello 3" {
		t.Errorf("en: %q", got)
	}
	if got := Zh.Say("test.nothing", "a", 1); got != "test.nothing a 1" {
		t.Errorf("unknown key: %q", got)
	}
}
