package cli

import (
	"fmt"
	"path/filepath"
	"syscall"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/cmd/internal/settings"
)

// examineDisk looks at the disk that the data directory lies on, or will: the
// embedded registry, archives, holiday files.
func (u *checkup) examineDisk(s *settings.Settings) {
	var st syscall.Statfs_t
	dir := s.DataDir
	err := syscall.Statfs(dir, &st)
	for err != nil && dir != filepath.Dir(dir) { // it is made when it is first needed
		dir = filepath.Dir(dir)
		err = syscall.Statfs(dir, &st)
	}
	if err != nil {
		u.failed("disk", fmt.Errorf("look at the disk of %s: %w", s.DataDir, err))
		return
	}
	size := uint64(st.Bsize) //nolint:gosec // no file system has negative blocks
	status := spare(st.Bavail*size, st.Blocks*size)
	detail := u.say("doctor.disk_free", "dir", s.DataDir, "free", st.Bavail*size>>20, "total", st.Blocks*size>>20)
	if status == healthy {
		u.add("disk", status, detail)
		return
	}
	u.add("disk", status, detail, u.say("doctor.todo_disk"))
}

// spare is how well a disk is that has so many bytes free of so many. An
// import of a large county needs some hundred megabytes for a while.
func spare(free, total uint64) string {
	const mb = 1 << 20
	switch {
	case free < 200*mb:
		return broken
	case free < 1024*mb || free < total/20:
		return attention
	}
	return healthy
}

// examineClocks compares the host's clock with the database's: leases go by
// the one, due moments by the other.
func (u *checkup) examineClocks(a *app.App) {
	before := time.Now()
	at, err := a.Store.Clock(u)
	if err != nil {
		u.failed("skew", err)
		return
	}
	// The answer was made somewhere between asking and hearing it.
	middle := before.Add(time.Since(before) / 2)
	skew := at.Sub(middle).Round(time.Second)
	u.add("skew", skewed(skew), u.say("doctor.skew_seconds", "seconds", int(skew.Seconds())), u.todoUnless(skewed(skew), "doctor.todo_skew"))
}

// skewed is how bad it is that the database's clock differs so much.
func skewed(by time.Duration) string {
	switch by = by.Abs(); {
	case by >= time.Minute:
		return broken
	case by >= 5*time.Second:
		return attention
	}
	return healthy
}

// todoUnless is a piece of advice where something is not well.
func (u *checkup) todoUnless(status, key string, pairs ...any) string {
	if status == healthy {
		return ""
	}
	return u.say(phraseKey(key), pairs...)
}
