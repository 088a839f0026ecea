package rosters

import (
	"context"
	"fmt"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/roster"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
	"qunguan/sql/directory"
	"qunguan/sql/journal"
)

// rosters applies the staged rosters.
func (p *importing) rosters(ctx context.Context) error {
	var groups []string
	for _, group := range p.Rosters() {
		disposition := p.Disposition(group)
		p.result.Rosters[disposition]++
		if disposition.Applies() {
			groups = append(groups, group)
		}
	}
	for start := 0; start < len(groups); start += base.InList {
		if err := p.apply(ctx, groups[start:min(start+base.InList, len(groups))]); err != nil {
			return err
		}
		if err := journal.WriteSoFar(ctx, p.tx); err != nil {
			return err
		}
	}
	return p.byHand(ctx)
}

// rosterRows is what some groups' rosters write.
type rosterRows struct {
	heads     []rosterHead
	documents []storedDocument
	spoken    []spokenDocument // times of speaking that the stored rosters are about to forget
	looks     []rosterLook
	moved     []directory.AccountChange // arrivals and departures, dated by the roster that tells them
	bytes     int                       // of documents
}

// rosterLook is a row of roster_looks.
type rosterLook struct {
	group string
	taken int64
}

var lookTable = base.Table[rosterLook]{
	Name: "roster_looks", Columns: []string{"group_code", "taken_ms"},
	Fields: func(l *rosterLook) []any { return []any{&l.group, &l.taken} },
}

// A transaction's statements carry so many arrivals and departures, or documents, or so many bytes of
// them: far below what any server takes in one packet.
const (
	movesAtOnce         = 1000
	documentsAtOnce     = 200
	documentBytesAtOnce = 1 << 20
)

// apply applies some groups' rosters, after making sure that the stored ones are as Settle compared them.
func (p *importing) apply(ctx context.Context, groups []string) error {
	stored, err := rosterTable.All(ctx, p.tx, " WHERE group_code IN ("+dbconn.In(len(groups))+")"+p.tx.Dialect.ForUpdate(), base.Args(groups)...)
	if err != nil {
		return err
	}
	before := make(map[string]rosterHead, len(stored))
	for _, h := range stored {
		before[h.Group] = h
	}
	var rows rosterRows
	for _, group := range groups {
		if err := p.add(&rows, group, before[group]); err != nil {
			return err
		}
		if len(rows.heads) >= documentsAtOnce || len(rows.moved) >= movesAtOnce || rows.bytes >= documentBytesAtOnce {
			if err := p.flush(ctx, &rows); err != nil {
				return err
			}
		}
	}
	return p.flush(ctx, &rows)
}

// add adds a group's.
func (p *importing) add(rows *rosterRows, group string, before rosterHead) error {
	settled, err := p.Settled(group)
	if err != nil {
		return err
	}
	if before.Version != settled.Version {
		return ErrMeanwhile
	}
	if settled.Newer || p.Disposition(group) != intake.RosterUnchanged {
		p.newer++
	}
	h := rosterHead{settled.Head, p.info.WrittenAt}
	h.Version++
	h.rest(before.Roster, p.info.ByHand)
	rows.heads = append(rows.heads, h)
	if len(settled.Document) > 0 {
		rows.documents = append(rows.documents, storedDocument{group, settled.Document})
	}
	if words := settled.Words; len(words.Document) > 0 {
		rows.spoken = append(rows.spoken, spokenDocument{words, group, int64(roster.Checksum(words.Document))})
	}
	rows.bytes += len(settled.Document) + len(settled.Words.Document)
	if h.Spoken && !p.kept(group) {
		rows.looks = append(rows.looks, rosterLook{group, base.MS(h.TakenAt)})
	}
	return p.Moves(group, func(key string, left bool) {
		rows.moved = append(rows.moved, directory.AccountChange{Group: group, AccountKey: key, Left: left, At: h.TakenAt, WrittenAt: h.written})
	})
}

// flush writes the rows, and is ready for others.
func (p *importing) flush(ctx context.Context, rows *rosterRows) error {
	if err := directory.WriteAccountChanges(ctx, p.tx, rows.moved); err != nil {
		return err
	}
	if err := writeSpoken(ctx, p.tx, rows.spoken); err != nil {
		return err
	}
	if err := documentTable.Upsert(ctx, p.tx, rows.documents); err != nil {
		return err
	}
	if err := lookTable.Write(ctx, p.tx, rows.looks, p.tx.Dialect.Ignore("group_code")); err != nil {
		return err
	}
	err := rosterTable.Upsert(ctx, p.tx, rows.heads)
	*rows = rosterRows{}
	return err
}

func (p *importing) write(ctx context.Context, query string, args ...any) error {
	if _, err := p.tx.ExecContext(ctx, query, args...); err != nil {
		return fmt.Errorf("write rosters: %w", err)
	}
	return nil
}
