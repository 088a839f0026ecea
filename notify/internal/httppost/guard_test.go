package httppost

import (
	"net/netip"
	"testing"
)

func TestAddressesAreJudgedAsWhatTheyReach(t *testing.T) {
	for want, addresses := range map[kind][]string{
		public: {
			"1.1.1.1", "223.5.5.5", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0", "169.253.0.1", "11.0.0.1",
			"2400:3200::1", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1", "2002:0101:0101::1",
		},
		private: {
			"127.0.0.1", "127.255.255.254", "::1", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
			"100.64.0.1", "100.127.255.255", "198.18.0.1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1",
			"::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b:1::1",
			"2002:7f00:0001::1", "2002:0a00:0001::1",
		},
		forbidden: {
			"0.0.0.0", "0.1.2.3", "::", "224.0.0.1", "239.1.1.1", "ff02::1", "240.0.0.1", "255.255.255.255", "192.0.2.1",
			"198.51.100.1", "203.0.113.1", "2001:db8::1", "2001:0:1::1", "::ffff:0.0.0.0", "::ffff:224.0.0.1", "64:ff9b::0.0.0.0",
		},
	} {
		for _, a := range addresses {
			if got := addressKind(netip.MustParseAddr(a)); got != want {
				t.Errorf("%s: kind %d, want %d", a, got, want)
			}
		}
	}
	if addressKind(netip.Addr{}) != forbidden {
		t.Error("no address at all is not forbidden")
	}
}

func FuzzNoIPv4InsideIPv6IsJudgedMilder(f *testing.F) {
	f.Add([]byte{127, 0, 0, 1})
	f.Add([]byte{10, 1, 2, 3})
	f.Fuzz(func(t *testing.T, raw []byte) {
		if len(raw) < 4 {
			return
		}
		four := netip.AddrFrom4([4]byte(raw[:4]))
		want := addressKind(four)
		mapped := netip.AddrFrom16(four.As16())
		nat := nat64.Addr().As16()
		copy(nat[12:], raw[:4])
		six := sixTo4.Addr().As16()
		copy(six[2:], raw[:4])
		for _, a := range []netip.Addr{mapped, netip.AddrFrom16(nat), netip.AddrFrom16(six)} {
			if got := addressKind(a); got < want {
				t.Errorf("%s is %d, %s only %d", four, want, a, got)
			}
		}
	})
}
