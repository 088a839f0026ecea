package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"qunguan/reconcile/phrase"
)

// LockedError says that another daemon has the embedded registry.
type LockedError struct{ Holder string }

func (e LockedError) Error() string { return e.Text(phrase.En) }

// Text names the holder.
func (e LockedError) Text(lang phrase.Lang) string {
	return lang.Say("cli.locked", "holder", e.Holder)
}

// lock takes the embedded registry for one daemon. The lock belongs to the
// open file and ends with the process, however that ends; what the file says
// is only for people.
func (a *App) lock() error {
	path := filepath.Join(a.Settings.DataDir, "daemon.lock")
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("open the daemon's lock file: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
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
