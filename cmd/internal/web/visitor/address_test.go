package visitor

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

// Tries are counted by the address that a request comes from. A header counts only where a proxy that
// the settings trust wrote it.
func TestWhoseTriesAreCountedTogether(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	for _, c := range []struct {
		name, remote string
		said         []string
		proxies      []netip.Prefix
		want         string
	}{
		{"no proxy", "192.0.2.7:1234", []string{"203.0.113.9"}, nil, "192.0.2.7"},
		{"a stranger's header", "192.0.2.7:1234", []string{"203.0.113.9"}, trusted, "192.0.2.7"},
		{"behind a proxy", "10.0.0.1:80", []string{"203.0.113.9"}, trusted, "203.0.113.9"},
		{"a forged first entry", "10.0.0.1:80", []string{"198.51.100.1, 203.0.113.9"}, trusted, "203.0.113.9"},
		{"two proxies, two headers", "10.0.0.1:80", []string{"203.0.113.9", "10.0.0.2"}, trusted, "203.0.113.9"},
		{"no header", "10.0.0.1:80", nil, trusted, "10.0.0.1"},
		{"nonsense", "10.0.0.1:80", []string{"unknown"}, trusted, "10.0.0.1"},
		{"IPv6 is counted by network", "[2001:db8::1]:80", nil, nil, "2001:db8::/64"},
		{"IPv4 inside IPv6", "[::ffff:10.0.0.1]:80", []string{"203.0.113.9:555"}, trusted, "203.0.113.9"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = c.remote
			for _, said := range c.said {
				r.Header.Add("X-Forwarded-For", said)
			}
			if got := Address(r, c.proxies); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
