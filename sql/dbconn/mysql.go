package dbconn

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"github.com/go-sql-driver/mysql"
)

// ErrDSN is returned for a DSN that cannot be read. The driver's own words are
// left out on purpose: they can quote a part of the password.
var ErrDSN = errors.New("database DSN is not valid: want user:password@tcp(host:port)/database or user@unix(/path)/database")

// sessionSQL begins every session. The strict mode is MySQL 8's default; MariaDB's lacks
// ONLY_FULL_GROUP_BY, and a server's own setting must not decide whether a text is cut off silently.
// Isolation needs a statement: MariaDB before 11.1 has no variable transaction_isolation. A process
// that stopped, or lost its machine, in the middle of a transaction must not keep its rows locked for
// hours from its successor: MariaDB ends the transaction; MySQL, which has no such setting, ends the
// idle session.
var sessionSQL = []string{
	"SET SESSION sql_mode = 'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00', innodb_lock_wait_timeout = 20, wait_timeout = 60 /*M!100300 , idle_transaction_timeout = 10 */",
	"SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
}

// connector starts every new session with sessionSQL.
type connector struct{ driver.Connector }

func newConnector(dsn string) (driver.Connector, error) {
	cfg, err := mysql.ParseDSN(dsn)
	if err != nil || cfg.DBName == "" || cfg.Net != "tcp" && cfg.Net != "unix" {
		return nil, ErrDSN
	}
	cfg.Collation = "utf8mb4_bin"
	if err := cfg.Apply(mysql.Charset("utf8mb4", "utf8mb4_bin")); err != nil {
		return nil, fmt.Errorf("open registry: %w", err)
	}
	cfg.ParseTime = true // goose reads its own columns; ours hold no times
	cfg.MultiStatements = false
	cfg.ClientFoundRows = true   // rows matched, as SQLite counts them
	cfg.InterpolateParams = true // one round trip for each statement instead of two
	cfg.Logger = &mysql.NopLogger{}
	setIfZero(&cfg.Timeout, 10*time.Second)
	setIfZero(&cfg.WriteTimeout, time.Minute)
	setIfZero(&cfg.ReadTimeout, 10*time.Minute)
	inner, err := mysql.NewConnector(cfg)
	if err != nil {
		return nil, ErrDSN
	}
	return connector{inner}, nil
}

func setIfZero(d *time.Duration, value time.Duration) {
	if *d == 0 {
		*d = value
	}
}

// Connect opens one session.
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	execer, ok := conn.(driver.ExecerContext)
	if !ok {
		_ = conn.Close() // the connection is unusable anyway
		return nil, errors.New("mysql driver without ExecContext")
	}
	for _, stmt := range sessionSQL {
		if _, err := execer.ExecContext(ctx, stmt, nil); err != nil {
			_ = conn.Close() // the statement's error says more
			return nil, err
		}
	}
	return conn, nil
}

func openConnector(c driver.Connector) *sql.DB {
	db := sql.OpenDB(c)
	db.SetMaxOpenConns(16)
	db.SetMaxIdleConns(8)                   // as many as pages use at the same time: a new session takes three round trips
	db.SetConnMaxIdleTime(30 * time.Second) // before the server's wait_timeout
	// Shorter than the idle limits of servers and middle boxes.
	db.SetConnMaxLifetime(3 * time.Minute)
	return db
}
