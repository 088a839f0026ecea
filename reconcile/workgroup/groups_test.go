package workgroup

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Every field of a group comes back, whichever groups it shares it with: each is in turn the only one
// that tells a group from the next.
func TestGroupsComeOutAsTheyWentIn(t *testing.T) {
	want := map[string]Group{}
	put := func(g Group) {
		g.Code = fmt.Sprintf("G%02d", len(want))
		want[g.Code] = g
	}
	put(Group{})
	var fill func(change func(*Group) reflect.Value)
	fill = func(change func(*Group) reflect.Value) {
		var g Group
		switch v := change(&g); v.Kind() { //nolint:exhaustive // what groups have
		case reflect.String:
			v.SetString("文")
		case reflect.Bool:
			v.SetBool(true)
		case reflect.Slice:
			v.Set(reflect.ValueOf([]string{"甲", "乙"}))
		case reflect.Struct:
			for i := range v.NumField() {
				fill(func(g *Group) reflect.Value { return change(g).Field(i) })
			}
			return
		default:
			t.Fatalf("a %s is not tested", v.Kind())
		}
		put(g)
	}
	for i := range reflect.TypeFor[Group]().NumField() {
		fill(func(g *Group) reflect.Value { return reflect.ValueOf(g).Elem().Field(i) })
	}
	if len(want) < 25 {
		t.Fatalf("%d groups", len(want))
	}
	if diff := cmp.Diff(want, GroupsOf(want).ByCode()); diff != "" {
		t.Errorf("-in +out\n%s", diff)
	}
}

func TestThereAreNoGroups(t *testing.T) {
	var none Groups
	for code := range none.Codes() {
		t.Error(code)
	}
	if none.Len() != 0 || none.Has("") || none.Of("G1").Code != "" {
		t.Error("some")
	}
}
