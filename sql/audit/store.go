// Package audit stores the seals of the audit trail, checks them, and reads the
// whole registry for the check of its consistency. Nothing is decided by it.
package audit

import "qunguan/sql/base"

// Store reads the audit trail and the books.
type Store struct{ *base.Store }

// New is a store on the given database.
func New(s *base.Store) *Store { return &Store{s} }
