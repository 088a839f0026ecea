package rosters

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"strings"
	"sync"

	"qunguan/sql/dbconn"
)

var (
	errBadConn  = driver.ErrBadConn
	errConnDone = sql.ErrConnDone
)

// batch collects rows for one temporary table and writes them many at a time.
// Full packs are written while the next is filled, so that reading a file does
// not wait for the database; an error comes back with a later row or with
// flush. Whoever gives a batch up without flush calls wait.
type batch struct {
	turn           *sync.Mutex // of all who use the connection
	Filling, spare pack
	count          int64 // rows taken

	writing chan error // gets the end of the writing of the spare pack; nil = nothing is being written
}

// value is one of a row: text, or a number.
type value struct {
	text   string
	number int64
	isText bool
}

func text(s string) value { return value{text: s, isText: true} }

func number[N int | int64](n N) value { return value{number: int64(n)} }

func flag(on bool) value {
	if on {
		return number(1)
	}
	return number(0)
}

// pack is some rows of one table that are written together.
type pack interface {
	add(row []value)
	full() bool
	// write leaves the pack empty.
	write(ctx context.Context) error
}

func (b *batch) add(ctx context.Context, row ...value) error {
	b.Filling.add(row)
	b.count++
	if !b.Filling.full() {
		return nil
	}
	if err := b.wait(); err != nil {
		return err
	}
	b.Filling, b.spare = b.spare, b.Filling
	full, writing := b.spare, make(chan error, 1)
	b.writing = writing
	go func() { writing <- b.write(ctx, full) }()
	return nil
}

// wait ends the writing in the background.
func (b *batch) wait() error {
	if b.writing == nil {
		return nil
	}
	err := <-b.writing
	b.writing = nil
	if err != nil {
		return fmt.Errorf("staging area: %w", err)
	}
	return nil
}

// flush writes what is left over.
func (b *batch) flush(ctx context.Context) error {
	if err := b.wait(); err != nil {
		return err
	}
	if err := b.write(ctx, b.Filling); err != nil {
		return fmt.Errorf("staging area: %w", err)
	}
	return nil
}

// write waits for its turn: a connection carries one statement at a time, and a
// pack may need two that belong together.
func (b *batch) write(ctx context.Context, p pack) error {
	b.turn.Lock()
	defer b.turn.Unlock()
	return p.write(ctx)
}

// InsertRows is how many rows one insert of the staging area carries. Beyond a
// few hundred nothing is gained on either engine.
const InsertRows = 256

// inserts is a batch that writes by inserts, with the ignore clause of
// dbconn.Dialect or none.
func (st *Stage) inserts(table string, columns int, ignore string) *batch {
	full := &prepared{conn: st.conn, query: func(rows int) string {
		return "INSERT INTO " + table + " VALUES " + dbconn.Values(rows, columns) + ignore
	}}
	return &batch{turn: &st.turn, Filling: &insertPack{to: full, columns: columns}, spare: &insertPack{to: full, columns: columns}}
}

// prepared is the insert of a full pack, prepared when the first is full.
type prepared struct {
	conn  *dbconn.Conn
	query func(rows int) string
	full  *sql.Stmt
}

type insertPack struct {
	to      *prepared
	columns int
	args    []any
}

func (p *insertPack) add(row []value) {
	for _, v := range row {
		if v.isText {
			p.args = append(p.args, v.text)
		} else {
			p.args = append(p.args, v.number)
		}
	}
}

func (p *insertPack) full() bool { return len(p.args) == InsertRows*p.columns }

func (p *insertPack) write(ctx context.Context) error {
	args := p.args
	p.args = p.args[:0]
	if len(args) < InsertRows*p.columns {
		return p.to.last(ctx, len(args)/p.columns, args)
	}
	if p.to.full == nil {
		stmt, err := p.to.conn.PrepareContext(ctx, p.to.query(InsertRows))
		if err != nil {
			return err
		}
		p.to.full = stmt
	}
	_, err := p.to.full.ExecContext(ctx, args...)
	return err
}

// last writes the rows that filled no pack.
func (p *prepared) last(ctx context.Context, rows int, args []any) error {
	if p.full != nil {
		if err := p.full.Close(); err != nil {
			return err
		}
		p.full = nil
	}
	if rows == 0 {
		return nil
	}
	_, err := p.conn.ExecContext(ctx, p.query(rows), args...)
	return err
}

// loadBytes is how much text one LOAD DATA of the staging area carries.
const loadBytes = 1 << 20

// loads is a batch that writes by LOAD DATA.
func (st *Stage) loads(table string) *batch {
	return &batch{turn: &st.turn, Filling: &LoadPack{conn: st.conn, table: table}, spare: &LoadPack{conn: st.conn, table: table}}
}

// LoadPack is rows that LOAD DATA writes.
type LoadPack struct {
	conn  *dbconn.Conn
	table string
	text  dbconn.LoadText
}

func (p *LoadPack) add(row []value) {
	for _, v := range row {
		if v.isText {
			p.text.Text(v.text)
		} else {
			p.text.Number(v.number)
		}
	}
	p.text.EndRow()
}

func (p *LoadPack) full() bool { return p.text.Size() >= loadBytes }

func (p *LoadPack) write(ctx context.Context) error {
	if p.text.Size() == 0 {
		return nil
	}
	defer p.text.Reset()
	return dbconn.Load(ctx, p.conn, p.table, &p.text)
}

func trimmed(s string) string { return strings.TrimSpace(s) }
