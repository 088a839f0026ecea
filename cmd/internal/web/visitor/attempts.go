package visitor

import (
	"cmp"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"
)

// How often the wrong token may be given before further tries must wait: from
// one address, and from all together, for a guesser has more than one.
const (
	triesPerAddress = 5
	triesTogether   = 50
	TryWindow       = time.Minute
	// More addresses than this are counted together only: the memory that a guesser can fill must
	// have an end.
	AddressesKept = 1000
)

// Attempts counts wrong tokens, or other acts that are limited to so many a minute.
type Attempts struct {
	PerAddress, All int // the limits; zero = those of tokens

	mu       sync.Mutex
	from     time.Time // when the window began
	wrong    map[string]int
	together int
}

// Wait says how long the address must wait before it may try again; zero:
// not at all. A right token has to wait as well, or waiting would tell which
// tokens are wrong.
func (a *Attempts) Wait(address string, now time.Time) time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.turn(now)
	if a.wrong[address] < cmp.Or(a.PerAddress, triesPerAddress) && a.together < cmp.Or(a.All, triesTogether) {
		return 0
	}
	return max(time.Second, TryWindow-now.Sub(a.from))
}

// Failed counts a wrong token.
func (a *Attempts) Failed(address string, now time.Time) { a.Count(address, now) }

// Count counts one more.
func (a *Attempts) Count(address string, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.turn(now)
	a.together++
	if _, known := a.wrong[address]; known || len(a.wrong) < AddressesKept {
		a.wrong[address]++
	}
}

// turn begins the next window.
func (a *Attempts) turn(now time.Time) {
	if a.wrong == nil || now.Sub(a.from) >= TryWindow || now.Before(a.from) {
		a.from, a.wrong, a.together = now, map[string]int{}, 0
	}
}

// Address is the key under which tries are counted together: the address that the connection comes
// from, or behind a trusted proxy the nearest address that is no such proxy; of IPv6 the network that
// one customer has. Of a header only the entries of trusted proxies count.
func Address(r *http.Request, proxies []netip.Prefix) string {
	ip, ok := addressIn(r.RemoteAddr)
	if !ok {
		return r.RemoteAddr
	}
	said := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, before := range slices.Backward(said) {
		if !trusted(ip, proxies) {
			break
		}
		next, ok := addressIn(strings.TrimSpace(before))
		if !ok {
			break
		}
		ip = next
	}
	return network(ip)
}

func trusted(ip netip.Addr, proxies []netip.Prefix) bool {
	return slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// addressIn reads an address, maybe with a port.
func addressIn(text string) (netip.Addr, bool) {
	if host, _, err := net.SplitHostPort(text); err == nil {
		text = host
	}
	ip, err := netip.ParseAddr(text)
	return ip.Unmap().WithZone(""), err == nil
}

func network(ip netip.Addr) string {
	if ip.Is6() {
		if p, err := ip.Prefix(64); err == nil {
			return p.String()
		}
	}
	return ip.String()
}
