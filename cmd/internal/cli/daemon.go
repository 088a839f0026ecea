package cli

import (
	"fmt"

	"qunguan/cmd/internal/app"
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
	a, err := c.openWith(s, app.Options{Migrate: true, Lock: true})
	if err != nil {
		return err
	}
	defer a.Close()
	if err := c.samePolicy(a, cmd.AcceptPolicy); err != nil {
		return err
	}
	return a.Serve(c)
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
