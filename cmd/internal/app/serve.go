package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"qunguan/cmd/internal/settings"
	"qunguan/cmd/internal/web"
	"qunguan/cmd/internal/web/links"
	"qunguan/cmd/internal/web/login"
	"qunguan/cmd/internal/web/page"
	"qunguan/jobs/inbox"
	"qunguan/jobs/signin"
	"qunguan/notify/actionlink"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/policy"
)

// Serve is the daemon: it runs jobs at their ticks, sends due notices continuously, and answers HTTP,
// until the context ends. If one of the three fails, all stop. Orders may drain it, or have it go on
// under a policy that was read anew: that one is returned.
func (a *App) Serve(ctx context.Context, orders <-chan os.Signal) (next *policy.Loaded, err error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	daemon, err := a.Daemon()
	if err != nil {
		return nil, err
	}
	listener, err := listen(ctx, settings.Prefix+"HTTP_ADDR", a.Settings.HTTPAddr)
	if err != nil {
		return nil, err
	}
	var scraped net.Listener
	if a.Settings.MetricsAddr != "" {
		if scraped, err = listen(ctx, settings.Prefix+"METRICS_ADDR", a.Settings.MetricsAddr); err != nil {
			return nil, errors.Join(err, listener.Close())
		}
	}
	defer a.named()()
	w := &work{stop: make(chan struct{})}
	daemon.Drain = w.stop
	a.Log.Info("daemon_started", "version", a.Version, "mode", a.Settings.Mode, "policy", a.Policy.Ref,
		"http", listener.Addr().String(), "jobs", len(daemon.Schedules))
	a.warnCalendar()
	var wg sync.WaitGroup
	start := func(name string, do func() error) {
		wg.Go(func() {
			if err := do(); err != nil {
				stop(fmt.Errorf("%s: %w", name, err))
			}
		})
	}
	// begin starts what a drained daemon has done with.
	begin := func(name string, do func(ctx context.Context) error) {
		w.begun.Add(1)
		start(name, func() error {
			defer w.begun.Done()
			return do(ctx)
		})
	}
	shown := a.buildMetrics(daemon)
	a.observe = shown.Observe
	pages, codes := a.handler(func() []string { return w.ready(daemon.Ready()) }, a.now)
	defer codes.Wait()
	if scraped == nil {
		pages.Metrics = shown
	} else {
		start("metrics", func() error {
			return web.Serve(ctx, scraped, web.New(web.Config{Site: page.Config{Ready: pages.Site.Ready}, Metrics: shown}), a.Log)
		})
	}
	start("http", func() error { return web.Serve(ctx, listener, web.New(pages), a.Log) })
	begin("scheduler", daemon.Run)
	start("schema", func() error { return a.watchSchema(ctx) })
	if box := a.inbox(a.now); box != nil {
		begin("inbox", func(ctx context.Context) error {
			ctx, cancel := w.context(ctx)
			defer cancel()
			inbox.Watch(ctx, box, a.Log)
			return nil
		})
	}
	if a.act() {
		dispatcher, err := a.daemonDispatcher(daemon)
		if err != nil {
			stop(err)
		} else {
			begin("delivery", func(ctx context.Context) error {
				ctx, cancel := w.context(ctx)
				defer cancel()
				dispatcher.Run(ctx)
				return nil
			})
		}
	}
	go a.obey(ctx, orders, w, func(p *policy.Loaded) {
		next = p
		stop(errAgain)
	})
	wg.Wait()
	a.Log.Info("daemon_stopped")
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, errAgain):
		return next, nil
	case !errors.Is(cause, context.Canceled):
		return nil, cause
	}
	return nil, nil
}

// errAgain ends a daemon that is to go on under another policy.
var errAgain = errors.New("the policy was read anew")

func (a *App) now() time.Time { return time.Now().In(a.Settings.Location) }

// ServePages answers HTTP as of a moment, or of now, and runs no job.
func (a *App) ServePages(ctx context.Context, at *time.Time) error {
	listener, err := listen(ctx, settings.Prefix+"HTTP_ADDR", a.Settings.HTTPAddr)
	if err != nil {
		return err
	}
	now := a.now
	if at != nil {
		now = func() time.Time { return *at }
	}
	a.Log.Info("serving_pages", "version", a.Version, "http", listener.Addr().String(), "at", now().Format(time.RFC3339))
	pages, codes := a.handler(func() []string { return nil }, now)
	defer codes.Wait()
	return web.Serve(ctx, listener, web.New(pages), a.Log)
}

// ServeDemo serves the pages of a demo at a fixed time.
func (a *App) ServeDemo(ctx context.Context, l net.Listener, keys *actionlink.Keys, at time.Time) error {
	desk := a.desk(keys, func() time.Time { return at })
	desk.Planned = true
	return web.Serve(ctx, l, web.New(a.withPages(web.Config{
		Links: links.Config{Desk: desk, LinkKeys: keys, Rosters: judgedRosters{a.RosterDesk(), a, at}, Filings: a.filingDesk(func() time.Time { return at })},
		Site: page.Config{
			Title: a.Policy.Policy.Title, Clauses: a.Policy.Policy.Clauses, Office: a.officeName(), Demo: true, Lang: phrase.Zh,
			Now: func() time.Time { return at }, Ready: func(context.Context) []string { return nil }, Log: a.Log,
		},
	})), a.Log)
}

// pingFor is how long the registry may take to answer before the program counts as not ready; probes
// wait no longer than five seconds.
const pingFor = 3 * time.Second

// handler answers health probes, and shows pages to visitors with the token. Without a place to keep a
// token there are no pages; everything else works on.
func (a *App) handler(ready func() []string, now func() time.Time) (web.Config, *signin.Desk) {
	token, err := a.pageToken()
	if err != nil {
		a.Log.Warn("pages_closed", "error", err, "todo", "set "+settings.Prefix+"PAGE_TOKEN, or make the data folder writable")
	}
	cfg, desk := a.withSignIn(a.withLinks(a.withPages(web.Config{
		API:   a.api(now),
		Login: login.Config{Token: token, PublicURL: a.Settings.PublicURL},
		Site: page.Config{
			Title: a.Policy.Policy.Title, Clauses: a.Policy.Policy.Clauses, Office: a.officeName(), Act: a.act(), Lang: phrase.Zh,
			Now: now, Proxies: a.Settings.Proxies, Log: a.Log,
			Ready: func(ctx context.Context) []string {
				ctx, cancel := context.WithTimeout(ctx, pingFor)
				defer cancel()
				var reasons []string
				if err := a.DB.PingContext(ctx); err != nil {
					// The driver's text may name hosts, so only the log gets it.
					a.Log.Warn("database_unreachable", "error", err)
					reasons = append(reasons, "database: cannot be reached")
				}
				return append(reasons, ready()...)
			},
		},
	}), now), now)
	if err != nil {
		cfg.Pages = nil
	}
	return cfg, desk
}

// officeName is the leading office for groups.
func (a *App) officeName() string {
	p := a.Policy.Policy
	return p.Offices[p.Lead.Group].Name
}

// warnCalendar warns at the start, too, that the holiday table will end.
func (a *App) warnCalendar() {
	from, to := a.Calendar.Covered()
	if time.Until(to.In(a.Settings.Location)) < calendarWarning {
		a.Log.Warn("calendar_ends_soon", "covered_from", from, "covered_to", to)
	}
}

// calendarWarning is how long before its end the holiday table is warned about.
const calendarWarning = 60 * 24 * time.Hour

// Healthcheck asks a daemon on this machine whether it is alive.
func Healthcheck(ctx context.Context, addr string) error {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("address %q: %w", addr, err)
	}
	if host == "" || net.ParseIP(host).IsUnspecified() {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/healthz", nil)
	if err != nil {
		return fmt.Errorf("ask for health: %w", err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("ask for health: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("health: status %d", resp.StatusCode)
	}
	return nil
}
