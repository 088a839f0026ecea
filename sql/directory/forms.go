package directory

import (
	"context"
	"fmt"
	"time"

	"qunguan/reconcile/answer"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// formUse is a form that was sent.
type formUse struct {
	answer.Form
	at time.Time
}

var formTable = base.Table[formUse]{
	Name: "form_uses", Keys: 1, Columns: []string{"form", "notice_id", "outcome", "used_ms"},
	Fields: func(f *formUse) []any { return []any{&f.ID, &f.Notice, &f.Outcome, base.Moment(&f.at)} },
}

// UseForm records a form beside what it changes, in the same transaction;
// answer.ErrUsed if it was recorded before.
func UseForm(ctx context.Context, tx *dbconn.Tx, f answer.Form, now time.Time) error {
	err := formTable.Insert(ctx, tx, []formUse{{f, now}})
	if dbconn.IsDuplicate(err) {
		return fmt.Errorf("%w: %w", answer.ErrUsed, err)
	}
	return err
}

// FormUse is the outcome of a form that was sent before; false for one that was not.
func (s *Store) FormUse(ctx context.Context, id string) (answer.Form, bool, error) {
	list, err := formTable.All(ctx, s.DB, " WHERE form = ?", id)
	if err != nil || len(list) == 0 {
		return answer.Form{}, false, err
	}
	return list[0].Form, true, nil
}
