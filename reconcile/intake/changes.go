package intake

import "iter"

// RecordChange is one record that an import adds or alters.
type RecordChange struct {
	Kind   Kind
	Code   string // its key: a code, platform and account, recipient and channel
	New    bool
	Fields []FieldChange // the fields that differ; empty for new records
}

// FieldChange is one changed cell of a record, by its heading. Contacts are masked, because the page of
// an import is passed around.
type FieldChange struct {
	Heading string `json:"heading"`
	Before  string `json:"before"`
	After   string `json:"after"`
}

// Changes are the records that an import adds and alters. The zero value is none.
type Changes struct {
	known Known
	batch Batch
}

// ChangesOf compares a batch with the registry before it.
func ChangesOf(known Known, b Batch) Changes { return Changes{known, b} }

// All gives the records that are added and altered, in the order of the kinds and then of the files. Routes are
// named, and their content is left out.
func (c Changes) All() iter.Seq[RecordChange] { return c.each(true) }

// Altered gives those of All that the registry has already.
func (c Changes) Altered() iter.Seq[RecordChange] { return c.each(false) }

func (c Changes) each(added bool) iter.Seq[RecordChange] {
	return func(yield func(RecordChange) bool) {
		for _, t := range tables {
			if !t.of.changes(c, added, yield) {
				return
			}
		}
	}
}

// changes gives the records of the kind that a batch adds, if wanted, and alters, until one is the last that is
// wanted. Added ones have no fields, because on a first import everything is new.
func (k *Records[T]) changes(c Changes, added bool, yield func(RecordChange) bool) (more bool) {
	stored, batch := k.In(c.known), k.Of(c.batch)
	for n := range batch.Len() {
		known, old := stored.number(batch.key(n))
		if !old && !added || old && stored.packer == batch.packer && *stored.places.At(known) == *batch.places.At(n) {
			continue
		}
		now := batch.At(n)
		change := RecordChange{Kind: k.Kind, Code: k.shown(now), New: !old}
		if old {
			before := stored.At(known)
			change.Fields = k.differing(&before, &now)
		}
		if (change.New || len(change.Fields) > 0) && !yield(change) {
			return false
		}
	}
	return true
}

func masked(value string) string {
	if value == "" {
		return ""
	}
	return "***"
}
