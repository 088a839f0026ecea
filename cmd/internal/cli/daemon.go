package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/cmd/internal/settings"
	"qunguan/reconcile/policy"
)

type daemonCmd struct {
	AcceptPolicy bool `help:"${help_accept_policy}"`
}

// Run works until it is told to stop: schedules, delivery, pages.
func (cmd *daemonCmd) Run(c *call) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	if problems := s.CheckDaemon(); len(problems) > 0 {
		return badUsage(problems.Say(c.lang))
	}
	opt := app.Options{Migrate: true, Lock: true}
	for first := true; ; first = false {
		next, err := cmd.serve(c, s, opt, first)
		if err != nil || next == nil {
			return err
		}
		opt.Policy = next
	}
}

// serve runs one daemon; it returns the policy under which the next one is to go on, nil for none. A
// SIGHUP with a new policy accepts it.
func (cmd *daemonCmd) serve(c *call, s *settings.Settings, opt app.Options, first bool) (*policy.Loaded, error) {
	a, err := c.openWith(s, opt)
	if err != nil {
		return nil, err
	}
	defer a.Close()
	if err := c.samePolicy(a, cmd.AcceptPolicy || !first); err != nil {
		return nil, err
	}
	return a.Serve(c, c.Orders)
}

type drainCmd struct {
	Wait time.Duration `default:"10m" help:"${help_drain_wait}"`
}

// Run tells the daemon on this machine to take nothing on any more, and waits until its work in
// progress is done.
func (cmd *drainCmd) Run(c *call) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(c, cmd.Wait)
	defer cancel()
	switch err := app.Drain(ctx, s); {
	case errors.Is(err, app.ErrNoDaemon):
		return badInput(c.say("cli.drain_none", "dir", s.DataDir))
	case errors.Is(err, context.DeadlineExceeded):
		return badInput(c.say("cli.drain_busy", "wait", cmd.Wait))
	case err != nil:
		return err
	}
	c.line("cli.drained")
	return nil
}

type healthcheckCmd struct{}

// Run asks a running daemon whether it is alive, for the image's HEALTHCHECK.
func (cmd *healthcheckCmd) Run(c *call) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	if err := app.Healthcheck(c, s.HTTPAddr); err != nil {
		return badInput(c.say("cli.unhealthy", "detail", err))
	}
	fmt.Fprintln(c.Stdout, "ok")
	return nil
}
