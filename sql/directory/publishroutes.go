package directory

import (
	"context"
	"maps"
	"slices"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/journal"
)

// routes writes the batch's routes, those of some recipients after the other's.
func (p *Publication) routes(ctx context.Context, b intake.Batch) error {
	write := make([]workgroup.Route, 0, base.InList)
	for routes := range intake.RoutesByRecipient(b) {
		if len(write) > 0 && len(write)+len(routes) > base.InList {
			if err := p.routesOf(ctx, write); err != nil {
				return err
			}
			write = write[:0]
		}
		write = append(write, routes...)
	}
	return p.routesOf(ctx, write)
}

// routesOf writes all of the batch's routes of some recipients. An unchanged route keeps its sealed text:
// sealing is never the same twice, and an import of the same file must change nothing.
func (p *Publication) routesOf(ctx context.Context, routes []workgroup.Route) error {
	if len(routes) == 0 {
		return nil
	}
	stored := map[string]storedRoute{}
	order := map[recipientKey][]string{} // recipient → channels as they are tried
	came := byRecipient(routes)
	targets := map[string][]string{}
	for to := range came {
		targets[to.targetType] = append(targets[to.targetType], to.target)
	}
	for _, targetType := range slices.Sorted(maps.Keys(targets)) {
		slices.Sort(targets[targetType])
		for chunk := range slices.Chunk(targets[targetType], base.InList) {
			among, args := p.Tx.Dialect.Among(base.Args(chunk))
			err := routeTable.Read(ctx, p.Tx, func(r storedRoute) error {
				stored[routeKey(r)] = r
				to := recipientKey{r.targetType, r.target}
				order[to] = append(order[to], r.channel)
				return nil
			}, " WHERE target_type = ? AND target"+among+routeOrder, append([]any{targetType}, args...)...)
			if err != nil {
				return err
			}
		}
	}
	for to, channels := range came {
		order[to] = reorder(order[to], channels)
	}
	write := make([]storedRoute, 0, len(routes))
	for _, r := range routes {
		sealed, err := p.Store.Seal(r, slices.Index(order[recipientKey{r.TargetType, r.Target}], r.Channel))
		if err != nil {
			return err
		}
		old, ok := stored[routeKey(sealed)]
		if plain, err := p.Store.open(old); ok && err == nil {
			if plain.Address == r.Address && base.IsSealed(old.address) == base.IsSealed(sealed.address) {
				sealed.address = old.address
			}
			if plain.Secret == r.Secret {
				sealed.secret = old.secret
			}
		}
		write = append(write, sealed)
	}
	if _, err := upsertChanged(ctx, p, routeTable, intake.Routes, write, stored, routeKey); err != nil {
		return err
	}
	return journal.WriteSoFar(ctx, p.Tx)
}

type recipientKey struct{ targetType, target string }

func routeKey(r storedRoute) string { return r.targetType + "\x00" + r.target + "\x00" + r.channel }

func byRecipient(routes []workgroup.Route) map[recipientKey][]string {
	channels := map[recipientKey][]string{}
	for _, r := range routes {
		to := recipientKey{r.TargetType, r.Target}
		channels[to] = append(channels[to], r.Channel)
	}
	return channels
}

// reorder brings a recipient's channels into the file's order. A file that
// names only some of them changes the order of those among themselves and
// leaves the others where they are; new ones come last.
func reorder(stored, file []string) []string {
	order := slices.Clone(stored)
	next := 0
	for i, channel := range stored {
		if slices.Contains(file, channel) {
			order[i] = file[next]
			next++
		}
	}
	return append(order, file[next:]...)
}
