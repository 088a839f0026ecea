package directory

import (
	"context"

	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
)

var unitTable = base.Table[workgroup.Unit]{
	Name: "units", Keys: 1,
	Columns: []string{"code", "name", "short_name", "kind", "parent", "headcount", "principal", "leader", "liaison", "group_code"},
	Fields: func(u *workgroup.Unit) []any {
		return []any{&u.Code, &u.Name, &u.ShortName, &u.Kind, &u.Parent, &u.Headcount, &u.Principal, &u.Leader, &u.Liaison, &u.GroupCode}
	},
}

// PersonTable is the people of the directory.
var PersonTable = base.Table[workgroup.Person]{
	Name: "people", Keys: 1,
	Columns: []string{"code", "name", "unit", "also_units", "post", "status", "left_on", "roles", "mobile", "email", "accounts"},
	Fields: func(p *workgroup.Person) []any {
		return []any{
			&p.Code, &p.Name, &p.Unit,
			base.JSON(&p.AlsoUnits),
			&p.Post, &p.Status, &p.LeftOn,
			base.JSON(&p.Roles),
			&p.Mobile, &p.Email,
			base.JSON(&p.Accounts),
		}
	},
}

var bindingTable = base.Table[workgroup.Binding]{
	Name: "bindings", Keys: 2,
	Columns: []string{"platform", "account_key", "account", "person", "outsider", "valid_until"},
	Fields: func(b *workgroup.Binding) []any {
		key := workgroup.AccountKey(b.Account)
		return []any{&b.Platform, &key, &b.Account, &b.Person, &b.Outsider, &b.ValidUntil}
	},
}

var accountTable = base.Table[workgroup.OfficialAccount]{
	Name: "official_accounts", Keys: 1,
	Columns: []string{
		"code", "platform", "name", "unit", "followers", "posts_30", "last_post_on", "hours_month", "responsible", "filing", "state",
	},
	Fields: func(a *workgroup.OfficialAccount) []any {
		return []any{
			&a.Code, &a.Platform, &a.Name, &a.Unit, &a.Followers, &a.Posts30, &a.LastPostOn, &a.HoursMonth, &a.Responsible, &a.Filing, &a.State,
		}
	},
}

var appTable = base.Table[workgroup.App]{
	Name: "apps", Keys: 1,
	Columns: []string{"code", "name", "unit", "purpose", "monthly_users", "rating", "responsible", "state"},
	Fields: func(a *workgroup.App) []any {
		return []any{&a.Code, &a.Name, &a.Unit, &a.Function, &a.MonthlyUsers, &a.Rating, &a.Responsible, &a.State}
	},
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
	return accountTable.All(ctx, s.DB, " ORDER BY code")
}

// Apps lists every application by code.
func (s *Store) Apps(ctx context.Context) ([]workgroup.App, error) {
	return appTable.All(ctx, s.DB, " ORDER BY code")
}
