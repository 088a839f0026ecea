// Package rosters stores what sources read of groups: rosters, activity, and
// platform groups that no registered group claims; with the staging area in
// which an import is compared before it is published.
package rosters

import "qunguan/sql/base"

// Store is rosters, activity and unregistered platform groups.
type Store struct{ *base.Store }

// New is a store on the given database.
func New(s *base.Store) *Store { return &Store{s} }
