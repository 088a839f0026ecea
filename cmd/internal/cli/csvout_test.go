package cli

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"qunguan/reconcile/phrase"
)

// Names come from strangers; each of these is one.
var hostileNames = []string{
	"=HYPERLINK(\"http://evil.example\",\"x\")", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1:A9)", "\t=1+1", "\r=1+1", "＝1+1", "＋1", "－1", "＠x",
	"a;=1+1", "a\t=1+1", "a\n=1+1", "a\"b", "\x1b[31m红\x1b[0m", "\u202e三张", "张\n三", "张\r三", "", "-", "张三", " 张三 ",
}

func TestNoCellOfACSVIsAFormula(t *testing.T) {
	var out bytes.Buffer
	v := columns{headings: []string{"name", "again"}}
	for _, name := range hostileNames {
		v.rows = append(v.rows, []string{name, name})
	}
	if err := (output{format: "csv", to: &out}).print(nil, func() columns { return v }); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != len(hostileNames)+1 {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	for i, r := range rows[1:] {
		for _, cell := range r {
			if cell != "-" && strings.ContainsAny(strings.TrimSpace(cell + " ")[:min(1, len(cell))], "=+-@\t\r") {
				t.Errorf("%q is written as %q", hostileNames[i], cell)
			}
		}
	}
	// Spreadsheets part cells at semicolons and tabs outside quotes, too.
	quoted := false
	for i, r := range out.String() {
		if r == '"' {
			quoted = !quoted
		}
		if !quoted && (r == ';' || r == '\t') {
			t.Errorf("unquoted %q at byte %d", r, i)
		}
	}
}

func TestTablesObeyNoCharacterOfAName(t *testing.T) {
	var out bytes.Buffer
	v := columns{headings: []string{"name", "unit"}}
	for _, name := range hostileNames {
		v.rows = append(v.rows, []string{name, "U1"})
	}
	if err := (output{format: "table", to: &out}).print(nil, func() columns { return v }); err != nil {
		t.Fatal(err)
	}
	for _, r := range out.String() {
		if r != '\n' && unicode.IsControl(r) || phrase.Turns(r) {
			t.Fatalf("the table contains %U:\n%s", r, out.String())
		}
	}
	if got, want := strings.Count(out.String(), "U1"), len(hostileNames); got != want || strings.Count(out.String(), "\n") != want+2 {
		t.Errorf("%d rows in %d lines, want one line each:\n%s", got, strings.Count(out.String(), "\n"), out.String())
	}
}

func TestJSONKeepsEveryCharacterAndShowsNone(t *testing.T) {
	var out bytes.Buffer
	if err := (output{format: "json", to: &out}).print(hostileNames, nil); err != nil {
		t.Fatal(err)
	}
	var back []string
	if err := json.Unmarshal(out.Bytes(), &back); err != nil || strings.Join(back, "|") != strings.Join(hostileNames, "|") {
		t.Errorf("%v: %q", err, back)
	}
	for _, r := range out.String() {
		if r != '\n' && unicode.IsControl(r) || phrase.Turns(r) {
			t.Fatalf("the JSON contains %U", r)
		}
	}
}
