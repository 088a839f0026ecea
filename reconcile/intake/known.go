package intake

import (
	"reflect"

	"qunguan/reconcile/workgroup"
)

// Known is the registry's content before the import: for each kind its records by key, a map[string]T.
// References are checked against it and partial rows are completed from it.
type Known map[Kind]any

// recordsIn is the records of a kind; named map types (workgroup.Units) are
// taken too.
func recordsIn[T any](known Known, k Kind) map[string]T {
	switch m := known[k].(type) {
	case nil:
		return nil
	case map[string]T:
		return m
	}
	return reflect.ValueOf(known[k]).Convert(reflect.TypeFor[map[string]T]()).Interface().(map[string]T) //nolint:forcetypeassert // a kind holds records of its own type
}

func (k Known) units() workgroup.Units              { return recordsIn[workgroup.Unit](k, Units) }
func (k Known) people() map[string]workgroup.Person { return recordsIn[workgroup.Person](k, Staff) }
func (k Known) groups() map[string]workgroup.Group  { return recordsIn[workgroup.Group](k, Groups) }

// Batch is the content of one command apart from rosters and activity: for each kind its complete
// records in file order, a []T, already merged with the registry's. A recipient's routes are tried in
// their order there.
type Batch map[Kind]any

// Stored describes the registry's table of a kind.
type Stored struct {
	Kind    Kind
	Table   string
	Columns []string // the first Keys of them are the key
	Keys    int
	Dated   []string                  // those of them whose changes keep their dates
	New     func() any                // a pointer to an empty record
	Fields  func(record any) []any    // pointers to the columns' values
	Key     func(record any) string   // as in Known
	List    func(b Batch) []any       // pointers to a batch's records
	Keep    func(k Known, record any) // adds a record to the known ones
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
		List: func(b Batch) []any {
			list := k.Of(b)
			out := make([]any, len(list))
			for i := range list {
				out[i] = &list[i]
			}
			return out
		},
		Keep: func(known Known, record any) {
			m, _ := known[k.Kind].(map[string]T)
			if m == nil {
				m = map[string]T{}
				known[k.Kind] = m
			}
			row := *record.(*T) //nolint:forcetypeassert // a kind holds records of its own type
			m[k.key(row)] = row
		},
	}, k.Table != ""
}
