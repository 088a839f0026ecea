package roster

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/s2"
	"pgregory.net/rapid"

	"qunguan/reconcile/workgroup"
)

func encoded(t testing.TB, members []workgroup.Member) []byte {
	t.Helper()
	document, err := new(Encoder).Append(nil, members)
	if err != nil {
		t.Fatal(err)
	}
	return document
}

func TestADocumentGivesBackItsRows(t *testing.T) {
	var d Decoder // one for all: the traces of one document must not show in the next
	var e Encoder
	rapid.Check(t, func(rt *rapid.T) {
		moment := rapid.Custom(func(rt *rapid.T) time.Time {
			step := rapid.SampledFrom([]int64{1, 1000, 86_400_000}).Draw(rt, "step")
			n := rapid.Int64Range(-1<<31, 1<<31).Draw(rt, "n")
			if n == 0 {
				return time.Time{}
			}
			return time.UnixMilli(n * step).UTC()
		})
		want := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) workgroup.Member {
			return workgroup.Member{
				Account: rapid.String().Draw(rt, "account"), Nickname: rapid.String().Draw(rt, "nickname"),
				Role: rapid.SampledFrom([]string{"", "成员", "群主", "组长"}).Draw(rt, "role"), JoinedAt: moment.Draw(rt, "joined"), SpokeAt: moment.Draw(rt, "spoke"),
				Origin: rapid.SampledFrom([]workgroup.RowOrigin{"", workgroup.OriginByWord, workgroup.OriginPasted, workgroup.OriginFromSource}).Draw(rt, "came"),
			}
		}), 0, 300).Draw(rt, "members")
		document, err := e.Append([]byte("before"), want)
		if err != nil {
			rt.Fatal(err)
		}
		again, _ := e.Append(nil, want)
		if string(again) != string(document[len("before"):]) {
			rt.Fatal("the same members give other bytes")
		}
		members, err := d.Decode(again)
		if err != nil {
			rt.Fatal(err)
		}
		if len(want)+len(members) > 0 {
			if diff := gocmp.Diff(want, members); diff != "" {
				rt.Fatal(diff)
			}
		}
	})
}

func TestMomentsFarApartAreKept(t *testing.T) {
	want := []workgroup.Member{
		{Account: "a", JoinedAt: time.UnixMilli(math.MinInt64 / 2).UTC(), SpokeAt: time.UnixMilli(1).UTC()},
		{Account: "b", JoinedAt: time.UnixMilli(math.MaxInt64/2 - 7).UTC(), SpokeAt: time.UnixMilli(-1).UTC()},
		{Account: "c", JoinedAt: time.UnixMilli(0).UTC()},
	}
	got, err := new(Decoder).Decode(encoded(t, want))
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func someMembers(n int) []workgroup.Member {
	var list []workgroup.Member
	for i := range n {
		list = append(list, workgroup.Member{
			Account: fmt.Sprintf("wx_%05d", i), Nickname: fmt.Sprint("水利局张伟", i), Role: workgroup.RoleMember, SpokeAt: time.UnixMilli(int64(i) * 60_000).UTC(),
		})
	}
	return list
}

func TestADocumentThatWasChangedAnywhereIsNoRoster(t *testing.T) {
	document := encoded(t, someMembers(50))
	var d Decoder
	for i := range document {
		for _, bit := range []byte{1, 0x80} {
			broken := slices.Clone(document)
			broken[i] ^= bit
			if _, err := d.Decode(broken); err == nil {
				t.Fatalf("bit %#x of byte %d was turned, and the document is believed", bit, i)
			}
		}
		if _, err := d.Decode(document[:i]); !errors.Is(err, ErrDamaged) {
			t.Fatalf("cut off after %d bytes: %v", i, err)
		}
	}
	if _, err := d.Decode(append(slices.Clone(document), 0)); !errors.Is(err, ErrDamaged) {
		t.Errorf("with a byte behind it: %v", err)
	}
}

func TestAVersionThatIsNotKnownIsRefusedWithASentence(t *testing.T) {
	document := encoded(t, someMembers(3))
	document[len(mark)]++
	_, err := new(Decoder).Decode(document)
	var newer *VersionError
	if !errors.As(err, &newer) || newer.Version != Version+1 || errors.Is(err, ErrDamaged) {
		t.Fatalf("error %v", err)
	}
	if want := "the roster document has version 2, this program reads only version 1: use the newer program"; err.Error() != want {
		t.Errorf("says %q", err)
	}
}

// A document with the right checksum that was written wrongly is refused too, and never asks for
// memory that it does not fill.
func TestTextsThatAreNoRosterAreRefused(t *testing.T) {
	for name, text := range map[string]string{
		"nothing at all":             "",
		"more rows than bytes":       "\xff\xff\xff\xff\x0f",
		"no columns":                 "\x01",
		"a column that is cut off":   "\x01\x05\x01a",
		"a text longer than its own": "\x01\x02\x05a",
		"an endless number":          "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
	} {
		if _, err := new(Decoder).Decode(documentOf([]byte(text))); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// documentOf is a document with this text, whatever it is.
func documentOf(text []byte) []byte {
	block := s2.EncodeSnappy(nil, text)
	return append(binary.BigEndian.AppendUint32(append([]byte(mark), Version), crc32.ChecksumIEEE(block)), block...)
}

func FuzzDecode(f *testing.F) {
	f.Add(encoded(f, nil), false)
	f.Add(encoded(f, someMembers(3)), false)
	f.Add(encoded(f, []workgroup.Member{{Account: "@张伟", Role: "组长", Origin: workgroup.OriginPasted, JoinedAt: time.UnixMilli(5)}}), false)
	text, err := s2.Decode(nil, encoded(f, someMembers(2))[headSize:])
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text, true)
	f.Fuzz(func(t *testing.T, bytes []byte, asText bool) {
		if asText { // as if its checksum fitted
			bytes = documentOf(bytes)
		}
		members, err := new(Decoder).Decode(bytes)
		if err != nil {
			return
		}
		again, err := new(Decoder).Decode(encoded(t, members))
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(members, again); diff != "" && len(members) > 0 {
			t.Fatal(diff)
		}
	})
}

func BenchmarkDocument(b *testing.B) {
	members := someMembers(200)
	document := encoded(b, members)
	b.Run("encode", func(b *testing.B) {
		var e Encoder
		var to []byte
		for b.Loop() {
			to, _ = e.Append(to[:0], members)
		}
		b.ReportMetric(float64(len(document))/float64(len(members)), "B/row")
	})
	b.Run("decode", func(b *testing.B) {
		var d Decoder
		for b.Loop() {
			if _, err := d.Decode(document); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func TestADocumentOfWordsGivesThemBackAndIsNoRoster(t *testing.T) {
	var d Decoder
	var e Encoder
	rapid.Check(t, func(rt *rapid.T) {
		want := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) workgroup.Member {
			return workgroup.Member{
				Account: rapid.String().Draw(rt, "key"), Nickname: rapid.String().Draw(rt, "nickname"),
				SpokeAt: time.UnixMilli(rapid.Int64Range(1, 1<<42).Draw(rt, "at")).UTC(),
			}
		}), 0, 300).Draw(rt, "words")
		slices.SortFunc(want, CompareWords)
		document, err := e.AppendWords(nil, want)
		if err != nil {
			rt.Fatal(err)
		}
		got, err := d.Words(document)
		if err != nil {
			rt.Fatal(err)
		}
		if len(want)+len(got) > 0 {
			if diff := gocmp.Diff(want, got); diff != "" {
				rt.Fatal(diff)
			}
		}
		if _, err := d.Decode(document); !errors.Is(err, ErrDamaged) {
			rt.Fatalf("as a roster: %v", err)
		}
	})
}
