// Package access stores the right to look: codes that were asked for, sessions of browsers, tokens of
// the API, and looks at people's pages. Of a code, a session or a token it stores the proof, never
// the thing itself.
package access

import "qunguan/sql/base"

// Store is the part of the registry about who may look.
type Store struct{ *base.Store }

// New shares the base.
func New(s *base.Store) *Store { return &Store{s} }
