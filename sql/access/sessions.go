package access

import (
	"context"
	"fmt"
	"time"

	"qunguan/jobs/signin"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

var sessionTable = base.Table[signin.Session]{
	Name: "page_sessions", Keys: 1,
	Columns: []string{"id", "person", "proved", "began_ms", "seen_ms", "ended_ms"},
	Fields: func(v *signin.Session) []any {
		return []any{&v.ID, &v.Person, &v.Proved, base.Moment(&v.BeganAt), base.Moment(&v.SeenAt), base.Moment(&v.EndedAt)}
	},
}

// sessionsKept is the time for which an ended session is remembered: the pages list the changes since
// a reader's last visit.
const sessionsKept = 90 // days

// BeginSession writes a session, and forgets those that ended long ago
// (signin.Sessions).
func (s *Store) BeginSession(ctx context.Context, v signin.Session) error {
	return s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM page_sessions WHERE seen_ms < ?", base.MS(v.BeganAt.AddDate(0, 0, -sessionsKept))); err != nil {
			return fmt.Errorf("forget old sessions: %w", err)
		}
		return sessionTable.Insert(ctx, tx, []signin.Session{v})
	})
}

// Session reads a session by the hash of its cookie; ok is false for one that
// never was (signin.Sessions).
func (s *Store) Session(ctx context.Context, id string) (v signin.Session, ok bool, err error) {
	list, err := sessionTable.All(ctx, s.DB, " WHERE id = ?", id)
	if err != nil || len(list) == 0 {
		return v, false, err
	}
	return list[0], true, nil
}

// SeenSession notes that the session's browser asked for a page
// (signin.Sessions).
func (s *Store) SeenSession(ctx context.Context, id string, at time.Time) error {
	if _, err := s.DB.ExecContext(ctx, "UPDATE page_sessions SET seen_ms = ? WHERE id = ? AND ended_ms = 0 AND seen_ms < ?", base.MS(at), id, base.MS(at)); err != nil {
		return fmt.Errorf("note a visit: %w", err)
	}
	return nil
}

// EndSessions ends the person's sessions, or with an id only that one
// (signin.Sessions).
func (s *Store) EndSessions(ctx context.Context, person, id string, at time.Time) error {
	query, args := "UPDATE page_sessions SET ended_ms = ? WHERE person = ? AND ended_ms = 0", []any{base.MS(at), person}
	if id != "" {
		query, args = query+" AND id = ?", append(args, id)
	}
	if _, err := s.DB.ExecContext(ctx, query, args...); err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	return nil
}

// LastVisit is when the person's newest other session was last seen; zero if
// there was none (signin.Sessions).
func (s *Store) LastVisit(ctx context.Context, person, id string) (time.Time, error) {
	var ms int64
	if err := s.DB.GetContext(ctx, &ms, "SELECT COALESCE(MAX(seen_ms), 0) FROM page_sessions WHERE person = ? AND id <> ?", person, id); err != nil {
		return time.Time{}, fmt.Errorf("read the last visit: %w", err)
	}
	return base.FromMS(ms), nil
}
