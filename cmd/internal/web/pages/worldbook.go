package pages

import (
	"context"
	"sync"
	"time"

	"qunguan/cmd/internal/web/page"
	"qunguan/jobs/check"
)

// worldIdle is for how long the directory is kept ready to judge by after a page
// last asked for it: it is the largest thing that the program holds.
const worldIdle = 10 * time.Minute

// worldBook keeps the directory that pages identify members by.
type worldBook struct {
	kept page.Kept[*check.RegistrySnapshot]

	mu    sync.Mutex // one page judges at a time
	timer *time.Timer
}

// use gives the directory to fn.
func (b *worldBook) use(ctx context.Context, read func(context.Context) (*check.RegistrySnapshot, error), fn func(*check.RegistrySnapshot) error) error {
	w, err := b.kept.Read(ctx, read)
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.timer == nil {
		b.timer = time.AfterFunc(worldIdle, b.kept.Drop)
	} else {
		b.timer.Reset(worldIdle)
	}
	return fn(w)
}
