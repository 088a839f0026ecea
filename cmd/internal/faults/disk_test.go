package faults

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"qunguan/cmd/internal/binarytest"
	"qunguan/sql/dbconn"
	"qunguan/sql/sqltest"
)

// disk is a small file system of the test's own that can be filled up.
type disk struct {
	testing.TB

	dir string
}

// smallDisk mounts one; the test must be root's, see ranAsRoot.
func smallDisk(t testing.TB, megabytes int) *disk {
	t.Helper()
	dir, err := os.MkdirTemp("", "qgd") //nolint:usetesting // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Remove(dir) })
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", fmt.Sprintf("size=%dm", megabytes), "qunguan-test", dir).CombinedOutput(); err != nil {
		t.Fatalf("a file system of the test's own: %v %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", "-l", dir).CombinedOutput(); err != nil {
			t.Errorf("umount %s: %v %s", dir, err, out)
		}
	})
	return &disk{t, dir}
}

// fill leaves so many bytes of room.
func (d *disk) fill(room int) {
	d.Helper()
	f, err := os.Create(filepath.Join(d.dir, "ballast"))
	if err != nil {
		d.Fatal(err)
	}
	block := make([]byte, 64<<10)
	size := 0
	for {
		n, err := f.Write(block)
		size += n
		if err != nil {
			break
		}
	}
	if err := f.Truncate(int64(max(0, size-room))); err != nil {
		d.Fatal(err)
	}
	_ = f.Close()
}

// free gives all room back.
func (d *disk) free() {
	d.Helper()
	if err := os.Remove(filepath.Join(d.dir, "ballast")); err != nil {
		d.Fatal(err)
	}
}

// The disk of the embedded registry is full before each step: it says so, and
// with room again does the whole of it.
func TestTheDiskOfTheEmbeddedRegistryIsFull(t *testing.T) {
	if ranAsRoot(t) {
		return
	}
	calm := newWeek(t, "embedded")
	w := newWeek(t, "embedded")
	d := smallDisk(t, 48)
	w.Env["DATA_DIR"] = filepath.Join(d.dir, "data")
	config := dbconn.Config{Dir: w.Env["DATA_DIR"]}
	full := 0
	for i, s := range w.steps {
		calm.OK(calm.steps[i].args...)
		room := []int{0, 16 << 10, 128 << 10}[i%3]
		if i == 0 {
			room = 2 << 20 // the schema fits, the import does not
		}
		d.fill(room)
		done := w.Run(s.args...)
		d.free()
		explained(t, s.name, done)
		if done.Code != 0 {
			full++
			if !strings.Contains(done.Stderr, "没有空间") && !strings.Contains(done.Stderr, "full") {
				t.Errorf("%s does not say that the disk is full:\n%s", s.name, binarytest.Tail(done.Stderr))
			}
		}
		sound(t, config)
		w.OK(s.args...)
		if strings.HasPrefix(s.name, "deliver") {
			w.OK("run", "deliver", "--at", tuesday)
		}
	}
	t.Logf("%d of %d steps met a full disk", full, len(w.steps))
	if full < len(w.steps)/2 {
		t.Errorf("only %d steps met a full disk", full)
	}
	if sound(t, config) != sound(t, calm.at("embedded")) {
		t.Error("there are other cases than without a full disk")
	}
	w.arrivals()
}

// The disk on which MariaDB lies is full: the server says so by a number, and
// the program in words; or the server ends, as InnoDB of 10.11 does where it
// cannot extend a table of long values. Nothing of the import is there then.
func TestTheDiskOfTheServerIsFull(t *testing.T) {
	if ranAsRoot(t) {
		return
	}
	d := smallDisk(t, 220)
	server := sqltest.NewOwnIn(t, d.dir)
	dsn := server.DSN()
	w := newWeek(t, dsn)
	w.OK("migrate")
	var members strings.Builder
	members.WriteString("平台,平台群号,账号,群昵称,采集时间\n")
	for i := range 60000 { // groups of 150: one document of all would be a value that the server dies of on a full disk
		fmt.Fprintf(&members, "QQ,%d,%d,职工%d,2026-11-20 17:00\n", 700000000+i/150, 1000000000+i*7919%899999999, i*104729%999983)
	}
	small := w.steps[0].args
	large := append(slices.Clone(small[:6]), w.Write("大名单.csv", members.String()))
	d.fill(256 << 10)
	done := w.Run(large...)
	explained(t, "import", done)
	died := strings.Contains(done.Stderr, "连不上数据库")
	if done.Code != 1 || !strings.Contains(done.Stderr, "没有空间") && !died {
		t.Errorf("import on a full disk: exit code %d\n%s", done.Code, binarytest.Tail(done.Stderr))
	}
	d.free()
	if died {
		server.Kill()
		server.Start()
	}
	sound(t, w.at(dsn))
	if left := rowsIn(t, w.at(dsn), "SELECT code FROM units"); len(left) > 0 {
		t.Errorf("%d units were written", len(left))
	}
	w.play(5)
	if sound(t, w.at(dsn)) == 0 {
		t.Error("no cases with room again")
	}
}

// The program's files for people are there whole or not at all.
func TestFilesForPeopleAreWholeOrNotThere(t *testing.T) {
	if ranAsRoot(t) {
		return
	}
	w := newWeek(t, "embedded")
	w.play(5)
	d := smallDisk(t, 1)
	for name, args := range map[string][]string{
		"导入表.xlsx": {"import", "template", "-o"},
		"台账.xlsx":  {"report", "ledger", "-o"},
		"清理.xlsx":  {"report", "inventory", "-o"},
		"成员.xlsx":  {"members", "--at", monday, "-o"},
		"备份.db":    {"backup"},
	} {
		path := filepath.Join(d.dir, name)
		d.fill(4 << 10)
		done := w.Run(append(args, path)...)
		explained(t, name, done)
		if done.Code != 1 {
			t.Errorf("%s on a full disk: exit code %d, want 1\n%s", name, done.Code, done.Said())
		}
		d.free()
		left, err := os.ReadDir(d.dir)
		if err != nil || len(left) > 0 {
			t.Errorf("%s: left behind %v %v", name, left, err)
		}
	}
	d = smallDisk(t, 16)
	path := filepath.Join(d.dir, "台账.xlsx")
	w.OK("report", "ledger", "-o", path)
	if done := w.Exits(1, "report", "ledger", "-o", path); !strings.Contains(done.Stderr, path) {
		t.Errorf("a file that exists: %s", done.Stderr)
	}
}
