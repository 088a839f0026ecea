package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qunguan/cmd/internal/binarytest"
)

// Files that are put into the folder have the same outcome as an import of them.
func TestFilesOfTheInboxAreImported(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.Env["POLICY"] = "pack:county"
		box := filepath.Join(w.Dir, "收件")
		if said := w.OK("run", "sync").Stderr; !strings.Contains(said, "QUNGUAN_INBOX_DIR") {
			t.Errorf("without an inbox: %s", said)
		}
		w.Env["INBOX_DIR"] = box
		if err := os.Mkdir(box, 0o700); err != nil {
			t.Fatal(err)
		}
		put := func(name, content string) {
			t.Helper()
			if err := os.WriteFile(filepath.Join(box, name), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		put("1群成员.csv", members)
		put("2工作群.csv", groups)
		put("3人员.csv", staff)
		put("4单位.csv", units)
		put("5错.csv", strings.Replace(staff, "P10,钱江,U1", "P10,钱江,U99", 1))
		if said := w.Exits(3, "run", "sync", "--at", monday); !strings.Contains(said.Stdout, "采用文件 4") || !strings.Contains(said.Said(), "refused") {
			t.Errorf("the run: %s", said.Said())
		}
		for _, name := range []string{"done/1群成员.csv", "done/2工作群.csv.txt", "done/3人员.csv", "done/4单位.csv", "refused/5错.csv", "refused/5错.csv.txt"} {
			if _, err := os.Stat(filepath.Join(box, name)); err != nil {
				t.Error(err)
			}
		}
		if page := text(t, filepath.Join(box, "refused", "5错.csv.txt")); !strings.Contains(page, "U99") || !strings.Contains(page, "什么都没有写入") {
			t.Errorf("the page of what was refused:\n%s", page)
		}
		if page := text(t, filepath.Join(box, "done", "3人员.csv.txt")); !strings.Contains(page, "人员") || !strings.Contains(page, "SHA-256") {
			t.Errorf("the page of what was taken:\n%s", page)
		}
		if rows := w.rosterOf("G1", monday); len(rows) != 5 {
			t.Errorf("G1: %v", rows)
		}
		put("3人员.csv", staff)
		if said := w.OK("run", "sync", "--at", monday); !strings.Contains(said.Stdout, "收过的文件 1") || strings.Contains(said.Stdout, "采用文件") {
			t.Errorf("the same file again: %s", said.Said())
		}
	})
}

// A daemon takes them while it runs, and a kill loses nothing.
func TestADaemonTakesTheFilesOfItsInbox(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.Env["POLICY"], w.Env["HTTP_ADDR"], w.Env["INBOX_DIR"] = "pack:county", "127.0.0.1:0", filepath.Join(w.Dir, "收件")
		if err := os.Mkdir(w.Env["INBOX_DIR"], 0o700); err != nil {
			t.Fatal(err)
		}
		r := w.Start("daemon")
		for name, content := range map[string]string{"单位.csv": units, "人员.csv": staff, "工作群.csv": groups} {
			if err := os.WriteFile(filepath.Join(w.Env["INBOX_DIR"], name), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		binarytest.Until(t, "the files in done", func() bool {
			names, err := filepath.Glob(filepath.Join(w.Env["INBOX_DIR"], "done", "*.csv"))
			return err == nil && len(names) == 3 || r.HasEnded()
		})
		r.Kill()
		if n := len(read[struct{ Code string }](w, "members")); n != 0 {
			t.Errorf("%d members", n)
		}
		w.OK("explain", "--group", "G1")
	})
}
