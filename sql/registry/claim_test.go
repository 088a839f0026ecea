package registry

import (
	"testing"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/sql/dbconn"
	sqlledger "qunguan/sql/ledger"
)

// covers S5.4
func TestADigestLearnsWhatIsDueBesideIt(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		withCases(t, s, 1)
		row := func(id string, change func(*outbox.Notice)) outbox.Notice {
			n := pending(id, 1)
			n.Recipient, n.NotBefore = notify.Recipient{Type: notify.ToPerson, Code: "P1"}, at(20, 9)
			change(&n)
			return n
		}
		must(t, s.WriteNotices(t.Context(), nil, []outbox.Notice{
			row("due", func(*outbox.Notice) {}),
			row("rung", func(n *outbox.Notice) { n.Kind = notify.KindEscalation }),
			row("later", func(n *outbox.Notice) { n.NotBefore = at(20, 11) }),
			row("digest", func(n *outbox.Notice) { n.Kind, n.Cases = notify.KindDigest, nil }),
			row("done", func(n *outbox.Notice) { n.State, n.ToldAt = outbox.Sent, at(20, 9) }),
			row("other", func(n *outbox.Notice) { n.Recipient.Code = "P2" }),
		}))
		var due map[string][]string
		must(t, s.DB.Tx(t.Context(), func(tx *dbconn.Tx) (err error) {
			due, err = sqlledger.DueAboutCases(t.Context(), tx, []string{"P1", "P3"}, at(20, 10))
			return err
		}))
		same(t, map[string][]string{"P1": {"due", "rung"}}, due)
	})
}
