package httppost

import (
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"qunguan/notify"
)

// hostRules say which hosts a channel may call and how.
type hostRules struct {
	any          bool     // the generic webhook: every host
	provider     []string // host names of the provider, always https on 443
	override     string   // host:port that stands in for them; empty = none
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
		// A literal address or localhost has no certificate that a public
		// authority signed: without a scheme it is meant as plain http.
		r.plain = isLiteral(host)
	}
	if r.plain {
		scheme = "http"
	} else {
		scheme = "https"
	}
	r.override = withPort(&url.URL{Scheme: scheme, Host: strings.ToLower(host)})
	return r
}

// target is where a call to the address goes, or why it goes nowhere.
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
	case r.override != "" && withPort(u) == r.override:
		return u, nil
	case !slices.Contains(r.provider, strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")):
		return nil, permanent(notify.ReasonForeignHost)
	case u.Scheme != "https":
		return nil, permanent(notify.ReasonNotHTTPS)
	case u.Port() != "" && u.Port() != "443":
		return nil, permanent(notify.ReasonForeignHost)
	case r.override != "":
		moved := *u
		moved.Host = r.override
		if r.plain {
			moved.Scheme = "http"
		}
		return &moved, nil
	}
	return u, nil
}

// mayDial says whether a connection to an address is allowed. Plain is a call
// without TLS; hostport is what the URL named before resolution.
func (r hostRules) mayDial(ip netip.Addr, hostport string, plain bool) bool {
	switch kind := addressKind(ip); {
	case kind == forbidden:
		return false
	case kind == private:
		// A provider's own name that suddenly leads into the house is an
		// attack or a captive network, whatever is allowed elsewhere.
		return r.allowPrivate && (r.any || strings.EqualFold(hostport, r.override))
	default:
		return !plain || !r.any
	}
}

// withPort is the URL's host and port in one comparable spelling.
func withPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = "443"
		if u.Scheme == "http" {
			port = "80"
		}
	}
	return net.JoinHostPort(strings.TrimSuffix(strings.ToLower(u.Hostname()), "."), port)
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
