package phrase_test

import (
	"testing"
	"unicode/utf8"

	"qunguan/reconcile/phrase"
)

func TestCharactersThatCommandAreShown(t *testing.T) {
	for in, want := range map[string]struct{ text, line string }{
		"张三":                    {"张三", "张三"},
		"a\nb\tc":               {"a\nb\tc", "a␊b␉c"},
		"\x1b[2J\x1b]0;x\a":     {"␛[2J␛]0;x␇", "␛[2J␛]0;x␇"},
		"a\rb\x00\x7f\u0085":    {"a␍b␀␡‹U+0085›", "a␍b␀␡‹U+0085›"},
		"\u202e三张\u2066x\u200f": {"‹U+202E›三张‹U+2066›x‹U+200F›", "‹U+202E›三张‹U+2066›x‹U+200F›"},
		"👨\u200d👩\u200d👧":       {"👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"},
		"\u2028":                {"‹U+2028›", "‹U+2028›"},
		"a\xe5\x1b":             {"a\xe5␛", "a\xe5␛"},
		"\ufffd":                {"\ufffd", "\ufffd"},
	} {
		if got := phrase.Visible(in); got != want.text {
			t.Errorf("Visible(%q) = %q, want %q", in, got, want.text)
		}
		if got := phrase.VisibleLine(in); got != want.line {
			t.Errorf("VisibleLine(%q) = %q, want %q", in, got, want.line)
		}
	}
}

func FuzzVisible(f *testing.F) {
	f.Add("\x1b[0m张\u202e\xff")
	f.Fuzz(func(t *testing.T, s string) {
		got := phrase.VisibleLine(s)
		for _, r := range got {
			if r < 0x20 || r >= 0x7f && r < 0xa0 || phrase.Turns(r) {
				t.Fatalf("%q gives %q", s, got)
			}
		}
		if utf8.ValidString(s) != utf8.ValidString(got) {
			t.Fatalf("%q gives %q", s, got)
		}
	})
}
