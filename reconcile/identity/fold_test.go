package identity

import "testing"

func TestFoldedTextKeepsPunctuationAndLosesWhatShowsNothing(t *testing.T) {
	for text, want := range map[string]string{
		"教育局防汛群":          "教育局防汛群",
		"ＡＢ項目 推進":         "ab项目推进",
		"防汛群（２）":          "防汛群(2)",
		"防汛群⑵":            "防汛群(2)",
		"⼀事\u200b群\ufe0f": "一事群",
		"葛\U000e0100庄":    "葛庄",
		"-教育局·\u3000党建":   "-教育局·党建",
		"\ufeff云溪縣QQ羣":    "云溪县qq群",
		"":                "",
	} {
		if got := Fold(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
		if again := Fold(want); again != want {
			t.Errorf("%q is folded, but folds to %q", want, again)
		}
	}
	for r, want := range map[rune]string{'①': "1", '場': "场", '⑴': "(1)", 'Ⅱ': "II", '群': "群"} {
		if got := Plainer(r); got != want {
			t.Errorf("%c: got %q, want %q", r, got, want)
		}
	}
}
