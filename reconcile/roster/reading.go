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
}

// Reading decodes the document of a roster. What cannot be read, or has other
// than the noted number of rows, is damage and names the group. The members are
// good until the decoder's next document.
func (d *Decoder) Reading(head workgroup.Roster, document []byte) Reading {
	r := Reading{Roster: head}
	members, err := d.Decode(document)
	switch {
	case err != nil:
		r.Damage = fmt.Errorf("group %s: %w", head.Group, err)
	case len(members) != head.Rows:
		r.Damage = fmt.Errorf("group %s: %d rows instead of %d: %w", head.Group, len(members), head.Rows, ErrDamaged)
	default:
		r.Members = members
	}
	return r
}
