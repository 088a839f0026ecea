package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"qunguan/reconcile/phrase"
)

// LockedError says that another daemon has the embedded registry.
type LockedError struct{ Holder string }

func (e LockedError) Error() string { return e.Text(phrase.En) }

// Text names the holder.
func (e LockedError) Text(lang phrase.Lang) string {
	return lang.Say("cli.locked", "holder", e.Holder)
}

// lockName is the file in the data directory that the daemon locks.
const lockName = "daemon.lock"

// lockTries is how often a daemon tries the lock before it reports that another one has it.
const lockTries = 5

// lockHolder names the daemon that has the embedded registry; empty if none
// has.
func (a *App) lockHolder() (string, error) {
	f, err := os.Open(filepath.Join(a.Settings.DataDir, lockName))
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("open the daemon's lock file: %w", err)
	}
	defer func() { _ = f.Close() }() // nothing was written
	// A shared lock for an instant. A daemon that starts at that moment must not take it for another
	// daemon's, so it tries more than once.
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB)
	if !errors.Is(err, syscall.EWOULDBLOCK) {
		return "", err
	}
	holder, err := os.ReadFile(f.Name())
	return strings.TrimSpace(string(holder)), err
}

// lock takes the embedded registry for one daemon. The lock belongs to the open file and ends with the
// process, however that ends; the file's text is only for people.
func (a *App) lock() error {
	path := filepath.Join(a.Settings.DataDir, lockName)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("open the daemon's lock file: %w", err)
	}
	for try := 1; ; try++ {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EWOULDBLOCK) || try == lockTries {
			break
		}
		time.Sleep(50 * time.Millisecond) // the holder may be a status command that only tests the lock
	}
	if errors.Is(err, syscall.EWOULDBLOCK) {
		holder, _ := os.ReadFile(path) // only for the message
		_ = f.Close()
		return LockedError{Holder: strings.TrimSpace(string(holder))}
	}
	if err != nil {
		_ = f.Close()
		return fmt.Errorf("lock %s: %w", path, err)
	}
	a.onClose("daemon lock", f.Close)
	if err := f.Truncate(0); err != nil {
		return fmt.Errorf("name the holder of %s: %w", path, err)
	}
	if _, err := f.WriteAt([]byte(owner()+"\n"), 0); err != nil {
		return fmt.Errorf("name the holder of %s: %w", path, err)
	}
	return nil
}
