package web

import (
	"context"
	"sync"
	"time"
)

// kept is something that many pages read and that is dear to make. It is made
// anew after fresh; up to stale one reader makes it anew beside its page, and
// the others take what is there. Times are real ones, not the pages' moment.
type kept[T any] struct {
	fresh, stale time.Duration

	making sync.Mutex // held by who makes it

	mu    sync.Mutex
	value T
	at    time.Time // when making it began; zero: never
}

func (k *kept[T]) known() (value T, age time.Duration, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.value, time.Since(k.at), !k.at.IsZero()
}

// read gives it. A failure is told to whoever waits for it, and tried again at
// the next page.
func (k *kept[T]) read(ctx context.Context, how func(context.Context) (T, error)) (T, error) {
	value, age, ok := k.known()
	switch {
	case ok && age < k.fresh:
		return value, nil
	case ok && age < k.stale:
		if !k.making.TryLock() {
			return value, nil
		}
		go func() {
			defer k.making.Unlock()
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), k.stale)
			defer cancel()
			_, _ = k.renew(ctx, how) // the page that finds it too old tells why it cannot be made
		}()
		return value, nil
	}
	k.making.Lock()
	defer k.making.Unlock()
	if value, age, ok := k.known(); ok && age < k.fresh {
		return value, nil // another reader made it meanwhile
	}
	return k.renew(ctx, how)
}

func (k *kept[T]) renew(ctx context.Context, how func(context.Context) (T, error)) (T, error) {
	began := time.Now()
	value, err := how(ctx)
	if err != nil {
		return value, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.value, k.at = value, began
	return value, nil
}
