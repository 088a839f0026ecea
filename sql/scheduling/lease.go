package scheduling

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"qunguan/jobs/lease"
	"qunguan/sql/dbconn"
)

// Leases are kept on MySQL and MariaDB only; the embedded registry has one daemon, which holds a file
// lock. Every moment is the server's: replicas' clocks do not count.

// microseconds is the term in the statements' unit.
func microseconds(t lease.Term) int64 { return time.Duration(t).Microseconds() }

// ended holds for a lease, or a claim of a part, that can be taken (lease.Standing).
var ended = fmt.Sprintf("(until_at <= NOW(6) OR until_at > NOW(6) + INTERVAL %d SECOND)", int(lease.Beyond.Seconds()))

// longAgo is the end of a lease that was given back: it has passed even after the server's clock is set
// back.
const longAgo = "'2000-01-01 00:00:00'"

// WatchLease returns the state of the lease, and whether a part of a run is free. It writes nothing.
func (s *Store) WatchLease(ctx context.Context, name string) (lease.Standing, error) {
	var st lease.Standing
	var until sql.NullTime
	err := s.DB.QueryRowContext(ctx, "SELECT COALESCE(MAX(holder), ''), COALESCE(MAX(token), 0), MAX(until_at), NOW(6),"+
		" EXISTS (SELECT 1 FROM run_parts WHERE finished_ms = 0 AND "+ended+") FROM leases WHERE name = ?", name).
		Scan(&st.Holder, &st.Token, &until, &st.Now, &st.Work)
	if err != nil {
		return st, fmt.Errorf("look at lease %s: %w", name, err)
	}
	st.Until = until.Time
	return st, nil
}

// AcquireLease takes the lease if it is free. The holder's name must be new at every taking: the taker
// recognises by it whether the lease is its own.
func (s *Store) AcquireLease(ctx context.Context, name, holder string, term lease.Term) (lease.Claim, bool, error) {
	c := lease.Claim{Name: name, Holder: holder}
	// until_at stands last, because MySQL assigns from left to right.
	_, err := s.DB.ExecContext(ctx, "INSERT INTO leases (name, holder, token, until_at) VALUES (?, ?, 1, NOW(6) + INTERVAL ? MICROSECOND)"+
		" ON DUPLICATE KEY UPDATE token = IF("+ended+", token + 1, token), holder = IF("+ended+", VALUES(holder), holder), until_at = IF("+ended+", VALUES(until_at), until_at)",
		name, holder, microseconds(term))
	if err != nil {
		return c, false, fmt.Errorf("take lease %s: %w", name, err)
	}
	err = s.DB.GetContext(ctx, &c.Token, "SELECT token FROM leases WHERE name = ? AND holder = ?", name, holder)
	if errors.Is(err, sql.ErrNoRows) {
		return c, false, nil
	}
	if err != nil {
		return c, false, fmt.Errorf("take lease %s: %w", name, err)
	}
	return c, true, nil
}

// mine selects the row of a claim as long as it is the claimant's.
func mine(c lease.Claim) (table, where string, args []any) {
	if c.Run != 0 {
		return "run_parts", "run_id = ? AND seq = ? AND token = ? AND holder = ?", []any{c.Run, c.Part, c.Token, c.Holder}
	}
	return "leases", "name = ? AND token = ? AND holder = ?", []any{c.Name, c.Token, c.Holder}
}

// RenewLease gives the claim, of a lease or of a part, another term from now; lease.ErrLost if it was
// taken over.
func (s *Store) RenewLease(ctx context.Context, c lease.Claim, term lease.Term) error {
	table, where, args := mine(c)
	res, err := s.DB.ExecContext(ctx, "UPDATE "+table+" SET until_at = NOW(6) + INTERVAL ? MICROSECOND WHERE "+where, append([]any{microseconds(term)}, args...)...)
	if err != nil {
		return fmt.Errorf("renew lease: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return fmt.Errorf("renew lease: %w", lease.ErrLost)
	}
	return nil
}

// ReleaseLease gives back a claim that is still the claimant's, so that the next holder need not wait
// for the term's end.
func (s *Store) ReleaseLease(ctx context.Context, c lease.Claim) error {
	table, where, args := mine(c)
	if _, err := s.DB.ExecContext(ctx, "UPDATE "+table+" SET until_at = "+longAgo+" WHERE "+where, args...); err != nil {
		return fmt.Errorf("give back lease: %w", err)
	}
	return nil
}

// CheckClaim runs last in every transaction of work under a claim, which commits only while it is held.
// The claim's row stays locked until then, so that the next holder sees all writes. The check comes
// last, because a claim is renewed while a long transaction runs.
func CheckClaim(ctx context.Context, tx *dbconn.Tx) error {
	c, ok := lease.ClaimOf(ctx)
	if !ok {
		return nil
	}
	table, where, args := mine(c)
	var token int64
	err := tx.GetContext(ctx, &token, "SELECT token FROM "+table+" WHERE "+where+tx.Dialect.ForUpdate(), args...)
	if errors.Is(err, sql.ErrNoRows) {
		return lease.ErrLost
	}
	if err != nil {
		return fmt.Errorf("ask for the lease: %w", err)
	}
	return nil
}
