package directory

import (
	"context"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
)

// PersonTable is the people of the directory.
var PersonTable = tableOf(intake.PersonRecords)

var (
	unitTable    = tableOf(intake.UnitRecords)
	groupTable   = tableOf(intake.GroupRecords)
	bindingTable = tableOf(intake.BindingRecords)
	accountTable = tableOf(intake.AccountRecords)
	appTable     = tableOf(intake.AppRecords)
	filingTable  = tableOf(intake.FilingRecords)
)

// GroupsByCode gives the registered ones among the groups.
func (s *Store) GroupsByCode(ctx context.Context, codes []string) ([]workgroup.Group, error) {
	return groupTable.Within(ctx, s.DB, "code", codes)
}

// tableOf is the table of a kind of records, as its file says.
func tableOf[T any](k *intake.Records[T]) base.Table[T] {
	columns, keys, fields := k.StoredColumns()
	return base.Table[T]{Name: k.Table, Keys: keys, Columns: columns, Fields: func(row *T) []any { return kept(fields(row)) }}
}

// anyTable is the table of a kind of which nothing else is known. Its records
// are pointers.
func anyTable(s intake.Stored) base.Table[any] {
	return base.Table[any]{
		Name: s.Table, Keys: s.Keys, Columns: s.Columns, Fresh: s.New,
		Fields: func(record *any) []any { return kept(s.Fields(*record)) },
	}
}

// kept gives fields that are no column by themselves the form in which they are
// stored.
func kept(fields []any) []any {
	for i, field := range fields {
		switch v := field.(type) {
		case *[]string:
			fields[i] = base.JSON(v)
		case *workgroup.Accounts:
			fields[i] = base.JSON(v)
		case *workgroup.Scope:
			fields[i] = base.JSON((*scope)(v))
		}
	}
	return fields
}

// Units is every unit by code.
func (s *Store) Units(ctx context.Context) (workgroup.Units, error) {
	units := workgroup.Units{}
	err := unitTable.Read(ctx, s.DB, func(u workgroup.Unit) error { units[u.Code] = u; return nil }, "")
	return units, err
}

// Bindings lists every binding, expired ones too, by platform and account.
func (s *Store) Bindings(ctx context.Context) ([]workgroup.Binding, error) {
	return bindingTable.All(ctx, s.DB, " ORDER BY platform, account_key")
}

// OfficialAccounts lists every official account by code.
func (s *Store) OfficialAccounts(ctx context.Context) ([]workgroup.OfficialAccount, error) {
	list, err := accountTable.All(ctx, s.DB, " ORDER BY code")
	if err != nil {
		return nil, err
	}
	at, err := importedAt(ctx, s.DB, intake.Accounts)
	for i := range list {
		list[i].ImportedAt = at[list[i].Code]
	}
	return list, err
}

// Apps lists every application by code.
func (s *Store) Apps(ctx context.Context) ([]workgroup.App, error) {
	list, err := appTable.All(ctx, s.DB, " ORDER BY code")
	if err != nil {
		return nil, err
	}
	at, err := importedAt(ctx, s.DB, intake.Apps)
	for i := range list {
		list[i].ImportedAt = at[list[i].Code]
	}
	return list, err
}

// Filings lists every approval by 备案编号.
func (s *Store) Filings(ctx context.Context) ([]workgroup.Filing, error) {
	return filingTable.All(ctx, s.DB, " ORDER BY code")
}
