package ledger

import (
	"context"
	"fmt"
	"time"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// absenceRow is a row of absences.
type absenceRow struct {
	ledger.Absence
	writtenAt time.Time
}

var absenceTable = base.Table[absenceRow]{
	Name: "absences", Keys: 1,
	Columns: []string{"id", "person", "deputy", "reason", "actor", "from_on", "until_on", "ended_on", "ended_by", "written_ms"},
	Fields: func(a *absenceRow) []any {
		return []any{&a.ID, &a.Person, &a.Deputy, &a.Reason, &a.By, &a.From, &a.Until, &a.EndedOn, &a.EndedBy, base.Moment(&a.writtenAt)}
	},
}

// Absences lists every absence ever recorded, oldest first.
func (s *Store) Absences(ctx context.Context) ([]ledger.Absence, error) {
	var list []ledger.Absence
	err := absenceTable.Read(ctx, s.DB, func(a absenceRow) error { list = append(list, a.Absence); return nil }, " ORDER BY id")
	return list, err
}

// AddAbsence records an absence and returns its number. One of the same person
// that still runs ends by it.
func (s *Store) AddAbsence(ctx context.Context, a ledger.Absence) (int64, error) {
	var id int64
	err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		if _, err := s.endAbsences(ctx, tx, a.Person, a.By, a.From); err != nil {
			return err
		}
		columns := []string{"person", "deputy", "reason", "actor", "from_on", "until_on", "ended_on", "ended_by", "written_ms", "login"}
		var err error
		id, err = base.InsertRow(ctx, tx, "absences", columns,
			a.Person, a.Deputy, a.Reason, a.By, string(a.From), string(a.Until), "", "", base.MS(s.Now()), s.Login)
		if err != nil {
			return err
		}
		return base.NoteChange(ctx, tx)
	})
	if err != nil {
		return 0, fmt.Errorf("record absence: %w", err)
	}
	return id, nil
}

// EndAbsence ends the absence of a person that still runs on the day;
// ErrNotFound if there is none.
func (s *Store) EndAbsence(ctx context.Context, person, by string, day workgroup.Date) error {
	err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		n, err := s.endAbsences(ctx, tx, person, by, day)
		if err != nil {
			return err
		}
		if n == 0 {
			return base.ErrNotFound
		}
		return base.NoteChange(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("end absence of %s: %w", person, err)
	}
	return nil
}

// endAbsences ends the rest of a person's absences on the day, and returns their number.
func (s *Store) endAbsences(ctx context.Context, tx *dbconn.Tx, person, by string, day workgroup.Date) (int, error) {
	return base.UpdateRows(ctx, tx, "absences", []string{"ended_on", "ended_by", "ended_login"}, []any{string(day), by, s.Login},
		"person = ? AND until_on >= ? AND ended_on = ''", person, string(day))
}

// Milestones lists the measures that were set for open cases, by case and in
// the order in which they were set. The days on which they were set are those
// of the zone.
func (s *Store) Milestones(ctx context.Context, zone *time.Location) ([]ledger.Milestone, error) {
	// From the open cases to their steps: a ledger has many more steps of cases
	// that are over.
	rows, err := s.DB.QueryContext(ctx, "SELECT s.case_id, s.note, s.actor, s.at_ms FROM cases c JOIN case_steps s ON s.case_id = c.id"+
		" WHERE c.state NOT IN ('closed', 'exempt') AND s.reason = ? ORDER BY s.case_id, s.id", ledger.ReasonMilestone)
	if err != nil {
		return nil, fmt.Errorf("read measures: %w", err)
	}
	defer base.CloseRows(rows)
	var list []ledger.Milestone
	for rows.Next() {
		var id int64
		var note, by string
		var at time.Time
		if err := rows.Scan(&id, &note, &by, base.Moment(&at)); err != nil {
			return nil, fmt.Errorf("read measures: %w", err)
		}
		m := ledger.ParseMilestone(note)
		m.Case, m.By, m.SetOn = id, by, workgroup.DateOf(at.In(zone))
		list = append(list, m)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read measures: %w", err)
	}
	return list, nil
}
