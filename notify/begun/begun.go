// Package begun records, in a file of this machine, the claimed notices that a process has begun to
// send. A killed process leaves the file behind: a notice that it had claimed and that is not in the
// file was never on the wire. The package knows neither the outbox nor its store, and delivery works
// without it: without a file, or with one of another machine, every claimed notice is in doubt.
package begun

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

const (
	// placeSize is the size of one mark: the token, the length of the id, the id.
	placeSize = 128
	// longestID is the greatest length of a notice's id.
	longestID = 100
	// keptFor is how long the file of a killed process is kept.
	keptFor = 7 * 24 * time.Hour
	suffix  = ".begun"
)

// Send is one send under a claim.
type Send struct {
	Token int64
	ID    string
}

// File holds the marks of one process. The caller chooses the places: a place is free again once its
// former send was recorded. The file is locked while the process lives.
type File struct{ f *os.File }

// Open creates the file of an owner, whose name must be new.
func Open(dir, owner string) (*File, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open the file of begun sends: %w", err)
	}
	sweep(dir)
	boot := bootID()
	if boot == "" {
		return nil, errors.New("open the file of begun sends: this system does not say since when it runs")
	}
	f, err := os.OpenFile(path(dir, owner), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the file of begun sends: %w", err)
	}
	if err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err == nil {
		_, err = f.WriteAt([]byte(boot), 0)
	}
	if err != nil {
		_ = f.Close() // the first error says more
		return nil, fmt.Errorf("open the file of begun sends: %w", err)
	}
	return &File{f}, nil
}

// Begin marks the begin of a send. The mark is not synced, because it has to outlive the process and
// not the machine.
func (b *File) Begin(place int, s Send) error {
	if len(s.ID) > longestID {
		return fmt.Errorf("note that a send begins: an id of %d bytes", len(s.ID))
	}
	var mark [placeSize]byte
	binary.BigEndian.PutUint64(mark[:], uint64(s.Token))
	mark[8] = byte(len(s.ID))
	copy(mark[9:], s.ID)
	if _, err := b.f.WriteAt(mark[:], int64(place+1)*placeSize); err != nil {
		return fmt.Errorf("note that a send begins: %w", err)
	}
	return nil
}

// Close removes the file of a process that leaves no send unrecorded.
func (b *File) Close() error { return errors.Join(os.Remove(b.f.Name()), b.f.Close()) }

// Left lists the sends that a killed process had begun and not recorded. It reports false where they
// cannot be known: the process still lives, ran on another machine, or the machine was restarted since.
func Left(dir, owner string) (map[Send]bool, bool) {
	f, err := os.Open(path(dir, owner))
	if err != nil {
		return nil, false
	}
	defer func() { _ = f.Close() }() // releases the lock too
	if syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		return nil, false
	}
	data, err := os.ReadFile(f.Name())
	boot := bootID()
	if err != nil || boot == "" || len(data) < len(boot) || string(data[:len(boot)]) != boot {
		return nil, false
	}
	left := map[Send]bool{}
	for at := placeSize; at+9 <= len(data); at += placeSize {
		mark := data[at:min(at+placeSize, len(data))]
		if n := int(mark[8]); n > 0 && 9+n <= len(mark) {
			left[Send{int64(binary.BigEndian.Uint64(mark)), string(mark[9 : 9+n])}] = true
		}
	}
	return left, true
}

func path(dir, owner string) string {
	sum := sha256.Sum256([]byte(owner))
	return filepath.Join(dir, hex.EncodeToString(sum[:10])+suffix)
}

// bootID differs for each start of the machine; empty where the system has none.
func bootID() string {
	id, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil || len(id) < 36 || len(id) > placeSize {
		return ""
	}
	return string(id[:36])
}

// sweep removes files past keptFor.
func sweep(dir string) {
	files, err := filepath.Glob(filepath.Join(dir, "*"+suffix))
	if err != nil {
		return
	}
	for _, name := range files {
		if info, err := os.Stat(name); err == nil && time.Since(info.ModTime()) > keptFor {
			_ = os.Remove(name) // the next one tries again
		}
	}
}
