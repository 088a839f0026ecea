package directory

import (
	"context"
	"slices"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/workgroup"
)

// Known reads the directory as an import of records needs it, to check references and to complete partial
// rows: the kinds, or all, that it is not given already. Routes that cannot be decrypted are handed on
// sealed: a file that does not mention their address must not erase it.
func (s *Store) Known(ctx context.Context, into intake.Known, kinds ...intake.Kind) error {
	wanted := func(kind intake.Kind) bool {
		return into[kind] == nil && (len(kinds) == 0 || slices.Contains(kinds, kind))
	}
	for _, kind := range intake.StoredKinds() {
		if !wanted(kind.Kind) {
			continue
		}
		err := anyTable(kind).Read(ctx, s.DB, func(record any) error { kind.Keep(into, record); return nil }, "")
		if err != nil {
			return err
		}
	}
	if !wanted(intake.Routes) {
		return nil
	}
	routes := intake.RouteRecords.Pack()
	into[intake.Routes] = routes
	return routeTable.Read(ctx, s.DB, func(r storedRoute) error {
		route, err := s.open(r)
		if err != nil {
			route.Address, route.Secret = workgroup.Secret(r.address), workgroup.Secret(r.secret)
		}
		routes.Add(&route)
		return nil
	}, "")
}
