package intake

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// counties are whole counties as an office would hand them over; other
// packages judge them, here they only have to be understood.
const counties = "../../cmd/internal/cli/testdata/"

func folder(t *testing.T, dir string) []Input {
	t.Helper()
	names, err := filepath.Glob(counties + dir + "/*.csv")
	if err != nil || len(names) == 0 {
		t.Fatalf("no files in %s: %v", dir, err)
	}
	var inputs []Input
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		inputs = append(inputs, csvInput(filepath.Base(name), string(content)))
	}
	return inputs
}

func TestCountiesAreReadWhole(t *testing.T) {
	for _, c := range []struct {
		dir      string
		day      int // of November 2026
		kinds    map[Kind]Count
		warnings int
	}{
		{"yunxi", 23, map[Kind]Count{Units: {Read: 24, New: 24}, Staff: {Read: 1029, New: 1029}, Groups: {Read: 100, New: 100}, Members: {Read: 3219}, Activity: {Read: 134}}, 6}, // six masked cards
		{"qingshan/week1", 23, map[Kind]Count{Units: {Read: 20, New: 20}, Staff: {Read: 300, New: 300}, Groups: {Read: 43, New: 43}, Members: {Read: 1120}, Activity: {Read: 27}}, 2},
		{"qingshan/week2", 30, map[Kind]Count{Units: {Read: 20, New: 20}, Staff: {Read: 301, New: 301}, Groups: {Read: 43, New: 43}, Members: {Read: 760}, Activity: {Read: 27}, Identities: {Read: 17, New: 17}}, 2},
		{"qingshan/week3", 37, map[Kind]Count{Units: {Read: 20, New: 20}, Staff: {Read: 306, New: 306}, Groups: {Read: 43, New: 43}, Members: {Read: 690}, Activity: {Read: 26}}, 2},
	} {
		t.Run(c.dir, func(t *testing.T) {
			now := time.Date(2026, 11, c.day, 9, 0, 0, 0, shanghai)
			result, stage := readAll(t, Known{}, Options{Now: now}, folder(t, c.dir)...)
			if diff := cmp.Diff(c.kinds, result.Kinds); diff != "" {
				t.Errorf("kinds (-want +got):\n%s", diff)
			}
			if result.Found[Error] != 0 || result.Found[Warning] != c.warnings || result.Found[Notice] != 0 {
				t.Errorf("problems: %v, want %d warnings only", result.Found, c.warnings)
			}
			if len(stage.members) != c.kinds[Members].Read || len(stage.activity) != c.kinds[Activity].Read {
				t.Errorf("staged %d members, %d activity rows", len(stage.members), len(stage.activity))
			}
		})
	}
}
