package audit

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func keyOf(t *testing.T, secret string) Key {
	t.Helper()
	k, err := NewKey([]byte(secret))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// chain is five seals with the keys.
func chain(keys ...Key) []Seal {
	var list []Seal
	for i, k := range keys {
		s := Seal{
			ID: int64(i + 1), Run: int64(i + 10), MadeAt: time.UnixMilli(int64(i + 1)), Policy: 1, Frontiers: "{}",
			Parts: []Part{PartOf("steps", EncodeMarks([]Marked{{ID: int64(i)}})), PartOf("cases", nil)},
		}
		if i == 0 {
			s.Close(nil, k)
		} else {
			s.Close(&list[i-1], k)
		}
		list = append(list, s)
	}
	return list
}

func TestAChainTellsWhichSealWasTouched(t *testing.T) {
	k, old, other := keyOf(t, "k"), keyOf(t, "old"), keyOf(t, "other")
	for _, c := range []struct {
		name   string
		keys   []Key
		change func(seals []Seal) []Seal
		want   []Problem
	}{
		{"nothing was touched", []Key{k, k, k}, nil, nil},
		{"the order of a seal's parts does not matter", []Key{k, k}, func(s []Seal) []Seal { slices.Reverse(s[0].Parts); return s }, nil},
		{"an old key that is still known", []Key{old, k}, nil, nil},
		{"a forgotten key, and no record that it was handed over", []Key{other, other, k}, nil, []Problem{{Kind: SealForeign, ID: 1, To: 2, N: 2}}},
		{"a forgotten key that was handed over", []Key{other, other, k}, func(s []Seal) []Seal {
			s[2].Handover = Handover{HowKey: Rotated, KeyBefore: other.ID}
			s[2].Close(&s[1], k)
			return s
		}, nil},
		{"a handover that was written in later", []Key{other, other, k}, func(s []Seal) []Seal { s[2].HowKey = Rotated; return s }, []Problem{
			{Kind: SealChanged, ID: 3, N: 1}, {Kind: SealForeign, ID: 1, To: 2, N: 2},
		}},
		{"a rotation says nothing about strangers further back", []Key{k, other, k, other, k}, func(s []Seal) []Seal {
			s[4].Handover = Handover{HowKey: Rotated, KeyBefore: other.ID}
			s[4].Close(&s[3], k)
			return s
		}, []Problem{{Kind: SealForeign, ID: 2, To: 2, N: 1}}},
		{"a person answers for what no key verifies", []Key{k, other, k, other, k}, func(s []Seal) []Seal {
			s[4].Handover = Handover{HowKey: Adopted, KeyBefore: other.ID, By: "P1", Reason: "key lost"}
			s[4].Close(&s[3], k)
			return s
		}, nil},
		{"seals before there was a key", []Key{{}, {}, k}, nil, nil},
		{"a run's number", []Key{k, k, k}, func(s []Seal) []Seal { s[1].Run++; return s }, []Problem{{Kind: SealChanged, ID: 2, N: 1}}},
		{"a list of marks", []Key{k, k, k}, func(s []Seal) []Seal { s[1].Parts[0].Digest[0]++; return s }, []Problem{{Kind: SealChanged, ID: 2, N: 1}}},
		{"a seal under a forgotten key is changed and closed again", []Key{other, k}, func(s []Seal) []Seal {
			s[0].Run++
			s[0].Close(nil, other)
			return s
		}, []Problem{{Kind: SealChanged, ID: 2, N: 1}, {Kind: SealForeign, ID: 1, To: 1, N: 1}}},
		{"how far it had come", []Key{k, k}, func(s []Seal) []Seal { s[1].Frontiers = "{ }"; return s }, []Problem{{Kind: SealChanged, ID: 2, N: 1}}},
		{
			"two seals change places",
			[]Key{k, k, k},
			func(s []Seal) []Seal { s[0].ID, s[1].ID = 2, 1; s[0], s[1] = s[1], s[0]; return s },
			[]Problem{{Kind: SealChanged, ID: 1, N: 1}, {Kind: SealChanged, ID: 2, N: 1}, {Kind: SealChanged, ID: 3, N: 1}},
		},
		{"one is gone", []Key{k, k, k}, func(s []Seal) []Seal { return slices.Delete(s, 1, 2) }, []Problem{{Kind: SealMissing, ID: 2, N: 1}}},
		{"the last ones are gone", []Key{k, k, k}, func(s []Seal) []Seal { return s[:1] }, []Problem{{Kind: SealCut, ID: 2, To: 3, N: 2}}},
		{"all are gone", []Key{k, k}, func([]Seal) []Seal { return nil }, []Problem{{Kind: SealCut, ID: 1, To: 2, N: 2}}},
		{
			"a signature that the key did not make",
			[]Key{k, k},
			func(s []Seal) []Seal { s[1].MAC = strings.Repeat("0", 64); return s },
			[]Problem{{Kind: SealForged, ID: 2, N: 1}},
		},
		{"the last ones are made anew without the key", []Key{k, k, {}, {}}, nil, []Problem{{Kind: SealUnkeyed, ID: 3, N: 1}, {Kind: SealUnkeyed, ID: 4, N: 1}}},
		{"the last ones are made anew with another key", []Key{k, other, other}, nil, []Problem{{Kind: SealForeign, ID: 2, To: 3, N: 2}}},
		{"all are made anew without a key", []Key{{}, {}}, nil, []Problem{{Kind: SealUnkeyed, ID: 2, N: 1}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			seals := chain(c.keys...)
			if c.change != nil {
				seals = c.change(seals)
			}
			got := CheckChain(seals, int64(len(c.keys)), k, old)
			if diff := cmp.Diff(c.want, got.Problems); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestWithoutAKeyAChainIsOnlyCounted(t *testing.T) {
	got := CheckChain(chain(Key{}, Key{}), 2, Key{})
	if len(got.Problems) > 0 || got.Unkeyed != 2 || got.KeyedSince != 0 || got.Last.Short()[:2] != "2-" {
		t.Errorf("%+v", got)
	}
}

func TestAKeyIsNamedWithoutTellingIt(t *testing.T) {
	k := keyOf(t, "secret")
	if k.ID == "" || k.ID == keyOf(t, "Secret").ID || len(k.ID) != 12 {
		t.Errorf("id %q", k.ID)
	}
	if none := keyOf(t, ""); none.ID != "" || none.sign("x") != "" {
		t.Errorf("no secret gives %+v", none)
	}
}
