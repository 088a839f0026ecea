package audit

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"qunguan/reconcile/audit"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// Auditor seals the registry's final rows and checks the seals.
type Auditor struct {
	store    *Store
	key      audit.Key
	previous audit.Key
	policy   string
	PerSeal  int    // the most rows that one seal covers
	Anchor   Anchor // the file to which seals are appended; empty = none
}

// rowsPerSeal bounds how long a seal keeps the registry's write lock; further
// rows go into the next one at once.
const rowsPerSeal = 20000

// NewAuditor takes the program's secret, the one before it (either may be
// empty), and the effective policy as text; empty where no policy is known.
// From here on the store keeps its journal under the secret.
func NewAuditor(s *base.Store, secret, previous []byte, policy string) (*Auditor, error) {
	a := &Auditor{store: New(s), policy: policy, PerSeal: rowsPerSeal}
	var err error
	if a.key, err = audit.NewKey(secret); err != nil {
		return nil, err
	}
	a.previous, err = audit.NewKey(previous)
	s.Journal(a.key)
	return a, err
}

// SealTable is the seals in the order in which they were made.
var SealTable = base.Table[audit.Seal]{
	Name: "audit_seals", Keys: 1,
	Columns: []string{"id", "run_id", "made_ms", "policy_id", "frontiers", "previous", "chain", "key_id", "mac", "handover", "key_before", "actor", "reason", "login"},
	Fields: func(s *audit.Seal) []any {
		return []any{
			&s.ID, &s.Run, base.Moment(&s.MadeAt), &s.Policy, &s.Frontiers, &s.Previous, &s.Chain, &s.KeyID, &s.MAC,
			&s.HowKey, &s.KeyBefore, &s.By, &s.Reason, &s.Login,
		}
	},
}

// LastSeal is the newest seal; nil if there is none. Its parts are not read.
func (a *Auditor) LastSeal(ctx context.Context) (*audit.Seal, error) {
	return lastSeal(ctx, a.store.DB)
}

func lastSeal(ctx context.Context, q dbconn.Querier) (*audit.Seal, error) {
	list, err := SealTable.All(ctx, q, " ORDER BY id DESC LIMIT 1")
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// lastSealWithParts is the newest seal as it can be verified.
func lastSealWithParts(ctx context.Context, tx *dbconn.Tx) (*audit.Seal, error) {
	s, err := lastSeal(ctx, tx)
	if err != nil || s == nil {
		return nil, err
	}
	rows, err := tx.QueryContext(ctx, "SELECT source, marks FROM audit_marks WHERE seal_id = ?", s.ID)
	if err != nil {
		return nil, fmt.Errorf("read marks of seal %d: %w", s.ID, err)
	}
	defer base.CloseRows(rows)
	for rows.Next() {
		var source string
		var marks []byte
		if err := rows.Scan(&source, &marks); err != nil {
			return nil, fmt.Errorf("read marks of seal %d: %w", s.ID, err)
		}
		s.Parts = append(s.Parts, audit.PartOf(source, marks))
	}
	return s, rows.Err()
}

// continued is how the seal with the number follows the last one. An adoption
// is for a trail that may not be continued, and none without a key: it would
// say nothing.
func (a *Auditor) continued(last *audit.Seal, number int64, adopt *adoption) (audit.Handover, error) {
	h, err := audit.Continue(last, number, a.key, a.previous)
	if err == nil && last != nil && last.KeyID == "" && a.key.ID != "" {
		// The first key ever; unless the anchor has seen one before.
		keyed, readErr := a.Anchor.keyed()
		if readErr != nil {
			return h, readErr
		}
		if keyed {
			err = &audit.Refusal{Kind: audit.SealUnkeyed, Seal: last.ID}
		}
	}
	if adopt == nil {
		return h, err
	}
	refusal, refused := errors.AsType[*audit.Refusal](err)
	switch {
	case err == nil && !adopt.anyway:
		return h, ErrNothingToAdopt
	case err == nil:
	case !refused || refusal.Kind == audit.NoKey || a.key.ID == "":
		return h, err
	}
	h = adopt.Handover
	if last != nil {
		h.KeyBefore = last.KeyID
	}
	return h, nil
}

// SealRun seals all rows that became final since the last seal, of any process:
// a run that died before its own seal is covered too. An *audit.Refusal, and
// nothing is sealed, if the last seal verifies neither under the current key
// nor under the previous one; from the previous one the trail is handed over.
func (a *Auditor) SealRun(ctx context.Context, run int64) error {
	if err := a.Begin(ctx); err != nil {
		return err
	}
	return a.sealAll(ctx, run, nil)
}

// Adopt seals under the current key what a person answers for: a trail that
// verifies under no key that is at hand, because its key is lost, and audited
// rows as they stand, where they are not as the program left them. Verify
// names the adoption from then on. ErrNothingToAdopt if there is nothing.
func (a *Auditor) Adopt(ctx context.Context, by, reason string) error {
	v, err := a.Verify(ctx, "")
	if err != nil {
		return err
	}
	if len(v.Journal.Problems) > 0 {
		if err := a.adoptRows(ctx, by, reason, v.Journal.Problems); err != nil {
			return err
		}
	}
	err = a.sealAll(ctx, 0, &adoption{
		Handover: audit.Handover{HowKey: audit.Adopted, By: by, Reason: reason, Login: a.store.Login},
		anyway:   slices.ContainsFunc(v.Problems, func(p audit.Problem) bool { return p.Kind == audit.SealAnchored }),
	})
	if errors.Is(err, ErrNothingToAdopt) && len(v.Journal.Problems) > 0 {
		return a.sealAll(ctx, 0, nil)
	}
	return err
}

// ErrNothingToAdopt says that the trail verifies and needs no adoption.
var ErrNothingToAdopt = errors.New("the last seal verifies")

// adoption is a handover of the trail for which a person answers.
type adoption struct {
	audit.Handover
	anyway bool // the last seal verifies, but the anchor knows later ones: the registry was put back from a copy
}

func (a *Auditor) sealAll(ctx context.Context, run int64, adopt *adoption) error {
	adopted := adopt != nil
	for {
		more := false
		var made audit.Seal
		err := a.store.DB.Tx(ctx, func(tx *dbconn.Tx) error {
			var err error
			made, more, err = a.seal(ctx, tx, run, adopt)
			return err
		})
		adopt = nil // the seals that follow continue this one
		if err == nil {
			err = a.Anchor.append([]audit.Seal{made}, adopted)
			adopted = false
		}
		if err != nil {
			return fmt.Errorf("seal run %d: %w", run, err)
		}
		if !more {
			return nil
		}
	}
}

// seal makes one seal; more says that a source has rows left. Taking the
// number first makes sealers wait for each other.
func (a *Auditor) seal(ctx context.Context, tx *dbconn.Tx, run int64, adopt *adoption) (s audit.Seal, more bool, err error) {
	s = audit.Seal{Run: run, MadeAt: base.FromMS(base.MS(a.store.Now()))}
	if s.ID, err = base.IssueIDs(ctx, tx, "audit_seals", 1); err != nil {
		return s, false, err
	}
	previous, err := lastSealWithParts(ctx, tx)
	if err != nil {
		return s, false, err
	}
	if s.Handover, err = a.continued(previous, s.ID, adopt); err != nil {
		return s, false, err
	}
	if s.Policy, err = a.policyVersion(ctx, tx); err != nil {
		return s, false, err
	}
	frontiers, err := audit.FrontiersOf(previous)
	if err != nil {
		return s, false, err
	}
	ids := map[string][]int64{} // of sources that others follow
	for _, src := range auditSources {
		fresh := &freshRows{source: src, limit: a.PerSeal}
		if src.name == journalSource.name {
			if fresh.sound, err = a.soundRecords(ctx, tx, previous); err != nil {
				return s, false, err
			}
		}
		if src.follows != "" {
			err = fresh.at(ctx, tx, ids[src.follows])
		} else {
			frontiers[src.name], err = fresh.beyond(ctx, tx, frontiers[src.name], s.MadeAt)
			ids[src.name] = fresh.ids
		}
		if err == nil && fresh.refused != nil {
			err = fresh.refused
		}
		if err != nil {
			return s, false, err
		}
		more = more || fresh.more
		if len(fresh.marks) == 0 {
			continue
		}
		marks := audit.EncodeMarks(fresh.marks)
		s.Parts = append(s.Parts, audit.PartOf(src.name, marks))
		if _, err := tx.ExecContext(ctx, "INSERT INTO audit_marks (seal_id, source, marks) VALUES (?, ?, ?)", s.ID, src.name, marks); err != nil {
			return s, false, fmt.Errorf("write marks of %s: %w", src.name, err)
		}
	}
	text, err := json.Marshal(frontiers)
	if err != nil {
		return s, false, fmt.Errorf("write how far the seal has come: %w", err)
	}
	s.Frontiers = string(text)
	s.Close(previous, a.key)
	return s, more, SealTable.Insert(ctx, tx, []audit.Seal{s})
}

// policyVersion is the number of the effective policy, which is kept the first
// time it is seen.
func (a *Auditor) policyVersion(ctx context.Context, tx *dbconn.Tx) (int64, error) {
	if a.policy == "" {
		return 0, nil
	}
	sum := sha256.Sum256([]byte(a.policy))
	digest := hex.EncodeToString(sum[:])
	var id int64
	err := tx.GetContext(ctx, &id, "SELECT id FROM policy_versions WHERE digest = ? ORDER BY id LIMIT 1", digest)
	if err == nil {
		return id, nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("look for the policy's version: %w", err)
	}
	if id, err = base.IssueIDs(ctx, tx, "policy_versions", 1); err != nil {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO policy_versions (id, digest, body, written_ms) VALUES (?, ?, ?, ?)", id, digest, a.policy, base.MS(a.store.Now()))
	if err != nil {
		return 0, fmt.Errorf("keep the policy: %w", err)
	}
	return id, nil
}

// freshRows marks the rows of a source that the next seal takes.
type freshRows struct {
	source auditSource
	limit  int
	marks  []audit.Marked
	ids    []int64
	more   bool

	// sound, where it is set, says why a row must not be sealed.
	sound   func(r audit.Row) *audit.Refusal
	refused *audit.Refusal // the first
}

func (f *freshRows) take(r audit.Row, _ bool) {
	if f.sound != nil && f.refused == nil {
		f.refused = f.sound(r)
	}
	f.marks = append(f.marks, audit.Marked{ID: r.ID, Sub: r.Sub, Mark: r.Mark()})
	f.ids = append(f.ids, r.ID)
}

// spansPerQuery bounds how many spans one question names.
const spansPerQuery = 100

// beyond marks the rows that are final beyond the frontier and returns the new
// one.
func (f *freshRows) beyond(ctx context.Context, tx *dbconn.Tx, before audit.Frontier, now time.Time) (audit.Frontier, error) {
	src := f.source
	top := before.Top
	if err := tx.GetContext(ctx, &top, "SELECT COALESCE(MAX("+src.id+"), 0) FROM "+src.from); err != nil {
		return before, fmt.Errorf("read the end of %s: %w", src.name, err)
	}
	for from := 0; from < len(before.Open); from += spansPerQuery {
		spans := before.Open[from:min(from+spansPerQuery, len(before.Open))]
		var args []any
		for _, s := range spans {
			args = append(args, s.From, s.To)
		}
		either := strings.Repeat(" OR "+src.id+" BETWEEN ? AND ?", len(spans))[len(" OR "):]
		if err := src.Read(ctx, tx, f.take, " WHERE ("+either+")"+src.finals(), "", args...); err != nil {
			return before, err
		}
	}
	late := len(f.ids)
	err := src.Read(ctx, tx, f.take, " WHERE "+src.id+" > ? AND "+src.id+" <= ?"+src.finals(), " LIMIT ?", before.Top, top, f.limit)
	if err != nil {
		return before, err
	}
	if len(f.ids)-late == f.limit {
		f.more, top = true, f.ids[len(f.ids)-1]
	}
	return before.Advance(top, f.ids, now, src.patience()), nil
}

// at marks the rows that belong to the numbers.
func (f *freshRows) at(ctx context.Context, tx *dbconn.Tx, ids []int64) error {
	for from := 0; from < len(ids); from += base.InList {
		chunk := ids[from:min(from+base.InList, len(ids))]
		if err := f.source.Read(ctx, tx, f.take, " WHERE "+f.source.id+" IN ("+dbconn.In(len(chunk))+")"+f.source.finals(), "", base.Args(chunk)...); err != nil {
			return err
		}
	}
	return nil
}
