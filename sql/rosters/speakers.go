package rosters

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// Spoke stages when somebody last spoke, as a list of speakers says.
func (st *Stage) Spoke(_ context.Context, row intake.SpokenRow) error {
	if st.speakers == nil {
		st.speakers = map[string][]workgroup.Member{}
	}
	st.speakers[row.Group] = append(st.speakers[row.Group], workgroup.Member{Account: row.Account, Nickname: row.Nickname, SpokeAt: row.SpokeAt})
	return nil
}

// speak keeps the times of speaking: in the history, and with the members of the
// present rosters whose account or card the list names. The rosters stay as old
// as they are.
func (p *importing) speak(ctx context.Context) error {
	var encoder roster.Encoder
	groups := slices.Sorted(maps.Keys(p.speakers))
	for chunk := range slices.Chunk(groups, documentsAtOnce) {
		var documents []spokenDocument
		for _, group := range chunk {
			var words []workgroup.Member
			for _, m := range p.speakers[group] {
				if m.Account == "" {
					m.Account = "@" + strings.TrimSpace(m.Nickname)
				}
				if w, ok := wordsOf(&m); ok {
					words = append(words, w)
				}
			}
			some, err := spokenIn(&encoder, group, words)
			if err != nil {
				return err
			}
			documents = append(documents, some...)
		}
		if err := writeSpoken(ctx, p.tx, documents); err != nil {
			return err
		}
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
		if reading.Damage != nil || !heard(reading.Members, p.speakers[h.Group]) {
			return nil //nolint:nilerr // an unreadable roster is reported where it is judged
		}
		changed, err := encoder.Append(nil, reading.Members)
		if err != nil {
			return err
		}
		h.spoken, h.version, h.written, h.made = true, h.version+1, p.info.WrittenAt, madeOf{}
		heads, rows = append(heads, h), append(rows, storedDocument{h.Group, changed})
		return nil
	})
	if err != nil {
		return err
	}
	p.spoke += len(heads)
	if err := documentTable.Upsert(ctx, p.tx, rows); err != nil {
		return err
	}
	return rosterTable.Upsert(ctx, p.tx, heads)
}

// heard gives members the later times of speaking and reports whether there was any. A speaker named
// without an account is the only member with that card.
func heard(members, speakers []workgroup.Member) bool {
	accounts, cards := map[string]time.Time{}, map[string]time.Time{}
	for _, s := range speakers {
		if s.Account != "" {
			later(accounts, s.Key(), s.SpokeAt)
		} else {
			later(cards, strings.TrimSpace(s.Nickname), s.SpokeAt)
		}
	}
	bearers := map[string]int{}
	for _, m := range members {
		bearers[strings.TrimSpace(m.Nickname)]++
	}
	found := false
	for i := range members {
		m := &members[i]
		at := accounts[m.Key()]
		if card := strings.TrimSpace(m.Nickname); card != "" && bearers[card] == 1 && cards[card].After(at) {
			at = cards[card]
		}
		if at.After(m.SpokeAt) {
			m.SpokeAt, found = at, true
		}
	}
	return found
}

func later(times map[string]time.Time, key string, at time.Time) {
	if at.After(times[key]) {
		times[key] = at
	}
}
