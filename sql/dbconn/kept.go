package dbconn

import (
	"context"
	"database/sql/driver"
	"errors"
)

const (
	// keptStatements is how many statements a connection of the embedded
	// engine keeps prepared: those of a delivery's turn and of a check's unit
	// fit. Each takes a few kilobytes.
	keptStatements = 48
	// keptLength is the longest text that is worth keeping: a longer one
	// writes so many rows that its preparing does not count, and seldom comes
	// twice.
	keptLength = 2048
)

// keepingConnector opens connections that keep what they prepared. Preparing
// was a tenth of what a delivery's turn costs the embedded engine.
type keepingConnector struct{ driver.Connector }

// embeddedConn is what a connection of modernc.org/sqlite can do.
type embeddedConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// embeddedStmt is what its statements can do.
type embeddedStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// Connect opens one connection.
func (c keepingConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	embedded, ok := conn.(embeddedConn)
	if !ok {
		_ = conn.Close() // cannot be used anyway
		return nil, errors.New("sqlite driver without contexts")
	}
	return &keepingConn{embeddedConn: embedded, kept: map[string]*keptStmt{}}, nil
}

// keepingConn is one connection with the statements that it prepared lately.
// It is used by one goroutine at a time, as every driver.Conn.
type keepingConn struct {
	embeddedConn

	kept map[string]*keptStmt
	uses int
}

// keptStmt is a prepared statement; busy while its rows are being read.
type keptStmt struct {
	embeddedStmt

	busy bool
	used int // when it was used last
}

// statement is the query's prepared statement; nil where it is not worth
// keeping, or being read from.
func (c *keepingConn) statement(ctx context.Context, query string) (*keptStmt, error) {
	if len(query) > keptLength {
		return nil, nil
	}
	c.uses++
	s := c.kept[query]
	if s == nil {
		stmt, err := c.PrepareContext(ctx, query)
		if err != nil {
			return nil, err
		}
		embedded, ok := stmt.(embeddedStmt)
		if !ok {
			return nil, errors.Join(errors.New("sqlite statement without contexts"), stmt.Close())
		}
		c.makeRoom()
		s = &keptStmt{embeddedStmt: embedded}
		c.kept[query] = s
	}
	s.used = c.uses
	if s.busy {
		return nil, nil
	}
	return s, nil
}

// makeRoom closes the statement that was used longest ago.
func (c *keepingConn) makeRoom() {
	if len(c.kept) < keptStatements {
		return
	}
	oldest, at := "", c.uses
	for query, s := range c.kept {
		if !s.busy && s.used < at {
			oldest, at = query, s.used
		}
	}
	if s := c.kept[oldest]; s != nil {
		c.drop(oldest, s)
	}
}

// drop closes a statement: what its last run left behind was told by that run.
func (c *keepingConn) drop(query string, s *keptStmt) {
	delete(c.kept, query)
	_ = s.Close()
}

// ExecContext runs a statement.
func (c *keepingConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.embeddedConn.ExecContext(ctx, query, args)
	}
	res, err := s.ExecContext(ctx, args)
	if err != nil {
		c.drop(query, s)
	}
	return res, err
}

// QueryContext runs a query.
func (c *keepingConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.embeddedConn.QueryContext(ctx, query, args)
	}
	rows, err := s.QueryContext(ctx, args)
	if err != nil {
		c.drop(query, s)
		return nil, err
	}
	s.busy = true
	return &keptRows{rows, s}, nil
}

// Close closes the connection with all that it kept.
func (c *keepingConn) Close() error {
	for query, s := range c.kept {
		c.drop(query, s)
	}
	return c.embeddedConn.Close()
}

// keptRows gives its statement back when it is closed.
type keptRows struct {
	driver.Rows

	stmt *keptStmt
}

// Close ends the reading.
func (r *keptRows) Close() error {
	r.stmt.busy = false
	return r.Rows.Close()
}
