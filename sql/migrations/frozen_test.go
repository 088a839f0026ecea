package migrations_test

import (
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"qunguan/sql/migrations"
)

var freeze = flag.Bool("freeze", false, "add the fingerprints of new migrations to frozen.txt")

// A registry out there was migrated by a migration's wording of that day. An edit of it would give
// two registries of one version with two schemas; a change is a new migration.
func TestMigrationsAreNeverEdited(t *testing.T) {
	recorded, err := os.ReadFile("frozen.txt")
	if err != nil {
		t.Fatal(err)
	}
	frozen := map[string]string{}
	for line := range strings.Lines(string(recorded)) {
		sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		frozen[name] = sum
	}
	var names []string
	for _, pattern := range []string{"mysql/*.sql", "sqlite/*.sql"} {
		list, err := fs.Glob(migrations.Files, pattern)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, list...)
	}
	slices.Sort(names)
	var all strings.Builder
	for _, name := range names {
		data, err := fs.ReadFile(migrations.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(data)
		text := hex.EncodeToString(sum[:])
		switch was, known := frozen[name]; {
		case !known && !*freeze:
			t.Errorf("%s is new: go test ./sql/migrations -run NeverEdited -freeze", name)
		case known && was != text:
			t.Errorf("%s was edited after it was frozen: write a new migration", name)
		}
		if was, known := frozen[name]; known {
			text = was
		}
		fmt.Fprintf(&all, "%s  %s\n", text, name)
		delete(frozen, name)
	}
	for name := range frozen {
		t.Errorf("%s was removed or renamed", name)
	}
	if *freeze {
		if err := os.WriteFile("frozen.txt", []byte(all.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
