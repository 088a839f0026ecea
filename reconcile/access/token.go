package access

import (
	"slices"
	"time"
)

// Token lets a program read the API. Proof, a digest of the token, is stored, and never the token
// itself.
type Token struct {
	ID        int64
	Name      string // its purpose
	Role      Role
	Proof     string
	MadeBy    string // person code
	MadeAt    time.Time
	ExpiresAt time.Time
	EndedAt   time.Time // zero = it was not revoked
	EndedBy   string
}

// Applicant is the role of the links to the public filing form: a holder may file, and sees nothing.
const Applicant Role = "applicant"

// OpensForm reports whether the token is that of a link to the filing form that still opens it.
func (t Token) OpensForm(now time.Time) bool {
	return t.Role == Applicant && t.EndedAt.IsZero() && now.Before(t.ExpiresAt)
}

// TokenRoles lists the roles that a token may have: those without units or groups of their own.
var TokenRoles = []Role{Auditor, Office, Ops}

// Counts reports whether the token is still valid.
func (t Token) Counts(now time.Time) bool {
	return t.EndedAt.IsZero() && now.Before(t.ExpiresAt) && slices.Contains(TokenRoles, t.Role)
}

// Viewer is the viewer that a program with the token is.
func (t Token) Viewer() Viewer { return Viewer{Roles: []Role{t.Role}} }
