package registry

import (
	"context"

	"qunguan/reconcile/workgroup"
)

var unitTable = table[workgroup.Unit]{
	name: "units", keys: 1,
	columns: []string{"code", "name", "short_name", "kind", "parent", "headcount", "principal", "leader", "liaison", "group_code"},
	fields: func(u *workgroup.Unit) []any {
		return []any{&u.Code, &u.Name, &u.ShortName, &u.Kind, &u.Parent, &u.Headcount, &u.Principal, &u.Leader, &u.Liaison, &u.GroupCode}
	},
}

var personTable = table[workgroup.Person]{
	name: "people", keys: 1,
	columns: []string{"code", "name", "unit", "also_units", "post", "status", "left_on", "roles", "mobile", "email", "accounts"},
	fields: func(p *workgroup.Person) []any {
		return []any{
			&p.Code, &p.Name, &p.Unit,
			document{&p.AlsoUnits},
			&p.Post, &p.Status, &p.LeftOn,
			document{&p.Roles},
			&p.Mobile, &p.Email,
			document{&p.Accounts},
		}
	},
}

var bindingTable = table[workgroup.Binding]{
	name: "bindings", keys: 2,
	columns: []string{"platform", "account_key", "account", "person", "outsider", "valid_until"},
	fields: func(b *workgroup.Binding) []any {
		key := workgroup.AccountKey(b.Account)
		return []any{&b.Platform, &key, &b.Account, &b.Person, &b.Outsider, &b.ValidUntil}
	},
}

var accountTable = table[workgroup.OfficialAccount]{
	name: "official_accounts", keys: 1,
	columns: []string{
		"code", "platform", "name", "unit", "followers", "posts_30", "last_post_on", "hours_month", "responsible", "filing", "state",
	},
	fields: func(a *workgroup.OfficialAccount) []any {
		return []any{
			&a.Code, &a.Platform, &a.Name, &a.Unit, &a.Followers, &a.Posts30, &a.LastPostOn, &a.HoursMonth, &a.Responsible, &a.Filing, &a.State,
		}
	},
}

var appTable = table[workgroup.App]{
	name: "apps", keys: 1,
	columns: []string{"code", "name", "unit", "purpose", "monthly_users", "rating", "responsible", "state"},
	fields: func(a *workgroup.App) []any {
		return []any{&a.Code, &a.Name, &a.Unit, &a.Function, &a.MonthlyUsers, &a.Rating, &a.Responsible, &a.State}
	},
}

// Units is every unit by code.
func (s *Store) Units(ctx context.Context) (workgroup.Units, error) {
	units := workgroup.Units{}
	err := unitTable.read(ctx, s.db, func(u workgroup.Unit) error { units[u.Code] = u; return nil }, "")
	return units, err
}

// Bindings lists every binding, expired ones too, by platform and account.
func (s *Store) Bindings(ctx context.Context) ([]workgroup.Binding, error) {
	return bindingTable.all(ctx, s.db, " ORDER BY platform, account_key")
}

// OfficialAccounts lists every official account by code.
func (s *Store) OfficialAccounts(ctx context.Context) ([]workgroup.OfficialAccount, error) {
	return accountTable.all(ctx, s.db, " ORDER BY code")
}

// Apps lists every application by code.
func (s *Store) Apps(ctx context.Context) ([]workgroup.App, error) {
	return appTable.all(ctx, s.db, " ORDER BY code")
}
