package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/user"

	"qunguan/jobs"
	"qunguan/jobs/lease"
)

// leaseSession keeps the leases of this process, which may have replicas; nil on the embedded engine,
// whose file lock allows one daemon.
func (a *App) leaseSession() *jobs.LeaseSession {
	if a.Settings.Embedded() {
		return nil
	}
	return &jobs.LeaseSession{Leases: a.Store, Owner: claimant(), Term: lease.Term(a.Settings.LeaseTerm), Log: a.Log}
}

// sharing is the sharing of large runs with replicas; nil on the embedded engine.
func (a *App) sharing() *jobs.Sharing {
	session := a.leaseSession()
	if session == nil {
		return nil
	}
	return &jobs.Sharing{Parts: a.Store, Session: *session, Basis: a.basis()}
}

// basis differs between programs, policies and calendars: replicas that judge differently, as during an
// upgrade, must not share a run. The path of the policy's file is left out, because it affects no
// judgement.
func (a *App) basis() string {
	text, err := json.Marshal(a.Policy.Policy) //nolint:musttag // compared, never read back
	if err != nil {
		return newNoticeID() // unique: without a comparison no run is shared
	}
	from, to := a.Calendar.Covered()
	sum := sha256.Sum256(fmt.Appendf(text, "\x00%s\x00%s\x00%s\x00%s", a.Version, a.Settings.Location, from, to))
	return hex.EncodeToString(sum[:16])
}

// claimant names this process in its claims of leases.
func claimant() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s:%d", host, os.Getpid())
}

// Leader names the daemon that runs scheduled jobs, by host and process, or is empty if there is none
// at the moment.
func (a *App) Leader(ctx context.Context) (string, error) {
	if a.Settings.Embedded() {
		return a.lockHolder()
	}
	s, err := a.Store.WatchLease(ctx, jobs.SchedulerLease)
	if err != nil || s.Free() {
		return "", err
	}
	return s.Holder, nil
}

// osLogin is the operating system's user and host, which the ledger stores beside the name given by --by.
// A user without a name (a container's) is given by number.
func osLogin() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	name := fmt.Sprint(os.Getuid())
	if u, err := user.LookupId(name); err == nil && u.Username != "" {
		name = u.Username
	}
	if r := []rune(name + "@" + host); len(r) > maxLogin {
		return string(r[:maxLogin])
	}
	return name + "@" + host
}

// maxLogin is the length of the registry's columns.
const maxLogin = 300
