package signin

import (
	"context"
	"time"
)

// Session is a browser in which a person signed in.
type Session struct {
	ID      string // hash of the cookie's secret
	Person  string
	Proved  string // code or oidc
	BeganAt time.Time
	SeenAt  time.Time
	EndedAt time.Time // zero = it lasts
}

// The ends of a session without signing out.
const (
	SessionIdle = 12 * time.Hour
	SessionTerm = 7 * 24 * time.Hour
)

// Lasts reports whether the session still counts.
func (s Session) Lasts(now time.Time) bool {
	return s.EndedAt.IsZero() && now.Sub(s.SeenAt) < SessionIdle && now.Sub(s.BeganAt) < SessionTerm
}

// Sessions stores the signed-in browsers.
type Sessions interface {
	BeginSession(ctx context.Context, v Session) error
	Session(ctx context.Context, id string) (v Session, ok bool, err error)
	SeenSession(ctx context.Context, id string, at time.Time) error
	// EndSessions ends all of the person's sessions, or only the one with the id.
	EndSessions(ctx context.Context, person, id string, at time.Time) error
	// LastVisit is the last use of another session of the person.
	LastVisit(ctx context.Context, person, id string) (time.Time, error)
}
