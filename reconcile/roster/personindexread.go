package roster

import (
	"encoding/binary"

	"qunguan/reconcile/workgroup"
)

// Found is a group in which the newest member check found a person.
type Found struct {
	workgroup.Roster
	Unit   string // that owns the group
	How    string
	Member workgroup.Member // the row; zero where it is not known
	Newer  bool             // the roster was replaced since the check, or cannot be read: its row is not known
}

// IndexedRow is a row that was found to be a person's.
type IndexedRow struct {
	Group int // its number in the document of the groups
	Row   int // its number in the group's document, counted from 0
	How   string
}

// IndexedGroups reads the document of a unit's groups.
func IndexedGroups(document []byte) ([]IndexedGroup, error) {
	text, err := unframed(nil, indexMark, document)
	if err != nil {
		return nil, err
	}
	c := cursor{rest: text}
	n := c.number()
	if n > uint64(len(c.rest)) {
		return nil, ErrDamaged
	}
	groups := make([]IndexedGroup, 0, n)
	for range n {
		g := IndexedGroup{Group: string(c.bytes(c.number())), Version: int64(c.number())}
		if sum := c.bytes(4); sum != nil {
			g.Checksum = binary.BigEndian.Uint32(sum)
		}
		g.Found = int(c.number())
		groups = append(groups, g)
	}
	if c.bad || len(c.rest) > 0 {
		return nil, ErrDamaged
	}
	return groups, nil
}

// EachIndexed gives the people of a document of people with their rows; only
// one of them where a code is given. The list is good until fn returns.
func EachIndexed(document []byte, person string, fn func(code string, rows []IndexedRow)) error {
	text, err := unframed(nil, indexMark, document)
	if err != nil {
		return err
	}
	c := cursor{rest: text}
	var code []byte
	var rows []IndexedRow
	for len(c.rest) > 0 {
		shared := c.number()
		if shared > uint64(len(code)) {
			return ErrDamaged
		}
		code = append(code[:shared], c.bytes(c.number())...)
		of := c.column()
		if c.bad {
			return ErrDamaged
		}
		if person != "" && string(code) != person {
			continue
		}
		rows = rows[:0]
		for group := 0; len(of.rest) > 0; {
			group += int(of.number()) // checked below
			n := of.number()
			if of.bad || group < 0 || n > 1<<40 {
				return ErrDamaged
			}
			rows = append(rows, IndexedRow{Group: group, Row: int(n / uint64(len(foundBy))), How: foundBy[n%uint64(len(foundBy))]})
		}
		fn(string(code), rows)
		if person != "" {
			return nil
		}
	}
	return nil
}
