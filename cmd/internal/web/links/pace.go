package links

import (
	"sync"
	"time"

	"qunguan/cmd/internal/web/visitor"
)

// A link is asked for at most so often a minute.
const linkRequests = 30

// linkPace counts the requests of each link.
type linkPace struct {
	mu    sync.Mutex
	from  time.Time
	asked map[string]int
}

// wait counts a request; it says how long the link must wait, zero: not at all.
func (p *linkPace) wait(token string, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.asked == nil || now.Sub(p.from) >= visitor.TryWindow || now.Before(p.from) || len(p.asked) > 100*visitor.AddressesKept {
		p.from, p.asked = now, map[string]int{}
	}
	if len(token) > maxToken {
		token = token[:maxToken]
	}
	if p.asked[token]++; p.asked[token] <= linkRequests {
		return 0
	}
	return max(time.Second, visitor.TryWindow-now.Sub(p.from))
}

// maxToken is more than a token has: a longer text is none.
const maxToken = 128
