package sqltest

import (
	"syscall"
	"testing"

	"qunguan/sql/dbconn"
)

// Own is a private MariaDB for one test, which may stop or kill it and start it
// again, to see a program live through its database's absence. Commits are
// forced to the file system, so that answered writes survive a kill.
type Own struct {
	t      testing.TB
	server *server
	dsn    string
}

// NewOwn starts a server with one empty database and further flags. It skips
// or fails as Each does.
func NewOwn(t testing.TB, flags ...string) *Own {
	t.Helper()
	return NewOwnIn(t, "", flags...)
}

// NewOwnIn is NewOwn with its files in the directory, whose path must be
// short: a socket's has at most 107 bytes.
func NewOwnIn(t testing.TB, dir string, flags ...string) *Own {
	t.Helper()
	o := &Own{t: t, server: &server{base: dir, more: append([]string{"--innodb-flush-log-at-trx-commit=1"}, flags...)}}
	t.Cleanup(o.server.stop)
	var err error
	if o.dsn, _, err = o.server.database(); err != nil {
		without(t, err)
	}
	return o
}

// DSN names the database.
func (o *Own) DSN() string { return o.dsn }

// Fresh makes a further empty database and returns its DSN.
func (o *Own) Fresh() string {
	o.t.Helper()
	dsn, _, err := o.server.database()
	if err != nil {
		o.t.Fatalf("sqltest: %v", err)
	}
	return dsn
}

// Admin is a connection that may do everything, to the server's own tables;
// each start makes it anew.
func (o *Own) Admin() *dbconn.DB { return o.server.admin }

// Kill is kill -9: writes that are not in the server's files are lost.
func (o *Own) Kill() {
	o.t.Helper()
	o.server.end(syscall.SIGKILL)
}

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
