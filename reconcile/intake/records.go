package intake

import (
	"strings"

	"qunguan/reconcile/workgroup"
)

// Records is a kind whose rows are records of the registry, upserted by key: records without a row in a
// file stay unchanged, a missing column leaves values, a blank cell erases.
type Records[T any] struct {
	Kind    Kind
	Sheet   string
	Columns []Column[T] // references in the order in which they are resolved
	OneOf   []OneOf
	Table   string // of the registry; empty = the store handles the kind itself

	KeyOf  func(T) string                  // empty: the key columns decide
	TwinAt int                             // index of the column at which a repeated key is reported
	Blank  func() T                        // a record before any file has given a value; nil = the zero value
	Home   func(*T) string                 // the unit whose people are preferred where a person is named
	Notes  func(*T) *workgroup.ColumnsSeen // where Noted columns are recorded; nil = there are none
	Codes  *MadeCodes[T]

	// check examines a finished row; known is the registry's record, which the row changes.
	check func(c *Cells, known *T, row *T)
	// resolve checks references that no column can check by itself.
	resolve func(v *resolver, it *item[T])
	// together examines all rows once their references are resolved.
	together func(v *resolver, rows *recordRows[T])
}

// MadeCodes describes how a kind's rows get codes where a form has none.
type MadeCodes[T any] struct {
	Prefix string
	// Identity lists the keys that distinguish a row, the surest first. unit is the row's unit as the
	// form spells it.
	Identity func(row T, unit string) []string
	Unit     func(T) string // nil: the kind has none
}

// In returns the registry's records of the kind; nil for none.
func (k *Records[T]) In(known Known) *Packed[T] {
	p, _ := known[k.Kind].(*Packed[T])
	return p
}

// Of returns the kind's records of a batch, in file order; nil for none.
func (k *Records[T]) Of(b Batch) *Packed[T] {
	p, _ := b[k.Kind].(*Packed[T])
	return p
}

func (k *Records[T]) describe() Table {
	return Table{Kind: k.Kind, Sheet: k.Sheet, Headings: headingsOf(k.Columns), OneOf: k.OneOf}
}

// key is the identity of a record; empty where the row does not give it.
func (k *Records[T]) key(row T) string {
	if k.KeyOf != nil {
		return k.KeyOf(row)
	}
	parts, empty := k.keyParts(row)
	if empty {
		return ""
	}
	return strings.Join(parts, "\x00")
}

// shown is the key in the form that readers know.
func (k *Records[T]) shown(row T) string {
	parts, _ := k.keyParts(row)
	return strings.Join(parts, " ")
}

func (k *Records[T]) keyParts(row T) (parts []string, empty bool) {
	for i := range k.Columns {
		if c := &k.Columns[i]; c.Key && c.Name != "" {
			part := c.text(&row)
			parts, empty = append(parts, part), empty || part == ""
		}
	}
	return parts, empty
}

func (k *Records[T]) blank() T {
	if k.Blank != nil {
		return k.Blank()
	}
	var row T
	return row
}

// read makes a record of a row: the key first, then everything else over the registry's record of that
// key, whose number it returns; negative for none.
func (k *Records[T]) read(c *Cells, stored *Packed[T]) (row T, known int) {
	keys := k.blank()
	for i := range k.Columns {
		if column := &k.Columns[i]; column.Key && column.Name != "" {
			column.read(c, &keys)
		}
	}
	var before T
	known, old := stored.number(k.key(keys))
	if old {
		before = stored.At(known)
		row = before
	} else {
		known, row = -1, k.blank()
	}
	for i := range k.Columns {
		column := &k.Columns[i]
		switch {
		case column.Key && column.Name != "":
			*column.Field(&row).(*string) = *column.Field(&keys).(*string) //nolint:forcetypeassert // keys are texts
		case column.Name != "" && c.has(column.Name):
			column.read(c, &row)
			if column.Noted {
				brought := k.Notes(&row)
				*brought = brought.With(column.Stored)
			}
		}
	}
	for i := range k.Columns {
		if column := &k.Columns[i]; column.check != nil && c.has(column.Name) {
			column.check(c, column.Name, &row)
		}
	}
	if k.check != nil {
		k.check(c, &before, &row)
	}
	return row, known
}

func (k *Records[T]) differing(before, after *T) []FieldChange {
	var fields []FieldChange
	for i := range k.Columns {
		c := &k.Columns[i]
		if c.Name == "" || c.Key {
			continue
		}
		f := FieldChange{Heading: c.Name, Before: c.text(before), After: c.text(after)}
		if f.Before == f.After {
			continue
		}
		if c.Private {
			f.Before, f.After = masked(f.Before), masked(f.After)
		}
		fields = append(fields, f)
	}
	return fields
}

// Cell is a record's value under a heading, in the form of an import file.
func (k *Records[T]) Cell(row T, heading string) string {
	for i := range k.Columns {
		if k.Columns[i].Name == heading {
			return k.Columns[i].text(&row)
		}
	}
	return ""
}
