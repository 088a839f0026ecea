package app

import (
	"context"

	"qunguan/cmd/internal/web"
	"qunguan/notify/outbox"
	"qunguan/sql/registry"
)

// pageLedger gives the pages what they read.
type pageLedger struct{ *registry.Store }

// Notices lists notices as the pages ask for them.
func (p pageLedger) Notices(ctx context.Context, q web.NoticeQuery) ([]outbox.Notice, error) {
	return p.Store.Notices(ctx, outbox.Filter{States: q.States, Case: q.Case, Limit: q.Limit, Offset: q.Offset})
}
