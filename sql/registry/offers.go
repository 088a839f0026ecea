package registry

import (
	"context"
	"fmt"
	"slices"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/dbconn"
)

// mailbox is what the directory knows of how a person can be written to.
type mailbox struct{ person, address string }

var mailTable = table[mailbox]{
	name: "people", columns: []string{"code", "email"},
	fields: func(m *mailbox) []any { return []any{&m.person, &m.address} },
}

// Offers gives recipients' routes, decrypted, in the order in which they are
// tried (outbox.Routes): those of 通知渠道, then a person's 邮箱 of the
// directory, unless an email route has that very address. A route that cannot
// be opened is offered with the reason.
func (s *Store) Offers(ctx context.Context, to []outbox.RecipientKey) (map[outbox.RecipientKey][]outbox.Offer, error) {
	offers := map[outbox.RecipientKey][]outbox.Offer{}
	codes := map[string][]string{} // recipient type → codes
	for _, key := range to {
		codes[key.Type] = append(codes[key.Type], key.Code)
	}
	for _, kind := range sortedKeys(codes) {
		if err := s.storedOffers(ctx, kind, codes[kind], offers); err != nil {
			return nil, err
		}
	}
	for chunk := range slices.Chunk(codes[notify.ToPerson], inList) {
		err := mailTable.read(ctx, s.db, func(m mailbox) error {
			key := outbox.RecipientKey{Type: notify.ToPerson, Code: m.person}
			mail := notify.Route{Channel: notify.Email, Address: workgroup.Secret(m.address)}
			known := func(o outbox.Offer) bool {
				return o.Err == nil && o.Route.Channel == notify.Email && o.Route.Address == mail.Address
			}
			if !slices.ContainsFunc(offers[key], known) {
				offers[key] = append(offers[key], outbox.Offer{Route: mail})
			}
			return nil
		}, " WHERE email <> '' AND code IN ("+dbconn.In(len(chunk))+")", anys(chunk)...)
		if err != nil {
			return nil, err
		}
	}
	return offers, nil
}

func (s *Store) storedOffers(ctx context.Context, kind string, codes []string, offers map[outbox.RecipientKey][]outbox.Offer) error {
	for chunk := range slices.Chunk(codes, inList) {
		err := routeTable.read(ctx, s.db, func(r storedRoute) error {
			opened, err := s.open(r)
			if err != nil {
				err = fmt.Errorf("%w: %w", outbox.ErrRouteUnreadable, err)
			}
			key := outbox.RecipientKey{Type: kind, Code: r.target}
			offers[key] = append(offers[key], outbox.Offer{
				Route: notify.Route{Channel: r.channel, Address: opened.Address, Secret: opened.Secret, Keyword: r.keyword}, Err: err,
			})
			return nil
		}, " WHERE target_type = ? AND target IN ("+dbconn.In(len(chunk))+")"+routeOrder, append([]any{targetTypes[kind]}, anys(chunk)...)...)
		if err != nil {
			return err
		}
	}
	return nil
}

// Route is one of a recipient's offers by its number.
func (s *Store) Route(ctx context.Context, to notify.Recipient, seq int) (notify.Route, error) {
	key := outbox.KeyOf(to)
	offers, err := s.Offers(ctx, []outbox.RecipientKey{key})
	if err != nil {
		return notify.Route{}, err
	}
	if seq < 0 || seq >= len(offers[key]) {
		return notify.Route{}, outbox.ErrNoRoute
	}
	return offers[key][seq].Route, offers[key][seq].Err
}
