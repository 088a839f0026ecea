package workgroup

import (
	"strings"
	"time"
)

// Roles of a member inside the chat group. They are evidence only, except
// RoleRobot.
const (
	RoleOwner  = "群主"
	RoleAdmin  = "管理员"
	RoleMember = "成员"
	RoleRobot  = "机器人"
)

// Member is one account in a group's roster.
type Member struct {
	Account  string    // as the newest file writes it; "@…" where the source shows none
	Nickname string    // 群昵称 as written; empty = no card set
	Role     string    // 群内角色 as written
	JoinedAt time.Time // zero = unknown
	SpokeAt  time.Time // 最后发言时间; zero = unknown
	Came     Came      // how the row became known
}

// Came says how a row of a roster became known; empty = a file was imported.
type Came string

// The ways other than a file.
const (
	CameByWord     Came = "by_word" // somebody responsible said so
	CamePasted     Came = "pasted"  // from text pasted into a page
	CameFromSource Came = "source"  // a platform's own interface gave it
)

// String is the way's name for programs: a file's is "file".
func (c Came) String() string {
	if c == "" {
		return "file"
	}
	return string(c)
}

// Key is the account as it is compared everywhere: case-insensitively.
func (m Member) Key() string { return AccountKey(m.Account) }

// Detached is the member with texts of its own: rows of a roster are parts of
// one text, which any of them keeps in memory.
func (m Member) Detached() Member {
	text := m.Account + m.Nickname + m.Role
	account, nickname := len(m.Account), len(m.Account)+len(m.Nickname)
	m.Account, m.Nickname, m.Role = text[:account], text[account:nickname], text[nickname:]
	return m
}

// OwnAccount reports whether the source showed an account of the member's
// own, and not only a nickname.
func (m Member) OwnAccount() bool { return !strings.HasPrefix(m.Account, "@") }

// AccountKey is the form in which accounts are compared and stored as keys.
func AccountKey(account string) string {
	if isAccountKey(account) {
		return account
	}
	return strings.ToLower(strings.TrimSpace(account))
}

// isAccountKey reports that there is nothing to trim and nothing to lower, as
// with most accounts: millions of them are asked, and lowering looks Han
// characters up one by one.
func isAccountKey(account string) bool {
	for _, r := range account {
		switch {
		case r > ' ' && r <= '~' && (r < 'A' || r > 'Z'):
		case r >= 0x4E00 && r <= 0x9FFF:
		default:
			return false
		}
	}
	return true
}

// Roster is what is known of one group's newest roster, without its rows.
type Roster struct {
	Group        string    // group code; see UnfiledKey for unregistered groups
	TakenAt      time.Time // 采集时间 of its newest row
	Rows         int
	HasNicknames bool // false: the file had no 群昵称 column, so only accounts identify

	// FullAt is when the members were last read whole, LookedAt when somebody last
	// looked at them at all. Both lie before TakenAt where somebody responsible
	// said since that nothing had changed; only FullAt does where they named the
	// changes. Zero: as TakenAt.
	FullAt, LookedAt time.Time
}

// DataAt is the moment of the data that the rows rest on: the word that nothing
// has changed confirms nothing.
func (r Roster) DataAt() time.Time {
	if r.LookedAt.IsZero() {
		return r.TakenAt
	}
	return r.LookedAt
}

// WholeAt is when the members were last read whole.
func (r Roster) WholeAt() time.Time {
	if r.FullAt.IsZero() {
		return r.TakenAt
	}
	return r.FullAt
}

// ByWord reports whether the roster is what somebody responsible said about an
// earlier one.
func (r Roster) ByWord() bool { return r.WholeAt().Before(r.TakenAt) }

// FreshAt reports whether the roster may be judged at the moment: not more
// than maxAgeDays × 24 h old and not from the future.
func (r Roster) FreshAt(moment time.Time, maxAgeDays int) bool {
	return !r.TakenAt.IsZero() && !r.TakenAt.After(moment) &&
		moment.Sub(r.TakenAt) <= time.Duration(maxAgeDays)*24*time.Hour
}

// UnfiledKey stands in the place of a group code for a platform group that no
// registered group claims.
func UnfiledKey(platform, number string) string { return "?" + platform + ":" + number }

// IsUnfiledKey reports whether a group key is one of UnfiledKey's.
func IsUnfiledKey(key string) bool { return strings.HasPrefix(key, "?") }

// Activity is a row of 群活动. Either LastMessageAt is set (a look at the
// group), or Day with Messages (that day only, no look).
type Activity struct {
	Group         string // group code or UnfiledKey
	TakenAt       time.Time
	LastMessageAt time.Time
	Day           Date
	Messages      int // -1 = not given
	Speakers      int // -1 = not given
}

// Binding is a row of 身份绑定: an account that was confirmed to belong to a
// person of the directory or to a named outsider.
type Binding struct {
	Platform   string
	Account    string
	Person     string // person code; empty for an outsider
	Outsider   string // who this outsider is
	ValidUntil Date   // inclusive; empty = no end
}

// ValidOn reports whether the binding counts on the day; an expired one is as
// if absent.
func (b Binding) ValidOn(day Date) bool { return b.ValidUntil == "" || day <= b.ValidUntil }

// Route is a row of 通知渠道: one way to reach a recipient. Address and Secret
// are credentials: they are stored encrypted and never printed.
type Route struct {
	TargetType string // 人员, 群, 单位, 办公室, 运维
	Target     string // its code; empty for 运维
	Channel    string // slack, wecom, dingtalk, feishu, webhook, email, manual
	Address    Secret
	Secret     Secret
	Keyword    string
}
