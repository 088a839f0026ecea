package begun

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
)

func open(t *testing.T, dir, owner string) *File {
	t.Helper()
	b, err := Open(dir, owner)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func begin(t *testing.T, b *File, place int, token int64, id string) {
	t.Helper()
	if err := b.Begin(place, Send{token, id}); err != nil {
		t.Fatal(err)
	}
}

// kill gives the lock back as the end of a process does, and leaves the file.
func kill(t *testing.T, b *File) {
	t.Helper()
	if err := b.f.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestWhatWasBegunIsLeftBehind(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "sending")
	b := open(t, dir, "host/1/a")
	begin(t, b, 0, 7, "msg_1")
	begin(t, b, 9, 7, "msg_2")
	begin(t, b, 0, 8, "msg_3") // the first one was recorded
	if left, known := Left(dir, "host/1/a"); known {
		t.Errorf("of a process that lives: %v", left)
	}
	kill(t, b)
	left, known := Left(dir, "host/1/a")
	if diff := gocmp.Diff(map[Send]bool{{8, "msg_3"}: true, {7, "msg_2"}: true}, left); !known || diff != "" {
		t.Errorf("known %t, -want +got\n%s", known, diff)
	}
	if left, known := Left(dir, "host/1/b"); known {
		t.Errorf("of a process that never was: %v", left)
	}
}

func TestOfAnotherStartOfTheMachineNothingIsKnown(t *testing.T) {
	dir := t.TempDir()
	b := open(t, dir, "host/1/a")
	begin(t, b, 0, 7, "msg_1")
	if _, err := b.f.WriteAt([]byte("00000000-0000-0000-0000-000000000000"), 0); err != nil {
		t.Fatal(err)
	}
	kill(t, b)
	if left, known := Left(dir, "host/1/a"); known {
		t.Errorf("known: %v", left)
	}
}

func TestNothingStaysOfAProcessThatEnds(t *testing.T) {
	dir := t.TempDir()
	b := open(t, dir, "host/1/a")
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if _, known := Left(dir, "host/1/a"); known {
		t.Error("its file is there")
	}
	if _, err := Open(dir, "host/1/b"); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, "host/1/b"); err == nil {
		t.Error("an owner's name was used twice")
	}
}

func TestOldFilesAreRemoved(t *testing.T) {
	dir := t.TempDir()
	kill(t, open(t, dir, "old"))
	kill(t, open(t, dir, "new"))
	long := time.Now().Add(-keptFor - time.Minute)
	if err := os.Chtimes(path(dir, "old"), long, long); err != nil {
		t.Fatal(err)
	}
	kill(t, open(t, dir, "next"))
	if _, known := Left(dir, "old"); known {
		t.Error("the old file is there")
	}
	if _, known := Left(dir, "new"); !known {
		t.Error("the new file is gone")
	}
}

func TestAnIDThatDoesNotFitIsRefused(t *testing.T) {
	b := open(t, t.TempDir(), "a")
	if err := b.Begin(0, Send{1, string(make([]byte, longestID+1))}); err == nil {
		t.Error("it was cut")
	}
	kill(t, b)
}
