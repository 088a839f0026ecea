package rosters

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/workgroup"
)

func FuzzUnpackedCardsAreThoseThatWerePacked(f *testing.F) {
	f.Add("a", "张伟", "成员", "b", "", "群主")
	f.Add("a", CardEnd, "", "b", "x", "")
	f.Fuzz(func(t *testing.T, a1, n1, r1, a2, n2, r2 string) {
		list := []workgroup.Member{{Account: a1, Nickname: n1, Role: r1}, {Account: a2, Nickname: n2, Role: r2}}
		var packed strings.Builder
		for _, m := range list {
			packed.WriteString(m.Account + CardEnd + m.Nickname + CardEnd + m.Role + CardEnd)
		}
		got, ok := unpackCards(nil, packed.String(), len(list))
		if want := list[0].Key() < list[1].Key() && strings.Count(packed.String(), CardEnd) == 6; ok != want {
			t.Fatalf("sure of it: %v, want %v", ok, want)
		}
		if ok {
			if diff := cmp.Diff(list, got); diff != "" {
				t.Errorf("(-packed +unpacked)\n%s", diff)
			}
		}
		for cut := range packed.Len() {
			if _, ok := unpackCards(nil, packed.String()[:cut], len(list)); ok && strings.Count(packed.String(), CardEnd) == 6 {
				t.Fatalf("cut off after %d bytes, it is taken for whole", cut)
			}
		}
	})
}
