package directory

import (
	"context"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/workgroup"
)

// Known is what an import checks its references against and completes partial
// rows from. Routes that cannot be decrypted are handed on sealed: a file that
// does not mention their address must not erase it.
func (s *Store) Known(ctx context.Context) (intake.Known, error) {
	k := intake.Known{
		Groups: map[string]workgroup.Group{}, Accounts: map[string]workgroup.OfficialAccount{}, Apps: map[string]workgroup.App{},
		Bindings: map[string]workgroup.Binding{}, Routes: map[string]workgroup.Route{},
	}
	var err error
	if k.Units, err = s.Units(ctx); err != nil {
		return k, err
	}
	if k.People, err = s.People(ctx); err != nil {
		return k, err
	}
	if err := groupTable.Read(ctx, s.DB, func(g workgroup.Group) error { k.Groups[g.Code] = g; return nil }, ""); err != nil {
		return k, err
	}
	if err := accountTable.Read(ctx, s.DB, func(a workgroup.OfficialAccount) error { k.Accounts[a.Code] = a; return nil }, ""); err != nil {
		return k, err
	}
	if err := appTable.Read(ctx, s.DB, func(a workgroup.App) error { k.Apps[a.Code] = a; return nil }, ""); err != nil {
		return k, err
	}
	if err := bindingTable.Read(ctx, s.DB, func(b workgroup.Binding) error { k.Bindings[intake.BindingKey(b)] = b; return nil }, ""); err != nil {
		return k, err
	}
	return k, routeTable.Read(ctx, s.DB, func(r storedRoute) error {
		route, err := s.open(r)
		if err != nil {
			route.Address, route.Secret = workgroup.Secret(r.address), workgroup.Secret(r.secret)
		}
		k.Routes[intake.RouteKey(route)] = route
		return nil
	}, "")
}
