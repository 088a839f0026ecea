package cli

import (
	"errors"
	"io/fs"
	"os"

	"qunguan/cmd/internal/app"
	"qunguan/sql/base"
)

type migrateCmd struct{}

// Run brings the registry's schema up to date.
func (cmd *migrateCmd) Run(c *call) error {
	a, err := c.open(app.Options{Migrate: true})
	if err != nil {
		return err
	}
	defer a.Close()
	c.line("cli.migrated")
	return nil
}

type backupCmd struct {
	File   string `arg:"" help:"${help_backup_file}"`
	Verify bool   `help:"${help_backup_verify}"`
}

// Run writes a consistent copy of the embedded registry.
func (cmd *backupCmd) Run(c *call) error {
	if _, err := os.Stat(cmd.File); cmd.Verify && err == nil {
		return verifyCopy(c, cmd.File)
	}
	a, err := c.open(app.Options{AnySchema: true})
	if err != nil {
		return err
	}
	defer a.Close()
	if !a.Settings.Embedded() {
		return badUsage(c.say("cli.backup_embedded_only"))
	}
	if a.Empty {
		return badInput(c.say("cli.backup_nothing"))
	}
	err = newFile(cmd.File, func(part string) error { return a.Store.Backup(c, part) })
	if errors.Is(err, fs.ErrExist) {
		return badInput(c.say("cli.file_exists", "file", cmd.File))
	}
	if err != nil {
		return err
	}
	c.line("cli.backed_up", "file", cmd.File)
	if cmd.Verify {
		return verifyCopy(c, cmd.File)
	}
	return nil
}

// verifyCopy reports whether a copy can be restored, and its contents.
func verifyCopy(c *call, file string) error {
	found, err := base.ReadCopy(c, file)
	if err != nil {
		return badInput(c.say("cli.copy_bad", "file", file, "detail", err))
	}
	c.line("cli.copy_good", "file", file, "version", found.Version, "people", found.People, "cases", found.Cases, "notices", found.Notices, "runs", found.Runs)
	return nil
}
