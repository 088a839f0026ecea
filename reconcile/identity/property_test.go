package identity

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

// A small alphabet makes names run into each other, into units and into posts.
var (
	nameGen = rapid.SampledFrom([]string{
		"王伟", "王伟民", "伟民", "王", "民王", "王伟局", "局长", "買買提·艾力", "買買提", "李A", "Ann", "··", "王 伟", "鄧福", "邓福",
	})
	shortGen  = rapid.SampledFrom([]string{"", "民局", "伟", "水利局", "局", "120中心", "王局"})
	fullGen   = rapid.SampledFrom([]string{"云溪县民局", "民", "水利局", "云溪縣水利局", "局长办", "120中心"})
	postGen   = rapid.SampledFrom([]string{"", "民", "局长", "科长A", "-", "CEO", "王"})
	roleGen   = rapid.SampledFrom([]string{"董事", "监事", "局", ""})
	codeGen   = rapid.SampledFrom([]string{"U1", "U2", "U3", "U4", ""})
	personGen = rapid.SampledFrom([]string{"P0", "P1", "P2", "P3"})
	acctGen   = rapid.SampledFrom([]string{"", "wx_a", "WX_A", "wx_b", "@王伟", "123"})
	textGen   = rapid.SampledFrom([]string{
		"{name}", "{unit_short}{name}", "{name}{post}", "{unit}-{name}", "{name}{role}", "{post}", "{unit_short}·{post}{name}", "群{name}",
	})
	fillerGen = rapid.SampledFrom([]string{
		"王", "伟", "民", "局", "长", "云溪县", "雲溪縣", "水利局", "-", " ", "🌸", "❤️", "A", "７", "董事", "监事", "局长", "120", "群", "{",
	})
)

type world struct {
	refWorld
	group   workgroup.Group
	members []workgroup.Member
}

func drawWorld(t *rapid.T) world {
	units := workgroup.Units{}
	for i := 1; i <= 4; i++ {
		code := fmt.Sprintf("U%d", i)
		units[code] = workgroup.Unit{
			Code: code, Name: fullGen.Draw(t, "unit"), ShortName: shortGen.Draw(t, "short"),
			Parent: codeGen.Draw(t, "parent"),
		}
	}
	var people []workgroup.Person
	for i := range rapid.IntRange(1, 7).Draw(t, "people") {
		p := workgroup.Person{
			Code: fmt.Sprintf("P%d", i), Name: nameGen.Draw(t, "name"), Unit: codeGen.Draw(t, "in"),
			AlsoUnits: rapid.SliceOfN(codeGen, 0, 1).Draw(t, "also"),
			Post:      postGen.Draw(t, "post"), Roles: rapid.SliceOfN(roleGen, 0, 2).Draw(t, "roles"),
		}
		if a := acctGen.Draw(t, "account"); a != "" && a[0] != '@' {
			p.Accounts = p.Accounts.With("微信", a)
		}
		people = append(people, p)
	}
	w := world{refWorld: refWorld{people: people, units: units, day: "2026-11-23"}}
	w.policy = &policy.Policy{Member: policy.Member{
		Robots: rapid.SliceOfN(fillerGen, 0, 1).Draw(t, "robots"),
		Nickname: policy.Nickname{
			Templates:  rapid.SliceOfN(textGen, 0, 3).Draw(t, "templates"),
			ByCategory: map[string][]string{"党建": rapid.SliceOfN(textGen, 1, 2).Draw(t, "党建")},
		},
	}, Group: policy.Group{Naming: policy.Naming{Area: rapid.SampledFrom([]string{"", "云溪县"}).Draw(t, "area")}}}
	taken := map[string]bool{}
	for range rapid.IntRange(0, 2).Draw(t, "bindings") {
		b := workgroup.Binding{
			Platform: "微信", Account: acctGen.Draw(t, "bound"), Person: rapid.SampledFrom([]string{"P0", "P1", ""}).Draw(t, "to"),
			ValidUntil: rapid.SampledFrom([]workgroup.Date{"", "2026-11-22", "2026-11-23"}).Draw(t, "until"),
		}
		if b.Person == "" {
			b.Outsider = "某公司"
		}
		if key := workgroup.AccountKey(b.Account); key != "" && !taken[key] {
			taken[key] = true
			w.bindings = append(w.bindings, b)
		}
	}
	w.group = workgroup.Group{
		Code: "G1", Platform: "微信", Unit: codeGen.Draw(t, "group's unit"),
		Category: rapid.SampledFrom([]string{"", "党建"}).Draw(t, "category"), AllStaff: rapid.Bool().Draw(t, "all staff"),
		Scope: workgroup.Scope{
			Units: rapid.SliceOfN(codeGen, 0, 1).Draw(t, "scope"), People: rapid.SliceOfN(personGen, 0, 2).Draw(t, "named"),
			Roles: rapid.SliceOfN(roleGen, 0, 1).Draw(t, "scope roles"),
		},
	}
	for range 6 {
		w.members = append(w.members, workgroup.Member{
			Account: acctGen.Draw(t, "from"), Nickname: w.drawNickname(t),
			Role: rapid.SampledFrom([]string{"", "", "", "成员", "机器人"}).Draw(t, "role"),
		})
	}
	return w
}

// drawNickname is a proper card, decorated, or words at random.
func (w world) drawNickname(t *rapid.T) string {
	p := rapid.SampledFrom(w.people).Draw(t, "whose")
	cards := append(w.cards(p, w.group), p.Name)
	for _, u := range w.unitsOf(p) {
		cards = append(cards, u.Name+p.Name, p.Name+p.Post+shortOf(u), p.Post+p.Name+p.Name)
	}
	return rapid.SampledFrom([]string{"", "", rapid.SampledFrom(cards).Draw(t, "card")}).Draw(t, "base") +
		strings.Join(rapid.SliceOfN(fillerGen, 0, 3).Draw(t, "filler"), "")
}

func (w world) directory() *Directory {
	people := map[string]workgroup.Person{}
	for _, p := range w.people {
		people[p.Code] = p
	}
	return New(workgroup.PeopleOf(people), w.units, w.bindings, w.day, w.policy)
}

func TestIdentifyIsWhatAReadingOfTheContractGives(t *testing.T) {
	seen := map[How]int{}
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		m := w.directory().ForGroup(w.group)
		for _, member := range w.members {
			for _, hasNicknames := range []bool{true, false} {
				how, person, candidates := w.identify(w.group, member, hasNicknames)
				got := m.Identify(member, hasNicknames)
				want := got
				want.How, want.Person, want.Candidates = how, person, candidates
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatalf("%+v, nicknames %v, %+v\n(-reading +package)\n%s", member, hasNicknames, w, diff)
				}
				seen[how]++
			}
		}
	})
	for _, how := range []How{Robot, Outsider, Account, Nickname, Loose, Ambiguous, Unknown} {
		if seen[how] == 0 {
			t.Errorf("no example was %s", how)
		}
	}
}

func TestCardsFitExactlyWhenAnAcceptedCardDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		m := w.directory().ForGroup(w.group)
		for _, member := range w.members {
			for _, p := range w.people {
				cards := w.cards(p, w.group)
				want := len(cards) == 0 || w.cardOf(p, w.group, member.Nickname)
				if got := m.CardFits(member, p.Code); got != want {
					t.Fatalf("%q for %+v: fits %v, want %v; cards %q", member.Nickname, p, got, want, cards)
				}
				accepted := m.AcceptedCards(p.Code)
				slices.Sort(cards)
				slices.Sort(accepted)
				if diff := cmp.Diff(slices.Compact(cards), slices.Compact(accepted)); diff != "" && len(cards) > 0 {
					t.Fatalf("%+v: %s", p, diff)
				}
			}
		}
	})
}

func TestTheOrderOfInputDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		turned := w
		turned.bindings = slices.Clone(w.bindings)
		slices.Reverse(turned.bindings)
		turned.people = slices.Clone(w.people)
		slices.Reverse(turned.people)
		a, b := w.directory().ForGroup(w.group), turned.directory().ForGroup(w.group)
		for _, member := range w.members {
			if diff := cmp.Diff(a.Identify(member, true), b.Identify(member, true)); diff != "" {
				t.Fatalf("%+v: %s", member, diff)
			}
		}
	})
}

func TestPunctuationAndSpaceAroundACardChangeNothing(t *testing.T) {
	marks := rapid.SampledFrom([]string{"-", " ", "【", "】", "|", "~", "+", "·", "\u3000", "\u200b", "＿", "…", "（", "）", "～", "\u00a0"})
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		m := w.directory().ForGroup(w.group)
		for _, member := range w.members {
			if strings.TrimSpace(member.Nickname) == "" {
				continue // a decorated nothing is a nickname, nothing is none
			}
			decorated := member
			decorated.Nickname = ""
			for i, r := range member.Nickname {
				// Nothing goes before a mark: an accent belongs to its letter.
				if i == 0 || r != '\uFE0F' {
					decorated.Nickname += marks.Draw(t, "mark")
				}
				decorated.Nickname += string(r)
			}
			if diff := cmp.Diff(m.Identify(member, true), m.Identify(decorated, true)); diff != "" {
				t.Fatalf("%q and %q: %s", member.Nickname, decorated.Nickname, diff)
			}
		}
	})
}

// The question of a check (HasFittingCard, with its data about the member) and the one without
// (CardFits) are the same.
func TestWhoIsIdentifiedWearsExactlyWhatFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		w.policy.Member.Nickname.Strict = rapid.Bool().Draw(t, "strict")
		d := w.directory()
		m := d.ForGroup(w.group)
		for _, member := range w.members {
			id := m.Identify(member, true)
			p, ok := d.people.Find(id.Person)
			if !ok {
				continue
			}
			if got, want := m.HasFittingCard(id, member.Nickname, &p), m.CardFits(member, p.Code); got != want {
				t.Fatalf("%q, %+v: wears %v, fits %v", member.Nickname, id, got, want)
			}
		}
	})
}
