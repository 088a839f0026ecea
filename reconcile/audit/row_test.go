package audit

import (
	"bytes"
	"errors"
	"testing"
)

func TestNoTwoDifferentRowsHaveTheSameBytes(t *testing.T) {
	rows := []Row{
		{Source: "s", ID: 1, Columns: []string{"a", "b"}, Values: []string{"x", "y"}},
		{Source: "s", ID: 2, Columns: []string{"a", "b"}, Values: []string{"x", "y"}},
		{Source: "s", ID: 1, Sub: 1, Columns: []string{"a", "b"}, Values: []string{"x", "y"}},
		{Source: "t", ID: 1, Columns: []string{"a", "b"}, Values: []string{"x", "y"}},
		{Source: "s", ID: 1, Columns: []string{"a", "b"}, Values: []string{"xy", ""}},
		{Source: "s", ID: 1, Columns: []string{"a", "b"}, Values: []string{"y", "x"}},
		{Source: "s", ID: 1, Columns: []string{"b", "a"}, Values: []string{"x", "y"}},
		{Source: "s", ID: 1, Columns: []string{"a"}, Values: []string{"x"}},
		{Source: "s", ID: 1, Columns: []string{"ax"}, Values: []string{""}},
	}
	seen := map[Mark]int{}
	for i, r := range rows {
		if j, ok := seen[r.Mark()]; ok {
			t.Errorf("rows %d and %d have the same mark", j, i)
		}
		seen[r.Mark()] = i
	}
	if rows[0].MarkAt(2, 0) != rows[1].Mark() {
		t.Error("the same content at the other's place has another mark")
	}
}

func FuzzDecodeMarks(f *testing.F) {
	f.Add(EncodeMarks([]Marked{{ID: 1, Mark: Mark{1}}, {ID: 1 << 40, Sub: 3}}))
	f.Add([]byte("short"))
	f.Fuzz(func(t *testing.T, text []byte) {
		list, err := DecodeMarks(text)
		if err != nil {
			if !errors.Is(err, ErrMarks) {
				t.Fatalf("%v is not ErrMarks", err)
			}
			return
		}
		if !bytes.Equal(EncodeMarks(list), text) {
			t.Fatalf("%x comes back as %x", text, EncodeMarks(list))
		}
		if PartOf("s", text).Rows != len(list) {
			t.Fatal("a part counts other rows than it lists")
		}
	})
}
