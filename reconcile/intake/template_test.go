package intake

import (
	"bytes"
	"strings"
	"testing"

	"qunguan/reconcile/intake/sheet"
	"qunguan/reconcile/phrase"
)

func TestTheTemplateIsReadAsEmptyTablesOfAllKinds(t *testing.T) {
	var out bytes.Buffer
	if err := Template(&out, phrase.Zh); err != nil {
		t.Fatal(err)
	}
	result, _ := readAll(t, Known{}, Options{}, Input{Name: "模板.xlsx", Content: bytes.NewReader(out.Bytes()), Size: int64(out.Len())})
	if got := found(result, Error, Warning); got != nil {
		t.Errorf("problems: %v", got)
	}
	if len(result.Sheets) != len(tables) {
		t.Fatalf("%d sheets, want %d", len(result.Sheets), len(tables))
	}
	for i, s := range result.Sheets {
		if s.Kind != tables[i].Kind || s.Sheet != tables[i].Sheet || s.Rows != 0 || s.Row != 1 {
			t.Errorf("sheet %+v, want %s without rows", s, tables[i].Kind)
		}
	}
	if result.Found[Notice] != len(tables) { // one example row each
		t.Errorf("notices: %v", found(result, Notice))
	}
}

func TestTheTemplatesExamplesAreGoodRowsOnceTheMarkIsGone(t *testing.T) {
	var inputs []Input
	for i := range tables {
		table := tables[i].template(phrase.Zh)
		for row := range table.Rows {
			row[0] = strings.TrimPrefix(row[0].(string), "示例：")
			table.Rows = func(yield func([]any) bool) { yield(row) }
		}
		var out bytes.Buffer
		if err := sheet.Write(&out, table); err != nil {
			t.Fatal(err)
		}
		inputs = append(inputs, Input{Name: table.Name, Content: bytes.NewReader(out.Bytes()), Size: int64(out.Len())})
	}
	result, stage := readAll(t, Known{}, Options{}, inputs...)
	if got := found(result, Error); got != nil {
		t.Errorf("errors: %v", got)
	}
	if len(stage.members) != 1 || len(stage.activity) != 1 || stage.members[0].Group != "G00001" {
		t.Errorf("members %+v, activity %+v", stage.members, stage.activity)
	}
	if g := result.Batch.Groups[0]; g.FoundedOn != "2026-05-07" || !g.AllStaff {
		t.Errorf("group %+v", g)
	}
}

func TestEveryHeadingIsExplained(t *testing.T) {
	for _, table := range Tables() {
		for _, h := range table.Headings {
			for _, lang := range []phrase.Lang{phrase.Zh, phrase.En} {
				if text := h.Explain(lang); strings.ContainsAny(text, "{}") || strings.Contains(text, "intake.") {
					t.Errorf("%s %s: %s", table.Sheet, h.Name, text)
				}
			}
		}
	}
}
