package workgroup

import "time"

// OfficialAccount is a row of 政务账号.
type OfficialAccount struct {
	Code        string
	Platform    string
	Name        string
	Unit        string
	Followers   int // -1 = not given
	Posts30     int // 近30天发布数; -1 = not given
	LastPostOn  Date
	HoursMonth  float64 // 每月维护工时; -1 = not given
	Responsible string
	Filing      string
	State       string
	StoppedOn   Date   // 停更日期
	StopNotice  string // 停更公告: a date or an address
	ColumnsSeen ColumnsSeen
	ImportedAt  time.Time // when a file last brought the row; zero = not kept
}

// App is a row of 应用程序.
type App struct {
	Code         string
	Name         string
	Unit         string
	Function     string
	MonthlyUsers int     // -1 = not given
	Rating       float64 // -1 = not given
	Responsible  string
	State        string
	Filing       string // 备案编号
	ColumnsSeen  ColumnsSeen
	ImportedAt   time.Time // when a file last brought the row; zero = not kept
}

// The kinds of filings, by the thing a filing permits.
const (
	FilingGroup   = "群"
	FilingAccount = "账号"
	FilingApp     = "应用"
)

// Filing is a row of 备案: the approval of a group, an official account or an
// app.
type Filing struct {
	Code       string // 备案编号
	Kind       string // 类型: FilingGroup (also where it is empty), FilingAccount, FilingApp
	Name       string
	Unit       string
	Platform   string
	Purpose    string
	Applicant  string // person code, or the file's text where it fits no person of the directory
	Approver   string // likewise
	ApprovedOn Date
	Until      Date   // 截止日期; empty = no end
	Protected  bool   // 允许保护岗位
	Group      string // 群编号; empty = the group is not registered yet
}

// ForGroup reports whether the filing permits a group.
func (f Filing) ForGroup() bool { return f.Kind == "" || f.Kind == FilingGroup }
