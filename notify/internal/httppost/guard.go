package httppost

import "net/netip"

// kind is the kind of an address: it decides whether the address may be called.
type kind int

const (
	public    kind = iota
	private        // this machine or this network: only where the settings allow it
	forbidden      // an address at which no host answers
)

// Source of both tables: the IANA special-purpose address registries for IPv4
// and IPv6 (RFC 6890 and its successors).
var (
	privateNets = prefixes(
		"127.0.0.0/8", "::1/128", // loopback
		"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fec0::/10", // private
		"169.254.0.0/16", "fe80::/10", // link-local, with the clouds' metadata services
		"100.64.0.0/10",     // shared by carriers' NAT
		"64:ff9b:1::/48",    // NAT64 of a house
		"198.18.0.0/15",     // benchmark networks, used inside by some proxies
		"192.0.0.0/24",      // protocol assignments
		"2001:2::/48",       // benchmark
		"2001:10::/28",      // ORCHID
		"100::/64",          // discard
		"5f00::/16",         // SRv6 segments
		"192.175.48.0/24",   // AS112
		"2620:4f:8000::/48", // AS112
	)
	forbiddenNets = prefixes(
		"0.0.0.0/8", "::/128", // unspecified: on some systems this machine
		"224.0.0.0/4", "ff00::/8", // multicast
		"240.0.0.0/4",                                                                     // reserved, broadcast
		"192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20", // documentation
		"192.88.99.0/24", // 6to4 relays, withdrawn
		"2001::/32",      // Teredo: carries an arbitrary IPv4 address
	)
	nat64  = netip.MustParsePrefix("64:ff9b::/96")
	sixTo4 = netip.MustParsePrefix("2002::/16")
	v4comp = netip.MustParsePrefix("::/96")
)

// addressKind judges an address in the form in which it would be dialed. IPv4 addresses inside IPv6
// ones (mapped, compatible, NAT64, 6to4) are judged as the IPv4 address that they reach.
func addressKind(ip netip.Addr) kind {
	if !ip.IsValid() {
		return forbidden
	}
	ip = ip.WithZone("").Unmap()
	for _, p := range forbiddenNets {
		if p.Contains(ip) {
			return forbidden
		}
	}
	for _, p := range privateNets {
		if p.Contains(ip) {
			return private
		}
	}
	if inner, ok := innerIPv4(ip); ok {
		return addressKind(inner)
	}
	return public
}

func innerIPv4(ip netip.Addr) (netip.Addr, bool) {
	if !ip.Is6() {
		return netip.Addr{}, false
	}
	b := ip.As16()
	switch {
	case nat64.Contains(ip), v4comp.Contains(ip):
		return netip.AddrFrom4([4]byte(b[12:16])), true
	case sixTo4.Contains(ip):
		return netip.AddrFrom4([4]byte(b[2:6])), true
	}
	return netip.Addr{}, false
}

func prefixes(texts ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(texts))
	for i, t := range texts {
		out[i] = netip.MustParsePrefix(t)
	}
	return out
}
