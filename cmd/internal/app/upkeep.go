package app

import (
	"context"
	"sync"
	"syscall"
	"time"

	"qunguan/cmd/internal/metrics"
	"qunguan/jobs/backup"
)

// auditEvery is how often a daemon verifies the audit trail, and auditFirst how long after its start it
// begins: a daemon that restarts in a loop must not read the whole trail each time.
const (
	auditEvery = 24 * time.Hour
	auditFirst = 10 * time.Minute
)

// auditWatch remembers the findings of the last verification.
type auditWatch struct {
	mu       sync.Mutex
	at       time.Time
	problems int
}

func (w *auditWatch) note(at time.Time, problems int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at, w.problems = at, problems
}

func (w *auditWatch) last() (time.Time, int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at, w.problems
}

// watchAudit verifies the audit trail once a day.
func (a *App) watchAudit(ctx context.Context) error {
	wait := auditFirst
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
		wait = auditEvery
		found, err := a.Auditor.Verify(ctx, "")
		switch {
		case ctx.Err() != nil:
			return nil //nolint:nilerr // the program ends
		case err != nil:
			a.Log.Warn("audit_not_verified", "error", err)
		default:
			a.audited.note(time.Now(), len(found.All()))
			if len(found.All()) > 0 {
				a.Log.Warn("audit_broken", "problems", len(found.All()))
			} else {
				a.Log.Info("audit_verified", "rows", found.Rows, "unsealed", found.Unsealed)
			}
		}
	}
}

// upkeep lists the parts of the program that need maintenance beside the registry.
func (a *App) upkeep() metrics.Upkeep {
	var u metrics.Upkeep
	var st syscall.Statfs_t
	if syscall.Statfs(a.Settings.DataDir, &st) == nil {
		size := uint64(st.Bsize) //nolint:gosec // no file system has negative blocks
		u.DiskFree, u.DiskSize = st.Bavail*size, st.Blocks*size
	}
	if dir := a.Policy.Policy.Backup.Dir; dir != "" && a.Settings.Embedded() {
		u.BackupWanted, u.BackupAt = true, backup.Newest(dir, a.Settings.Location)
	}
	u.AuditAt, u.AuditProblems = a.audited.last()
	return u
}
