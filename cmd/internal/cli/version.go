package cli

import (
	"fmt"
	"runtime"
	"strings"
)

// version is set by the linker.
var version = "dev"

type versionCmd struct{}

// Run prints the program's version.
func (cmd *versionCmd) Run(c *call) error {
	if c.out.format == "json" {
		return c.out.print([]map[string]string{{"version": version, "go": runtime.Version(), "platform": runtime.GOOS + "/" + runtime.GOARCH}}, nil)
	}
	fmt.Fprintf(c.Stdout, "qunguan %s %s %s/%s\n", version, strings.TrimPrefix(runtime.Version(), "go"), runtime.GOOS, runtime.GOARCH)
	return nil
}

type helpCmd struct {
	Command []string `arg:"" optional:"" help:"${help_help}"`
}

// Run lists the commands, or explains one.
func (cmd *helpCmd) Run(c *call) error {
	parsed, err := c.kong.Parse(append(cmd.Command, "--help"))
	_ = parsed // --help prints and ends the program before Parse returns
	return err
}
