package web

import (
	"cmp"
	"net"
	"net/netip"
	"sync"
	"time"
)

// How often the wrong token may be given before further tries must wait: from
// one address, and from all together, for a guesser has more than one.
const (
	triesPerAddress = 5
	triesTogether   = 50
	tryWindow       = time.Minute
	// More addresses than this are counted together only: what a guesser can
	// make grow must have an end.
	addressesKept = 1000
)

// A county hall is one address: codes are asked for and mistyped by many there.
// What protects a person's code is its own five tries.
const (
	asksPerAddress, asksTogether       = 30, 120
	guessesPerAddress, guessesTogether = 30, 200
)

// attempts counts wrong tokens, or whatever else may be done so often a minute.
type attempts struct {
	perAddress, all int // the limits; zero = those of tokens

	mu       sync.Mutex
	from     time.Time // when the window began
	wrong    map[string]int
	together int
}

// wait says how long the address must wait before it may try again; zero:
// not at all. A right token has to wait as well, or waiting would tell which
// tokens are wrong.
func (a *attempts) wait(address string, now time.Time) time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.turn(now)
	if a.wrong[address] < cmp.Or(a.perAddress, triesPerAddress) && a.together < cmp.Or(a.all, triesTogether) {
		return 0
	}
	return max(time.Second, tryWindow-now.Sub(a.from))
}

// failed counts a wrong token.
func (a *attempts) failed(address string, now time.Time) { a.count(address, now) }

// count counts one more.
func (a *attempts) count(address string, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.turn(now)
	a.together++
	if _, known := a.wrong[address]; known || len(a.wrong) < addressesKept {
		a.wrong[address]++
	}
}

// turn begins the next window.
func (a *attempts) turn(now time.Time) {
	if a.wrong == nil || now.Sub(a.from) >= tryWindow || now.Before(a.from) {
		a.from, a.wrong, a.together = now, map[string]int{}, 0
	}
}

// addressOf is whose tries are counted together: the address that the
// connection comes from, of IPv6 the network that one customer has. What a
// forwarding header says is the sender's word and plays no part.
func addressOf(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if ip = ip.Unmap().WithZone(""); ip.Is6() {
		if p, err := ip.Prefix(64); err == nil {
			return p.String()
		}
	}
	return ip.String()
}
