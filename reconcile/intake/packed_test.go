package intake

import (
	"context"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/compact"
	"qunguan/reconcile/workgroup"
)

// filled is a record with a value in every field that a column keeps, another for each number.
func filled[T any](k *Records[T], number int) T {
	row := k.blank()
	for i := range k.Columns {
		c := &k.Columns[i]
		if c.Field == nil {
			continue
		}
		text := fmt.Sprintf("%s%d", c.Stored, number)
		switch v := c.Field(&row).(type) {
		case *[]string:
			*v = []string{text, "", text + "；"}
		case *workgroup.Scope:
			*v = workgroup.Scope{Units: []string{text}, Posts: []string{text, "科长"}, Outsiders: number%2 == 0}
		case *workgroup.Accounts:
			*v = workgroup.AccountsOf(map[string]string{"QQ": text, "微信": "wx"})
		case *bool:
			*v = true
		case *int:
			*v = -number
		case *float64:
			*v = float64(number) / 3
		default:
			reflect.ValueOf(v).Elem().SetString(text)
		}
	}
	return row
}

func keepsEverything[T any](t *testing.T, k *Records[T]) {
	t.Helper()
	p := k.Pack()
	var want []T
	for n := range compact.MostWords + 100 { // more than are kept once
		want = append(want, filled(k, n+1), filled(k, n%3+1))
	}
	want = append(want, k.blank())
	for i := range want {
		p.Add(&want[i])
	}
	if diff := cmp.Diff(want, unpacked(p)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", k.Kind, diff)
	}
	for _, n := range []int{0, 1000, compact.MostWords} {
		if got := p.Of(k.key(want[2*n])); cmp.Diff(want[2*n], got) != "" {
			t.Errorf("%s: under the key of %d stands %+v", k.Kind, n, got)
		}
	}
	if p.Has("nobody") || (*Packed[T])(nil).Has("nobody") || (*Packed[T])(nil).Len() != 0 {
		t.Errorf("%s: somebody has a key that nobody has", k.Kind)
	}
}

func TestPackedRecordsAreThoseThatWerePacked(t *testing.T) {
	keepsEverything(t, UnitRecords)
	keepsEverything(t, PersonRecords)
	keepsEverything(t, GroupRecords)
	keepsEverything(t, BindingRecords)
	keepsEverything(t, AccountRecords)
	keepsEverything(t, AppRecords)
	keepsEverything(t, FilingRecords)
	keepsEverything(t, RouteRecords)
}

// keepsEachField fails where a field has no column that would be packed: the record that comes out would
// say less than the one that went in.
func keepsEachField[T any](t *testing.T, k *Records[T], elsewhere ...string) {
	t.Helper()
	for _, f := range reflect.VisibleFields(reflect.TypeFor[T]()) {
		var row T
		switch v := reflect.ValueOf(&row).Elem().FieldByIndex(f.Index); v.Interface().(type) {
		case []string:
			v.Set(reflect.ValueOf([]string{"x"}))
		case time.Time:
			v.Set(reflect.ValueOf(time.Unix(7, 0)))
		case workgroup.Scope:
			v.Set(reflect.ValueOf(workgroup.Scope{Posts: []string{"科长"}}))
		case workgroup.Accounts:
			v.Set(reflect.ValueOf(workgroup.AccountsOf(map[string]string{"QQ": "1"})))
		case bool:
			v.SetBool(true)
		case int:
			v.SetInt(7)
		case float64:
			v.SetFloat(7)
		default:
			v.SetString("x")
		}
		if got := k.Pack(row).At(0); !reflect.DeepEqual(row, got) && !slices.Contains(elsewhere, f.Name) {
			t.Errorf("%s: %s is lost", k.Kind, f.Name)
		}
	}
}

func TestNoFieldIsLostInPacking(t *testing.T) {
	keepsEachField(t, UnitRecords)
	keepsEachField(t, PersonRecords)
	keepsEachField(t, GroupRecords)
	keepsEachField(t, BindingRecords)
	keepsEachField(t, AccountRecords, "ImportedAt") // kept beside the record (row_imports)
	keepsEachField(t, AppRecords, "ImportedAt")
	keepsEachField(t, FilingRecords)
	keepsEachField(t, RouteRecords)
}

func TestARecordMayBeLargerThanWhatTextsAreCutInto(t *testing.T) {
	small, large := workgroup.Unit{Code: "U1", RulesText: "甲"}, workgroup.Unit{Code: "U2", RulesText: strings.Repeat("办法", compact.ChunkSize)}
	want := []workgroup.Unit{small, large, small, large, small}
	if got := unpacked(UnitRecords.Pack(want...)); !slices.Equal(got, want) {
		t.Error("a record is not what it was")
	}
}

// manyPeople is a list of people of any length.
func manyPeople(from, to int, post string) Input {
	var list strings.Builder
	list.WriteString("工号,姓名,单位编码,岗位,在职状态,微信号\n")
	for i := from; i < to; i++ {
		fmt.Fprintf(&list, "P%07d,王伟%d,U1,%s,在职,wx_%07d\n", i, i%5000, post, i)
	}
	return csvInput("人员.csv", list.String())
}

func TestAMillionPeopleTakeSeventyBytesEach(t *testing.T) {
	const people = 100_000
	known := Known{Units: UnitRecords.Pack(workgroup.Unit{Code: "U1", Name: "水利局", Kind: "县直部门"})}
	heap := func() int {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int(m.HeapAlloc)
	}
	// Measured when the rows have been resolved and rosters are read.
	read := func(what string, most int, want Count, input Input) *Result {
		t.Helper()
		before, peak := heap(), 0
		stage := &atFirstRow{func() { peak = heap() }}
		rosters := csvInput("成员.csv", "平台,群号,账号,采集时间\nQQ,9,10001,2026-11-20\n")
		result, err := Read(t.Context(), []Input{input, rosters}, known, Options{Now: time.Date(2026, 11, 23, 9, 0, 0, 0, shanghai), Location: shanghai}, stage)
		runtime.KeepAlive(input)
		if err != nil || result.Kinds[Staff] != want {
			t.Fatalf("%s: %v, counted %+v, want %+v", what, err, result.Kinds[Staff], want)
		}
		t.Logf("%s take %d bytes each", what, (peak-before)/people)
		if got := (peak - before) / people; got > most {
			t.Errorf("%s take %d bytes each, want at most %d", what, got, most)
		}
		return result
	}
	first := read("new people", 70, Count{Read: people, New: people}, manyPeople(0, people, "科员"))
	known[Staff] = PersonRecords.Of(first.Batch)
	read("people as the registry has them", 10, Count{Read: people, Unchanged: people}, manyPeople(0, people, "科员"))
	changed := read("people of another post", 70, Count{Read: people, Changed: people}, manyPeople(0, people, "科长"))
	n := 0
	for change := range ChangesOf(known, changed.Batch).Altered() {
		if n++; change.Fields[0].After != "科长" {
			t.Fatalf("changed %+v", change)
		}
	}
	if n != people {
		t.Errorf("%d changes", n)
	}
}

// atFirstRow is a stage that keeps nothing, and calls fn.
type atFirstRow struct{ fn func() }

func (a *atFirstRow) Member(context.Context, MemberRow) error     { a.fn(); return nil }
func (a *atFirstRow) Activity(context.Context, ActivityRow) error { return nil }
func (a *atFirstRow) Spoke(context.Context, SpokenRow) error      { return nil }
