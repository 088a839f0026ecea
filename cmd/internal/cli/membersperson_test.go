package cli_test

import (
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// A person's groups are those in which the member check finds the person: the index agrees with a
// reading of every roster, and says when a roster came since.
func TestAPersonsGroupsAreThoseOfTheMemberCheck(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.importSmall(monday, "")
		w.judge(monday)
		of := func(list []member) map[string][]member {
			by := map[string][]member{}
			for _, m := range list {
				if m.Person != "" {
					by[m.Person] = append(by[m.Person], m)
				}
			}
			return by
		}
		want := of(read[member](w, "members"))
		if len(want) < 5 {
			t.Fatalf("%d people found", len(want))
		}
		asked := 0
		for person, groups := range want {
			if asked++; asked > 3 && person != "P11" {
				continue // any three, and the one below
			}
			if diff := gocmp.Diff(groups, read[member](w, "members", "--person", person)); diff != "" {
				t.Errorf("%s (-by rosters +by index):\n%s", person, diff)
			}
			if diff := gocmp.Diff(groups, read[member](w, "members", "--person", person, "--at", monday)); diff != "" {
				t.Errorf("%s as of a moment (-by rosters +by index):\n%s", person, diff)
			}
		}
		w.OK("audit", "check")
		w.Exits(1, "members", "--person", "P-nobody")

		// The same rows again leave the index good; others are known by the next
		// check only.
		w.OK("import", w.Write("群成员.csv", members), "--at", monday)
		w.OK("audit", "check")
		one := read[member](w, "members", "--person", "P11")
		w.OK("import", w.Write("G1.csv", "平台,群编号,账号,群昵称,采集时间\n微信,G1,wx_new,新来的,2026-11-23 09:00\n"), "--at", monday, "--accept-shrink", "G1", "--reason", "清理")
		said := w.OK("members", "--person", "P11")
		if len(one) == 0 || !strings.Contains(said.Stderr, "G1") {
			t.Errorf("a roster that came since the check is not named: %s", said.Said())
		}
		w.OK("audit", "check")
		w.judge(tuesday)
		for _, m := range read[member](w, "members", "--person", "P11") {
			if m.Group == "G1" {
				t.Errorf("still in G1: %+v", m)
			}
		}
		w.OK("audit", "check")

		w.tampered("UPDATE person_index SET content = (SELECT content FROM (SELECT content FROM person_index WHERE bucket > 0 AND unit <> '' ORDER BY LENGTH(content) LIMIT 1) AS other) WHERE bucket > 0")
		if said := w.Exits(1, "audit", "check"); !strings.Contains(said.Said(), "索引") || !strings.Contains(said.Said(), "G") {
			t.Errorf("an index that says otherwise than the rosters: %s", said.Said())
		}
		w.tampered("UPDATE person_index SET content = 'broken', checksum = 0")
		if said := w.Exits(1, "audit", "check"); !strings.Contains(said.Said(), "损坏") {
			t.Errorf("a broken index: %s", said.Said())
		}
		w.judge(tuesday)
		w.OK("audit", "check")
	})
}
