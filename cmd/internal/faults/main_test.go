package faults

import (
	"flag"
	"os"
	"testing"

	"qunguan/cmd/internal/binarytest"
	"qunguan/sql/sqltest"
)

// full is `make faults`: every statement of every step, every step of every
// restart. Otherwise a sample that another run would take differently.
var (
	full = flag.Bool("full", false, "break at every place instead of at a few")
	only = flag.String("only", "", "cut only in steps whose name begins so: deliver")
)

// engines are those on which a test runs that says the same on both: a sample
// takes one.
func engines() []string {
	if *full {
		return []string{"sqlite", "mariadb"}
	}
	return []string{"sqlite"}
}

func TestMain(m *testing.M) {
	code := sqltest.Main(m)
	binarytest.Remove()
	os.Exit(code)
}
