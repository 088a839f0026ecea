// Package email sends messages as mails through one SMTP server. It knows mail's headers, parts and
// reply codes, and does not choose recipients.
package email

import (
	"bytes"
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"qunguan/notify"
	"qunguan/reconcile/workgroup"
)

// TLS policies, the values of QUNGUAN_SMTP_TLS.
const (
	TLSMandatory     = "mandatory"     // no TLS, no mail
	TLSOpportunistic = "opportunistic" // TLS where the server has it
	TLSNone          = "none"          // plain; for a relay on the same machine or in the same room
)

// Config describes the mail server and the sender.
type Config struct {
	Host     string
	Port     int    // 0: 587 with mandatory TLS, else 25; 465 speaks TLS from the first byte
	Username string // empty: no login
	Password workgroup.Secret
	From     string        // "群管 <noreply@example.gov.cn>" or the bare address
	FromName string        // shown where From has no name of its own
	TLS      string        // empty: TLSMandatory
	Timeout  time.Duration // of one mail, all in all; 0: 60 s
	DKIM     *DKIM
	RootCAs  *x509.CertPool // nil: the system's
}

// DKIM signs mails for a domain whose key stands in its DNS.
type DKIM struct {
	Domain   string
	Selector string
	Key      workgroup.Secret // RSA or Ed25519, PEM
}

// Channel sends mails. A route's address is one email address; it has neither
// secret nor keyword.
type Channel struct {
	cfg    Config
	from   netmail.Address
	domain string // of from
	hello  string // our host name in the greeting
	dkim   *mail.DKIMSigner
	now    func() time.Time
}

// New is the mail channel, or an error with all faults of its settings.
func New(cfg Config) (*Channel, error) {
	c := &Channel{cfg: cfg, now: time.Now}
	var problems []error
	if cfg.Host == "" {
		problems = append(problems, errors.New("the mail server's host is empty"))
	}
	switch cfg.TLS {
	case "":
		c.cfg.TLS = TLSMandatory
	case TLSMandatory, TLSOpportunistic, TLSNone:
	default:
		problems = append(problems, fmt.Errorf("mail TLS is %q: mandatory, opportunistic or none", cfg.TLS))
	}
	if c.cfg.Port == 0 {
		c.cfg.Port = 587
		if c.cfg.TLS != TLSMandatory {
			c.cfg.Port = 25
		}
	}
	if c.cfg.Timeout <= 0 {
		c.cfg.Timeout = time.Minute
	}
	from, err := netmail.ParseAddress(cfg.From)
	if err != nil || !plainAddress(from.Address) {
		problems = append(problems, fmt.Errorf("the mail sender %q is no email address", cfg.From))
	} else {
		c.from = netmail.Address{Name: notify.Inline(cmp.Or(from.Name, cfg.FromName)), Address: from.Address}
		c.domain = from.Address[strings.LastIndexByte(from.Address, '@')+1:]
	}
	if cfg.DKIM != nil {
		if c.dkim, err = signer(*cfg.DKIM); err != nil {
			problems = append(problems, err)
		}
	}
	if c.hello, err = os.Hostname(); err != nil || c.hello == "" || strings.ContainsAny(c.hello, " \t\r\n") {
		c.hello = "localhost"
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return c, nil
}

func signer(d DKIM) (*mail.DKIMSigner, error) {
	if d.Domain == "" || d.Selector == "" {
		return nil, errors.New("DKIM needs a domain and a selector")
	}
	key, err := mail.PrivKeyFromPEM([]byte(d.Key.Reveal()))
	if err != nil {
		return nil, errors.New("the DKIM key is no RSA or Ed25519 key in PEM") // the cause could quote the key
	}
	return mail.NewDKIMSigner(d.Domain, d.Selector, key), nil
}

// CheckRoute implements notify.RouteChecker.
func (c *Channel) CheckRoute(route notify.Route) error {
	if !plainAddress(route.Address.Reveal()) {
		return addressUnusable()
	}
	return nil
}

// Probe implements notify.Prober: it greets, encrypts and logs in as a mail
// would, and leaves. The server is the same for every route.
func (c *Channel) Probe(ctx context.Context, _ notify.Route) error {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	conn, err := c.connect(ctx)
	if err != nil {
		return classify(ctx, stepConnect, err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	client, at, err := c.logIn(conn)
	if err != nil {
		return classify(ctx, at, err)
	}
	_ = client.Quit()
	return nil
}

// Send implements notify.Channel: one mail to one address over one connection.
func (c *Channel) Send(ctx context.Context, route notify.Route, m notify.Message) (notify.Receipt, error) {
	to := route.Address.Reveal()
	if !plainAddress(to) {
		return notify.Receipt{}, addressUnusable()
	}
	msg, err := c.compose(m, to)
	if err != nil {
		return notify.Receipt{}, &notify.Failure{Class: notify.Permanent, Reason: notify.ReasonInternal, Ops: true}
	}
	var raw bytes.Buffer
	if _, err := msg.WriteTo(&raw); err != nil {
		return notify.Receipt{}, &notify.Failure{Class: notify.Permanent, Reason: notify.ReasonInternal, Ops: true}
	}
	return c.deliver(ctx, to, raw.Bytes())
}

func (c *Channel) server() string { return net.JoinHostPort(c.cfg.Host, strconv.Itoa(c.cfg.Port)) }

// plainAddress reports whether s is one bare address that can stand in a header and in an SMTP command:
// no display name, no list, no control characters, no source route.
func plainAddress(s string) bool {
	if len(s) > 254 || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7F || r == '<' || r == '>' }) {
		return false
	}
	a, err := netmail.ParseAddress(s)
	if err != nil || a.Name != "" || a.Address != s {
		return false
	}
	local, domain, _ := strings.Cut(s, "@")
	return local != "" && domain != "" && !strings.ContainsAny(s, `",;:\`)
}

func addressUnusable() *notify.Failure {
	return &notify.Failure{Class: notify.Permanent, Reason: notify.ReasonAddress, Ops: true}
}
