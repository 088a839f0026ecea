package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qunguan/reconcile/sheet"
)

// The workbook lists the same people as the command, in the same order.
func TestTheWorkbookOfMembersHoldsEveryAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	w.copySmall()
	for _, narrowed := range [][]string{nil, {"--group", "G2"}} {
		file := filepath.Join(w.Dir, "名单"+strings.Join(narrowed, "")+".xlsx")
		w.OK(append([]string{"members", "--at", monday, "-o", file}, narrowed...)...)
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		book, err := sheet.Open(bytes.NewReader(content), int64(len(content)))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := book.Rows(0)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for rows.Next() {
			if r := rows.Row(); r.Number > 1 {
				got = append(got, r.Cells[0].Text+" "+r.Cells[2].Text)
			}
		}
		rows.Close()
		want := read[member](w, append([]string{"members", "--at", monday}, narrowed...)...)
		if rows.Err() != nil || len(got) != len(want) || len(want) == 0 {
			t.Fatalf("%d rows, %d members, error %v", len(got), len(want), rows.Err())
		}
		for i, m := range want {
			if got[i] != m.Group+" "+m.Account {
				t.Errorf("row %d is %s, want %s %s", i+2, got[i], m.Group, m.Account)
			}
		}
	}
}
