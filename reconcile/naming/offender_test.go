package naming

import (
	"testing"

	"qunguan/reconcile/phrase"
)

// covers S1.8
func TestOffendersAreNamedWhereAReaderCannotSeeThem(t *testing.T) {
	r := mustRule(t, plainPolicy())
	for cluster, want := range map[string][2]string{
		"\u200b":  {"看不见的零宽空格（U+200B）", "invisible zero-width space (U+200B)"},
		"群\ufe0f": {"“群”后面有变体选择符（U+FE0F）", "behind “群”, not to be seen: variation selector (U+FE0F)"},
		"\ue001":  {"私用区字符，别人的手机上看到的可能是空白（U+E001）", "private-use character, blank on other people's phones (U+E001)"},
		"А":       {"“А”（U+0410，看着像“A”，却是另一个字符）", "“А” (U+0410 looks like “A” but is another character)"},
		"⼀":       {"“⼀”（U+2F00，看着像“一”，却是另一个字符）", "“⼀” (U+2F00 looks like “一” but is another character)"},
		"場":       {"“場”（请用规范字“场”）", "“場” (use the standard character “场”)"},
		"乄":       {"“乄”（不在《通用规范汉字表》中）", "“乄” (not in the table of standard Chinese characters)"},
		"–":       {"“–”（请写成“-”）", "“–” (write “-”)"},
		"①":       {"“①”（请写成“1”）", "“①” (write “1”)"},
		"🔥":       {"“🔥”", "“🔥”"},
		"❤️":      {"“❤️”", "“❤️”"},
		"👨‍👩‍👧":   {"“👨‍👩‍👧”", "“👨‍👩‍👧”"},
		"の":       {"“の”", "“の”"},
		"e\u0301": {"“e\u0301”（附加符号 U+0301）", "“e\u0301” (combining mark U+0301)"},
		"\x07":    {"看不见的控制字符（U+0007）", "invisible control character (U+0007)"},
	} {
		if zh, en := r.Describe(cluster, phrase.Zh), r.Describe(cluster, phrase.En); zh != want[0] || en != want[1] {
			t.Errorf("%q: got %s and %s, want %s and %s", cluster, zh, en, want[0], want[1])
		}
	}
}
