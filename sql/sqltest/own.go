package sqltest

import (
	"os"
	"testing"
)

// Own is a private MariaDB for one test, which may stop it and start it again:
// what a program does while its database is away.
type Own struct {
	t      testing.TB
	server *server
	dsn    string
}

// NewOwn starts a server with one empty database. It skips or fails as Each
// does.
func NewOwn(t testing.TB) *Own {
	t.Helper()
	o := &Own{t: t, server: &server{}}
	t.Cleanup(o.server.stop)
	var err error
	if o.dsn, _, err = o.server.database(); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("sqltest: %v", err)
		}
		t.Skipf("sqltest: %v", err)
	}
	return o
}

// DSN names the database.
func (o *Own) DSN() string { return o.dsn }

// Stop ends the server and keeps its data.
func (o *Own) Stop() {
	o.t.Helper()
	o.server.halt()
}

// Start starts the server again.
func (o *Own) Start() {
	o.t.Helper()
	if err := o.server.launch(); err != nil {
		o.t.Fatalf("sqltest: %v", err)
	}
}
