package identity

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

type truth struct {
	Moment  string
	Day     string
	Members []label
	Open    []labelCase
	Cases   []labelCase
}

type label struct{ Group, Account, How, Person string }

type labelCase struct{ Rule, Group, Account, Person, Why string }

func readTruth(t *testing.T, folder string) truth {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(folder, "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	var tr truth
	if err := json.Unmarshal(raw, &tr); err != nil {
		t.Fatal(err)
	}
	return tr
}

// countyPolicy is the part of the labelled counties' policy by which members are identified.
func countyPolicy() *policy.Policy {
	return &policy.Policy{
		Member: policy.Member{Nickname: policy.Nickname{
			Templates: []string{"{name}", "{unit_short}{name}", "{name}{post}"},
		}},
	}
}

func qingshanPolicy() *policy.Policy {
	p := countyPolicy()
	p.Member.Robots = []string{"qq小冰", "群助手", "2854196310"}
	p.Member.Nickname.ByCategory = map[string][]string{"党建": {"{name}{post}"}, "董事": {"{name}{role}", "{name}"}}
	p.Group.Naming.Area = "云溪县"
	return p
}

// covers S6.2
func TestEveryMemberOfQingshanIsWhoTheLabelSays(t *testing.T) {
	c := newCounty()
	for _, week := range []string{"week1", "week2", "week3"} {
		folder := filepath.Join(labelled, "qingshan", week)
		c.load(t, folder)
		tr := readTruth(t, folder)
		day := workgroup.Date(tr.Moment[:10])
		d := New(workgroup.PeopleOf(c.people), c.units, c.bindingList(), day, qingshanPolicy())
		got := map[[2]string]Identity{}
		for code, roster := range c.rosters {
			m := d.ForGroup(c.groups[code])
			for _, member := range roster {
				got[[2]string{code, member.Key()}] = m.Identify(member, true)
			}
		}
		if len(tr.Members) < 600 {
			t.Fatalf("%s: only %d labels", week, len(tr.Members))
		}
		for _, want := range tr.Members {
			id, ok := got[[2]string{want.Group, workgroup.AccountKey(want.Account)}]
			if !ok {
				t.Errorf("%s: %+v is not in the roster", week, want)
			} else if string(id.How) != want.How || id.Person != want.Person {
				t.Errorf("%s: label %+v, got %+v", week, want, id)
			}
		}
		judged := map[string]bool{}
		for _, member := range tr.Members {
			judged[member.Group] = true
		}
		checkCards(t, d, c, judged, tr.Open)
	}
}

// checkCards demands a wrong card of everybody with a member.card case, and of no other member of the
// judged groups without a graver case.
func checkCards(t *testing.T, d *Directory, c *county, judged map[string]bool, cases []labelCase) {
	t.Helper()
	wrong, other := map[[2]string]bool{}, map[[2]string]bool{}
	for _, k := range cases {
		at := [2]string{k.Group, workgroup.AccountKey(k.Account)}
		if !judged[k.Group] {
			continue
		}
		if k.Rule == "member.card" {
			wrong[at] = true
		} else if k.Account != "" {
			other[at] = true
		}
	}
	checked := 0
	for code := range judged {
		m := d.ForGroup(c.groups[code])
		for _, member := range c.rosters[code] {
			at := [2]string{code, member.Key()}
			id := m.Identify(member, true)
			p := c.people[id.Person]
			if other[at] || !id.Known() || workgroup.ServiceOfStatus(p.Status) != workgroup.InService {
				continue
			}
			checked++
			if fits := m.CardFits(member, id.Person); fits == wrong[at] {
				t.Errorf("%s %q %+v: fits %v, accepted %v",
					code, member.Nickname, id, fits, m.AcceptedCards(id.Person))
			}
		}
	}
	if checked < len(wrong) || len(wrong) < 50 {
		t.Errorf("only %d cards checked, %d labelled wrong", checked, len(wrong))
	}
}

func TestYunxisUnknownMembersAndWrongCardsAreTheLabelledOnes(t *testing.T) {
	c := newCounty()
	folder := filepath.Join(labelled, "yunxi")
	c.load(t, folder)
	tr := readTruth(t, folder)
	d := New(workgroup.PeopleOf(c.people), c.units, nil, workgroup.Date(tr.Day), countyPolicy())
	unknown, judged := map[[2]string]bool{}, map[string]bool{}
	for _, k := range tr.Cases {
		if k.Rule == "member.unknown" {
			unknown[[2]string{k.Group, workgroup.AccountKey(k.Account)}] = true
			judged[k.Group] = true
		}
	}
	if len(unknown) < 100 {
		t.Fatalf("only %d labels", len(unknown))
	}
	for code := range judged {
		m := d.ForGroup(c.groups[code])
		for _, member := range c.rosters[code] {
			id, want := m.Identify(member, true), unknown[[2]string{code, member.Key()}]
			if (id.How == Unknown) != want || id.How == Ambiguous {
				t.Errorf("%s %+v: %+v, label unknown %v", code, member, id, want)
			}
		}
	}
	checkCards(t, d, c, judged, tr.Cases)
}
