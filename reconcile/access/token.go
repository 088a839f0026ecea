package access

import (
	"slices"
	"time"
)

// Token lets a program read the API. What it proves is stored, never the token.
type Token struct {
	ID        int64
	Name      string // what it is for
	Role      Role
	Proof     string
	MadeBy    string // person code
	MadeAt    time.Time
	ExpiresAt time.Time
	EndedAt   time.Time // zero = it was not revoked
	EndedBy   string
}

// TokenRoles lists the roles that a token may have: those that are nobody's
// own units or groups.
var TokenRoles = []Role{Auditor, Office, Ops}

// Counts reports whether the token still opens anything.
func (t Token) Counts(now time.Time) bool {
	return t.EndedAt.IsZero() && now.Before(t.ExpiresAt) && slices.Contains(TokenRoles, t.Role)
}

// Viewer is what a token sees.
func (t Token) Viewer() Viewer { return Viewer{Roles: []Role{t.Role}} }
