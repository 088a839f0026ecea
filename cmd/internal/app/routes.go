package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// RouteState is a stored route, or a person's mailbox in the directory, with its address masked, and
// the faults that are visible before any send.
type RouteState struct {
	To      notify.Recipient
	Channel string
	Address string // masked
	Keyword string
	Problem string // a reason of phrase channel.reason.*; empty = no fault is known

	route notify.Route
}

// Works reports whether the program can send by the route.
func (r RouteState) Works() bool { return r.Problem == "" && r.Channel != notify.Manual }

// RouteStates lists the routes of recipients in the order in which they are tried; it sends nothing.
func (a *App) RouteStates(ctx context.Context, to []notify.Recipient) ([]RouteState, error) {
	offers, err := a.Store.Offers(ctx, to)
	if err != nil {
		return nil, err
	}
	var list []RouteState
	for _, key := range to {
		for _, o := range offers[key] {
			list = append(list, a.routeState(key, o))
		}
	}
	return list, nil
}

func (a *App) routeState(to notify.Recipient, o outbox.Offer) RouteState {
	s := RouteState{To: to, Channel: o.Route.Channel, Address: masked(o.Route), Keyword: o.Route.Keyword, route: o.Route}
	channel := a.channels[o.Route.Channel]
	switch {
	case o.Err != nil:
		s.Problem = outbox.ReasonUnreadable
	case o.Route.Channel == notify.Manual:
	case channel == nil:
		s.Problem = outbox.ReasonNotConfigured
	default:
		if c, ok := channel.(notify.RouteChecker); ok {
			if f := notify.AsFailure(c.CheckRoute(o.Route)); f != nil {
				s.Problem = f.Reason
			}
		}
	}
	return s
}

// masked is an address without the parts that make it a credential.
func masked(r notify.Route) string {
	address := r.Address.Reveal()
	if r.Channel == notify.Email {
		name, host, _ := strings.Cut(address, "@")
		return string([]rune(name + " ")[:1]) + "***@" + host
	}
	u, err := url.Parse(address)
	if address == "" || err != nil || u.Host == "" {
		return strings.Repeat("*", min(3, len(address)))
	}
	return u.Scheme + "://" + u.Host + "/***"
}

// Recipients lists the recipients with a stored route, by type and code, and all people of the
// directory with a mailbox.
func (a *App) Recipients(ctx context.Context) ([]notify.Recipient, error) {
	heads, err := a.Store.RouteChannels(ctx)
	if err != nil {
		return nil, err
	}
	list := slices.Collect(maps.Keys(heads))
	slices.SortFunc(list, func(a, b notify.Recipient) int { return strings.Compare(a.Type+" "+a.Code, b.Type+" "+b.Code) })
	return list, nil
}

// Answering lists the people in service to whom cases go first: owners and administrators of live
// groups, principals of units.
func (a *App) Answering(ctx context.Context, day workgroup.Date) ([]workgroup.Person, error) {
	people, err := a.Store.People(ctx)
	if err != nil {
		return nil, err
	}
	units, err := a.Store.Units(ctx)
	if err != nil {
		return nil, err
	}
	groups, err := a.Store.Groups(ctx)
	if err != nil {
		return nil, err
	}
	codes := map[string]bool{}
	for _, u := range units {
		codes[u.Principal] = true
	}
	for g := range groups.All() {
		if g.Live() {
			for _, code := range g.Responsible() {
				codes[code] = true
			}
		}
	}
	var list []workgroup.Person
	for code := range codes {
		if p, ok := people.Find(code); ok && p.ServiceOn(day) == workgroup.InService {
			list = append(list, p)
		}
	}
	slices.SortFunc(list, func(a, b workgroup.Person) int { return strings.Compare(a.Code, b.Code) })
	return list, nil
}

// testTimeout bounds one test message.
const testTimeout = time.Minute

// SendTest sends a message marked as a test by the route, at once and past the outbox, because an
// operator is waiting for it to arrive. The reason is empty when it was accepted.
func (a *App) SendTest(ctx context.Context, r RouteState) (reason, code string) {
	if r.Channel == notify.Manual || r.Problem != "" {
		return r.Problem, ""
	}
	ctx, cancel := context.WithTimeout(ctx, testTimeout)
	defer cancel()
	doc := notify.Document{Title: phrase.Zh.Say("routes.test.title"), Intro: []string{phrase.Zh.Say("routes.test.text")}}
	receipt, err := a.channels[r.Channel].Send(ctx, r.route, notify.Message{
		ID: "test_" + strings.TrimPrefix(newNoticeID(), "msg_"), Kind: notify.KindOps, Recipient: notify.Recipient{Type: r.To.Type, Code: r.To.Code},
		Document: doc, Text: doc.Text(), CreatedAt: time.Now().In(a.Settings.Location),
	})
	if f, ok := errors.AsType[*notify.Failure](err); ok {
		return f.Reason, f.Code
	}
	if err != nil {
		return notify.ReasonInternal, ""
	}
	return "", receipt.Code
}

// RotateKeys seals every route, and every secret of a spot check that is not
// drawn yet, with the current key.
func (a *App) RotateKeys(ctx context.Context) (int, error) {
	n, err := a.Store.RotateKeys(ctx)
	if err != nil {
		return 0, fmt.Errorf("seal the routes anew: %w", err)
	}
	secrets, err := a.Store.RotateSpotSecrets(ctx)
	return n + secrets, err
}
