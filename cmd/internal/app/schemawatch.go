package app

import (
	"context"
	"time"

	"qunguan/sql/migrations"
)

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
