package naming

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"qunguan/reconcile/policy"
)

// proposalProblems are the promises that a proposal breaks.
func proposalProblems(r *Rule, live []Named, proposals map[string]string) []string {
	var broken []string
	for _, g := range live {
		p := proposals[g.Code]
		if p == "" {
			continue
		}
		renamed := slices.Clone(live)
		for i := range renamed {
			if other := proposals[renamed[i].Code]; other != "" {
				renamed[i].Name = other
			}
			if renamed[i].Code != g.Code && (renamed[i].Platform == g.Platform && live[i].Name == p || proposals[live[i].Code] == p) {
				broken = append(broken, p+" is in use")
			}
		}
		g.Name = p
		if f := r.Judge(g, r.Taken(slices.Values(renamed))[g.Code]); len(f.Reasons) > 0 {
			broken = append(broken, p+" breaks the rule: "+strings.Join(f.Reasons, " "))
		}
		if utf8.RuneCountInString(p) > MaxProposal {
			broken = append(broken, p+" is too long")
		}
	}
	for _, g := range live {
		if p := proposals[g.Code]; p != "" && !keepsHan(r.hanOf(g.Name), p) {
			broken = append(broken, p+" loses characters of "+g.Name)
		}
	}
	return broken
}

func propose(b *Book, live []Named) map[string]string {
	proposals := map[string]string{}
	for _, g := range live {
		if len(b.Judge(g).Reasons) > 0 {
			proposals[g.Code] = b.Propose(g)
		}
	}
	return proposals
}

// covers S1.8
func TestEveryProposalKeepsItsPromises(t *testing.T) {
	pieces := strings.Fields("教育局 云溪县 业务股 龘山林场 信访局 一事 二事 群 工作群 （2） (备份) 2 ② 🔥 の 場 \u200b 《条例》 \"放管服\" - BH1-K01 BH1.K1 QQ0-A01 ＢＨ１－Ｋ０２ A 丶 👍🏽 \ufeff ⼀ " +
		"关于进一步加强和改进新时代农村基层党组织建设工作实施方案征求意见")
	pieces = append(pieces, " ", "\u3000")
	rapid.Check(t, func(t *rapid.T) {
		p := policy.Naming{
			Prefix: rapid.SampledFrom([]string{"any", "area", "unit", "area_or_unit"}).Draw(t, "prefix"), Area: "云溪县",
			Suffix: rapid.SampledFrom([]string{"", "群", "工作群"}).Draw(t, "suffix"), Characters: rapid.SampledFrom([]string{"plain", "any"}).Draw(t, "characters"),
			Code: rapid.SampledFrom([]string{"", codePolicy().Code, `(?P<org>[A-Z0-9]{3})(?P<dept>[A-Z]?)-(?P<seq>\d{2})`, `[A-Z]+\d{3}`}).Draw(t, "code"),
		}
		r, err := New(p, testUnits())
		if err != nil {
			t.Fatal(err)
		}
		live := make([]Named, rapid.IntRange(1, 12).Draw(t, "groups"))
		for i := range live {
			live[i] = Named{
				Code: string(rune('A' + i)), Unit: rapid.SampledFrom([]string{"C", "U", "S", "T", "V", "W", "TW"}).Draw(t, "unit"),
				Name: strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 6).Draw(t, "name"), ""), Platform: rapid.SampledFrom([]string{"微信", "QQ"}).Draw(t, "platform"),
			}
		}
		first := propose(r.NewBook(slices.Values(live)), live)
		if broken := proposalProblems(r, live, first); len(broken) > 0 {
			t.Fatalf("%q of %v: %s", first, live, strings.Join(broken, "; "))
		}
		again := r.NewBook(slices.Values(live))
		for group, proposal := range first {
			again.Hold(group, proposal)
		}
		slices.Reverse(live)
		for group, proposal := range propose(again, live) {
			if proposal != first[group] && first[group] != "" {
				t.Fatalf("%s is offered %q today, %q yesterday", group, proposal, first[group])
			}
		}
	})
}

func TestProposalsReadWell(t *testing.T) {
	r := mustRule(t, plainPolicy())
	for name, want := range map[string]string{
		"-教育局防汛群":       "教育局防汛群",
		"🔥防汛☆抗旱🔥":       "教育局防汛☆抗旱群",
		"教育局の家群":        "教育局的家群",
		"教育局\"放管服\"群":   "教育局“放管服”群",
		"教育局防汛群2（备份）":   "教育局防汛群（2-备份）",
		"教育局防汛群二":       "教育局防汛群（二）",
		"①教育局防汛群":       "教育局防汛群",
		"教育局Аpp推广群":     "教育局App推广群",
		"教育局 防汛\u200b群": "教育局防汛群",
		"信访局值守群":        "云溪县信访局值守群",
		"🌸🌸":            "教育局群",
		"教育局場馆群⑵":       "教育局场馆群(2)",
		"进一步加强改进新时代农村基层党组织建设工作《实施方案》征求意见汇总通报群":     "教育局进一步加强改进新时代农村基层党组织建设工作《实施方案》征求意见汇总通报群",
		"进一步加强改进新时代农村基层党组织建设工作《实施方案》征求意见汇总情况通报群":   "教育局进一步加强改进新时代农村基层党组织建设工作实施方案征求意见汇总情况通报群",
		"关于进一步加强改进新时代农村基层党组织建设工作实施方案征求意见汇总情况通报材料群": "",
	} {
		g := Named{Code: "G", Name: name, Unit: "U", Platform: "微信"}
		if got := r.NewBook(slices.Values([]Named{g})).Propose(g); got != want {
			t.Errorf("%q: proposed %q, want %q", name, got, want)
		}
	}
	code := mustRule(t, codePolicy())
	for name, want := range map[string]string{
		"BH2.K07教育局防汛群": "BH1.K07教育局防汛群",
		"ＢＨ１－Ｋ０２教育局防汛群": "BH1-K02教育局防汛群",
		"教育局防汛群BH1-K03": "BH1-K03教育局防汛群",
		"BH1.K0教育局防汛群":  "BH1-K01教育局防汛群",
		"BH1-K04":       "BH1-K04教育局业务股群",
		"防汛群":           "BH1-K01教育局业务股防汛群",
	} {
		g := Named{Code: "G", Name: name, Unit: "S", Platform: "微信"}
		if got := code.NewBook(slices.Values([]Named{g})).Propose(g); got != want {
			t.Errorf("%q: proposed %q, want %q", name, got, want)
		}
	}
}
