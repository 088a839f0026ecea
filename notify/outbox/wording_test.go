package outbox

import (
	"reflect"
	"testing"

	"qunguan/notify"
	"qunguan/reconcile/ledger"
)

// Two notices that differ in anything that they say have different digests, and a digest stays what it is
// when the words are gone.
func TestAWordingIsOfEverythingThatANoticeSays(t *testing.T) {
	said := func() Notice {
		return Notice{
			ID: "msg_1", State: Pending, Title: "标题", Body: "正文", Cases: []int64{1},
			Refs: []notify.CaseRef{{ID: 1, Rule: "member.card", DueOn: "2026-12-07"}}, Hops: []ledger.Hop{{To: "P1", Role: "owner", Reason: ledger.Chosen}},
		}
	}
	first := said()
	seen := map[Wording]string{first.Wording(): "nothing"}
	differs := func(what string, n Notice) {
		t.Helper()
		if same, met := seen[n.Wording()]; met {
			t.Errorf("another %s gives the same digest as another %s", what, same)
		}
		seen[n.Wording()] = what
	}
	change := func(v reflect.Value) {
		if v.Kind() == reflect.String {
			v.SetString(v.String() + "x")
			return
		}
		v.SetInt(v.Int() + 1)
	}
	for i := range reflect.TypeFor[notify.CaseRef]().NumField() {
		n := said()
		change(reflect.ValueOf(&n.Refs[0]).Elem().Field(i))
		differs("field of a case "+reflect.TypeFor[notify.CaseRef]().Field(i).Name, n)
	}
	for i := range reflect.TypeFor[ledger.Hop]().NumField() {
		n := said()
		change(reflect.ValueOf(&n.Hops[0]).Elem().Field(i))
		differs("field of a hop "+reflect.TypeFor[ledger.Hop]().Field(i).Name, n)
	}
	for what, how := range map[string]func(n *Notice){
		"title": func(n *Notice) { n.Title += "。" }, "body": func(n *Notice) { n.Body += "。" },
		"end of the title": func(n *Notice) { n.Title, n.Body = "标题正", "文" },
		"number of cases":  func(n *Notice) { n.Refs = nil }, "number of hops": func(n *Notice) { n.Hops = nil },
	} {
		n := said()
		how(&n)
		differs(what, n)
	}
	for _, state := range []State{Pending, Dead, Failed} {
		n := said()
		n.State = state
		n.Digest()
		if n.Wording() != first.Wording() || n.Title+n.Body != "" || n.Hops != nil || (n.Refs != nil) != (state == Failed) {
			t.Errorf("%s: %+v", state, n)
		}
	}
}
