package workgroup

import "time"

// UnregisteredGroup is a platform group that a file names and no registered group claims.
type UnregisteredGroup struct {
	Key       string // UnfiledKey
	Platform  string
	Number    string
	Name      string // as in the newest file that gives one
	FirstSeen time.Time
	LastSeen  time.Time
	Rows      int // of its roster; 0 = only activity was read
}

// Since is the group as it was seen now, with what was known of it before; the zero value is nothing.
func (u UnregisteredGroup) Since(before UnregisteredGroup) UnregisteredGroup {
	if before.Key == "" {
		return u
	}
	if u.Name == "" || before.Name != "" && before.LastSeen.After(u.LastSeen) {
		u.Name = before.Name
	}
	if before.FirstSeen.Before(u.FirstSeen) {
		u.FirstSeen = before.FirstSeen
	}
	if before.LastSeen.After(u.LastSeen) {
		u.LastSeen = before.LastSeen
	}
	return u
}
