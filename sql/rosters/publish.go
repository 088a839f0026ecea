package rosters

import (
	"context"
	"errors"
	"fmt"

	"qunguan/reconcile/intake"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
	"qunguan/sql/directory"
)

// Publish writes one import in one transaction: the records of the batch, the
// new, replaced and unchanged rosters, and all activity. A roster without a
// disposition is not applied. Settle must have run. On an error, ErrMeanwhile
// among them, nothing is written.
func (st *Stage) Publish(ctx context.Context, batch intake.Batch, dispositions map[string]intake.Disposition, info intake.ImportInfo) (intake.Published, error) {
	if !st.settled {
		return intake.Published{}, errors.New("publish before settle")
	}
	p := importing{Stage: st, info: info, dispositions: dispositions}
	err := st.store.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		p.tx = tx
		p.result = intake.Published{
			New: map[string]int{}, Changed: map[string]int{}, Unchanged: map[string]int{},
			Rosters: map[intake.Disposition]int{}, Claimed: map[string]string{},
		}
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
	tx           *dbconn.Tx
	info         intake.ImportInfo
	dispositions map[string]intake.Disposition
	result       intake.Published
	spoke        int // rosters in which a list of speakers changed a time
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

// wrote reports whether anything is known now that was not before. A roster
// like the stored one is news where it is newer.
func (p *importing) wrote() bool {
	sum := p.result.Activities + len(p.result.Claimed) + p.spoke
	for _, counts := range []map[string]int{p.result.New, p.result.Changed} {
		for _, n := range counts {
			sum += n
		}
	}
	for group, g := range p.groups {
		if g.hasRoster && p.dispositions[group].Applies() && (p.dispositions[group] != intake.RosterUnchanged || g.newer) {
			sum++
		}
	}
	return sum > 0
}
