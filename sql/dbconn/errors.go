package dbconn

import (
	"context"
	"database/sql/driver"
	"errors"
	"slices"

	"github.com/go-sql-driver/mysql"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Numbers of https://dev.mysql.com/doc/mysql-errors/8.0/en/server-error-reference.html
// and https://docs.pingcap.com/tidb/stable/error-codes.
const (
	mysqlDuplicate       = 1062
	mysqlDiskFull        = 1021
	mysqlTableFull       = 1114
	mysqlLockTimeout     = 1205
	mysqlDeadlock        = 1213
	mysqlReadOnlyOption  = 1290
	mysqlReadOnlyTx      = 1792
	mysqlReadOnlyMode    = 1836
	mysqlShutdown        = 1053
	mysqlKilled          = 1927
	tidbWriteConflict    = 9007
	tidbRetryable        = 8022
	tidbSchemaChanged    = 8028
	mysqlTooManyLocks    = 1206
	mysqlUnknownDatabase = 1049
)

// IsDuplicate reports a violation of a unique key.
func IsDuplicate(err error) bool {
	return isMySQL(err, mysqlDuplicate) ||
		isSQLite(err, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_UNIQUE)
}

// IsReadOnly reports a database that accepts no writes.
func IsReadOnly(err error) bool {
	return isMySQL(err, mysqlReadOnlyOption, mysqlReadOnlyTx, mysqlReadOnlyMode) || isSQLite(err, sqlite3.SQLITE_READONLY)
}

// IsFull reports a disk or table without room.
func IsFull(err error) bool {
	return isMySQL(err, mysqlDiskFull, mysqlTableFull) || isSQLite(err, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE)
}

// IsUnknownDatabase reports a DSN that names a database which does not exist.
func IsUnknownDatabase(err error) bool { return isMySQL(err, mysqlUnknownDatabase) }

// IsContention reports contention with another process: a deadlock, a lock not granted in time, a busy
// file. The same transaction may succeed when it is run again.
func IsContention(err error) bool {
	return isMySQL(err, mysqlDeadlock, mysqlLockTimeout, mysqlTooManyLocks, tidbWriteConflict, tidbRetryable, tidbSchemaChanged) ||
		isSQLite(err, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
}

// IsUnreachable reports a lost connection to the database: the connection broke, the server is shutting
// down, no answer came in time. A transaction that was being committed may or may not have been.
func IsUnreachable(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	var network interface{ Timeout() bool }
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, mysql.ErrInvalidConn) ||
		isMySQL(err, mysqlShutdown, mysqlKilled) || errors.As(err, &network)
}

func isMySQL(err error, numbers ...uint16) bool {
	var e *mysql.MySQLError
	return errors.As(err, &e) && slices.Contains(numbers, e.Number)
}

// isSQLite matches an extended code exactly, and a primary code with all its
// extensions (SQLITE_BUSY_SNAPSHOT is a SQLITE_BUSY).
func isSQLite(err error, codes ...int) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	return slices.ContainsFunc(codes, func(code int) bool {
		return e.Code() == code || (code < 0x100 && e.Code()&0xff == code)
	})
}
