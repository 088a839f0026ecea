package journal

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"

	"qunguan/reconcile/audit"
	"qunguan/sql/dbconn"
)

// Settings say in whose name records are written.
type Settings struct {
	Key   audit.Key
	Login func() string // user@host of a command; empty = no command
	Now   func() time.Time
}

// Use makes every transaction of the database keep a journal. It may be called
// again, before the first transaction under the new settings.
func Use(db *dbconn.DB, s Settings) {
	db.NewJournal = func() dbconn.Journal { return &Journal{settings: s, open: map[open]*writing{}} }
}

// Journal is the record of one transaction's changes to audited rows so far.
type Journal struct {
	settings   Settings
	by, reason string
	hasher     audit.Hasher
	open       map[open]*writing
	order      []*writing
	last       *writing
}

type open struct {
	table, kind string
	columns     string
}

// writing is one record in the making.
type writing struct {
	table  *Table
	kind   string
	names  []string
	writer *audit.RecordWriter
	salts  []byte
}

// journalOf is the transaction's journal; nil where the database keeps none.
func journalOf(tx *dbconn.Tx) *Journal {
	j, _ := tx.Journal.(*Journal)
	return j
}

// recordSize is the size from which on a record takes no more rows: a packet
// that every server takes.
const recordSize = 256 << 10

// record finds the record for rows of the table that have the columns.
func (j *Journal) record(t *Table, kind string, columns []string) *writing {
	if l := j.last; l != nil && l.table == t && l.kind == kind && len(l.names) == len(columns) && l.writer.Size() < recordSize &&
		(len(columns) == 0 || &l.names[0] == &columns[0]) {
		return l // the rows of one statement
	}
	key := open{table: t.Name, kind: kind}
	for _, c := range columns {
		key.columns += c + "\x00"
	}
	w := j.open[key]
	if w == nil || w.writer.Size() >= recordSize {
		w = &writing{table: t, kind: kind, names: columns, writer: audit.NewRecordWriter(columns)}
		j.open[key] = w
		j.order = append(j.order, w)
	}
	j.last = w
	return w
}

// row records values of a row, one for each column; those of the key and free
// ones are left out.
func (j *Journal) row(t *Table, kind, key string, whole bool, columns []string, values []any) error {
	w := j.record(t, kind, columns)
	cells := make([]*audit.Cell, len(columns))
	made := make([]audit.Cell, len(columns))
	var salt []byte
	for i, c := range columns {
		if t.free(c) {
			continue
		}
		var with []byte
		if t.IsPersonal(c) {
			if salt == nil {
				salt = make([]byte, audit.SaltSize)
				if _, err := rand.Read(salt); err != nil {
					return fmt.Errorf("take a salt: %w", err)
				}
				w.salts = append(w.salts, salt...)
			}
			with = salt
		}
		text, err := Text(values[i])
		if err != nil {
			return fmt.Errorf("column %s of %s: %w", c, t.Name, err)
		}
		made[i] = j.hasher.Cell(t.Name, key, c, with, text)
		cells[i] = &made[i]
	}
	w.writer.Row(key, whole, cells, salt)
	return nil
}

// Text is a value as it is digested: the same on every engine, as it is
// written and as it is read.
func Text(v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case []byte:
		return string(v), nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	case int:
		return strconv.Itoa(v), nil
	case bool:
		if v {
			return "1", nil
		}
		return "0", nil
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), nil
	case float32:
		return strconv.FormatFloat(float64(v), 'f', -1, 32), nil
	default:
		return "", fmt.Errorf("a %T has no text", v)
	}
}

// heldSize is how much of records a transaction that goes on holds, in bytes.
const heldSize = 1 << 20

// WriteSoFar writes the records of a transaction that goes on, where they are large: one that writes a
// row or more for everybody of a county would hold 50 MB of them. What it changes from here on stands
// in later records. All are written, also those that would take more rows: of one row, what was
// recorded later counts. The transaction's name and reason must be set by then, and none of its queries
// be open.
func WriteSoFar(ctx context.Context, tx *dbconn.Tx) error {
	j := journalOf(tx)
	if j == nil {
		return nil
	}
	size := 0
	for _, w := range j.order {
		size += w.writer.Size() + len(w.salts)
	}
	if size < heldSize {
		return nil
	}
	return j.Write(ctx, tx)
}

// Write writes the records; at the transaction's end what is left of them.
func (j *Journal) Write(ctx context.Context, tx *dbconn.Tx) error {
	records := j.order
	j.order, j.last, j.open = nil, nil, map[open]*writing{}
	const columns = 11
	var args []any
	rows := 0
	flush := func() error {
		if rows == 0 {
			return nil
		}
		_, err := tx.ExecContext(ctx, "INSERT INTO audit_journal (table_name, kind, written_ms, login, actor, reason, nonce, body, salts, key_id, mac) VALUES "+
			dbconn.Values(rows, columns), args...)
		if err != nil {
			return fmt.Errorf("write the journal: %w", err)
		}
		args, rows = args[:0], 0
		return nil
	}
	at := j.settings.Now().UTC().Truncate(time.Millisecond)
	size := 0
	for _, w := range records {
		nonce := make([]byte, 8)
		if _, err := rand.Read(nonce); err != nil {
			return fmt.Errorf("take a nonce: %w", err)
		}
		r := audit.Record{
			Kind: w.kind, WrittenAt: at, Login: j.settings.Login(), By: j.by, Reason: j.reason,
			Nonce: hex.EncodeToString(nonce), Body: w.writer.Body(), Salts: w.salts,
		}
		if w.table != nil {
			r.Table = w.table.Name
		}
		r.Close(j.settings.Key)
		if r.Salts == nil {
			r.Salts = []byte{}
		}
		args = append(args, r.Table, r.Kind, at.UnixMilli(), r.Login, r.By, r.Reason, r.Nonce, r.Body, r.Salts, r.KeyID, r.MAC)
		rows++
		if size += len(r.Body) + len(r.Salts); size >= recordSize {
			if err := flush(); err != nil {
				return err
			}
			size = 0
		}
	}
	return flush()
}
