package registry

import (
	"testing"

	"qunguan/notify/outbox"
)

func TestADueNoticeSaysWhatWasWritten(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		withCases(t, s, 1)
		want := pending("n1", 1)
		must(t, s.WriteNotices(t.Context(), nil, []outbox.Notice{want}))
		due := got(s.Due(t.Context(), at(20, 11), 10))(t)
		same(t, 1, len(due))
		doc, refs, err := due[0].Unread.Whole()
		must(t, err)
		same(t, want.Document, doc)
		same(t, want.Refs, refs)
		due[0].Unread, due[0].Document, due[0].Refs = nil, doc, refs
		want.Cases, want.Hops = nil, nil // nobody asks for them here
		same(t, want, due[0])
	})
}
