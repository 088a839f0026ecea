package channeltest

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/notify"
)

// GoldenInput is the input half of a golden file: a message and the route's
// keyword.
type GoldenInput struct {
	Keyword string `json:",omitempty"`
	Message notify.Message
}

const (
	inputMark  = "-- input.json --\n"
	outputMark = "-- output --\n"
)

// Golden renders the input of every testdata/*.golden of the calling package
// and compares the result with the output that stands below it in the same
// file; with update it writes the output instead.
func Golden(t *testing.T, update bool, render func(t *testing.T, in GoldenInput) string) {
	t.Helper()
	files, err := filepath.Glob("testdata/*.golden")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".golden"), func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			head, want, _ := strings.Cut(string(raw), outputMark)
			comment, input, ok := strings.Cut(head, inputMark)
			if !ok {
				t.Fatalf("%s has no %q", file, inputMark)
			}
			var in GoldenInput
			d := json.NewDecoder(strings.NewReader(input))
			d.DisallowUnknownFields()
			if err := d.Decode(&in); err != nil {
				t.Fatal(err)
			}
			got := strings.TrimSuffix(render(t, in), "\n") + "\n"
			if update {
				if err := os.WriteFile(file, []byte(comment+inputMark+input+outputMark+got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", file, diff)
			}
		})
	}
}

// Indent is JSON for reading: indented, with < > & unescaped.
func Indent(t *testing.T, v any) string {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
