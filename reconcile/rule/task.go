package rule

import (
	"cmp"
	"encoding/json"
	"strconv"
	"strings"

	"qunguan/reconcile/calendar"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// Tasks are cases that wait for somebody's decision. No job judges them: an
// answer opens one, and a decision closes it.
const (
	TaskExtension   = "task.extension"
	TaskExemption   = "task.exemption"
	TaskRenewal     = "task.renewal"
	TaskReassign    = "task.reassign"
	TaskDissolution = "task.dissolution"
	TaskWrong       = "task.wrong"
	TaskIdentity    = "task.identity"
)

// tasks are the rules of tasks, of people's reports and of spot checks: no job judges them. Tasks
// have the same evidence, deadline and chain; each has its own words.
var tasks = []*Rule{
	task(
		TaskExtension, text("申请延期", "extension asked for"), text("延期申请", "requests for an extension"),
		one("{asker}申请把“{about}”的期限延至 {until}", "{asker} asks to extend “{about}” to {until}"),
		one("{asker}申请延期至 {until}：{about}。理由：{reason}", "{asker} asks for time until {until}: {about}. Reason: {reason}"),
		text("同意的，自决定之日起改为新期限；不同意的，原期限不变。", "If you agree, the new deadline counts from the day of your decision; otherwise the old one stands."),
	),
	task(
		TaskExemption, text("申请豁免", "exemption asked for"), text("豁免申请", "requests for an exemption"),
		one("{asker}申请豁免“{about}”至 {until}", "{asker} asks for an exemption from “{about}” until {until}"),
		one("{asker}申请豁免至 {until}：{about}。理由：{reason}", "{asker} asks for an exemption until {until}: {about}. Reason: {reason}"),
		text("同意的，到期前不再提醒；不同意的，继续整改。", "If you agree, nothing is asked of them until then; otherwise they mend it."),
	),
	task(
		TaskRenewal, text("申请保留群", "group to be kept"), text("保留群的申请", "requests to keep a group"),
		one("{asker}申请把群“{group}”保留至 {until}", "{asker} asks to keep group “{group}” until {until}"),
		one("{asker}申请保留本群至 {until}。理由：{reason}", "{asker} asks to keep the group until {until}. Reason: {reason}"),
		text("确有需要的，请同意；不需要的，请不同意，该群应解散。", "Agree if it is needed; if not, refuse, and the group is to be dissolved."),
	),
	task(
		TaskReassign, text("申请更换负责人", "another owner asked for"), text("更换负责人的申请", "requests for another owner"),
		one("{asker}说“{about}”应由{person_named}负责", "{asker} says that {person_named} answers for “{about}”"),
		one("{asker}说应由{person_named}负责：{about}。理由：{reason}", "{asker} says that {person_named} answers for it: {about}. Reason: {reason}"),
		text("同意的，登记的群主（管理员）随即更换；不同意的，仍由原责任人负责。", "If you agree, the owner (administrator) on record changes; otherwise nothing does."),
	),
	task(
		TaskDissolution, text("确认群已解散", "dissolution to confirm"), text("待确认的解散", "dissolutions to confirm"),
		one("{asker}说群“{group}”已于 {until} 解散，请确认", "{asker} says that group “{group}” was dissolved on {until}: please confirm"),
		one("{asker}说本群已于 {until} 解散", "{asker} says that the group was dissolved on {until}"),
		text("属实的，请同意，登记为已解散；不属实的，请不同意。", "Agree if that is so, and it is put on record; otherwise refuse."),
	),
	task(
		TaskWrong, text("认为判断有误", "judgement objected to"), text("对判断的异议", "objections to a judgement"),
		one("{asker}认为“{about}”判断有误", "{asker} objects to “{about}”"),
		one("{asker}认为判断有误：{about}。理由：{reason}", "{asker} objects: {about}. Reason: {reason}"),
		text("异议成立的，请同意，问题随即销号；不成立的，请不同意。", "Agree if the objection is right, and the case is closed; otherwise refuse."),
	),
	task(
		TaskIdentity, text("确认是不是本人", "is it you?"), text("待本人确认的身份", "identities to confirm"),
		one("{asker}说群“{group}”里的“{card_said}”是{person_named}", "{asker} says that “{card_said}” in group “{group}” is {person_named}"),
		one("{asker}说群里的“{card_said}”是{person_named}", "{asker} says that “{card_said}” in the group is {person_named}"),
		text("是的，请同意；不是的，请不同意，该登记随即作废。", "Agree if that is so; refuse if it is not, and what was noted ends."),
	),
	reportGroupProblem,
	spotCheckRule,
}

func task(id string, name, short phrase.Text, title, line Forms, todo phrase.Text) *Rule {
	return &Rule{
		ID: id, Subject: ledger.SubjectGroup, Evidence: Fields[Request](), OutsideGuard: true, Answered: true,
		Starts: func(v View) Start {
			decider := string(of[Request](v).Decider)
			return Start{Person: decider, Nobody: decider == ""}
		},
		Due: func(d Deadline) workgroup.Date { return d.Days.Due(d.Day, taskDays, calendar.WorkingDays) },
		// The person named heard of it; silence is no reason to call them again.
		Pointless: func(_ *Snapshot, c ledger.Case) bool {
			r := RequestOf(c)
			return r.Counts && c.ToldOn != ""
		},
		Words: Words{
			Name: name, Short: short, Why: text("有人提出申请，需要您决定。", "Somebody has asked for something that you decide."),
			Title: title, Line: line, Todo: Forms{"": todo}, Measure: text("由决定人作出决定。", "Whoever decides it decides it."),
		},
	}
}

// taskDays is how many working days a decision has.
const taskDays = 3

// Request is the evidence of a task: the asker, the request, and the case that it is about.
type Request struct {
	Case     int64          `json:"case" zh:"问题编号" en:"Case"`
	About    string         `json:"about" zh:"问题" en:"About"`
	Rule     string         `json:"rule" zh:"问题类型" en:"Rule"`
	Action   string         `json:"action" zh:"答复" en:"Answer"`
	Asker    string         `json:"asker_code" zh:"申请人工号" en:"Asked by (code)"`
	AskedBy  string         `json:"asker" zh:"申请人" en:"Asked by"`
	AskedOn  workgroup.Date `json:"asked_on" zh:"申请日期" en:"Asked on"`
	Decider  PersonCode     `json:"decider,omitempty" zh:"决定人" en:"Decided by"`
	Until    workgroup.Date `json:"until,omitempty" zh:"日期" en:"Day"`
	Person   string         `json:"person_code,omitempty" zh:"所指人员工号" en:"Named (code)"`
	Named    string         `json:"person_named,omitempty" zh:"所指人员" en:"Named"`
	Account  string         `json:"account_said,omitempty" zh:"账号" en:"Account"`
	Card     string         `json:"card_said,omitempty" zh:"群昵称" en:"Card"`
	Reason   string         `json:"reason,omitempty" zh:"理由" en:"Reason"`
	Counts   bool           `json:"counts,omitempty" zh:"已先行登记" en:"Counts already"` // the statement counts until the task is denied
	Decision string         `json:"decision,omitempty" zh:"决定" en:"Decision"`        // approved, denied
	By       PersonCode     `json:"decided_by,omitempty" zh:"决定者" en:"Decision by"`
	Note     string         `json:"decision_note,omitempty" zh:"决定的理由" en:"Why"`
	Item     string         `json:"item,omitempty" zh:"不合格的项目" en:"Item that failed"`
	Breaks   ID             `json:"breaks,omitempty" zh:"违反的规则" en:"Rule that it breaks"`
	Previous string         `json:"previous,omitempty" zh:"原负责人" en:"Answers now"` // the person to be replaced
}

// hidden: names say more than codes.
func (Request) hidden(*Teller) []string {
	return []string{"rule", "action", "asker_code", "person_code", "counts", "decider", "previous", "decision", "item"}
}

// RequestOf is the request of a task; the zero request for a case that is none.
func RequestOf(c ledger.Case) Request {
	var r Request
	if json.Unmarshal(c.Evidence, &r) != nil {
		return Request{}
	}
	return r
}

// WithDecision is the task's evidence with the decision.
func (r Request) WithDecision(decision, by, note string) json.RawMessage {
	r.Decision, r.By, r.Note = decision, PersonCode(by), note
	return encode(r)
}

// IsTask reports whether the rule is that of a task.
func IsTask(id string) bool { return strings.HasPrefix(id, "task.") }

// NewTask is a task about a case, ready to be opened. The same case and asker
// have one task of a rule: asking again reopens it.
func NewTask(id string, about ledger.Case, r Request) Violation {
	s := ledger.Subject{Type: about.Subject.Type, Code: cmp.Or(about.Subject.Code, about.Subject.Group) + ":" + strconv.FormatInt(about.ID, 10)}
	if about.Subject.Group != "" {
		s.Type, s.Group = ledger.SubjectGroup, about.Subject.Group
	}
	return Violation{Rule: id, Unit: about.Unit, Subject: s, Evidence: r}
}
