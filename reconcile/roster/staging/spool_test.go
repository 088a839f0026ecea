package staging

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/workgroup"
)

// Rows that are too many for memory come back from the file as they came,
// whatever the order of their groups; no file with people in it stays behind.
func TestRowsThatAreTooManyForMemoryComeBack(t *testing.T) {
	for _, bound := range []int{spoolMemory, 3 << 10, 0} {
		t.Run(fmt.Sprint("with ", bound, " bytes in memory"), func(t *testing.T) {
			dir := t.TempDir()
			t.Setenv("TMPDIR", dir)
			st := New(nil)
			st.spool.bound = bound
			want := map[string][]workgroup.Member{}
			for i := range 9000 {
				group := "A"
				if i%100 >= 60 { // sixty of one group, then the others by turns
					group = fmt.Sprint("G", i%7)
				}
				m := workgroup.Member{Account: fmt.Sprintf("wx_%d", i*7919%9000), Nickname: "水利局张伟🌸", Role: "成员", SpokeAt: time.UnixMilli(int64(i+1) * 1000).UTC()}
				want[group] = append(want[group], m)
				if err := st.Member(t.Context(), intake.MemberRow{Group: group, Member: m, TakenAt: time.UnixMilli(5), Place: intake.Place{File: "f", Row: i}}); err != nil {
					t.Fatal(err)
				}
			}
			w := newSettling(st)
			for group, members := range want {
				if err := w.read(st.groups[group]); err != nil {
					t.Fatal(err)
				}
				var got []workgroup.Member
				for _, r := range w.rows {
					got = append(got, r.Member)
				}
				if diff := cmp.Diff(members, got); diff != "" {
					t.Fatalf("group %s (-came +kept):\n%s", group, diff)
				}
			}
			if inFile := st.spool.file != nil; inFile != (bound < spoolMemory) {
				t.Errorf("rows were in a file: %v", inFile)
			}
			if err := st.Close(); err != nil {
				t.Fatal(err)
			}
			if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func TestAFileThatCannotBeMadeIsAnError(t *testing.T) {
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "is not there"))
	s := spool{}
	if _, err := s.put([]byte("x")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
	if err := s.close(); err != nil {
		t.Error(err)
	}
}
