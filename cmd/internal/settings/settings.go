// Package settings reads the environment (contract §1) into one value and reports all its faults at
// once. It is the only package that imports go-envconfig. It opens no database and makes no calls.
//
// It corrects two habits of the library: a variable that is set but empty (FOO=) beats the default, and
// the first error ends the reading.
package settings

import (
	"crypto/x509"
	"log/slog"
	"net/netip"
	"time"

	"qunguan/jobs/signin"
	"qunguan/reconcile/workgroup"
)

// Prefix begins the name of every variable.
const Prefix = "QUNGUAN_"

// Modes: the treatment of notices.
const (
	Report = "report" // they are shown and never sent
	Act    = "act"    // they are sent
)

// Encryption of SMTP connections.
const (
	TLSMandatory     = "mandatory"
	TLSOpportunistic = "opportunistic"
	TLSNone          = "none"
)

// Settings is the whole environment, checked.
type Settings struct {
	DatabaseDSN workgroup.Secret // go-sql-driver's form; empty = the embedded engine
	DSNGiven    bool             // DATABASE_DSN was set, even if only to "embedded"
	DataDir     string
	Policy      string // pack:NAME or a file
	PolicyGiven bool   // POLICY was set; else Policy is the default
	Location    *time.Location
	Mode        string // Report or Act

	SecretKey         workgroup.Secret // 32 raw bytes; empty = none
	SecretKeyPrevious workgroup.Secret // 32 raw bytes; empty = none

	HTTPAddr    string
	MetricsAddr string           // address of /metrics; empty = at HTTPAddr
	AuditAnchor string           // file to which seals are appended; empty = none
	PageToken   workgroup.Secret // empty = a random one in DataDir
	PublicURL   string           // no slash at its end; empty = no links
	OIDC        OIDC
	Proxies     []netip.Prefix // trusted to say by X-Forwarded-For where a request comes from
	InboxDir    string         // files put there are imported; empty = no inbox

	SMTP                  SMTP
	ChannelHosts          map[string]string // channel → host[:port], maybe with http:// before it
	AllowPrivateAddresses bool
	Proxy                 workgroup.Secret // a URL, maybe with a password; empty = none
	Roots                 *x509.CertPool   // nil = the system's

	// LeaseTerm is for how long a replica has the right to run scheduled jobs without renewing it.
	LeaseTerm time.Duration

	LogLevel  slog.Level
	LogFormat string // text, json; empty = text on a terminal, else json
}

// OIDC is a provider of identities; without an Issuer there is none.
type OIDC struct {
	Issuer       string
	ClientID     string
	ClientSecret workgroup.Secret
	Kind         signin.Claim // the field by which the directory is searched
	Claim        string       // the provider's name for it
}

// SMTP is the mail server; without a Host no mail is sent.
type SMTP struct {
	Host     string
	Port     int
	Username string
	Password workgroup.Secret
	From     string // an address, maybe with a name: 群管 <qunguan@example.gov.cn>
	TLS      string // TLSMandatory, TLSOpportunistic, TLSNone
	DKIM     DKIM
}

// DKIM signs mails for a domain whose DNS has the public key; without a Key mails are not signed.
type DKIM struct {
	Key      workgroup.Secret // RSA or Ed25519, PEM
	Selector string
	Domain   string // given, or that of From
}

// Embedded reports whether the registry is the embedded engine in DataDir.
func (s *Settings) Embedded() bool { return s.DatabaseDSN == "" }

// CheckDaemon lists the faults of the settings that concern a daemon only: the registry must be set
// explicitly, because with a forgotten variable the daemon would look healthy on an empty one.
func (s *Settings) CheckDaemon() Problems {
	if s.DSNGiven {
		return nil
	}
	return Problems{{Variable: Prefix + "DATABASE_DSN", Reason: "settings.daemon_needs_dsn"}}
}
