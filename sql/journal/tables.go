// Package journal records, in the transaction of a change, the changed rows of audited tables, so
// that a change by hand is found. It knows the audited tables, their keys and their personal columns;
// the meaning of the rows it does not know.
package journal

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// Table is an audited table.
type Table struct {
	Name string
	Keys []string
	// Free are columns that the program moves without a record: each says only
	// what the next run would find again.
	Free []string
	// Personal are columns with personal data: they can be erased, and then no trace of their former
	// values is left.
	Personal []string
	// HashedKey: the last part of the key is an account. The journal keeps a
	// digest of it.
	HashedKey bool
	// Later: the table is audited since a later release than the first journal.
	// A registry that has a journal begins with it on its own.
	Later bool
}

// Tables lists the audited tables, in the order in which they are checked.
var Tables = []Table{
	{Name: "units", Keys: []string{"code"}},
	{Name: "people", Keys: []string{"code"}, Personal: []string{"name", "mobile", "email", "accounts"}},
	{Name: "work_groups", Keys: []string{"code"}},
	{Name: "bindings", Keys: []string{"platform", "account_key"}, Personal: []string{"account", "outsider"}, HashedKey: true},
	{Name: "official_accounts", Keys: []string{"code"}},
	{Name: "apps", Keys: []string{"code"}},
	{Name: "filings", Keys: []string{"code"}},
	{Name: "filing_requests", Keys: []string{"id"}},
	{Name: "routes", Keys: []string{"target_type", "target", "channel"}, Personal: []string{"address"}},
	{Name: "rosters", Keys: []string{"group_code"}, Free: []string{"version", "made_of"}},
	{Name: "roster_documents", Keys: []string{"group_code"}, Personal: []string{"content"}},
	{Name: "rosters_by_hand", Keys: []string{"id"}},
	{Name: "rule_baselines", Keys: []string{"rule", "unit"}},
	{Name: "cases", Keys: []string{"id"}, Free: []string{"last_seen_on", "data_ms"}, Personal: []string{"subject_key", "account", "title", "evidence", "objection"}},
	{Name: "case_steps", Keys: []string{"id"}, Personal: []string{"note"}},
	{Name: "tellings", Keys: []string{"case_id", "life", "group_code", "rung_kind", "rung_step", "rung_target", "rung_office"}},
	{Name: "exemptions", Keys: []string{"id"}, Personal: []string{"reason"}},
	{Name: "absences", Keys: []string{"id"}, Personal: []string{"reason"}},
	{Name: "held_parts", Keys: []string{"id"}},
	{Name: "group_decisions", Keys: []string{"id"}, Personal: []string{"reason"}},
	{Name: "said_identities", Keys: []string{"id"}, Personal: []string{"account", "card", "outsider"}},
	{Name: "form_uses", Keys: []string{"form"}},
	{Name: "link_renewals", Keys: []string{"id"}},
	{Name: "audit_overrides", Keys: []string{"id"}},
	{Name: "page_views", Keys: []string{"id"}},
	{Name: "api_tokens", Keys: []string{"id"}},
	{Name: "spot_draws", Keys: []string{"period"}, Later: true},
	// The free ones: the columns that seals and erasures answer for, and the moment of a notice's
	// next try.
	{Name: "notices", Keys: []string{"id"}, Later: true, Free: []string{
		"seq", "recipient_name", "title", "channel", "route_seq", "next_ms", "wake_ms", "tried_ms", "attempts", "route_attempts", "doubts", "last_error", "version",
	}},
}

var byName = func() map[string]*Table {
	m := map[string]*Table{}
	for i := range Tables {
		m[Tables[i].Name] = &Tables[i]
	}
	return m
}()

// Of is the audited table of the name; nil if it is none.
func Of(name string) *Table { return byName[name] }

// Key is a row's key in the journal, from the parts of its key in the table.
func (t *Table) Key(parts ...string) string {
	if t.HashedKey {
		sum := sha256.Sum256([]byte(parts[len(parts)-1]))
		parts = append(slices.Clone(parts[:len(parts)-1]), "#"+hex.EncodeToString(sum[:8]))
	}
	return strings.Join(parts, "\x00")
}

func (t *Table) free(column string) bool { return slices.Contains(t.Free, column) }

// IsPersonal reports whether the column has personal data.
func (t *Table) IsPersonal(column string) bool { return slices.Contains(t.Personal, column) }
