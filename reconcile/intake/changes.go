package intake

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

// Changes lists the records that the batch adds and alters, in the order of the kinds and then of the
// files. Routes are named, and their content is left out.
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
