package dbconn

import (
	"encoding/json"
	"strings"
)

// Dialect is the part of SQL in which the engines differ. Everything else is
// written once, in SQL that SQLite, MySQL, MariaDB and TiDB understand alike.
type Dialect int

// The engines. MariaDB and TiDB speak MySQL.
const (
	SQLite Dialect = iota
	MySQL
)

// String names the engine for logs and test names.
func (d Dialect) String() string {
	if d == SQLite {
		return "sqlite"
	}
	return "mysql"
}

// Upsert is the tail of an INSERT that overwrites the given columns where the
// key exists.
func (d Dialect) Upsert(key []string, columns ...string) string {
	var b strings.Builder
	format := func(c string) string { return c + " = VALUES(" + c + ")" }
	if d == SQLite {
		b.WriteString(" ON CONFLICT (" + strings.Join(key, ", ") + ") DO UPDATE SET ")
		format = func(c string) string { return c + " = excluded." + c }
	} else {
		b.WriteString(" ON DUPLICATE KEY UPDATE ")
	}
	for i, c := range columns {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(format(c))
	}
	return b.String()
}

// Ignore is the tail of an INSERT that leaves an existing row unchanged. It is not INSERT IGNORE, which
// on MySQL also swallows every other error.
func (d Dialect) Ignore(key ...string) string {
	if d == SQLite {
		return " ON CONFLICT DO NOTHING"
	}
	return " ON DUPLICATE KEY UPDATE " + key[0] + " = VALUES(" + key[0] + ")"
}

// ForUpdate locks the rows of a SELECT until the transaction ends. SQLite's
// transactions hold the only write lock from their start.
func (d Dialect) ForUpdate() string {
	if d == SQLite {
		return ""
	}
	return " FOR UPDATE"
}

// FirstOf is the tail of an UPDATE of one table that takes at most ? of the rows that pass where, in
// the given order.
func (d Dialect) FirstOf(table, id, where, order string) string {
	if d == SQLite {
		return " WHERE " + id + " IN (SELECT " + id + " FROM " + table + " WHERE " + where + " ORDER BY " + order + " LIMIT ?)"
	}
	return " WHERE " + where + " ORDER BY " + order + " LIMIT ?"
}

// Among is the condition that the expression before it is one of the values, with its arguments. SQLite
// gets the values as one JSON text: for a list of a hundred placeholders its parser takes as long as
// its engine for a hundred rows.
func (d Dialect) Among(values []any) (condition string, args []any) {
	if d == SQLite && len(values) > 1 {
		list, err := json.Marshal(values)
		if err == nil {
			return " IN (SELECT value FROM json_each(?))", []any{string(list)}
		}
	}
	return " IN (" + In(len(values)) + ")", values
}

// In is "?, ?, …" for n values.
func In(n int) string {
	if n <= 0 {
		return "NULL"
	}
	return strings.Repeat("?, ", n-1) + "?"
}

// Values is "(?, …), (?, …)" for rows of columns each.
func Values(rows, columns int) string {
	one := "(" + In(columns) + ")"
	return strings.Repeat(one+", ", rows-1) + one
}
