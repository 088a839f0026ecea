package directory

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// mailbox is a person's 邮箱 in the directory.
type mailbox struct{ person, address string }

var mailTable = base.Table[mailbox]{
	Name: "people", Columns: []string{"code", "email"},
	Fields: func(m *mailbox) []any { return []any{&m.person, &m.address} },
}

// routesOf picks the recipients of one type; without codes all of them.
type routesOf struct {
	kind  string // notify.ToPerson …
	codes []string
}

// eachRoute reads recipients' routes in the order in which they are tried:
// those of 通知渠道 in file order, then a person's 邮箱 of the directory.
func (s *Store) eachRoute(ctx context.Context, which []routesOf, each func(to notify.Recipient, r storedRoute) error) error {
	for _, w := range which {
		stored := func(r storedRoute) error { return each(notify.Recipient{Type: w.kind, Code: r.target}, r) }
		mailed := func(m mailbox) error {
			return each(notify.Recipient{Type: w.kind, Code: m.person},
				storedRoute{targetType: targetTypes[w.kind], target: m.person, channel: notify.Email, address: m.address})
		}
		for _, q := range w.pages() {
			among, args := q.among(s.DB.Dialect, "target")
			err := routeTable.Read(ctx, s.DB, stored, " WHERE target_type = ?"+among+routeOrder, append([]any{targetTypes[w.kind]}, args...)...)
			if err == nil && w.kind == notify.ToPerson {
				among, args := q.among(s.DB.Dialect, "code")
				err = mailTable.Read(ctx, s.DB, mailed, " WHERE email <> ''"+among, args...)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// page is as many codes as one question takes; without any it asks for all.
type page []any

func (w routesOf) pages() []page {
	if w.codes == nil {
		return []page{nil}
	}
	var pages []page
	for chunk := range slices.Chunk(w.codes, base.InList) {
		pages = append(pages, base.Args(chunk))
	}
	return pages
}

func (p page) among(d dbconn.Dialect, column string) (condition string, args []any) {
	if p == nil {
		return "", nil
	}
	condition, args = d.Among(p)
	return " AND " + column + condition, args
}

// Offers gives recipients' routes, decrypted, in the order in which they are
// tried (outbox.Routes). The directory's 邮箱 is left out where an email route
// has that very address. A route that cannot be opened is offered with the
// reason.
func (s *Store) Offers(ctx context.Context, to []notify.Recipient) (map[notify.Recipient][]outbox.Offer, error) {
	codes := map[string][]string{} // recipient type → codes
	for _, key := range to {
		codes[key.Type] = append(codes[key.Type], key.Code)
	}
	var which []routesOf
	for _, kind := range slices.Sorted(maps.Keys(codes)) {
		which = append(which, routesOf{kind, codes[kind]})
	}
	offers := map[notify.Recipient][]outbox.Offer{}
	err := s.eachRoute(ctx, which, func(to notify.Recipient, r storedRoute) error {
		opened, err := s.open(r)
		if err != nil {
			err = fmt.Errorf("%w: %w", outbox.ErrRouteUnreadable, err)
		}
		route := notify.Route{Channel: r.channel, Address: opened.Address, Secret: opened.Secret, Keyword: r.keyword}
		known := func(o outbox.Offer) bool {
			return o.Err == nil && o.Route.Channel == notify.Email && o.Route.Address == route.Address
		}
		if err != nil || route.Channel != notify.Email || !slices.ContainsFunc(offers[to], known) {
			offers[to] = append(offers[to], outbox.Offer{Route: route, Err: err})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return offers, nil
}

// RouteChannels lists the channels by which every recipient can be reached, in
// the order in which they are tried (tell.Notices).
func (s *Store) RouteChannels(ctx context.Context) (map[notify.Recipient][]string, error) {
	var which []routesOf
	for _, kind := range slices.Sorted(maps.Keys(targetTypes)) {
		which = append(which, routesOf{kind: kind})
	}
	channels := map[notify.Recipient][]string{}
	lists := map[string][]string{} // a county's hundred thousand recipients have a few among them
	err := s.eachRoute(ctx, which, func(to notify.Recipient, r storedRoute) error {
		key := strings.Join(channels[to], "\n") + "\n" + r.channel
		if lists[key] == nil {
			lists[key] = append(slices.Clip(channels[to]), r.channel)
		}
		channels[to] = lists[key]
		return nil
	})
	return channels, err
}

// Route is one of a recipient's offers by its number.
func (s *Store) Route(ctx context.Context, to notify.Recipient, seq int) (notify.Route, error) {
	key := to.Key()
	offers, err := s.Offers(ctx, []notify.Recipient{key})
	if err != nil {
		return notify.Route{}, err
	}
	if seq < 0 || seq >= len(offers[key]) {
		return notify.Route{}, outbox.ErrNoRoute
	}
	return offers[key][seq].Route, offers[key][seq].Err
}

var _ outbox.Routes = (*Store)(nil)
