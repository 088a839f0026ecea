package audit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"qunguan/reconcile/audit"
	"qunguan/sql/base"
)

// Findings are the results of checking the audit trail.
type Findings struct {
	audit.Chain
	Rows     int             // sealed rows that are as they were
	Unsealed int             // rows that the next seal will cover
	Problems []audit.Problem // of seals, then of sealed rows by source
	Journal  Journal
}

// All is everything that is wrong: with seals and sealed rows, then with the
// journal and audited rows.
func (f Findings) All() []audit.Problem { return slices.Concat(f.Problems, f.Journal.Problems) }

// Verify checks every seal and every sealed row. Rows written meanwhile count
// as not sealed yet. A seal that was written down elsewhere (audit.Seal.Short)
// must be in the chain; empty = none.
func (a *Auditor) Verify(ctx context.Context, written string) (Findings, error) {
	v, err := a.verify(ctx, written)
	if err != nil {
		return v, fmt.Errorf("verify the audit trail: %w", err)
	}
	return v, nil
}

func (a *Auditor) verify(ctx context.Context, written string) (Findings, error) {
	var issued int64
	err := a.store.DB.GetContext(ctx, &issued, "SELECT issued FROM counters WHERE name = 'audit_seals'")
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return Findings{}, fmt.Errorf("read how many seals were made: %w", err)
	}
	// Seals that are made from here on are left alone.
	seals, err := SealTable.All(ctx, a.store.DB, " WHERE id <= ? ORDER BY id", issued)
	if err != nil {
		return Findings{}, err
	}
	checks := map[string]*audit.RowCheck{}
	for _, src := range auditSources {
		checks[src.name] = &audit.RowCheck{Source: src.name}
	}
	if err := a.readMarks(ctx, seals, checks); err != nil {
		return Findings{}, err
	}
	v := Findings{Chain: audit.CheckChain(seals, issued, a.key, a.previous)}
	v.Problems, v.Chain.Problems = v.Chain.Problems, nil
	lost, err := a.Anchor.check(seals)
	if err != nil {
		return v, err
	}
	v.Problems = append(v.Problems, lost...)
	if written != "" && !slices.ContainsFunc(seals, func(s audit.Seal) bool { return s.Short() == written }) {
		v.Problems = append(v.Problems, audit.Problem{Kind: audit.SealExpected, N: 1})
	}
	frontiers, err := audit.FrontiersOf(v.Last)
	if err != nil {
		frontiers = map[string]audit.Frontier{} // then the seal was changed, and is named
	}
	purged, err := a.store.purgedMarks(ctx)
	if err != nil {
		return v, err
	}
	erased, err := a.store.erasedMarks(ctx)
	if err != nil {
		return v, err
	}
	for _, src := range auditSources {
		check := checks[src.name]
		check.Frontier = frontiers[src.frontierOf()]
		take := check.Row
		if src.name == "notices" {
			take = func(r audit.Row, final bool) { check.RowAs(r, purged[r.ID].standsFor(r), final) }
		}
		if of := erased[src.name]; of != nil {
			take = func(r audit.Row, final bool) {
				stands := of[r.ID].standsFor(r)
				if src.name == "notices" && stands == r.Mark() {
					stands = purged[r.ID].standsFor(r)
				}
				check.RowAs(r, stands, final)
			}
		}
		if err := src.Read(ctx, a.store.DB, take, "", ""); err != nil {
			return v, err
		}
		check.End()
		v.Rows, v.Unsealed, v.Problems = v.Rows+check.Rows, v.Unsealed+check.Unsealed, append(v.Problems, check.Problems...)
	}
	if v.Journal, err = a.verifyJournal(ctx, v.Chain); err != nil {
		return v, err
	}
	return v, nil
}

// readMarks gives each seal its parts and each check the marks of its source.
func (a *Auditor) readMarks(ctx context.Context, seals []audit.Seal, checks map[string]*audit.RowCheck) error {
	place := make(map[int64]int, len(seals))
	for i, s := range seals {
		place[s.ID] = i
	}
	rows, err := a.store.DB.QueryContext(ctx, "SELECT seal_id, source, marks FROM audit_marks ORDER BY seal_id, source")
	if err != nil {
		return fmt.Errorf("read marks: %w", err)
	}
	defer base.CloseRows(rows)
	for rows.Next() {
		var seal int64
		var source string
		var text []byte
		if err := rows.Scan(&seal, &source, &text); err != nil {
			return fmt.Errorf("read marks: %w", err)
		}
		i, ok := place[seal]
		if !ok {
			continue // made since, or its seal is gone and will be named
		}
		seals[i].Parts = append(seals[i].Parts, audit.PartOf(source, text))
		marks, err := audit.DecodeMarks(text)
		if check := checks[source]; check != nil && err == nil {
			check.Add(seal, marks)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read marks: %w", err)
	}
	return nil
}
