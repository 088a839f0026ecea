package directory

import (
	"context"
	"fmt"
	"strings"

	"qunguan/notify"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
)

// storedRoute is a row of routes: address and secret as they lie there.
type storedRoute struct {
	targetType, target, channel string
	seq                         int // place among the recipient's routes
	address, secret, keyword    string
}

var routeTable = base.Table[storedRoute]{
	Name: "routes", Keys: 3,
	Columns: []string{"target_type", "target", "channel", "seq", "address", "secret", "keyword"},
	Fields: func(r *storedRoute) []any {
		return []any{&r.targetType, &r.target, &r.channel, &r.seq, &r.address, &r.secret, &r.keyword}
	},
}

const routeOrder = " ORDER BY target_type, target, seq, channel"

// place binds a sealed value to its row and column.
func (r storedRoute) place(column string) string {
	return strings.Join([]string{r.targetType, r.target, r.channel, column}, "\x1f")
}

// open decrypts a route.
func (s *Store) open(r storedRoute) (workgroup.Route, error) {
	route := workgroup.Route{TargetType: r.targetType, Target: r.target, Channel: r.channel, Keyword: r.keyword}
	address, err := s.Keys.Open(r.address, r.place("address"))
	if err != nil {
		return route, err
	}
	secret, err := s.Keys.Open(r.secret, r.place("secret"))
	if err != nil {
		return route, err
	}
	route.Address, route.Secret = workgroup.Secret(address), workgroup.Secret(secret)
	return route, nil
}

// Seal encrypts a route for its row. A plain e-mail address is no credential
// and may lie there as it is when no key is configured.
func (s *Store) Seal(route workgroup.Route, seq int) (storedRoute, error) {
	r := storedRoute{
		targetType: route.TargetType, target: route.Target, channel: route.Channel, seq: seq, keyword: route.Keyword,
		address: route.Address.Reveal(), secret: route.Secret.Reveal(),
	}
	var err error
	if s.Keys != nil || r.channel != notify.Email {
		if !base.IsSealed(r.address) { // else it is one that Known could not open
			r.address, err = s.Keys.Seal(r.address, r.place("address"))
		}
	}
	if err == nil && !base.IsSealed(r.secret) {
		r.secret, err = s.Keys.Seal(r.secret, r.place("secret"))
	}
	if err != nil {
		return r, fmt.Errorf("route %s of %s %s: %w", r.channel, r.targetType, r.target, err)
	}
	return r, nil
}

var targetTypes = map[string]string{
	notify.ToPerson: "人员", notify.ToGroup: "群", notify.ToUnit: "单位", notify.ToOffice: "办公室", notify.ToOps: "运维",
}

// Routes lists the routes of one target (对象类型, 对象编码), decrypted, in the
// order in which they are tried.
func (s *Store) Routes(ctx context.Context, targetType, target string) ([]workgroup.Route, error) {
	return s.opened(ctx, " WHERE target_type = ? AND target = ?"+routeOrder, targetType, target)
}

// AllRoutes lists every route, decrypted, by target and order of trying.
func (s *Store) AllRoutes(ctx context.Context) ([]workgroup.Route, error) {
	return s.opened(ctx, routeOrder)
}

func (s *Store) opened(ctx context.Context, tail string, args ...any) ([]workgroup.Route, error) {
	stored, err := routeTable.All(ctx, s.DB, tail, args...)
	if err != nil {
		return nil, err
	}
	routes := make([]workgroup.Route, len(stored))
	for i, r := range stored {
		if routes[i], err = s.open(r); err != nil {
			return nil, fmt.Errorf("route %s of %s %s: %w", r.channel, r.targetType, r.target, err)
		}
	}
	return routes, nil
}

// RouteHeads lists every route without its address and secret, in the order of
// AllRoutes: enough to see who can be reached how. It needs no key.
func (s *Store) RouteHeads(ctx context.Context) ([]workgroup.Route, error) {
	var heads []workgroup.Route
	err := routeTable.Read(ctx, s.DB, func(r storedRoute) error {
		heads = append(heads, workgroup.Route{TargetType: r.targetType, Target: r.target, Channel: r.channel, Keyword: r.keyword})
		return nil
	}, routeOrder)
	return heads, err
}
