package rosters

import (
	"context"
	"errors"
	"strings"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/roster/staging"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/journal"
)

// claim hands the rosters and activity of unregistered platform groups to the
// groups of the batch that carry their 平台群号.
func (p *importing) claim(ctx context.Context, groups *intake.Packed[workgroup.Group]) error {
	if groups.Len() == 0 {
		return nil
	}
	unfiled, err := unfiledTable.All(ctx, p.tx, "")
	if err != nil {
		return err
	}
	known := make(map[string]bool, len(unfiled))
	for _, u := range unfiled {
		known[u.Key] = true
	}
	for g := range groups.All() {
		key := workgroup.UnfiledKey(g.Platform, g.Number)
		if g.Number == "" || !known[key] {
			continue
		}
		if err := p.takeOver(ctx, key, g.Code); err != nil {
			return err
		}
		p.result.Claimed[key] = g.Code
	}
	return nil
}

// takeOver moves everything read under an unfiled key to a group code. Of two
// rosters the newer one stays; one that this import brings counts as newer.
func (p *importing) takeOver(ctx context.Context, key, group string) error {
	heads, err := rosterTable.All(ctx, p.tx, " WHERE group_code IN (?, ?)", key, group)
	if err != nil {
		return err
	}
	var from, to rosterHead
	for _, h := range heads {
		if h.Group == key {
			from = h
		} else {
			to = h
		}
	}
	coming := p.Disposition(group).Applies()
	if !from.TakenAt.IsZero() {
		if coming || !to.TakenAt.IsZero() && !from.TakenAt.After(to.TakenAt) {
			err = p.retireRoster(ctx, key, group)
		} else {
			err = p.moveRoster(ctx, from, to, group)
		}
		if err != nil {
			return err
		}
	}
	for _, t := range []struct{ table, columns string }{
		{spokenTable.Name, strings.Join(spokenTable.Columns[1:], ", ")},
		{"roster_looks", "taken_ms"},
		{"activities", "taken_ms, last_ms, activity_on, messages, speakers, written_ms"},
	} {
		err := p.write(ctx, "INSERT INTO "+t.table+" (group_code, "+t.columns+") SELECT ?, "+t.columns+" FROM "+t.table+" WHERE group_code = ?"+
			p.tx.Dialect.Ignore("group_code"), group, key)
		if err == nil {
			err = p.write(ctx, "DELETE FROM "+t.table+" WHERE group_code = ?", key)
		}
		if err != nil {
			return err
		}
	}
	if err := p.write(ctx, "UPDATE account_changes SET group_code = ? WHERE group_code = ?", group, key); err != nil {
		return err
	}
	return p.write(ctx, "DELETE FROM unfiled_groups WHERE group_code = ?", key)
}

// retireRoster keeps of an older roster only when members spoke.
func (p *importing) retireRoster(ctx context.Context, key, group string) error {
	if err := p.keepSpoken(ctx, key, group); err != nil {
		return err
	}
	if err := p.write(ctx, "DELETE FROM roster_documents WHERE group_code = ?", key); err != nil {
		return err
	}
	if err := p.write(ctx, "DELETE FROM rosters WHERE group_code = ?", key); err != nil {
		return err
	}
	return errors.Join(journal.Gone(p.tx, documentTable.Name, key), journal.Gone(p.tx, rosterTable.Name, key))
}

// moveRoster makes the unfiled roster the group's.
func (p *importing) moveRoster(ctx context.Context, from, to rosterHead, group string) error {
	if !to.TakenAt.IsZero() {
		if err := p.retireRoster(ctx, group, group); err != nil {
			return err
		}
	}
	documents, err := documentTable.All(ctx, p.tx, " WHERE group_code = ?", from.Group)
	if err != nil {
		return err
	}
	for _, table := range []string{documentTable.Name, rosterTable.Name} {
		if err := p.write(ctx, "DELETE FROM "+table+" WHERE group_code = ?", from.Group); err != nil {
			return err
		}
		if err := journal.Gone(p.tx, table, from.Group); err != nil {
			return err
		}
	}
	from.Group, from.Version, from.Made = group, max(from.Version, to.Version)+1, staging.Made{}
	if err := rosterTable.Insert(ctx, p.tx, []rosterHead{from}); err != nil {
		return err
	}
	for i := range documents {
		documents[i].group = group
	}
	return documentTable.Insert(ctx, p.tx, documents)
}

// keepSpoken copies when members spoke from a stored roster to the history.
func (p *importing) keepSpoken(ctx context.Context, from, to string) error {
	var words []workgroup.Member
	var decoder roster.Decoder
	err := p.store.eachDocument(ctx, p.tx, []string{from}, "", func(h rosterHead, document []byte) error {
		if document == nil {
			return nil
		}
		for _, m := range decoder.Reading(h.Roster, document).Members {
			if w, ok := roster.WordsOf(&m); ok {
				words = append(words, w)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return keepWords(ctx, p.tx, to, words)
}
