package intake

// RecordChange is one record that an import brings or alters.
type RecordChange struct {
	Kind   Kind
	Code   string // its key: a code, platform and account, recipient and channel
	New    bool
	Fields []FieldChange // what is different now; empty for new records
}

// FieldChange is one cell of a record, by its heading. Contacts are masked:
// the page of an import is passed around.
type FieldChange struct {
	Heading string `json:"heading"`
	Before  string `json:"before"`
	After   string `json:"after"`
}

// Changes lists what the batch brings and alters, in the order of the kinds
// and then of the files. Routes are named and nothing of them is shown.
func Changes(known Known, b Batch) []RecordChange {
	var all []RecordChange
	for _, t := range tables {
		all = append(all, t.of.changes(known, b)...)
	}
	return all
}

func masked(value string) string {
	if value == "" {
		return ""
	}
	return "***"
}
