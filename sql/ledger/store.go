// Package ledger stores cases with their steps, and notices with their
// attempts: a case and the notices about it change in one transaction. It
// decides nothing about either: it keeps the decisions of the pure core and the
// jobs, whole or not at all.
package ledger

import "qunguan/sql/base"

// Store is the ledger and the outbox.
type Store struct{ *base.Store }

// New is a store on the given database.
func New(s *base.Store) *Store { return &Store{s} }
