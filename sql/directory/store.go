// Package directory stores what imports say of units, people, groups,
// bindings, official accounts, apps and routes, the publication of these
// records, and the dated changes of groups. Rosters are package rosters's.
package directory

import "qunguan/sql/base"

// Store is the directory.
type Store struct{ *base.Store }

// New is a store on the given database.
func New(s *base.Store) *Store { return &Store{s} }
