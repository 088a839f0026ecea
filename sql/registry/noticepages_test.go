package registry

import (
	"fmt"
	"strings"
	"testing"

	"qunguan/notify"
	"qunguan/notify/outbox"
)

// plan is what the engine says that it does to answer a question.
func plan(t *testing.T, s *Store, query string) string {
	t.Helper()
	explain := "EXPLAIN "
	if strings.HasSuffix(t.Name(), "/sqlite") {
		explain = "EXPLAIN QUERY PLAN "
	}
	rows := got(s.DB.QueryContext(t.Context(), explain+query))(t)
	defer func() { must(t, rows.Close()) }()
	names := got(rows.Columns())(t)
	var said []string
	for rows.Next() {
		row := make([]any, len(names))
		for i := range row {
			row[i] = new([]byte)
		}
		must(t, rows.Scan(row...))
		for i := range row {
			said = append(said, names[i]+" "+string(*row[i].(*[]byte)))
		}
	}
	must(t, rows.Err())
	return strings.Join(said, "\n")
}

// A page deep in the list of notices reads an index and sorts nothing; a list of nearly all notices would
// otherwise cost as much as all of it. Operators' notices, which go before all others, are found by their
// recipient and not among everything that is due.
func TestNoPageOfNoticesReadsTheOnesBeforeIt(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		var list []outbox.Notice
		for i := range 2000 {
			n := pending(fmt.Sprintf("n%05d", i))
			n.Recipient.Code = fmt.Sprint("P", i)
			switch {
			case i%100 == 0:
				n.Kind, n.Recipient = notify.KindOps, notify.Recipient{Type: notify.ToOps}
			case i%8 < 6:
				n.State, n.SentAt, n.ToldAt = outbox.Sent, n.CreatedAt, n.CreatedAt
			case i%8 == 6:
				n.State = outbox.Failed
			}
			list = append(list, n)
		}
		must(t, s.WriteNotices(t.Context(), nil, list))
		for query, index := range map[string]string{
			"SELECT seq FROM notices ORDER BY seq DESC LIMIT 21 OFFSET 600":                                                                                                         "notices_seq",
			"SELECT seq FROM notices WHERE state IN ('sent') ORDER BY seq DESC LIMIT 21 OFFSET 600":                                                                                 "notices_state",
			"SELECT seq FROM notices WHERE state IN ('sent') AND id NOT IN ('n00001', 'n00002') ORDER BY seq DESC LIMIT 21 OFFSET 600":                                              "notices_state",
			"SELECT seq FROM notices WHERE state IN ('failed') ORDER BY seq DESC LIMIT 21":                                                                                          "notices_state",
			"SELECT id FROM notices WHERE wake_ms >= 1 AND wake_ms <= 9999999999999 AND recipient_type = 'ops' AND recipient = '' AND kind = 'ops' ORDER BY wake_ms, seq LIMIT 100": "notices_recipient",
		} {
			said := plan(t, s, query)
			sorts := strings.Contains(said, "TEMP B-TREE") || strings.Contains(said, "filesort")
			if !strings.Contains(said, index) || sorts && index != "notices_recipient" {
				t.Errorf("want %s, and nothing sorted:\n%s\n%s", index, query, said)
			}
		}
		// The page itself, while some of its notices are claimed.
		claim(t, s, at(20, 11), "n01999", "n01991")
		for _, k := range []struct {
			state outbox.State
			page  int
			want  string
		}{
			{outbox.Sent, 1, "n01997 n01996 n01995"}, {outbox.Sent, 2, "n01994 n01993 n01992"}, {outbox.Pending, 1, "n01983 n01975 n01967"}, {outbox.Sending, 1, "n01999 n01991"},
		} {
			var ids []string
			for _, n := range got(s.Notices(t.Context(), outbox.Filter{States: []outbox.State{k.state}, Limit: 3, Offset: 3 * (k.page - 1)}))(t) {
				ids = append(ids, n.ID)
			}
			same(t, k.want, strings.Join(ids, " "))
		}
	})
}
