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
