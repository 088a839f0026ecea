package app

import (
	"context"
	"fmt"
	"os"

	"qunguan/reconcile/phrase"
	"qunguan/sql/audit"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
	"qunguan/sql/migrations"
	"qunguan/sql/registry"
)

// openRegistry opens the registry with the command's rights. A command that only reads creates no
// registry and changes no schema, so that a mistyped DATA_DIR leaves nothing behind and a newer program
// does no harm beside a running daemon.
func (a *App) openRegistry(ctx context.Context, opt Options) error {
	opt.Create = opt.Create || opt.Migrate
	config := dbconn.Config{DSN: a.Settings.DatabaseDSN.Reveal(), Dir: a.Settings.DataDir}
	if !opt.Create && !config.Exists() {
		return a.openNothing(ctx)
	}
	db, err := dbconn.Open(ctx, config)
	if err != nil {
		return err
	}
	a.DB = db
	a.onClose("database", db.Close)
	if opt.Lock && a.Settings.Embedded() {
		if err := a.lock(); err != nil {
			return err
		}
	}
	v, err := migrations.Status(ctx, db)
	if err != nil {
		return err
	}
	if !opt.Create && !opt.AnySchema && v.Have < v.Want {
		unused, err := migrations.Unused(ctx, db)
		if err != nil {
			return err
		}
		if unused {
			return a.openNothing(ctx)
		}
	}
	if !opt.AnySchema {
		if err := prepareSchema(ctx, db, v, opt.Migrate || opt.Create && a.Settings.Embedded()); err != nil {
			return err
		}
	}
	if err := a.useStore(); err != nil || !opt.Create || opt.AnySchema {
		return err
	}
	// From here on the schema has a journal, and rows that no program wrote are found.
	return a.Auditor.Begin(ctx)
}

// openNothing opens an empty registry that ends with the command.
func (a *App) openNothing(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "qunguan-empty-")
	if err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	a.onClose("empty registry", func() error { return os.RemoveAll(dir) })
	a.Empty = true
	if a.DB, err = dbconn.Open(ctx, dbconn.Config{Dir: dir}); err != nil {
		return err
	}
	a.onClose("database", a.DB.Close)
	if _, err := migrations.Migrate(ctx, a.DB); err != nil {
		return err
	}
	return a.useStore()
}

func (a *App) useStore() error {
	keys, err := base.NewKeyring([]byte(a.Settings.SecretKey.Reveal()), []byte(a.Settings.SecretKeyPrevious.Reveal()))
	if err != nil {
		return fmt.Errorf("read the secret key: %w", err)
	}
	a.Store = registry.New(a.DB, keys)
	a.Auditor, err = audit.NewAuditor(a.Store.Store, []byte(a.Settings.SecretKey.Reveal()), []byte(a.Settings.SecretKeyPrevious.Reveal()), a.Policy.Show(phrase.Zh))
	if err != nil {
		return err
	}
	a.Auditor.Anchor = audit.Anchor(a.Settings.AuditAnchor)
	return nil
}
