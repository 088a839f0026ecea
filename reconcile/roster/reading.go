package roster

import (
	"fmt"

	"qunguan/reconcile/workgroup"
)

// Reading is a group's newest roster with its rows, as one look at the registry
// found them.
type Reading struct {
	workgroup.Roster
	Members []workgroup.Member // in the order of their keys
	Damage  error              // why the rows cannot be read; then there are none, and nothing follows from that

	Version  int64  // grows with every import that touches the roster
	Checksum uint32 // of the document: the same rows in the same order have the same
}

// UnreadableError is why a group's roster cannot be read: ErrDamaged or a
// *VersionError.
type UnreadableError struct {
	Group string
	Err   error
}

// Error names the group.
func (e *UnreadableError) Error() string { return fmt.Sprintf("group %s: %v", e.Group, e.Err) }

// Unwrap is the reason.
func (e *UnreadableError) Unwrap() error { return e.Err }

// Reading decodes the document of a roster. An unreadable document, or one with another number of
// rows than noted, is damage and names the group. The members are good until the decoder's next
// document.
func (d *Decoder) Reading(head workgroup.Roster, document []byte) Reading {
	r := Reading{Roster: head, Checksum: Checksum(document)}
	members, err := d.Decode(document)
	switch {
	case err != nil:
		r.Damage = &UnreadableError{head.Group, err}
	case len(members) != head.Rows:
		r.Damage = &UnreadableError{head.Group, fmt.Errorf("%d rows instead of %d: %w", len(members), head.Rows, ErrDamaged)}
	default:
		r.Members = members
	}
	return r
}
