package registry

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/ledger"
	"qunguan/sql/base"
)

func TestExemptionsAreKeptAndEnd(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		e := ledger.Exemption{
			Rule: "group.zombie", Group: "G001", Reason: "汛期备用", Approver: "P1", From: "2026-11-23", Until: "2027-05-31",
		}
		id, err := s.AddExemption(t.Context(), e, time.Now())
		must(t, err)
		if err := s.EndExemption(t.Context(), id+1, "2026-12-01", "P9"); !errors.Is(err, base.ErrNotFound) {
			t.Errorf("ending one that is not there: %v", err)
		}
		must(t, s.EndExemption(t.Context(), id, "2026-12-01", "P9"))
		if err := s.EndExemption(t.Context(), id, "2026-12-02", "P9"); !errors.Is(err, base.ErrNotFound) {
			t.Errorf("ending one twice: %v", err)
		}
		got, err := s.Exemptions(t.Context())
		must(t, err)
		e.ID, e.EndedOn, e.EndedBy = id, "2026-12-01", "P9"
		if diff := cmp.Diff([]ledger.Exemption{e}, got); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
	})
}
