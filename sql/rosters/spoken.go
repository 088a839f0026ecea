package rosters

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"qunguan/reconcile/roster"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// spokenDocument is a row of spoken_documents: times of speaking that a roster
// of the group held, or a list of speakers, and the present roster does not.
// The same words make the same row.
type spokenDocument struct {
	roster.Words

	group    string
	checksum int64 // of the document
}

var spokenTable = base.Table[spokenDocument]{
	Name: "spoken_documents", Keys: 3,
	Columns: []string{"group_code", "newest_ms", "checksum", "oldest_ms", "content"},
	Fields: func(d *spokenDocument) []any {
		return []any{&d.group, base.Moment(&d.Newest), &d.checksum, base.Moment(&d.Oldest), &d.Document}
	},
	Fresh: func() spokenDocument { return spokenDocument{} },
}

// writeSpoken adds documents to the history.
func writeSpoken(ctx context.Context, tx *dbconn.Tx, documents []spokenDocument) error {
	return spokenTable.Write(ctx, tx, documents, tx.Dialect.Ignore("group_code"))
}

// replaceSpoken puts one document of words, which it sorts, in the place of some
// of one group.
func replaceSpoken(ctx context.Context, tx *dbconn.Tx, old []spokenDocument, words []workgroup.Member) error {
	for _, d := range old {
		_, err := tx.ExecContext(ctx, "DELETE FROM spoken_documents WHERE group_code = ? AND newest_ms = ? AND checksum = ?", d.group, base.MS(d.Newest), d.checksum)
		if err != nil {
			return fmt.Errorf("remove words: %w", err)
		}
	}
	return keepWords(ctx, tx, old[0].group, words)
}

// keepWords adds words of one group, which it sorts, to the history.
func keepWords(ctx context.Context, tx *dbconn.Tx, group string, words []workgroup.Member) error {
	w, err := new(roster.Encoder).Words(nil, words)
	if err != nil || len(w.Document) == 0 {
		return err
	}
	return writeSpoken(ctx, tx, []spokenDocument{{w, group, int64(roster.Checksum(w.Document))}})
}

// members finds the newest words in the stored rosters. Nothing is known from
// a document that cannot be read.
func (l *lastActivity) members(ctx context.Context) error {
	return l.eachDocument(ctx, l.DB, l.groups, " AND r.has_spoken = 1", func(h rosterHead, document []byte) error {
		if document == nil {
			return nil
		}
		for _, m := range l.decoder.Reading(h.Roster, document).Members {
			if words, ok := roster.WordsOf(&m); ok {
				l.heard(h.Group, &words)
			}
		}
		return nil
	})
}

// heard takes words over that are newer than the group's known ones.
func (l *lastActivity) heard(group string, words *workgroup.Member) {
	at, best := base.MS(words.SpokeAt), l.spoken[group]
	if at > base.MS(l.moment) || at < best.at || at == best.at && words.Account >= best.account || l.robot(words.Account, words.Nickname) {
		return
	}
	l.spoken[group] = spoken{at, strings.Clone(words.Account)}
}

// before asks the history, where older rosters knew of later words: a member
// left, or the run looks back.
func (l *lastActivity) before(ctx context.Context) error {
	var later []string
	in, args := l.in()
	err := l.eachMax(ctx, func(group string, newest int64, _ string) {
		if newest > l.spoken[group].at {
			later = append(later, group)
		}
	}, "SELECT group_code, MAX(newest_ms), '' FROM spoken_documents WHERE group_code"+in+" GROUP BY group_code", args...)
	if err != nil {
		return err
	}
	for _, group := range later {
		if err := l.search(ctx, group); err != nil {
			return err
		}
	}
	return nil
}

// search goes back through a group's history until it holds nothing newer than
// the known words. Where a document cannot be read nothing is known of the
// group, neither that it is silent nor that it is not.
func (l *lastActivity) search(ctx context.Context, group string) error {
	known := l.spoken[group].at
	rows, err := l.DB.QueryContext(ctx, "SELECT newest_ms, content FROM spoken_documents"+
		" WHERE group_code = ? AND newest_ms > ? AND oldest_ms <= ? ORDER BY newest_ms DESC, checksum", group, known, base.MS(l.moment))
	if err != nil {
		return fmt.Errorf("read words of old: %w", err)
	}
	defer base.CloseRows(rows)
	var newest int64
	var document sql.RawBytes
	for rows.Next() {
		if err := rows.Scan(&newest, &document); err != nil {
			return fmt.Errorf("read words of old: %w", err)
		}
		if newest < l.spoken[group].at {
			return nil
		}
		words, err := l.decoder.Words(document)
		if err != nil {
			l.unread[group] = true
			return nil // the group counts as one that nothing is known of
		}
		for i := range words {
			l.heard(group, &words[i])
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read words of old: %w", err)
	}
	return nil
}
