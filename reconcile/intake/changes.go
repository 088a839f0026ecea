package intake

import "qunguan/reconcile/workgroup"

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
	all = append(all, changes(Units, b.Units, known.Units, func(u workgroup.Unit) string { return u.Code }, unitCells)...)
	all = append(all, changes(Staff, b.People, known.People, func(p workgroup.Person) string { return p.Code }, personCells)...)
	all = append(all, changes(Groups, b.Groups, known.Groups, func(g workgroup.Group) string { return g.Code }, groupCells)...)
	all = append(all, changesBy(Identities, b.Bindings, known.Bindings, BindingKey,
		func(x workgroup.Binding) string { return x.Platform + " " + x.Account }, bindingCells)...)
	all = append(all, changes(Accounts, b.Accounts, known.Accounts, func(a workgroup.OfficialAccount) string { return a.Code }, accountCells)...)
	all = append(all, changes(Apps, b.Apps, known.Apps, func(a workgroup.App) string { return a.Code }, appCells)...)
	return append(all, changesBy(Routes, b.Routes, known.Routes, RouteKey,
		func(r workgroup.Route) string { return r.TargetType + " " + r.Target + " " + r.Channel }, routeCells)...)
}

// routeCells are compared and never shown as they are.
func routeCells(r workgroup.Route) []cell {
	return []cell{{"地址", r.Address.Reveal()}, {"密钥", r.Secret.Reveal()}, {"关键词", r.Keyword}}
}

func changes[T any, M ~map[string]T](kind Kind, items []T, known M, key func(T) string, cells func(T) []cell) []RecordChange {
	return changesBy(kind, items, known, key, key, cells)
}

func changesBy[T any, M ~map[string]T](kind Kind, items []T, known M, key, name func(T) string, cells func(T) []cell) []RecordChange {
	var list []RecordChange
	for _, item := range items {
		old, ok := known[key(item)]
		c := RecordChange{Kind: kind, Code: name(item), New: !ok}
		if ok {
			c.Fields = differing(cells(old), cells(item))
		}
		if c.New || len(c.Fields) > 0 {
			list = append(list, c)
		}
	}
	return list
}

func differing(before, after []cell) []FieldChange {
	var fields []FieldChange
	for i := range after {
		if before[i].value == after[i].value {
			continue
		}
		f := FieldChange{Heading: after[i].heading, Before: before[i].value, After: after[i].value}
		if confidential[f.Heading] {
			f.Before, f.After = masked(f.Before), masked(f.After)
		}
		fields = append(fields, f)
	}
	return fields
}

// confidential headings are named in a page of changes, and their values are
// not.
var confidential = map[string]bool{"手机": true, "邮箱": true, "地址": true, "密钥": true, "关键词": true}

func masked(value string) string {
	if value == "" {
		return ""
	}
	return "***"
}
