package audit

import "time"

// Entry is one line of the audit trail for people.
type Entry struct {
	At        time.Time // the moment it is about
	WrittenAt time.Time // the real moment
	Source    string    // as in Row; "seals" for a seal
	ID        int64
	By        string // person code, job or process; empty where the source has none
	Subject   string // case number, notice id, group code …
	What      string // a named reason, state or kind
	Words     string
	Login     string // user@host of the command; empty for work that no command did
}
