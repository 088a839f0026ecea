package rosters

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"
	"time"

	"qunguan/reconcile/roster"
	"qunguan/reconcile/roster/staging"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// rosterHead is a row of rosters.
type rosterHead struct {
	staging.Head
	written time.Time
}

var rosterTable = base.Table[rosterHead]{
	Name: "rosters", Keys: 1,
	Columns: []string{"group_code", "taken_ms", "member_count", "has_nicknames", "has_spoken", "written_ms", "version", "full_ms", "looked_ms", "made_of"},
	Fields: func(r *rosterHead) []any {
		return []any{&r.Group, base.Moment(&r.TakenAt), &r.Rows, &r.HasNicknames, &r.Spoken, base.Moment(&r.written), &r.Version, base.Moment(&r.FullAt), base.Moment(&r.LookedAt), madeColumn{&r.Made}}
	},
}

// madeColumn is the stored form of staging.Made: its bytes; none for zero.
type madeColumn struct{ *staging.Made }

// Scan reads the bytes.
func (c madeColumn) Scan(src any) error {
	b, ok := src.([]byte)
	if !ok && src != nil {
		return fmt.Errorf("made_of from %T", src)
	}
	*c.Made = staging.Made{}
	copy(c.Made[:], b)
	return nil
}

// Value writes the bytes.
func (c madeColumn) Value() (driver.Value, error) {
	if *c.Made == (staging.Made{}) {
		return []byte{}, nil
	}
	return c.Made[:], nil
}

// storedDocument is a row of roster_documents: the rows of a group's roster.
type storedDocument struct {
	group    string
	document []byte
}

var documentTable = base.Table[storedDocument]{
	Name: "roster_documents", Keys: 1,
	Columns: []string{"group_code", "content"},
	Fields:  func(d *storedDocument) []any { return []any{&d.group, &d.document} },
}

// Rosters gives the newest applied roster of each group that has one. Groups
// are codes or workgroup.UnfiledKey.
func (s *Store) Rosters(ctx context.Context, groups []string) (map[string]workgroup.Roster, error) {
	heads, err := rosterTable.Within(ctx, s.DB, "group_code", groups)
	if err != nil {
		return nil, err
	}
	rosters := make(map[string]workgroup.Roster, len(heads))
	for _, h := range heads {
		rosters[h.Group] = h.Roster
	}
	return rosters, nil
}

// EachRoster calls fn for every group that has a roster with rows, in the
// order of groups by bytes. A reading and its members are good until fn
// returns; an error of fn ends it. fn must not write to the store: on SQLite
// the read would see none of it, and on MySQL it holds a connection meanwhile.
func (s *Store) EachRoster(ctx context.Context, groups []string, fn func(roster.Reading) error) error {
	var decoder roster.Decoder
	return s.eachDocument(ctx, s.DB, groups, "", func(h rosterHead, document []byte) error {
		if document == nil {
			return nil
		}
		r := decoder.Reading(h.Roster, document)
		r.Version = h.Version
		return fn(r)
	})
}

// eachDocument calls fn for every group's head with its document, nil where
// the rows were purged, in the order of groups. The document is the driver's
// own memory.
func (s *Store) eachDocument(ctx context.Context, q dbconn.Querier, groups []string, where string, fn func(h rosterHead, document []byte) error) error {
	groups = slices.Compact(slices.Sorted(slices.Values(groups)))
	for chunk := range slices.Chunk(groups, base.InList) {
		err := eachDocumentOf(ctx, q, " WHERE r.group_code IN ("+dbconn.In(len(chunk))+")"+where, base.Args(chunk), fn)
		if err != nil {
			return err
		}
	}
	return nil
}

// EachDocument calls fn with every roster that has rows, its version and its
// document, in the order of groups, as the transaction sees them. The document
// is the driver's own memory.
func EachDocument(ctx context.Context, tx *dbconn.Tx, fn func(r workgroup.Roster, version int64, document []byte) error) error {
	return eachDocumentOf(ctx, tx, " WHERE d.group_code IS NOT NULL", nil, func(h rosterHead, document []byte) error { return fn(h.Roster, h.Version, document) })
}

func eachDocumentOf(ctx context.Context, q dbconn.Querier, where string, args []any, fn func(h rosterHead, document []byte) error) error {
	rows, err := q.QueryContext(ctx, "SELECT r."+strings.Join(rosterTable.Columns, ", r.")+", d.content"+
		" FROM rosters r LEFT JOIN roster_documents d ON d.group_code = r.group_code"+where+" ORDER BY r.group_code", args...)
	if err != nil {
		return fmt.Errorf("read rosters: %w", err)
	}
	defer base.CloseRows(rows)
	var h rosterHead
	var document sql.RawBytes
	dest := append(rosterTable.Fields(&h), &document)
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return fmt.Errorf("read rosters: %w", err)
		}
		if err := fn(h, document); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read rosters: %w", err)
	}
	return nil
}

// UnfiledGroup is a platform group that nobody registered.
type UnfiledGroup = workgroup.UnregisteredGroup

// storedUnfiled is a row of unfiled_groups.
type storedUnfiled struct{ UnfiledGroup }

var unfiledTable = base.Table[storedUnfiled]{
	Name: "unfiled_groups", Keys: 1,
	Columns: []string{"group_code", "platform", "platform_number", "name", "first_seen_ms", "last_seen_ms"},
	Fields: func(u *storedUnfiled) []any {
		return []any{&u.Key, &u.Platform, &u.Number, &u.Name, base.Moment(&u.FirstSeen), base.Moment(&u.LastSeen)}
	},
}

// UnfiledGroups lists the platform groups without a registered group, by key.
func (s *Store) UnfiledGroups(ctx context.Context) ([]UnfiledGroup, error) {
	var list []UnfiledGroup
	var keys []string
	err := unfiledTable.Read(ctx, s.DB, func(u storedUnfiled) error {
		list, keys = append(list, u.UnfiledGroup), append(keys, u.Key)
		return nil
	}, " ORDER BY group_code")
	if err != nil {
		return nil, err
	}
	rosters, err := s.Rosters(ctx, keys)
	if err != nil {
		return nil, err
	}
	for i := range list {
		list[i].Rows = rosters[list[i].Key].Rows
	}
	return list, nil
}
