package rosters

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"qunguan/reconcile/roster"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// Reword gives the rows of the groups' newest rosters to change, which may put other texts into a row
// and reports whether it did, and writes the rosters that have a changed row. It returns their
// groups. An unreadable roster is an error: its contents are not known.
func (s *Store) Reword(ctx context.Context, tx *dbconn.Tx, groups []string, change func(group string, m *workgroup.Member) bool) ([]string, error) {
	var rows []storedDocument
	var decoder roster.Decoder
	var encoder roster.Encoder
	err := s.eachDocument(ctx, tx, groups, "", func(h rosterHead, document []byte) error {
		if document == nil {
			return nil
		}
		r := decoder.Reading(h.Roster, document)
		if r.Damage != nil {
			return fmt.Errorf("read the roster of group %s: %w", h.Group, r.Damage)
		}
		changed := false
		for i := range r.Members {
			changed = change(h.Group, &r.Members[i]) || changed
		}
		if !changed {
			return nil
		}
		slices.SortFunc(r.Members, func(a, b workgroup.Member) int { return strings.Compare(a.Key(), b.Key()) })
		text, err := encoder.Append(nil, r.Members)
		if err != nil {
			return fmt.Errorf("write the roster of group %s: %w", h.Group, err)
		}
		rows = append(rows, storedDocument{h.Group, text})
		return nil
	})
	if err != nil {
		return nil, err
	}
	codes := make([]string, len(rows))
	for i, r := range rows {
		codes[i] = r.group
		// An import that has compared with the rows meanwhile must compare anew.
		if _, err := tx.ExecContext(ctx, "UPDATE rosters SET version = version + 1, made_of = x'' WHERE group_code = ?", r.group); err != nil {
			return nil, fmt.Errorf("move the roster's version: %w", err)
		}
	}
	return codes, documentTable.Upsert(ctx, tx, rows)
}

// wordsPage is how many documents of the history are looked through at a time.
const wordsPage = 100

// RewordSpoken gives the words of every group's history to change, which may put other texts into
// them and reports whether it did, and writes the documents that have changed ones. An unreadable
// document is an error: its contents are not known.
func (s *Store) RewordSpoken(ctx context.Context, tx *dbconn.Tx, change func(group string, words *workgroup.Member) bool) error {
	var decoder roster.Decoder
	var last spokenDocument
	for {
		page, err := spokenTable.All(ctx, tx, " WHERE group_code > ? OR group_code = ? AND (newest_ms > ? OR newest_ms = ? AND checksum > ?)"+
			" ORDER BY group_code, newest_ms, checksum LIMIT ?", last.group, last.group, base.MS(last.Newest), base.MS(last.Newest), last.checksum, wordsPage)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, d := range page {
			words, err := decoder.Words(d.Document)
			if err != nil {
				return fmt.Errorf("read the words of old of group %s: %w", d.group, err)
			}
			changed := false
			for i := range words {
				changed = change(d.group, &words[i]) || changed
			}
			if !changed {
				continue
			}
			if err := replaceSpoken(ctx, tx, []spokenDocument{d}, words); err != nil {
				return err
			}
		}
		last = page[len(page)-1]
	}
}
