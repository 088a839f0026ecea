package notify

import (
	"crypto/x509"
	"net/url"
	"time"
)

// Outgoing holds the settings of outgoing calls. The composition root fills it once from the
// environment and passes it to the New of every channel that speaks HTTP.
type Outgoing struct {
	Version string // of this program, for User-Agent

	// AllowPrivate permits loopback, private and link-local addresses for generic webhooks and the
	// hosts of Hosts (QUNGUAN_ALLOW_PRIVATE_ADDRESSES).
	AllowPrivate bool

	// Hosts gives a chat channel, by its name, another host than its provider's
	// (QUNGUAN_CHANNEL_HOSTS): "127.0.0.1:9001", "qy.example.cn", or with a scheme,
	// "http://im.example.cn". Calls to the provider's addresses go there too, with the same path and
	// query.
	Hosts map[string]string

	// Proxy is the only way out of some intranets (QUNGUAN_HTTPS_PROXY_URL); nil = none. Permitted
	// private addresses are called without it.
	Proxy *url.URL

	// Roots are the authorities that sign servers' certificates; nil = the
	// system's (QUNGUAN_CA_FILE adds to them).
	Roots *x509.CertPool

	Timeouts Timeouts
}

// Timeouts of one outgoing call, one for each phase. Zero means the default.
type Timeouts struct {
	Dial   time.Duration // name resolution and connecting; 5 s
	TLS    time.Duration // handshake; 5 s
	Header time.Duration // from the request written to the answer's headers; 15 s
	Total  time.Duration // everything, the answer's body too; 30 s
}

// OrDefault fills the zero fields with the defaults.
func (t Timeouts) OrDefault() Timeouts {
	def := func(d *time.Duration, v time.Duration) {
		if *d <= 0 {
			*d = v
		}
	}
	def(&t.Dial, 5*time.Second)
	def(&t.TLS, 5*time.Second)
	def(&t.Header, 15*time.Second)
	def(&t.Total, 30*time.Second)
	return t
}
