package registry

import (
	"fmt"
	"testing"

	"qunguan/notify"
	"qunguan/notify/outbox"
)

func TestADueNoticeSaysWhatWasWritten(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		withCases(t, s, 1)
		want := pending("n1", 1)
		must(t, s.WriteNotices(t.Context(), nil, []outbox.Notice{want}))
		due := dueAt(t, s, at(20, 11), 10)
		same(t, 1, len(due))
		doc, refs, err := due[0].Unread.Whole()
		must(t, err)
		same(t, want.Document, doc)
		same(t, want.Refs, refs)
		due[0].Unread, due[0].Document, due[0].Refs = nil, doc, refs
		want.Cases, want.Hops = nil, nil // not asked for here
		same(t, want, due[0])
	})
}

func TestALargeComposeGoesThroughInOnePiece(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		withCases(t, s, 50)
		var list []outbox.Notice
		for i := range 300 {
			n := pending(fmt.Sprintf("n%03d", i))
			n.Recipient = notify.Recipient{Type: notify.ToPerson, Code: fmt.Sprint("P", i)}
			for c := range 50 {
				n.Cases = append(n.Cases, int64(c+1))
			}
			list = append(list, n)
		}
		must(t, s.WriteNotices(t.Context(), nil, list))
		due := dueAt(t, s, at(20, 11), 1000)
		same(t, 300, len(due))
		same(t, "n000", due[0].ID)
		same(t, 50, len(notice(t, s, due[299].ID).Cases))
	})
}
