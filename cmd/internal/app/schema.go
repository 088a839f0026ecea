package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"qunguan/reconcile/phrase"
	"qunguan/sql/dbconn"
	"qunguan/sql/migrations"
)

// SchemaError is a registry whose schema this program must not use in its present version.
type SchemaError struct {
	Have, Want int64
	Newer      bool
}

func (e SchemaError) Error() string { return e.Text(phrase.En) }

// Text names the remedy.
func (e SchemaError) Text(lang phrase.Lang) string {
	key := phrase.Key("cli.schema_older")
	if e.Newer {
		key = "cli.schema_newer"
	}
	return lang.Say(key, "have", e.Have, "want", e.Want)
}

// WordingError is a registry that was migrated by another wording of migrations; migrate mends it or
// names the missing columns.
type WordingError struct{ Versions []int64 }

func (e WordingError) Error() string { return e.Text(phrase.En) }

// Text names the remedy.
func (e WordingError) Text(lang phrase.Lang) string {
	return lang.Say("cli.schema_wording", "versions", fmt.Sprint(e.Versions))
}

// prepareSchema migrates on request, and where there is no schema at all, so that a first command on an
// empty database works. A database with an older schema is left to `migrate` and the daemon, because
// another program may be at work on it.
func prepareSchema(ctx context.Context, db *dbconn.DB, v migrations.Version, migrate bool) error {
	if v.Current() {
		differing, err := migrations.Differing(ctx, db)
		if err != nil || len(differing) == 0 {
			return err
		}
		if !migrate {
			return WordingError{differing}
		}
	}
	if v.Have > v.Want {
		return SchemaError{Have: v.Have, Want: v.Want, Newer: true}
	}
	if !migrate && v.Have > 0 {
		unused, err := migrations.Unused(ctx, db)
		if err != nil {
			return err
		}
		migrate = unused
	}
	if !migrate && v.Have > 0 {
		return SchemaError{Have: v.Have, Want: v.Want}
	}
	_, err := migrations.Migrate(ctx, db)
	if newer, ok := errors.AsType[*migrations.NewerError](err); ok {
		return SchemaError{Have: newer.Have, Want: newer.Want, Newer: true}
	}
	return err
}

// watchSchemaEvery is how long a daemon may go on after a later version has changed the registry's
// schema.
const watchSchemaEvery = 10 * time.Second

// watchSchema ends the daemon when a later version has migrated the registry, because this one does not
// know the meaning of the new columns. An unreachable registry is left to the jobs.
func (a *App) watchSchema(ctx context.Context) error {
	ticker := time.NewTicker(watchSchemaEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		v, err := migrations.Status(ctx, a.DB)
		if err == nil && v.Have > v.Want {
			a.Log.Error("schema_newer", "have", v.Have, "want", v.Want)
			return SchemaError{Have: v.Have, Want: v.Want, Newer: true}
		}
	}
}
