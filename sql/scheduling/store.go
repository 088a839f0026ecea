// Package scheduling stores the ticks of jobs, their runs with their parts, and the leases under which
// they are worked on.
package scheduling

import "qunguan/sql/base"

// Store is the ticks, runs and leases.
type Store struct{ *base.Store }

// New is a store on the given database.
func New(s *base.Store) *Store { return &Store{s} }
