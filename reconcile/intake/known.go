package intake

import "iter"

// Known is the registry's content before the import: for each kind its records, a *Packed. References are checked
// against it and partial rows are completed from it.
type Known map[Kind]anyPacked

// Batch is the content of one command apart from rosters and activity: for each kind its complete records in file
// order, a *Packed, already merged with the registry's. A recipient's routes are tried in their order there.
type Batch map[Kind]anyPacked

// anyPacked is a *Packed of some kind.
type anyPacked interface{ Len() int }

// Stored describes the registry's table of a kind.
type Stored struct {
	Kind    Kind
	Table   string
	Columns []string // the first Keys of them are the key
	Keys    int
	Dated   []string                                    // those of them whose changes keep their dates
	New     func() any                                  // a pointer to an empty record
	Fields  func(record any) []any                      // pointers to the columns' values
	Key     func(record any) string                     // as in Known
	All     func(b Batch) iter.Seq[any]                 // pointers to a batch's records, each a new one
	Keep    func(k Known, record any)                   // adds a record to the known ones
	Among   func(k Known, records []any) map[string]any // pointers to those of the known ones that have the records' keys
}

// StoredKinds lists the kinds that the registry stores in the usual way.
func StoredKinds() []Stored {
	var list []Stored
	for _, t := range tables {
		if s, ok := t.of.stored(); ok {
			list = append(list, s)
		}
	}
	return list
}

// StoredColumns are the registry's columns of a kind, those of the key first.
func (k *Records[T]) StoredColumns() (columns []string, keys int, fields func(*T) []any) {
	var at []int
	for _, key := range []bool{true, false} {
		for i, c := range k.Columns {
			if c.Stored != "" && (c.Key && !c.Spelled) == key {
				columns, at = append(columns, c.Stored), append(at, i)
			}
		}
		if key {
			keys = len(columns)
		}
	}
	return columns, keys, func(row *T) []any {
		list := make([]any, len(at))
		for i, column := range at {
			list[i] = k.Columns[column].Field(row)
		}
		return list
	}
}

// DatedColumns are the registry's columns whose changes keep their dates.
func (k *Records[T]) DatedColumns() []string {
	var list []string
	for _, c := range k.Columns {
		if c.Dated {
			list = append(list, c.Stored)
		}
	}
	return list
}

func (k *Records[T]) stored() (Stored, bool) {
	columns, keys, fields := k.StoredColumns()
	return Stored{
		Kind: k.Kind, Table: k.Table, Columns: columns, Keys: keys, Dated: k.DatedColumns(),
		New:    func() any { row := k.blank(); return &row },
		Fields: func(record any) []any { return fields(record.(*T)) },  //nolint:forcetypeassert // a kind holds records of its own type
		Key:    func(record any) string { return k.key(*record.(*T)) }, //nolint:forcetypeassert // a kind holds records of its own type
		All: func(b Batch) iter.Seq[any] {
			return func(yield func(any) bool) {
				for record := range k.Of(b).All() {
					if !yield(&record) {
						return
					}
				}
			}
		},
		Keep: func(known Known, record any) {
			p := k.In(known)
			if p == nil {
				p = k.Pack()
				known[k.Kind] = p
			}
			p.Add(record.(*T)) //nolint:forcetypeassert // a kind holds records of its own type
		},
		Among: func(known Known, records []any) map[string]any {
			p, found := k.In(known), map[string]any{}
			for _, record := range records {
				key := k.key(*record.(*T)) //nolint:forcetypeassert // a kind holds records of its own type
				if n, ok := p.number(key); ok {
					row := p.At(n)
					found[key] = &row
				}
			}
			return found
		},
	}, k.Table != ""
}
