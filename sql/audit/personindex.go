package audit

import (
	"context"
	"fmt"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/roster"
	"qunguan/sql/dbconn"
	"qunguan/sql/rosters"
)

// walkPersonIndex compares the index of people with the rosters that it was made from, a unit at a
// time: each row is one person's at most and stands in the roster, as many as were counted. Rosters
// imported since are no evidence.
func walkPersonIndex(ctx context.Context, tx *dbconn.Tx, heads map[string]rosterSeen, found func(ledger.Flaw)) error {
	var unit indexWalk
	err := rosters.EachIndexDocument(ctx, tx, func(code string, d roster.IndexDocument) error {
		if d.Bucket == roster.GroupsBucket { // the first of its unit
			unit.end(heads, found)
			unit = indexWalk{unit: code}
		}
		unit.take(code, d)
		return nil
	})
	unit.end(heads, found)
	return err
}

// indexWalk is one unit's index.
type indexWalk struct {
	unit   string
	groups []roster.IndexedGroup
	rows   []map[int]bool // by group, the rows that are somebody's
	broken string
	wrong  map[string]string // by group, what is wrong with it
}

func (w *indexWalk) take(unit string, d roster.IndexDocument) {
	var err error
	switch {
	case unit != w.unit:
		w.unit, w.broken = unit, unit
	case d.Bucket == roster.GroupsBucket:
		w.groups, err = roster.IndexedGroups(d.Content)
		w.rows, w.wrong = make([]map[int]bool, len(w.groups)), map[string]string{}
		for i := range w.rows {
			w.rows[i] = map[int]bool{}
		}
	default:
		err = roster.EachIndexed(d.Content, "", func(person string, rows []roster.IndexedRow) { w.person(person, rows) })
	}
	if err != nil {
		w.broken = fmt.Sprintf("%s/%d", unit, d.Bucket)
	}
}

func (w *indexWalk) person(person string, rows []roster.IndexedRow) {
	for _, r := range rows {
		if r.Group >= len(w.groups) {
			w.broken = w.unit + " " + person
			return
		}
		if w.rows[r.Group][r.Row] {
			w.wrong[w.groups[r.Group].Group] = fmt.Sprintf("%s, row %d twice", person, r.Row+1)
		}
		w.rows[r.Group][r.Row] = true
	}
}

func (w *indexWalk) end(heads map[string]rosterSeen, found func(ledger.Flaw)) {
	if w.broken != "" {
		found(ledger.Flaw{Kind: ledger.FlawIndexBroken, Detail: w.broken})
		return
	}
	for i, g := range w.groups {
		detail := w.wrong[g.Group]
		now, known := heads[g.Group]
		switch {
		case detail != "":
		case len(w.rows[i]) != g.Found:
			detail = fmt.Sprintf("%d rows instead of %d", len(w.rows[i]), g.Found)
		case !known || now.version > g.Version: // purged, claimed or imported since
		case now.version < g.Version || now.checksum != g.Checksum:
			detail = fmt.Sprintf("version %d of the roster, not %d", now.version, g.Version)
		default:
			for row := range w.rows[i] {
				if row >= now.rows {
					detail = fmt.Sprintf("row %d of %d", row+1, now.rows)
				}
			}
		}
		if detail != "" {
			found(ledger.Flaw{Kind: ledger.FlawIndex, Group: g.Group, Detail: detail})
		}
	}
}
