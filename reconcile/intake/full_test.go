package intake

import (
	"fmt"
	"slices"
	"testing"

	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

func TestAFullListNeverMakesLeavers(t *testing.T) {
	staff := func(from, to int, status string) map[string]workgroup.Person {
		people := map[string]workgroup.Person{}
		for i := from; i <= to; i++ {
			code := fmt.Sprintf("P%02d", i)
			people[code] = workgroup.Person{Code: code, Name: "某人", Status: status, Email: "x@example.cn"}
		}
		return people
	}
	listed := func(people map[string]workgroup.Person) func(string) bool {
		return func(code string) bool { return people[code].Code != "" }
	}
	guard := policy.Guard{RosterShrinkShare: 0.25, RosterShrinkMin: 5}
	for _, c := range []struct {
		name   string
		known  map[string]workgroup.Person
		named  map[string]workgroup.Person
		absent int
		hold   HoldReason
	}{
		{"everybody is on the list", staff(1, 20, "在职"), staff(1, 20, "在职"), 0, NotHeld},
		{"two of twenty are not", staff(1, 20, "在职"), staff(3, 20, "在职"), 2, NotHeld},
		{"ten of twenty are not: the list looks cut off", staff(1, 20, "在职"), staff(11, 20, "在职"), 10, HeldShrunk},
		{"an empty list is not believed", staff(1, 20, "在职"), nil, 20, HeldEmptied},
		{"leavers are not expected", staff(1, 20, "退休"), nil, 0, NotHeld},
		{"who is to be verified already is not named again", staff(1, 20, StatusToVerify), nil, 0, NotHeld},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := Full(Known{Staff: packed(PersonRecords, c.known)}, listed(c.named), guard)
			if f.Absent.Len() != c.absent || f.Hold != c.hold {
				t.Errorf("absent %d, hold %q; want %d, %q", f.Absent.Len(), f.Hold, c.absent, c.hold)
			}
			written := Batch{Staff: PersonRecords.Pack(workgroup.Person{Code: "P99", Email: "y@example.cn", Status: StatusToVerify})}
			f.ToVerify(written)
			if n := PersonRecords.Of(written).Len(); n != 1+c.absent {
				t.Errorf("%d people are written", n)
			}
			for p := range PersonRecords.Of(written).All() {
				if p.Status != StatusToVerify || p.Email == "" || workgroup.ServiceOfStatus(p.Status) != workgroup.Unclear {
					t.Errorf("%s becomes %q", p.Code, p.Status)
				}
			}
		})
	}
}

func TestChangesNameWhatIsDifferentAndHideContacts(t *testing.T) {
	known := Known{Staff: packed(PersonRecords, map[string]workgroup.Person{"P1": {Code: "P1", Name: "李红", Unit: "U1", Mobile: "13800000000", Status: "在职"}})}
	changes := ChangesOf(known, Batch{Staff: PersonRecords.Pack(
		workgroup.Person{Code: "P1", Name: "李红", Unit: "U2", Mobile: "13900000000", Status: "在职"},
		workgroup.Person{Code: "P2", Name: "王伟", Unit: "U2", Status: "在职"},
	)})
	want := "[{staff P1 false [{单位编码 U1 U2} {手机 *** ***}]} {staff P2 true []}]"
	if s := fmt.Sprint(slices.Collect(changes.All())); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
}
