package filing

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/workgroup"
)

// bureau has two people called 王芳, one in each unit, and two units called 办公室.
func bureau() *workgroup.Directory {
	people := map[string]workgroup.Person{}
	for _, p := range []workgroup.Person{
		{Code: "P1", Name: "吴刚", Unit: "U1", Status: "在职"},
		{Code: "P2", Name: "王芳", Unit: "U1", Status: "在职"},
		{Code: "P3", Name: "王芳", Unit: "U2", Status: "在职"},
		{Code: "P4", Name: "郑凯", Unit: "U2", Status: "离职"},
		{Code: "P5", Name: "赵敏", Unit: "U2", Status: "在职"},
		{Code: "P6", Name: "赵敏", Unit: "U2", Status: "在职"},
	} {
		people[p.Code] = p
	}
	return &workgroup.Directory{People: workgroup.PeopleOf(people), Units: workgroup.Units{
		"U1": {Code: "U1", Name: "平湖县教育局", ShortName: "教育局"}, "U2": {Code: "U2", Name: "平湖县水利局"}, "U3": {Code: "U3", Name: "办公室"}, "U4": {Code: "U4", Name: "办公室"},
	}}
}

// covers S4.1
func TestAFormIsReadByNamesAndSaysWhatIsWrongWithEachField(t *testing.T) {
	whole := Form{
		Kind: Group, Name: " 校车群 ", Unit: "教育局", By: "P1", ByName: "吴 刚", Purpose: "校车", Owner: "王芳", Admins: "吴刚；P3",
		Scope: "平湖县水利局\n王芳、岗位:科长\n外部人员", Until: "2027-06-30", Staged: true,
	}
	got, faults := whole.Request(bureau(), "2026-11-23")
	want := Request{
		Kind: Group, Name: "校车群", Unit: "U1", By: "P1", Purpose: "校车", Owner: "P2", Admins: []string{"P1", "P3"}, Until: "2027-06-30", Staged: true, Via: ByForm,
		Scope: workgroup.Scope{Units: []string{"U2"}, People: []string{"P2"}, Posts: []string{"科长"}, Outsiders: true},
	}
	if diff := cmp.Diff(want, got); diff != "" || len(faults) != 0 {
		t.Errorf("faults %v (-want +got)\n%s", faults, diff)
	}
	for name, c := range map[string]struct {
		change func(*Form)
		want   []FormFault
	}{
		"nothing at all": {func(f *Form) { *f = Form{} }, []FormFault{
			{FieldKind, FaultMissing, ""}, {FieldBy, FaultMissing, ""}, {FieldName, FaultMissing, ""}, {FieldUnit, FaultMissing, ""}, {FieldPurpose, FaultMissing, ""}, {FieldOwner, FaultMissing, ""}, {FieldUntil, FaultMissing, ""},
		}},
		"no people":                      {func(f *Form) { f.Scope = "" }, []FormFault{{FieldScope, FaultMissing, ""}}},
		"everybody of the unit":          {func(f *Form) { f.Scope, f.AllStaff = "", true }, nil},
		"an account needs no people":     {func(f *Form) { f.Scope, f.Kind = "", Account }, nil},
		"another's code":                 {func(f *Form) { f.By = "P2" }, []FormFault{{FieldBy, FaultNotYou, ""}}},
		"no such code":                   {func(f *Form) { f.By = "P9" }, []FormFault{{FieldBy, FaultNotYou, ""}}},
		"one who has left":               {func(f *Form) { f.By, f.ByName = "P4", "郑凯" }, []FormFault{{FieldBy, FaultNotYou, ""}}},
		"a code without a name":          {func(f *Form) { f.ByName = " " }, []FormFault{{FieldByName, FaultMissing, ""}}},
		"a unit of two":                  {func(f *Form) { f.Unit = "办公室" }, []FormFault{{FieldUnit, FaultSeveralUnits, "办公室"}, {FieldOwner, FaultSeveralPeople, "王芳"}, {FieldScope, FaultSeveralPeople, "王芳"}}},
		"no such unit":                   {func(f *Form) { f.Unit, f.Owner, f.Scope = "教育", "P2", "P2" }, []FormFault{{FieldUnit, FaultUnknownUnit, "教育"}}},
		"an owner of two":                {func(f *Form) { f.Owner = "赵敏" }, []FormFault{{FieldOwner, FaultSeveralPeople, "赵敏"}}},
		"an owner who has left":          {func(f *Form) { f.Owner = "郑凯" }, []FormFault{{FieldOwner, FaultUnknownPerson, "郑凯"}}},
		"a scope of nobody":              {func(f *Form) { f.Scope = "张三;人员:P9" }, []FormFault{{FieldScope, FaultBadScope, "张三"}, {FieldScope, FaultBadScope, "人员:P9"}}},
		"no day":                         {func(f *Form) { f.Until = "6月" }, []FormFault{{FieldUntil, FaultBadDate, "6月"}}},
		"a day that has passed":          {func(f *Form) { f.Until = "2026-11-22" }, []FormFault{{FieldUntil, FaultOver, ""}}},
		"an end before the beginning":    {func(f *Form) { f.From = "2027-07-01" }, []FormFault{{FieldUntil, FaultOver, ""}}},
		"no end, and why":                {func(f *Form) { f.Until, f.OpenEnded = "", "常设" }, nil},
		"a novel":                        {func(f *Form) { f.Purpose = strings.Repeat("字", 1001) }, []FormFault{{FieldPurpose, FaultTooLong, ""}}},
		"a scope that is too long to be": {func(f *Form) { f.Scope = strings.Repeat("王芳;", 400) }, []FormFault{{FieldScope, FaultTooLong, ""}}},
	} {
		t.Run(name, func(t *testing.T) {
			f := whole
			c.change(&f)
			if _, faults := f.Request(bureau(), "2026-11-23"); !cmp.Equal(faults, c.want) {
				t.Errorf("(-want +got)\n%s", cmp.Diff(c.want, faults))
			}
		})
	}
}
