package rosters

import (
	"context"
	"maps"
	"slices"
	"strings"

	"qunguan/reconcile/roster"
	"qunguan/reconcile/roster/staging"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// speak keeps the times of speaking: in the history, and with the members of the
// present rosters whose account or card the list names. The rosters stay as old
// as they are.
func (p *importing) speak(ctx context.Context) error {
	groups := slices.Sorted(maps.Keys(p.Speakers()))
	for _, group := range groups {
		var words []workgroup.Member
		for _, m := range p.Speakers()[group] {
			if m.Account == "" {
				m.Account = "@" + strings.TrimSpace(m.Nickname)
			}
			if w, ok := roster.WordsOf(&m); ok {
				words = append(words, w)
			}
		}
		if err := keepWords(ctx, p.tx, group, words); err != nil {
			return err
		}
	}
	for chunk := range slices.Chunk(groups, documentsAtOnce) {
		if err := p.speakNow(ctx, chunk); err != nil {
			return err
		}
	}
	return nil
}

// speakNow writes the times into the documents of the present rosters.
func (p *importing) speakNow(ctx context.Context, groups []string) error {
	// Another import may be about to replace them.
	_, err := rosterTable.All(ctx, p.tx, " WHERE group_code IN ("+dbconn.In(len(groups))+")"+p.tx.Dialect.ForUpdate(), base.Args(groups)...)
	if err != nil {
		return err
	}
	var heads []rosterHead
	var rows []storedDocument
	var decoder roster.Decoder
	var encoder roster.Encoder
	err = p.store.eachDocument(ctx, p.tx, groups, "", func(h rosterHead, document []byte) error {
		if document == nil {
			return nil
		}
		reading := decoder.Reading(h.Roster, document)
		if reading.Damage != nil || !roster.Heard(reading.Members, p.Speakers()[h.Group]) {
			return nil //nolint:nilerr // an unreadable roster is reported where it is judged
		}
		changed, err := encoder.Append(nil, reading.Members)
		if err != nil {
			return err
		}
		h.Spoken, h.Version, h.written, h.Made = true, h.Version+1, p.info.WrittenAt, staging.Made{}
		heads, rows = append(heads, h), append(rows, storedDocument{h.Group, changed})
		return nil
	})
	if err != nil {
		return err
	}
	p.newer += len(heads)
	if err := documentTable.Upsert(ctx, p.tx, rows); err != nil {
		return err
	}
	return rosterTable.Upsert(ctx, p.tx, heads)
}
