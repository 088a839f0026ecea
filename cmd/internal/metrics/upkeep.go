package metrics

import "time"

// Upkeep is the state of the parts beside the registry that need maintenance: the disk, the copies. Zero
// values are unknown.
type Upkeep struct {
	DiskFree, DiskSize uint64 // bytes of the data folder's disk

	BackupWanted bool      // the policy asks for copies
	BackupAt     time.Time // of the newest copy that was verified
}

var (
	diskFree = desc("data_disk_free_bytes", "Free bytes of the disk that the data folder lies on.")
	diskSize = desc("data_disk_size_bytes", "Size of the disk that the data folder lies on.")
	backupAt = desc("backup_last_success_timestamp_seconds", "When the newest verified copy of the embedded registry was made; 0 = none was. Absent where the policy asks for none.")
)

func (s sample) upkeep(u Upkeep) {
	if u.DiskSize > 0 {
		s.gauge(diskFree, float64(u.DiskFree))
		s.gauge(diskSize, float64(u.DiskSize))
	}
	if u.BackupWanted {
		s.gauge(backupAt, unix(u.BackupAt))
	}
}
