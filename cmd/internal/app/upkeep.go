package app

import (
	"syscall"

	"qunguan/cmd/internal/metrics"
	"qunguan/jobs/backup"
)

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
	return u
}
