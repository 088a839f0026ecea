package rule

import (
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// GroupNoOwner is the rule's id.
const GroupNoOwner = "group.no_owner"

var groupNoOwner = &Rule{
	ID: GroupNoOwner, Job: JobGroupCheck, Subject: ledger.SubjectGroup,
	Judge: Group(judgeNoOwner), Evidence: Fields[noOwner](),
	// The owner is the finding: it begins at the unit's principal.
	Starts: func(View) Start { return Start{} }, NeedsSuccessor: true,
	Words: Words{
		Name:  text("无群主", "no owner"),
		Short: text("没有在职群主", "no owner in service"),
		Why:   text("每个工作群都要有一位在职的群主负责。", "Every work group needs an owner in service."),
		Title: Forms{
			"":        {Zh: "群“{group}”没有登记群主", En: "Group “{group}” has no owner on record"},
			"unknown": {Zh: "群“{group}”登记的群主工号 {owner} 查无此人", En: "The owner on record of group “{group}”, {owner}, is not in the directory"},
			"left":    {Zh: "群“{group}”的群主{owner_name}已{status}，须更换群主", En: "The owner of group “{group}”, {owner_name}, has left ({status}); a new owner is needed"},
		},
		Line: Forms{
			"":        {Zh: "没有登记群主", En: "No owner on record"},
			"unknown": {Zh: "登记的群主工号 {owner} 查无此人", En: "The owner on record, {owner}, is not in the directory"},
			"left":    {Zh: "群主{owner_name}已不在职", En: "The owner, {owner_name}, is no longer in service"},
		},
		// Only the owner can hand over a group of WeChat or QQ: naming another one is not enough.
		Todo: Forms{
			"":   {Zh: "请指定一名在职人员担任群主，报{office}登记。{proposal}", En: "Name an owner in service and tell {office}.{proposal}"},
			"微信": {Zh: "请指定一名在职人员担任群主。微信群要由原群主在“群管理”里转让，请联系本人办理，办好后报{office}登记；联系不上的，请与{office}商量。{proposal}", En: "Name an owner in service. Only the former owner can hand over a WeChat group, in its settings: please contact them, and tell {office} when it is done, or if they cannot be reached.{proposal}"},
			"QQ": {Zh: "请指定一名在职人员担任群主。QQ群要由原群主在群设置里转让，请联系本人办理，办好后报{office}登记；联系不上的，请与{office}商量。{proposal}", En: "Name an owner in service. The former owner hands over a QQ group in its settings: please contact them, and tell {office} when it is done, or if they cannot be reached.{proposal}"},
		},
		Measure: text("指定在职人员担任群主并登记。", "Name an owner in service."),
		Task: &TaskWords{
			Heading:  text("离任人员的群", "Groups of people who left"),
			Line:     text("{owner_name}已离任，名下 {n} 个群要确定新群主：{list}", "{owner_name} has left; {n} groups need a new owner: {list}"),
			Item:     text("{group}（暂无合适人选）", "{group} (nobody to propose)"),
			Proposed: text("{group}（建议{name}接任，{reason}）", "{group} ({name} proposed, {reason})"),
			Todo:     text("请逐群确定在职群主（微信群、QQ群要由原群主转让），一并报{office}登记。", "Name an owner in service for each (groups of WeChat and QQ are handed over by the former owner) and tell {office}."),
		},
	},
	Form: func(v View) string {
		switch e := of[noOwner](v); {
		case e.Reason == "unknown" && e.Owner != "", e.Reason == "left":
			return string(e.Reason)
		}
		return ""
	},
	Asks: func(t *Teller, v View) string {
		if e := of[noOwner](v); e.Reason != "left" || e.Status == "去世" {
			return "" // there is nobody to contact
		}
		return t.Group(v.Case.Subject.Group).Platform
	},
	// One leaver's groups are one task for the principal.
	Together: func(v View) string {
		if e := of[noOwner](v); e.Reason == "left" {
			return "left:" + string(e.Owner)
		}
		return ""
	},
}

type noOwner struct {
	Owner     PersonCode      `json:"owner" zh:"登记的群主" en:"Owner on record"`
	OwnerName string          `json:"owner_name,omitempty" zh:"群主姓名" en:"Owner's name"`
	Reason    ReasonID        `json:"reason" zh:"原因" en:"Reason"`
	Status    string          `json:"status,omitempty" zh:"人员状态" en:"Status"`
	LeftOn    *workgroup.Date `json:"left_on,omitempty" zh:"离开日期" en:"Left on"` // day on which the owner left; may be empty
}

// hidden: the owner is shown by name.
func (e noOwner) hidden(t *Teller) []string {
	if t.Person(string(e.Owner)).Name != "" {
		return []string{"owner_name"}
	}
	return nil
}

func (e *noOwner) complete(t *Teller, _ ledger.Case) {
	if e.OwnerName == "" && e.Owner != "" {
		e.OwnerName = t.PersonName(string(e.Owner))
	}
}

var (
	reasonOwned        = because("owned", "群主在职", "owner in service")
	reasonEmptyOwner   = shared("empty")
	reasonUnknownOwner = shared("unknown")
)

// ownedBy is the evidence of a clear verdict.
type ownedBy struct {
	Owner string `json:"owner"`
}

// judgeNoOwner finds groups without an owner in service on record.
func judgeNoOwner(f GroupFacts) Verdict {
	owner := f.Group.Owner
	if owner == "" {
		return violated(reasonEmptyOwner, noOwner{Reason: ReasonID(reasonEmptyOwner.ID)})
	}
	p, ok := f.Dir.People.Find(owner)
	switch {
	case !ok:
		return violated(reasonUnknownOwner, noOwner{Owner: PersonCode(owner), Reason: ReasonID(reasonUnknownOwner.ID)})
	case p.ServiceOn(f.Day) == workgroup.Left:
		return violated(reasonLeft, noOwner{
			Owner: PersonCode(owner), OwnerName: p.Name, Reason: ReasonID(reasonLeft.ID), LeftOn: &p.LeftOn, Status: p.Status,
		})
	}
	return allClear(reasonOwned, ownedBy{owner})
}
