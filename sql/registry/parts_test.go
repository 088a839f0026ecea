package registry

import (
	"testing"

	"github.com/google/go-cmp/cmp/cmpopts"

	"qunguan/reconcile"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/roster"
)

// someParts are parts of one run: one opens cases, one changes and closes some and sees others, one is
// held, one lets a release through, and one finds nothing.
func someParts(t *testing.T, s *Store) []reconcile.Part {
	t.Helper()
	ctx := t.Context()
	must(t, s.CommitParts(ctx, part(newCase("G1", "a"), newCase("G1", "b"), newCase("G2", "c"))))
	hold := part()
	hold.Unit, hold.Held = "U004", &reconcile.Held{Job: hold.Job, Unit: "U004", HeldAt: hold.Moment, Trip: reconcile.GuardTrip{Reason: "max_new_cases", New: 300}}
	must(t, s.CommitParts(ctx, hold))
	must(t, s.ReleaseHeld(ctx, got(s.HeldParts(ctx))(t)[0].ID, "P1", "核对过了", at(20, 9)))
	cases := allCases(t, s)

	opens := part(newCase("G5", "x"), newCase("G5", "y"))
	opens.Unit, opens.Baseline = "U002", []string{"member.unknown", "member.card"}
	opens.Index = []roster.IndexDocument{{Bucket: 1, Content: []byte("one")}, {Bucket: 2, Content: []byte("two")}}
	changes := change(ledger.EventClosed, cases[0], func(c *ledger.Case) { *c = ledger.Close(*c, ledger.Fixed, "2026-11-27") })
	titled := cases[1]
	titled.Title = "新的题目"
	changes.Plan.Changes = append(changes.Plan.Changes, reconcile.Change{Event: ledger.EventUpdated, Before: cases[1], After: titled})
	changes.Plan.Seen = []reconcile.Seen{{ID: cases[2].ID, DataAt: at(27, 8)}}
	changes.Index = []roster.IndexDocument{{Bucket: 2, Content: []byte("three")}}
	held := part(newCase("G6", "z"))
	held.Unit, held.Held = "U003", &reconcile.Held{Job: held.Job, Unit: "U003", HeldAt: at(27, 9), Trip: reconcile.GuardTrip{Reason: "max_new_share", New: 1}}
	passes := part(newCase("G7", "w"))
	passes.Unit, passes.Released, passes.Baseline = "U004", got(s.ReleasedPart(ctx, passes.Job, "U004"))(t).ID, []string{"member.card"}
	nothing := part()
	nothing.Unit = "U005"
	parts := []reconcile.Part{opens, changes, held, passes, nothing}
	for i := range parts {
		parts[i].Moment = at(27, 9)
	}
	return parts
}

// written is what the parts left behind.
func written(t *testing.T, s *Store) any {
	t.Helper()
	ctx := t.Context()
	cases := allCases(t, s)
	var steps []ledger.Step
	for _, c := range cases {
		steps = append(steps, got(s.Steps(ctx, c.ID))(t)...)
	}
	var index []struct {
		Unit    string `db:"unit"`
		Bucket  int    `db:"bucket"`
		Content []byte `db:"content"`
	}
	must(t, s.DB.SelectContext(ctx, &index, "SELECT unit, bucket, content FROM person_index ORDER BY unit, bucket"))
	return []any{cases, steps, got(s.HeldParts(ctx))(t), got(s.Baselines(ctx, []string{"member.unknown", "member.card"}))(t), index}
}

func TestPartsTogetherAreAsEachAlone(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		must(t, s.CommitParts(t.Context(), someParts(t, s)...))
		together := written(t, s)
		t.Run("alone", func(t *testing.T) {
			each(t, func(t *testing.T, s *Store) {
				for _, p := range someParts(t, s) {
					must(t, s.CommitParts(t.Context(), p))
				}
				same(t, together, written(t, s), cmpopts.IgnoreFields(ledger.Step{}, "WrittenAt"))
			})
		})
	})
}

// One that cannot be written takes the others back.
func TestOfPartsTogetherAllAreWrittenOrNone(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		parts := someParts(t, s)
		before := written(t, s)
		parts[4].Plan.Changes = []reconcile.Change{{Event: ledger.EventOpened, After: newCase("G1", "A")}} // as a
		isError(t, s.CommitParts(t.Context(), parts...), ledger.ErrMoved)
		same(t, before, written(t, s))
	})
}
