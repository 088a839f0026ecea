package directory

import (
	"context"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/workgroup"
)

// Known is the directory as an import of records needs it: to check references, and to complete partial
// rows. Routes that cannot be decrypted are handed on sealed:
// a file that does not mention their address must not erase it.
func (s *Store) Known(ctx context.Context) (intake.Known, error) {
	known := intake.Known{}
	for _, kind := range intake.StoredKinds() {
		err := anyTable(kind).Read(ctx, s.DB, func(record any) error { kind.Keep(known, record); return nil }, "")
		if err != nil {
			return nil, err
		}
	}
	routes := map[string]workgroup.Route{}
	known[intake.Routes] = routes
	return known, routeTable.Read(ctx, s.DB, func(r storedRoute) error {
		route, err := s.open(r)
		if err != nil {
			route.Address, route.Secret = workgroup.Secret(r.address), workgroup.Secret(r.secret)
		}
		routes[intake.RouteKey(route)] = route
		return nil
	}, "")
}
