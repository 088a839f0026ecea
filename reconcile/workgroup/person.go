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

// Service says how a person stands to the organisation on a day.
type Service int

// A person is in service, has left, or the state says neither (Unclear): then
// nobody may be accused on account of it.
const (
	Unclear Service = iota
	InService
	Left
)

var serviceOfStatus = map[string]Service{
	"在职": InService, "试用": InService, "借调": InService, "挂职": InService, "返聘": InService, "实习": InService,
	"离职": Left, "退休": Left, "调出": Left, "辞退": Left, "去世": Left,
}

// ServiceOfStatus reads a 在职状态 without its date.
func ServiceOfStatus(status string) Service { return serviceOfStatus[status] }

// ServiceOn is the person's standing on the day: a left state whose 离职日期
// is after the day still counts as in service.
func (p Person) ServiceOn(day Date) Service {
	s := serviceOfStatus[p.Status]
	if s == Left && p.LeftOn > day {
		return InService
	}
	return s
}

// Present reports whether owner and administrator rules count the person:
// everybody who has not left.
func (p Person) Present(day Date) bool { return p.ServiceOn(day) != Left }

// Units lists the person's own unit, then those held besides.
func (p Person) Units() []string {
	all := make([]string, 0, 1+len(p.AlsoUnits))
	if p.Unit != "" {
		all = append(all, p.Unit)
	}
	return append(all, p.AlsoUnits...)
}

// HasRole reports whether the person holds the role.
func (p Person) HasRole(role string) bool { return slices.Contains(p.Roles, role) }

// People is the directory by code.
type People map[string]Person
