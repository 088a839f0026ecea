package replicas

import (
	"os"
	"testing"

	"qunguan/cmd/internal/binarytest"
	"qunguan/sql/sqltest"
)

func TestMain(m *testing.M) {
	code := sqltest.Main(m)
	binarytest.Remove()
	os.Exit(code)
}
