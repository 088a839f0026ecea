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
	Origin   RowOrigin // the way in which the row became known
}

// RowOrigin is the way in which a row of a roster became known; empty = imported from a file.
type RowOrigin string

// The ways other than a file.
const (
	OriginByWord     RowOrigin = "by_word" // a responsible person said so
	OriginPasted     RowOrigin = "pasted"  // from text pasted into a page
	OriginFromSource RowOrigin = "source"  // a platform's own interface gave it
)

// String is the name of the way in JSON and columns; a file's is "file".
func (c RowOrigin) String() string {
	if c == "" {
		return "file"
	}
	return string(c)
}

// Key is the account in the form in which it is compared: without regard to case.
func (m Member) Key() string { return AccountKey(m.Account) }

// Detached is the member with copies of its texts. The texts of a roster's rows share one string, and a
// single row would keep all of it in memory.
func (m Member) Detached() Member {
	text := m.Account + m.Nickname + m.Role
	account, nickname := len(m.Account), len(m.Account)+len(m.Nickname)
	m.Account, m.Nickname, m.Role = text[:account], text[account:nickname], text[nickname:]
	return m
}

// OwnAccount reports whether the source showed an account for the member, and not only a nickname.
func (m Member) OwnAccount() bool { return !strings.HasPrefix(m.Account, "@") }

// AccountKey is the form in which accounts are compared and stored as keys.
func AccountKey(account string) string {
	if isAccountKey(account) {
		return account
	}
	return strings.ToLower(strings.TrimSpace(account))
}

// isAccountKey reports that the account needs no trimming and no lowering, as most do. It saves time
// for millions of accounts, because lowering looks each Han character up.
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

// Roster describes a group's newest roster, without its rows.
type Roster struct {
	Group        string    // group code; see UnfiledKey for unregistered groups
	TakenAt      time.Time // 采集时间 of its newest row
	Rows         int
	HasNicknames bool // false: the file had no 群昵称 column, so only accounts identify

	// FullAt is the moment of the last complete reading of the members, LookedAt that of the last look
	// at them at all. Both lie before TakenAt where a responsible person has since confirmed that
	// nothing changed; only FullAt does where they named the changes. Zero: as TakenAt.
	FullAt, LookedAt time.Time
}

// DataAt is the moment of the data behind the rows. A confirmation that nothing has changed is no new
// data.
func (r Roster) DataAt() time.Time {
	if r.LookedAt.IsZero() {
		return r.TakenAt
	}
	return r.LookedAt
}

// WholeAt is the moment of the last complete reading of the members.
func (r Roster) WholeAt() time.Time {
	if r.FullAt.IsZero() {
		return r.TakenAt
	}
	return r.FullAt
}

// ByWord reports whether the roster rests on a responsible person's word about an earlier one.
func (r Roster) ByWord() bool { return r.WholeAt().Before(r.TakenAt) }

// FreshAt reports whether the roster may be judged at the moment: not more
// than maxAgeDays × 24 h old and not from the future.
func (r Roster) FreshAt(moment time.Time, maxAgeDays int) bool {
	return !r.TakenAt.IsZero() && !r.TakenAt.After(moment) &&
		moment.Sub(r.TakenAt) <= time.Duration(maxAgeDays)*24*time.Hour
}

// UnfiledKey takes the place of a group code for a platform group that no registered group claims.
func UnfiledKey(platform, number string) string { return "?" + platform + ":" + number }

// IsUnfiledKey reports whether a group key was made by UnfiledKey.
func IsUnfiledKey(key string) bool { return strings.HasPrefix(key, "?") }

// Activity is a row of 群活动. Either LastMessageAt is set (the group was observed), or Day with Messages
// (the count of that day only).
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
	Outsider   string // description of the outsider
	ValidUntil Date   // inclusive; empty = no end
}

// ValidOn reports whether the binding counts on the day; an expired one counts as absent.
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
