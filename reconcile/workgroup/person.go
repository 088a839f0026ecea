package workgroup

import "slices"

// Person is a row of 人员. Name is kept as written, trimmed.
type Person struct {
	Code      string
	Name      string
	Unit      string
	AlsoUnits []string // 兼任单位
	Post      string   // 岗位
	Status    string   // 在职状态, as written
	LeftOn    Date     // 离职日期
	Roles     []string // 角色
	Mobile    string
	Email     string
	Accounts  Accounts
}

// Service is a person's relation to the organisation on a day.
type Service int

// A person is in service, has left, or has a status that says neither (Unclear). An unclear status must
// never be held against a person.
const (
	Unclear Service = iota
	InService
	Left
)

// The words for 在职状态 (contract §2).
var (
	InServiceStatuses = []string{"在职", "在岗", "在编", "正式", "聘用", "聘任", "合同", "试用", "见习", "借调", "挂职", "返聘", "实习"}
	LeftStatuses      = []string{"离职", "退休", "调出", "辞退", "辞职", "解聘", "开除", "离岗", "去世"}
)

var serviceOfStatus = func() map[string]Service {
	words := map[string]Service{}
	for _, w := range InServiceStatuses {
		words[w] = InService
	}
	for _, w := range LeftStatuses {
		words[w] = Left
	}
	return words
}()

// ServiceOfStatus reads a 在职状态 without its date.
func ServiceOfStatus(status string) Service { return serviceOfStatus[status] }

// ServiceOn is the person's service on the day: a person who has left, with a 离职日期 after the day, still
// counts as in service.
func (p Person) ServiceOn(day Date) Service {
	s := serviceOfStatus[p.Status]
	if s == Left && p.LeftOn > day {
		return InService
	}
	return s
}

// Present reports whether owner and administrator rules count the person. Only people who have left do
// not count.
func (p Person) Present(day Date) bool { return p.ServiceOn(day) != Left }

// Units lists the person's own unit, then the additional ones (兼任单位).
func (p Person) Units() []string {
	all := make([]string, 0, 1+len(p.AlsoUnits))
	if p.Unit != "" {
		all = append(all, p.Unit)
	}
	return append(all, p.AlsoUnits...)
}

// HasRole reports whether the person holds the role.
func (p Person) HasRole(role string) bool { return slices.Contains(p.Roles, role) }
