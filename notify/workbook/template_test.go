package workbook

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/phrase"
)

// stage keeps rows of rosters and of activity.
type stage struct {
	members  []intake.MemberRow
	activity []intake.ActivityRow
}

func (s *stage) Member(_ context.Context, m intake.MemberRow) error {
	s.members = append(s.members, m)
	return nil
}

func (s *stage) Activity(_ context.Context, a intake.ActivityRow) error {
	s.activity = append(s.activity, a)
	return nil
}

func (*stage) Spoke(context.Context, intake.SpokenRow) error { return nil }

func read(t *testing.T, inputs ...intake.Input) (*intake.Result, *stage) {
	t.Helper()
	var s stage
	result, err := intake.Read(t.Context(), inputs, intake.Known{}, intake.Options{Now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), Location: time.UTC}, &s)
	if err != nil {
		t.Fatal(err)
	}
	return result, &s
}

func complaints(result *intake.Result, severities ...intake.Severity) []string {
	var list []string
	for _, p := range result.Problems {
		for _, s := range severities {
			if p.Severity == s {
				list = append(list, p.Text(phrase.Zh))
			}
		}
	}
	return list
}

func TestTheTemplateIsReadAsEmptyTablesOfAllKinds(t *testing.T) {
	var out bytes.Buffer
	kinds := intake.Tables()
	if err := WriteTemplate(&out, kinds, phrase.Zh); err != nil {
		t.Fatal(err)
	}
	result, _ := read(t, intake.Input{Name: "模板.xlsx", Content: bytes.NewReader(out.Bytes()), Size: int64(out.Len())})
	if got := complaints(result, intake.Error, intake.Warning); got != nil {
		t.Errorf("problems: %v", got)
	}
	if len(result.Sheets) != len(kinds) {
		t.Fatalf("%d sheets, want %d", len(result.Sheets), len(kinds))
	}
	for i, s := range result.Sheets {
		if s.Kind != kinds[i].Kind || s.Sheet != kinds[i].Sheet || s.Rows != 0 || s.Row != 1 {
			t.Errorf("sheet %+v, want %s without rows", s, kinds[i].Kind)
		}
	}
	if result.Found[intake.Notice] != len(kinds) { // one example row each
		t.Errorf("notices: %v", complaints(result, intake.Notice))
	}
}

func TestTheTemplatesExamplesAreGoodRowsOnceTheMarkIsGone(t *testing.T) {
	var inputs []intake.Input
	for _, k := range intake.Tables() {
		table := templateOf(k, phrase.Zh)
		for row := range table.Rows {
			row[0] = strings.TrimPrefix(row[0].(string), "示例：")
			table.Rows = func(yield func([]any) bool) { yield(row) }
		}
		var out bytes.Buffer
		if err := Write(&out, table); err != nil {
			t.Fatal(err)
		}
		inputs = append(inputs, intake.Input{Name: table.Name, Content: bytes.NewReader(out.Bytes()), Size: int64(out.Len())})
	}
	result, stage := read(t, inputs...)
	if got := complaints(result, intake.Error); got != nil {
		t.Errorf("errors: %v", got)
	}
	if len(stage.members) != 1 || len(stage.activity) != 2 || stage.members[0].Group != "G00001" {
		t.Errorf("members %+v, activity %+v", stage.members, stage.activity)
	}
	if g := intake.GroupRecords.Of(result.Batch).At(0); g.FoundedOn != "2026-05-07" || !g.AllStaff {
		t.Errorf("group %+v", g)
	}
}
