package rosters

import (
	"context"
	"fmt"
	"slices"

	"qunguan/reconcile/roster"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
	"qunguan/sql/directory"
)

// rosters applies the staged rosters.
func (p *importing) rosters(ctx context.Context) error {
	groups := p.groupsThat(func(group string, g *staged) bool {
		if g.hasRoster {
			p.result.Rosters[p.dispositions[group]]++
		}
		return g.hasRoster && p.dispositions[group].Applies()
	})
	for chunk := range slices.Chunk(groups, base.InList) {
		if err := p.apply(ctx, chunk); err != nil {
			return err
		}
	}
	return nil
}

// apply applies some groups' rosters.
func (p *importing) apply(ctx context.Context, groups []string) error {
	applied, err := p.heads(ctx, groups)
	if err != nil {
		return err
	}
	if err := p.moves(ctx, applied); err != nil {
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

// heads are those of groups whose rosters are applied, after making sure that the stored ones are as
// Settle compared them.
func (p *importing) heads(ctx context.Context, groups []string) ([]rosterHead, error) {
	heads, err := rosterTable.All(ctx, p.tx, " WHERE group_code IN ("+dbconn.In(len(groups))+")"+p.tx.Dialect.ForUpdate(), base.Args(groups)...)
	if err != nil {
		return nil, err
	}
	stored := make(map[string]rosterHead, len(heads))
	for _, h := range heads {
		stored[h.Group] = h
	}
	list := make([]rosterHead, 0, len(groups))
	for _, group := range groups {
		g, before := p.groups[group], stored[group]
		if before.version != g.version {
			return nil, ErrMeanwhile
		}
		h := rosterHead{Roster: g.head(group), spoken: g.spoken, written: p.info.WrittenAt, version: g.version + 1, made: g.madeOf()}
		h.rest(before.Roster, p.info.ByHand)
		list = append(list, h)
	}
	return list, nil
}

// moves writes arrivals and departures, dated by the roster that tells them.
func (p *importing) moves(ctx context.Context, applied []rosterHead) error {
	var moved []directory.AccountChange
	flush := func() error {
		err := directory.WriteAccountChanges(ctx, p.tx, moved)
		moved = moved[:0]
		return err
	}
	var buffers buffers
	for _, h := range applied {
		text, err := p.spool.unpacked(p.groups[h.Group].moves, &buffers)
		if err != nil {
			return err
		}
		err = eachMove(text, func(key string, left bool) {
			moved = append(moved, directory.AccountChange{Group: h.Group, AccountKey: key, Left: left, At: h.TakenAt, WrittenAt: h.written})
		})
		if err != nil {
			return err
		}
		if len(moved) >= movesAtOnce {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// A statement carries so many arrivals and departures, or so many documents, or
// so many bytes of them: far below what any server takes in one packet.
const (
	movesAtOnce         = 1000
	documentsAtOnce     = 200
	documentBytesAtOnce = 1 << 20
)

// documents writes the documents that differ from the stored ones, and those of
// the times of speaking that the stored ones are about to forget.
func (p *importing) documents(ctx context.Context, applied []rosterHead) error {
	var rows []storedDocument
	var spoken []spokenDocument
	bytes := 0
	flush := func() error {
		if err := writeSpoken(ctx, p.tx, spoken); err != nil {
			return err
		}
		err := documentTable.Upsert(ctx, p.tx, rows)
		rows, spoken, bytes = rows[:0], spoken[:0], 0
		return err
	}
	for _, h := range applied {
		g := p.groups[h.Group]
		var own [2][]byte // they are kept until they are written
		words, err := p.spool.get(g.words, &own[0])
		if err != nil {
			return err
		}
		document, err := p.spool.get(g.document, &own[1])
		if err != nil {
			return err
		}
		if len(words) > 0 {
			spoken = append(spoken, spokenDocument{h.Group, g.newest, g.oldest, int64(roster.Checksum(words)), words})
		}
		if len(document) > 0 {
			rows = append(rows, storedDocument{h.Group, document})
		}
		bytes += len(words) + len(document)
		if len(rows)+len(spoken) >= documentsAtOnce || bytes >= documentBytesAtOnce {
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
