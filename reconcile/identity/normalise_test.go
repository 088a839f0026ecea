package identity

import (
	"testing"
	"unicode/utf8"
)

func TestNormalisedText(t *testing.T) {
	for _, c := range []struct{ rule, text, want string }{
		{"plain simplified text is left alone", "水利局王伟", "水利局王伟"},
		{"traditional characters become simplified ones", "雲溪縣鄧福", "云溪县邓福"},
		{"of several candidates the first counts", "乾鍾麵", "干钟面"},
		{"a character without a simplified form stays", "王喆", "王喆"},
		{"rare traditional characters outside the everyday block count too", "\U0002005E", "\U0002003E"},
		{"full-width letters and digits become ASCII, then small", "Ａ０１２３Ｂ", "a0123b"},
		{"compatibility ideographs are unified before they are simplified", "\uF90A\uF92C", "金郎"},
		{"circled and square letters are taken apart", "①㊗㎏", "1祝kg"},
		{"only ASCII letters become small", "ABCÀÉЖ", "abcÀÉЖ"},
		{"white space of every kind is deleted", " 王\u3000伟\t\u00a0\u2003\n", "王伟"},
		{"format characters are deleted", "王\u200b\u200d伟\ufeff\u2060", "王伟"},
		{"punctuation of every kind is deleted", "【王·伟】（科员）—_-、，。@#&*/\\'\"：；", "王伟科员"},
		{"bar, tilde and plus are deleted, full width too", "王|~+｜～＋伟", "王伟"},
		{"symbols and emoji stay", "王伟🌸★=<>^`¥", "王伟🌸★=<>^`¥"},
		{"a variation selector shows nothing", "❤\ufe0f", "❤"},
		{"a minority name loses its dot, however it is written", "買買提•艾力・A", "买买提艾力a"},
		{"a letter and its accent are composed", "e\u0301", "é"},
		{"Hangul letters are composed", "\u1112\u1161\u11ab", "한"},
		{"half-width katakana becomes full width", "ｶﾞ", "ガ"},
		{"nothing is left of punctuation", "..…·", ""},
		{"broken bytes show and stop nothing", "王\xff伟", "王\ufffd伟"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if got := Normalise(c.text); got != c.want {
				t.Errorf("%q: got %q, want %q", c.text, got, c.want)
			}
		})
	}
}

func TestLooseText(t *testing.T) {
	for _, c := range []struct{ rule, text, want string }{
		{"emoji and symbols are overlooked", "★王伟🌸^_^", "王伟"},
		{"so is an emoji of several characters", "王伟❤️👨‍👩‍👧👍🏽🇨🇳", "王伟"},
		{"an emoji newer than our tables is one all the same", "王伟\U0001FAFF", "王伟"},
		{"ASCII letters and digits are overlooked, full width too", "A王伟13800001111Ｂ", "王伟"},
		{"a keycap leaves nothing", "1️⃣王伟", "王伟"},
		{"other letters stay", "王伟éЖ", "王伟éЖ"},
		{"nothing may be left", "Lucky🌸", ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if got := Loosen(Normalise(c.text)); got != c.want {
				t.Errorf("%q: got %q, want %q", c.text, got, c.want)
			}
		})
	}
}

func TestTheTableHoldsEveryPairOnceAndNothingForPlainText(t *testing.T) {
	if len(simplified) != 4105 {
		t.Errorf("%d pairs, want 4105: the table was cut or shifted", len(simplified))
	}
	for from, to := range simplified {
		if from == to || to == 0 {
			t.Errorf("%q → %q", from, to)
		}
	}
}

func FuzzNormaliseTakesNoShortcut(f *testing.F) {
	for _, s := range []string{"水利局王伟", "Ａ王偉🌸", "e\u0301-", "\u1112\u1161", "王\xff", "\ufe0f", "a0", "薴苧"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		fast := Normalise(s)
		if slow := normaliseSlowly(s); fast != slow {
			t.Errorf("%q: fast %q, slow %q", s, fast, slow)
		}
		if !utf8.ValidString(s) {
			return // the reading below knows no broken bytes
		}
		if want := refNormalise(s); fast != want {
			t.Errorf("%q: got %q, the contract reads %q", s, fast, want)
		}
	})
}

func TestPlainTextIsNotCopied(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { _ = Normalise("云溪县水利局王伟a1") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
