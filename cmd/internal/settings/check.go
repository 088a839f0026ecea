package settings

import (
	"encoding/base64"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"qunguan/jobs/lease"
	"qunguan/reconcile/workgroup"
)

// check turns raw strings into settings and collects their faults.
func (r *raw) check(p *Problems) *Settings {
	s := &Settings{
		DataDir:           r.DataDir,
		Policy:            r.Policy,
		Location:          timezone(r.Timezone, p),
		Mode:              oneOf("MODE", r.Mode, p, Report, Act),
		SecretKey:         key("SECRET_KEY", r.SecretKey, p),
		SecretKeyPrevious: key("SECRET_KEY_PREVIOUS", r.SecretKeyPrevious, p),
		HTTPAddr:          r.HTTPAddr,
		InboxDir:          r.InboxDir,
		Proxies:           proxies(r.TrustedProxies, p),
		MetricsAddr:       r.MetricsAddr,
		AuditAnchor:       r.AuditAnchor,
		PageToken:         workgroup.Secret(r.PageToken),
		PublicURL:         publicURL(r.PublicURL, p),
		OIDC:              r.oidc(p),
		SMTP:              r.smtp(p),
		ChannelHosts:      channelHosts(r.ChannelHosts, p),
		LogFormat:         r.LogFormat,
	}
	s.DatabaseDSN, s.DSNGiven = dsn(r.DatabaseDSN, p), r.DatabaseDSN != ""
	for _, a := range []struct{ name, value string }{{"HTTP_ADDR", r.HTTPAddr}, {"METRICS_ADDR", r.MetricsAddr}} {
		if _, port, err := net.SplitHostPort(a.value); a.value != "" && (err != nil || !isPort(port, 0)) {
			p.add(a.name, "settings.http_addr", "value", a.value)
		}
	}
	if s.Mode == Act && r.SecretKey == "" {
		p.add("SECRET_KEY", "settings.act_needs_key")
	}
	if r.SecretKeyPrevious != "" && r.SecretKey == "" {
		p.add("SECRET_KEY_PREVIOUS", "settings.previous_alone")
	}
	private, err := strconv.ParseBool(r.AllowPrivateAddresses)
	if err != nil {
		p.add("ALLOW_PRIVATE_ADDRESSES", "settings.one_of", "value", r.AllowPrivateAddresses, "allowed", "true, false")
	}
	s.AllowPrivateAddresses = private
	s.Proxy, s.Roots = proxy(r.HTTPSProxyURL, p), roots(r.CAFile, p)
	s.LeaseTerm = leaseTerm(r.LeaseTerm, p)
	level := oneOf("LOG_LEVEL", strings.ToLower(r.LogLevel), p, "info", "debug", "warn", "error")
	_ = s.LogLevel.UnmarshalText([]byte(level)) // all four are its words
	if r.LogFormat != "" {
		s.LogFormat = oneOf("LOG_FORMAT", strings.ToLower(r.LogFormat), p, "text", "json")
	}
	return s
}

// With a shorter term a database that fails over costs the lease each time; with a longer one a crash
// costs a morning.
const leastTerm, mostTerm = 3 * time.Second, time.Duration(lease.MostTerm)

func leaseTerm(value string, p *Problems) time.Duration {
	d, err := time.ParseDuration(value)
	if err != nil || d < leastTerm || d > mostTerm {
		p.add("LEASE_TERM", "settings.lease_term", "value", value)
		return 10 * leastTerm
	}
	return d
}

// oneOf is the value if it is allowed, else the first of the allowed ones.
func oneOf(name, value string, p *Problems, allowed ...string) string {
	if slices.Contains(allowed, value) {
		return value
	}
	p.add(name, "settings.one_of", "value", value, "allowed", strings.Join(allowed, ", "))
	return allowed[0]
}

// dsn does not parse a DSN, which is left to the driver; it catches the URL form that most other
// programs expect.
func dsn(value string, p *Problems) workgroup.Secret {
	if value == "embedded" {
		return ""
	}
	if value != "" && (strings.Contains(value, "://") || !strings.Contains(value, "/")) {
		p.add("DATABASE_DSN", "settings.dsn_form")
	}
	return workgroup.Secret(value)
}

// timezone accepts names of the IANA database that name a place, and UTC. An abbreviation stands for
// several zones (CST: Chicago, Shanghai, Havana), Etc/GMT+8 is eight hours west, and Local is the
// machine's own zone.
func timezone(name string, p *Problems) *time.Location {
	loc, err := time.LoadLocation(name)
	place := strings.Contains(name, "/") && !strings.HasPrefix(name, "Etc/") || name == "UTC" || name == "Etc/UTC"
	if err == nil && place {
		return loc
	}
	p.add("TIMEZONE", "settings.timezone", "value", name)
	return time.FixedZone("Asia/Shanghai", 8*60*60) // the default, even on a machine without zone data
}

// key decodes 32 bytes of base64, in either alphabet, padded or not.
func key(name, value string, p *Problems) workgroup.Secret {
	if value == "" {
		return ""
	}
	plain := strings.TrimRight(strings.TrimSpace(value), "=")
	plain = strings.NewReplacer("-", "+", "_", "/").Replace(plain)
	decoded, err := base64.RawStdEncoding.DecodeString(plain)
	if err != nil {
		p.add(name, "settings.key_base64")
		return ""
	}
	if len(decoded) != 32 {
		p.add(name, "settings.key_length", "bytes", len(decoded))
		return ""
	}
	return workgroup.Secret(decoded)
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

func publicURL(value string, p *Problems) string {
	if value == "" {
		return ""
	}
	u, err := url.Parse(value)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" ||
		u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		p.add("PUBLIC_URL", "settings.public_url")
		return ""
	}
	if u.Scheme == "http" && !isLoopback(u.Hostname()) {
		p.add("PUBLIC_URL", "settings.public_url_plain") // a link is a credential: a reader on the way has it
		return ""
	}
	return strings.TrimRight(value, "/")
}

func (r *raw) smtp(p *Problems) SMTP {
	s := SMTP{
		Host:     r.SMTPHost,
		Username: r.SMTPUsername,
		Password: workgroup.Secret(r.SMTPPassword),
		From:     r.SMTPFrom,
		TLS:      oneOf("SMTP_TLS", r.SMTPTLS, p, TLSMandatory, TLSOpportunistic, TLSNone),
	}
	if !isPort(r.SMTPPort, 1) {
		p.add("SMTP_PORT", "settings.port", "value", r.SMTPPort)
	}
	s.Port, _ = strconv.Atoi(r.SMTPPort) // a bad one was reported above
	if s.Host == "" {
		if s.Username != "" || s.Password != "" || s.From != "" || r.SMTPDKIMKey != "" || r.SMTPDKIMSelector != "" || r.SMTPDKIMDomain != "" {
			p.add("SMTP_HOST", "settings.smtp_host_missing")
		}
		return s
	}
	if strings.ContainsAny(s.Host, ":/@ ") && net.ParseIP(s.Host) == nil {
		p.add("SMTP_HOST", "settings.smtp_host", "value", s.Host)
	}
	from, err := mail.ParseAddress(s.From)
	if err != nil {
		p.add("SMTP_FROM", "settings.smtp_from", "value", s.From)
		from = &mail.Address{}
	}
	s.DKIM = r.dkim(from.Address, p)
	if (s.Username == "") != (s.Password == "") {
		p.add("SMTP_USERNAME", "settings.smtp_login")
	}
	return s
}

// hostChannels are the channels whose providers have a host to replace.
var hostChannels = []string{"slack", "wecom", "dingtalk", "feishu"}

func channelHosts(value string, p *Problems) map[string]string {
	hosts := map[string]string{}
	for item := range strings.SplitSeq(value, ",") {
		if item = strings.TrimSpace(item); item == "" {
			continue
		}
		channel, host, _ := strings.Cut(item, "=")
		channel, host = strings.TrimSpace(channel), strings.TrimSpace(host)
		oneOf("CHANNEL_HOSTS", channel, p, hostChannels...)
		if _, twice := hosts[channel]; twice {
			p.add("CHANNEL_HOSTS", "settings.channel_twice", "channel", channel)
		}
		if !isHost(host) {
			p.add("CHANNEL_HOSTS", "settings.channel_host", "value", item)
		}
		hosts[channel] = host
	}
	return hosts
}

// isHost reports a host with an optional port behind and an optional http:// or https:// before it, and
// nothing more.
func isHost(s string) bool {
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" &&
		(u.Port() == "" || isPort(u.Port(), 1)) && *u == url.URL{Scheme: u.Scheme, Host: u.Host}
}

func isPort(s string, least int) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n >= least && n <= 65535
}
