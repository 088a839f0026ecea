package httppost

import (
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"qunguan/notify"
)

// hostRules are the rules about a channel's permitted hosts.
type hostRules struct {
	any          bool     // the generic webhook: every host
	provider     []string // host names of the provider, always https on 443
	override     hostPort // stands in for them; zero = none
	plain        bool     // calls moved to the override go over plain http
	allowPrivate bool
}

func newHostRules(out notify.Outgoing, channel string, hosts []string) hostRules {
	r := hostRules{any: len(hosts) == 0, provider: hosts, allowPrivate: out.AllowPrivate}
	given := strings.TrimSpace(out.Hosts[channel])
	if given == "" || r.any {
		return r
	}
	scheme, host, found := strings.Cut(given, "://")
	if !found {
		scheme, host = "", given
	}
	host = strings.TrimSuffix(host, "/")
	switch scheme {
	case "http":
		r.plain = true
	case "https":
	default:
		// A literal address or localhost has no certificate of a public authority: without a scheme it
		// means plain http.
		r.plain = isLiteral(host)
	}
	r.override = split(&url.URL{Host: host})
	return r
}

// target is the URL of a call to the address, or the failure that forbids it.
func (r hostRules) target(address string) (*url.URL, *notify.Failure) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Hostname() == "" || u.Opaque != "" {
		return nil, permanent(notify.ReasonAddress)
	}
	if u.Scheme != "https" && u.Scheme != "http" {
		return nil, permanent(notify.ReasonAddress)
	}
	u.Fragment = ""
	switch {
	case r.any:
		// Plain http is judged again when dialing: the address must be private.
		if u.Scheme == "http" && !r.allowPrivate {
			return nil, permanent(notify.ReasonNotHTTPS)
		}
		return u, nil
	case r.override.is(split(u)):
		return u, nil
	case !slices.Contains(r.provider, split(u).host):
		return nil, permanent(notify.ReasonForeignHost)
	case u.Scheme != "https":
		return nil, permanent(notify.ReasonNotHTTPS)
	case u.Port() != "" && u.Port() != "443":
		return nil, permanent(notify.ReasonForeignHost)
	case r.override.host != "":
		moved := *u
		moved.Host = r.override.String()
		if r.plain {
			moved.Scheme = "http"
		}
		return &moved, nil
	}
	return u, nil
}

// mayDial reports whether a connection to an address is allowed. plain is a call without TLS; hostport
// is the URL's host before resolution.
func (r hostRules) mayDial(ip netip.Addr, hostport string, plain bool) bool {
	switch kind := addressKind(ip); {
	case kind == forbidden:
		return false
	case kind == private:
		// A provider's own name that resolves to a private address is an attack or a captive network,
		// whatever is allowed elsewhere.
		return r.allowPrivate && (r.any || r.override.is(split(&url.URL{Host: hostport})))
	default:
		return !plain || !r.any
	}
}

// hostPort is a host in lower case, without a closing dot, and a port; an empty port is the default of
// the scheme.
type hostPort struct{ host, port string }

func split(u *url.URL) hostPort {
	port := u.Port()
	if port == "" {
		port = map[string]string{"https": "443", "http": "80"}[u.Scheme]
	}
	return hostPort{strings.TrimSuffix(strings.ToLower(u.Hostname()), "."), port}
}

// is reports whether another host is this one. A host without a port may be called with and without
// TLS, on the default ports.
func (h hostPort) is(other hostPort) bool {
	if h.host == "" || h.host != other.host {
		return false
	}
	if h.port == "" {
		return other.port == "80" || other.port == "443"
	}
	return h.port == other.port
}

func (h hostPort) String() string {
	if h.port == "" {
		if strings.Contains(h.host, ":") {
			return "[" + h.host + "]"
		}
		return h.host
	}
	return net.JoinHostPort(h.host, h.port)
}

func isLiteral(host string) bool {
	u := url.URL{Host: host}
	name := u.Hostname()
	_, err := netip.ParseAddr(name)
	return err == nil || name == "localhost"
}

func permanent(reason string) *notify.Failure {
	return &notify.Failure{Class: notify.Permanent, Reason: reason, Ops: true}
}
