package app

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"qunguan/notify"
	"qunguan/reconcile/workgroup"
)

// Server is a mail server or a provider's host to which routes lead, with the result of its probe.
type Server struct {
	Channel, Host string
	Routes        int
	Reason, Code  string // empty Reason: the probe succeeded
}

// probeTimeout bounds the probe of one server, because an operator is waiting.
const probeTimeout = 10 * time.Second

// ProbeServers connects once to each server that a route or a mailbox needs, and sends nothing.
func (a *App) ProbeServers(ctx context.Context) ([]Server, error) {
	routes, err := a.Store.AllRoutes(ctx)
	if err != nil {
		return nil, err
	}
	people, err := a.Store.People(ctx)
	if err != nil {
		return nil, err
	}
	byServer := map[Server]workgroup.Route{}
	count := map[Server]int{}
	for p := range people.All() {
		if p.Email != "" {
			routes = append(routes, workgroup.Route{Channel: notify.Email, Address: workgroup.Secret(p.Email)})
		}
	}
	for _, r := range routes {
		s := Server{Channel: r.Channel, Host: a.hostOf(r)}
		if s.Host == "" || a.channels[r.Channel] == nil {
			continue
		}
		byServer[s] = r
		count[s]++
	}
	list := make([]Server, 0, len(byServer))
	for s := range byServer {
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b Server) int {
		return cmp.Or(strings.Compare(a.Channel, b.Channel), strings.Compare(a.Host, b.Host))
	})
	var all sync.WaitGroup
	for i, s := range list {
		all.Go(func() {
			list[i].Routes = count[s]
			list[i].Reason, list[i].Code = a.probe(ctx, byServer[s])
		})
	}
	all.Wait()
	return list, nil
}

func (a *App) probe(ctx context.Context, r workgroup.Route) (reason, code string) {
	p, ok := a.channels[r.Channel].(notify.Prober)
	if !ok {
		return "", ""
	}
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	err := p.Probe(ctx, notify.Route{Channel: r.Channel, Address: r.Address, Secret: r.Secret, Keyword: r.Keyword})
	if f, ok := errors.AsType[*notify.Failure](err); ok {
		return f.Reason, f.Code
	}
	if err != nil {
		return notify.ReasonInternal, ""
	}
	return "", ""
}

// hostOf is the server to which a route leads; the rest of its address is a secret.
func (a *App) hostOf(r workgroup.Route) string {
	switch r.Channel {
	case notify.Manual:
		return ""
	case notify.Email:
		if a.Settings.SMTP.Host == "" {
			return ""
		}
		return net.JoinHostPort(a.Settings.SMTP.Host, strconv.Itoa(a.Settings.SMTP.Port))
	}
	u, err := url.Parse(r.Address.Reveal())
	if err != nil {
		return ""
	}
	return u.Host
}
