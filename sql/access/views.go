package access

import (
	"context"
	"fmt"
	"time"

	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// view is a row of page_views.
type view struct {
	id             int64
	viewer, person string
	at, written    time.Time
}

var viewTable = base.Table[view]{
	Name: "page_views", Keys: 1,
	Columns: []string{"id", "viewer", "person", "at_ms", "written_ms"},
	Fields: func(v *view) []any {
		return []any{&v.id, &v.viewer, &v.person, base.Moment(&v.at), base.Moment(&v.written)}
	},
}

// NoteView writes that the viewer looked at the person's page; an empty viewer is a reader with the
// shared token.
func (s *Store) NoteView(ctx context.Context, viewer, person string, at time.Time) error {
	err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		id, err := base.IssueIDs(ctx, tx, "page_views", 1)
		if err != nil {
			return err
		}
		return viewTable.Insert(ctx, tx, []view{{id, viewer, person, at, s.Now()}})
	})
	if err != nil {
		return fmt.Errorf("note who looked at %s: %w", person, err)
	}
	return nil
}
