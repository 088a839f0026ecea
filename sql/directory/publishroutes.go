package directory

import (
	"context"
	"slices"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
)

// routes writes the batch's routes. An unchanged route keeps its sealed text:
// sealing is never the same twice, and an import of the same file must change
// nothing.
func (p *Publication) routes(ctx context.Context, routes []workgroup.Route) error {
	if len(routes) == 0 {
		return nil
	}
	list, err := routeTable.All(ctx, p.Tx, routeOrder)
	if err != nil {
		return err
	}
	stored := make(map[string]storedRoute, len(list))
	order := map[recipientKey][]string{} // recipient → channels as they are tried
	for _, r := range list {
		stored[routeKey(r)] = r
		to := recipientKey{r.targetType, r.target}
		order[to] = append(order[to], r.channel)
	}
	for to, channels := range byRecipient(routes) {
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
	_, err = upsertChanged(ctx, p, routeTable, intake.Routes, write, stored, routeKey)
	return err
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
