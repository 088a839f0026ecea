package rule

import (
	"cmp"

	"qunguan/reconcile/ledger"
)

// GroupNoAdmin is the rule's id.
const GroupNoAdmin = "group.no_admin"

var groupNoAdmin = &Rule{
	ID: GroupNoAdmin, Job: JobGroupCheck, Subject: ledger.SubjectGroup,
	Judge: Group(judgeNoAdmin), Evidence: Fields[fewAdmins](), Figure: Figure{Fact: "present", By: "required"},
	Words: Words{
		Name:  text("管理人员不足", "too few administrators"),
		Short: text("管理人员不足", "too few administrators"),
		Why:   text("群主和管理员合起来，在职的人数不够。", "Too few of its owner and administrators are in service."),
		Title: Forms{
			"":     {Zh: "群“{group}”在职的群主和管理员只有 {present_n} 人，至少要 {required} 人", En: "Group “{group}” has {present_n} owners and administrators in service; {required} are required"},
			"none": {Zh: "群“{group}”没有在职的群主和管理员，至少要 {required} 人", En: "Group “{group}” has no owner or administrator in service; {required} are required"},
		},
		Line: Forms{
			"":     {Zh: "在职的群主和管理员只有 {present_n} 人（{present}），至少要 {required} 人", En: "Only {present_n} owners and administrators in service ({present}); {required} are required"},
			"none": {Zh: "没有在职的群主和管理员，至少要 {required} 人", En: "No owner or administrator in service; {required} are required"},
		},
		Todo: Forms{
			"":     {Zh: "请再指定 {missing_n} 名在职人员担任管理员，报{office}登记。", En: "Name {missing_n} more administrators in service and tell {office}."},
			"none": {Zh: "请指定 {missing_n} 名在职人员担任群主和管理员，报{office}登记。", En: "Name {missing_n} people in service as owner and administrators and tell {office}."},
		},
		Measure: text("补齐在职管理员并登记。", "Name more administrators in service."),
	},
	Form: formOfFewAdmins,
	Asks: func(_ *Teller, v View) string { return formOfFewAdmins(v) },
}

func formOfFewAdmins(v View) string {
	if len(of[fewAdmins](v).Present) == 0 {
		return "none"
	}
	return ""
}

type fewAdmins struct {
	Present  PersonCodes `json:"present" zh:"在职的群主和管理员" en:"Owner and administrators in service"`
	Required int         `json:"required" zh:"至少需要（人）" en:"Required (people)"`
	MissingN int         `json:"missing_n" zh:"还差（人）" en:"Short of (people)"`
}

func (e *fewAdmins) complete(t *Teller, _ ledger.Case) {
	if t.Policy != nil {
		e.Required = cmp.Or(e.Required, t.Policy.Group.MinResponsible)
	}
	e.MissingN = cmp.Or(e.MissingN, max(1, e.Required-len(e.Present)))
}

var (
	reasonEnough = because("enough", "人数足够", "enough")
	reasonTooFew = because("too_few", "人数不足", "too few")
)

// judgeNoAdmin: fewer people in service than the policy asks for look after
// the group.
func judgeNoAdmin(f GroupFacts) Verdict {
	present := PersonCodes{}
	for _, code := range f.Group.Responsible() {
		if p, ok := f.Dir.People.Find(code); ok && p.Present(f.Day) {
			present = append(present, PersonCode(code))
		}
	}
	need := f.Policy.Group.MinResponsible
	e := fewAdmins{Present: present, Required: need, MissingN: max(0, need-len(present))}
	if len(present) >= need {
		return allClear(reasonEnough, e)
	}
	return violated(reasonTooFew, e)
}
