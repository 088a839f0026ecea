package cli

import (
	"qunguan/cmd/internal/app"
)

type serveCmd struct {
	At string `help:"${help_serve_at}"`
}

// Run answers HTTP and nothing else: no job runs, nothing is sent. With --at
// the pages and links are those of that moment.
func (cmd *serveCmd) Run(c *call) error {
	a, moment, err := c.openAt(cmd.At, app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	if cmd.At == "" {
		return a.ServePages(c, nil)
	}
	return a.ServePages(c, &moment)
}
