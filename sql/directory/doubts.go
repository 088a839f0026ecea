package directory

import (
	"context"
	"slices"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// doubtTable holds files of people whose states could not be read.
var doubtTable = base.Table[intake.StatusDoubt]{
	Name: "status_doubts", Keys: 1,
	Columns: []string{"file_name", "people", "unclear", "words"},
	Fields: func(d *intake.StatusDoubt) []any {
		return []any{&d.File, &d.People, base.JSON(&d.Unclear), base.JSON(&d.Words)}
	},
}

func writeDoubts(ctx context.Context, tx *dbconn.Tx, doubts []intake.StatusDoubt) error {
	return doubtTable.Upsert(ctx, tx, doubts)
}

// StatusDoubts lists the files with too many people whose 在职状态 still says
// neither in service nor left, with those who are left of them.
func (s *Store) StatusDoubts(ctx context.Context) ([]intake.StatusDoubt, error) {
	var stored []intake.StatusDoubt
	err := doubtTable.Read(ctx, s.DB, func(d intake.StatusDoubt) error {
		stored = append(stored, d)
		return nil
	}, " ORDER BY file_name")
	if err != nil || len(stored) == 0 {
		return nil, err
	}
	var list []intake.StatusDoubt
	for _, d := range stored {
		people, err := PersonTable.Within(ctx, s.DB, "code", d.Unclear)
		if err != nil {
			return nil, err
		}
		d.Unclear, d.Words = nil, nil
		for _, p := range people {
			if workgroup.ServiceOfStatus(p.Status) != workgroup.Unclear || p.Status == intake.StatusToVerify {
				continue
			}
			d.Unclear = append(d.Unclear, p.Code)
			if !slices.Contains(d.Words, p.Status) {
				d.Words = append(d.Words, p.Status)
			}
		}
		slices.Sort(d.Unclear)
		slices.Sort(d.Words)
		if d.Doubtful(len(d.Unclear)) {
			list = append(list, d)
		}
	}
	return list, nil
}
