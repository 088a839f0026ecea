package page

import (
	"context"
	"sync"
	"time"
)

// Kept is a value that many pages read and that is dear to make. It is made anew after Fresh; up to
// Stale one reader makes it anew beside its page, and the others take the old value. Times are real
// ones, not the pages' moment.
type Kept[T any] struct {
	Fresh, Stale time.Duration

	making sync.Mutex // held while the value is made

	mu    sync.Mutex
	value T
	at    time.Time // when making it began; zero: never
}

func (k *Kept[T]) known() (value T, age time.Duration, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.value, time.Since(k.at), !k.at.IsZero()
}

// Read gives the value. A failure is returned to the readers that wait for it, and making it is tried
// again at the next page.
func (k *Kept[T]) Read(ctx context.Context, how func(context.Context) (T, error)) (T, error) {
	value, age, ok := k.known()
	switch {
	case ok && age < k.Fresh:
		return value, nil
	case ok && age < k.Stale:
		if !k.making.TryLock() {
			return value, nil
		}
		go func() {
			defer k.making.Unlock()
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), k.Stale)
			defer cancel()
			_, _ = k.renew(ctx, how) // the page that finds it too old tells why it cannot be made
		}()
		return value, nil
	}
	k.making.Lock()
	defer k.making.Unlock()
	if value, age, ok := k.known(); ok && age < k.Fresh {
		return value, nil // another reader made it meanwhile
	}
	return k.renew(ctx, how)
}

func (k *Kept[T]) renew(ctx context.Context, how func(context.Context) (T, error)) (T, error) {
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

// Drop forgets it.
func (k *Kept[T]) Drop() {
	k.mu.Lock()
	defer k.mu.Unlock()
	var none T
	k.value, k.at = none, time.Time{}
}
