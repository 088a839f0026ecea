package phrase

import (
	"fmt"
	"strings"
	"testing"
)

// FuzzFillIsWhatTheStandardReplacerDoes compares with strings.Replacer, which
// builds a table of the pairs first.
func FuzzFillIsWhatTheStandardReplacerDoes(f *testing.F) {
	for _, text := range []string{"{name}的群{group}", "{a}{b}", "{", "}", "{}", "{{a}}", "{a{a}", "}{a}{", "{n} 人 {x}", "全{角}"} {
		f.Add(text, "王伟", 3)
	}
	f.Fuzz(func(t *testing.T, text, value string, n int) {
		pairs := []any{"name", value, "a", "{b}", "b", "", "n", n, "a", "the first counts", "角", value}
		var oldnew []string
		for i := 0; i < len(pairs); i += 2 {
			oldnew = append(oldnew, "{"+fmt.Sprint(pairs[i])+"}", fmt.Sprint(pairs[i+1]))
		}
		want := strings.NewReplacer(oldnew...).Replace(text)
		if got := fill(text, pairs); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	})
}
