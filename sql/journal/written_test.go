package journal_test

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"qunguan/sql/journal"
)

// noted are the functions' files that write to audited tables by a statement of
// their own and note in the journal what they write. Everything else writes by
// base.Table, base.InsertRow and base.UpdateRows, which note by themselves.
var noted = map[string][]string{
	"../ledger/commit.go":            {"cases", "rule_baselines"}, // seen moves free columns only
	"../ledger/tell.go":              {"cases"},
	"../ledger/notifications.go":     {"tellings", "notices"},
	"../ledger/withdraw.go":          {"notices"},
	"../ledger/save.go":              {"notices"},
	"../ledger/claim.go":             {"notices"},    // when it is tried again is free
	"../ledger/spotdraws.go":         {"spot_draws"}, // a draw is put in again at once
	"../directory/answered.go":       {"work_groups"},
	"../directory/filingrequests.go": {"filing_requests", "work_groups"}, // a request is put in again at once
	"../rosters/claims.go":           {"roster_documents", "rosters"},
	// audit.Store.Erase, around these, records what they leave.
	"../erasure/reports.go":          {"cases", "case_steps"},
	"../erasure/changes.go":          {"routes", "bindings", "said_identities", "cases", "case_steps", "exemptions", "absences", "notices"},
	"../audit/purge.go":              {"notices"},                     // names and titles are free
	"../rosters/erase.go":            {"rosters"},                     // the version is free
	"../rosters/retentionrosters.go": {"rosters", "roster_documents"}, // the version is free
}

var statement = regexp.MustCompile(`"(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO) ([a-z_]+)`)

// A statement that changes audited rows beside the journal would be reported
// as a change by hand, at every office, every week.
func TestWhoWritesAuditedTablesByAStatementNotesIt(t *testing.T) {
	err := fs.WalkDir(os.DirFS(".."), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasPrefix(path, "migrations/") {
			return err
		}
		text, err := os.ReadFile("../" + path)
		if err != nil {
			return err
		}
		for _, m := range statement.FindAllStringSubmatch(string(text), -1) {
			if journal.Of(m[1]) != nil && !slices.Contains(noted["../"+path], m[1]) {
				t.Errorf("sql/%s writes to %s by a statement of its own: use base.Table, base.InsertRow or base.UpdateRows, or note it (package journal) and say so here", path, m[1])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
