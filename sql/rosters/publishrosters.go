package rosters

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"qunguan/sql/base"
	"qunguan/sql/dbconn"
	"qunguan/sql/directory"
)

// rosters applies the staged rosters.
func (p *importing) rosters(ctx context.Context) error {
	applied, err := p.applied(ctx)
	if err != nil {
		return err
	}
	if err := p.differences(ctx, applied); err != nil {
		return err
	}
	if err := p.documents(ctx, applied); err != nil {
		return err
	}
	if err := p.byHand(ctx, applied); err != nil {
		return err
	}
	var looks []rosterLook
	for _, h := range applied {
		if h.spoken && !p.kept(h.Group) {
			looks = append(looks, rosterLook{h.Group, base.MS(h.TakenAt)})
		}
	}
	if err := lookTable.Write(ctx, p.tx, looks, p.tx.Dialect.Ignore("group_code")); err != nil {
		return err
	}
	return rosterTable.Upsert(ctx, p.tx, applied)
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

// applied lists the heads of the rosters that are applied, by group, after
// making sure that the stored ones are as Settle compared them.
func (p *importing) applied(ctx context.Context) ([]rosterHead, error) {
	var list []rosterHead
	var groups []string
	for _, group := range slices.Sorted(maps.Keys(p.groups)) {
		g := p.groups[group]
		if !g.hasRoster {
			continue
		}
		disposition := p.dispositions[group]
		p.result.Rosters[disposition]++
		if !disposition.Applies() {
			continue
		}
		groups = append(groups, group)
		h := rosterHead{Roster: g.after, spoken: g.spoken, written: p.info.WrittenAt, version: g.before.version + 1}
		h.rest(g.before.Roster, p.info.ByHand)
		list = append(list, h)
	}
	versions := map[string]int64{}
	for chunk := range slices.Chunk(groups, base.InList) {
		heads, err := rosterTable.All(ctx, p.tx, " WHERE group_code IN ("+dbconn.In(len(chunk))+")"+p.tx.Dialect.ForUpdate(), base.Args(chunk)...)
		if err != nil {
			return nil, err
		}
		for _, h := range heads {
			versions[h.Group] = h.version
		}
	}
	for _, group := range groups {
		if versions[group] != p.groups[group].before.version {
			return nil, ErrMeanwhile
		}
	}
	return list, nil
}

// differenceRows is how many rows of differences are written at a time.
const differenceRows = 1000

// differences writes arrivals and departures, dated by the roster that tells
// them, and the times of speaking that the stored rosters are about to forget.
func (p *importing) differences(ctx context.Context, applied []rosterHead) error {
	var moved []directory.AccountChange
	var words []spokenRow
	flush := func() error {
		if err := directory.WriteAccountChanges(ctx, p.tx, moved); err != nil {
			return err
		}
		if err := spokenTable.Write(ctx, p.tx, words, p.tx.Dialect.Ignore("group_code")); err != nil {
			return err
		}
		moved, words = moved[:0], words[:0]
		return nil
	}
	var buffers buffers
	for _, h := range applied {
		text, err := p.spool.unpacked(p.Stage.groups[h.Group].differences, &buffers)
		if err != nil {
			return err
		}
		err = eachDifference(text, func(key string, left bool) {
			moved = append(moved, directory.AccountChange{Group: h.Group, AccountKey: key, Left: left, At: h.TakenAt, WrittenAt: h.written})
		}, func(r spokenRow) {
			r.group = h.Group
			words = append(words, r)
		})
		if err != nil {
			return err
		}
		if len(moved)+len(words) >= differenceRows {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// A statement that writes documents carries so many of them, or so many bytes:
// far below what any server takes in one packet.
const (
	documentsAtOnce     = 200
	documentBytesAtOnce = 1 << 20
)

// documents writes the documents that differ from the stored ones.
func (p *importing) documents(ctx context.Context, applied []rosterHead) error {
	var rows []storedDocument
	bytes := 0
	flush := func() error {
		err := documentTable.Upsert(ctx, p.tx, rows)
		rows, bytes = rows[:0], 0
		return err
	}
	for _, h := range applied {
		at := p.Stage.groups[h.Group].document
		if at.size == 0 {
			continue
		}
		document, err := p.spool.get(at, nil)
		if err != nil {
			return err
		}
		rows, bytes = append(rows, storedDocument{h.Group, document}), bytes+len(document)
		if len(rows) == documentsAtOnce || bytes >= documentBytesAtOnce {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

func (p *importing) write(ctx context.Context, query string, args ...any) error {
	if _, err := p.tx.ExecContext(ctx, query, args...); err != nil {
		return fmt.Errorf("write rosters: %w", err)
	}
	return nil
}
