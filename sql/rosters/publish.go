package rosters

import (
	"context"
	"fmt"
	"time"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/roster/staging"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
	"qunguan/sql/directory"
)

// ErrMeanwhile is returned by Publish when another import published a roster
// of the same group between Settle and Publish: the comparison no longer
// holds. Nothing was written; the import can be run again.
var ErrMeanwhile = fmt.Errorf("another import changed the same rosters meanwhile: %w", ledger.ErrMoved)

// Stage is the staging area of one import, which can be published.
type Stage struct {
	*staging.Stage

	store *Store
}

// NewStage is an empty stage.
func (s *Store) NewStage(context.Context) (*Stage, error) {
	return &Stage{staging.New(storedRosters{s}), s}, nil
}

// storedRosters is what a stage asks of the registry.
type storedRosters struct{ *Store }

// EachMade is as in staging.Stored.
func (s storedRosters) EachMade(ctx context.Context, fn func(m staging.Made, taken time.Time)) error {
	return rosterTable.Read(ctx, s.DB, func(h rosterHead) error { fn(h.Made, h.TakenAt); return nil }, " WHERE LENGTH(made_of) > 0")
}

// EachDocument is as in staging.Stored.
func (s storedRosters) EachDocument(ctx context.Context, groups []string, fn func(h staging.Head, document []byte) error) error {
	return s.eachDocument(ctx, s.DB, groups, "", func(h rosterHead, document []byte) error { return fn(h.Head, document) })
}

// Publish writes one import in one transaction: the records of the batch, the
// new, replaced and unchanged rosters, and all activity. Settle must have run.  On an error, ErrMeanwhile
// among them, nothing is written.
func (st *Stage) Publish(ctx context.Context, batch intake.Batch, info intake.ImportInfo) (intake.Published, error) {
	p := importing{Stage: st, info: info}
	err := st.store.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		p.tx = tx
		p.result = intake.Published{
			New: map[string]int{}, Changed: map[string]int{}, Unchanged: map[string]int{},
			Rosters: map[intake.Disposition]int{}, Claimed: map[string]string{},
		}
		p.newer = 0
		return p.run(ctx, batch)
	})
	if err != nil {
		return intake.Published{}, fmt.Errorf("publish import: %w", err)
	}
	return p.result, nil
}

// importing is one Publish in its transaction.
type importing struct {
	*Stage
	tx     *dbconn.Tx
	info   intake.ImportInfo
	result intake.Published
	newer  int // rosters that say what was not known: of other rows or another moment, or with a time from a list of speakers
}

func (p *importing) run(ctx context.Context, b intake.Batch) error {
	records := directory.Publication{Store: directory.New(p.store.Store), Tx: p.tx, Info: p.info, Result: &p.result}
	if err := records.Run(ctx, b); err != nil {
		return err
	}
	if err := p.claim(ctx, intake.GroupRecords.Of(b)); err != nil {
		return err
	}
	if err := p.rosters(ctx); err != nil {
		return err
	}
	if err := p.speak(ctx); err != nil {
		return err
	}
	if err := p.activity(ctx); err != nil {
		return err
	}
	if err := p.unfiled(ctx); err != nil {
		return err
	}
	if !p.wrote() {
		return nil
	}
	return base.NoteChange(ctx, p.tx)
}

// wrote reports whether anything is known now that was not before.
func (p *importing) wrote() bool {
	sum := p.result.Activities + len(p.result.Claimed) + p.newer
	for _, counts := range []map[string]int{p.result.New, p.result.Changed} {
		for _, n := range counts {
			sum += n
		}
	}
	return sum > 0
}
