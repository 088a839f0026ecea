package web

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

// address is whose tries are counted together: the address that the connection comes from, or behind a
// proxy that the settings trust the nearest one that no such proxy has; of IPv6 the network that one
// customer has. Of what a header says nothing counts but what trusted proxies wrote.
func (s *site) address(r *http.Request) string {
	ip, ok := addressIn(r.RemoteAddr)
	if !ok {
		return r.RemoteAddr
	}
	said := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, before := range slices.Backward(said) {
		if !s.trusts(ip) {
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

func (s *site) trusts(ip netip.Addr) bool {
	return slices.ContainsFunc(s.Proxies, func(p netip.Prefix) bool { return p.Contains(ip) })
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
