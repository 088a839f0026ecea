package audit

import (
	"context"
	"errors"
	"fmt"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/dbconn"
	"qunguan/sql/rosters"
)

// walkRosters reads every roster, and names those that cannot be read, have other rows than their
// heads say, or rows that are not in the order of keys. It returns the rosters seen, by group.
func walkRosters(ctx context.Context, tx *dbconn.Tx, found func(ledger.Flaw)) (map[string]rosterSeen, error) {
	var decoder roster.Decoder
	seen := map[string]rosterSeen{}
	err := rosters.EachDocument(ctx, tx, func(h workgroup.Roster, version int64, document []byte) error {
		seen[h.Group] = rosterSeen{version, roster.Checksum(document), h.Rows}
		members, err := decoder.Decode(document)
		var newer *roster.VersionError
		switch {
		case errors.As(err, &newer):
			found(ledger.Flaw{Kind: ledger.FlawRosterNewer, Group: h.Group, Detail: fmt.Sprint("version ", newer.Version)})
		case err != nil || !inOrder(members):
			found(ledger.Flaw{Kind: ledger.FlawRoster, Group: h.Group, Detail: fmt.Sprint(len(document), " bytes")})
		case len(members) != h.Rows:
			found(ledger.Flaw{Kind: ledger.FlawRosterRows, Group: h.Group})
		}
		return nil
	})
	return seen, err
}

// rosterSeen is the part of a roster that the index of people is compared with.
type rosterSeen struct {
	version  int64
	checksum uint32
	rows     int
}

func inOrder(members []workgroup.Member) bool {
	before := ""
	for i := range members {
		key := members[i].Key()
		if i > 0 && key <= before {
			return false
		}
		before = key
	}
	return true
}
