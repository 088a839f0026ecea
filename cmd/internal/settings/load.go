package settings

import (
	"context"
	"errors"
	"io"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/sethvargo/go-envconfig"
)

// raw is the environment before any checks: strings only, so that the library cannot fail on a value.
type raw struct {
	DatabaseDSN           string `env:"DATABASE_DSN"`
	DataDir               string `env:"DATA_DIR, default=./qunguan-data"`
	Policy                string `env:"POLICY, default=pack:county"`
	Timezone              string `env:"TIMEZONE, default=Asia/Shanghai"`
	Mode                  string `env:"MODE, default=report"`
	SecretKey             string `env:"SECRET_KEY"`
	SecretKeyPrevious     string `env:"SECRET_KEY_PREVIOUS"`
	HTTPAddr              string `env:"HTTP_ADDR, default=127.0.0.1:8080"`
	MetricsAddr           string `env:"METRICS_ADDR"`
	PageToken             string `env:"PAGE_TOKEN"`
	PublicURL             string `env:"PUBLIC_URL"`
	OIDCIssuer            string `env:"OIDC_ISSUER"`
	OIDCClientID          string `env:"OIDC_CLIENT_ID"`
	OIDCClientSecret      string `env:"OIDC_CLIENT_SECRET"`
	OIDCClaim             string `env:"OIDC_CLAIM"`
	SMTPHost              string `env:"SMTP_HOST"`
	SMTPPort              string `env:"SMTP_PORT, default=587"`
	SMTPUsername          string `env:"SMTP_USERNAME"`
	SMTPPassword          string `env:"SMTP_PASSWORD"`
	SMTPFrom              string `env:"SMTP_FROM"`
	SMTPTLS               string `env:"SMTP_TLS, default=mandatory"`
	SMTPDKIMKey           string `env:"SMTP_DKIM_KEY"`
	SMTPDKIMSelector      string `env:"SMTP_DKIM_SELECTOR"`
	SMTPDKIMDomain        string `env:"SMTP_DKIM_DOMAIN"`
	ChannelHosts          string `env:"CHANNEL_HOSTS"`
	AllowPrivateAddresses string `env:"ALLOW_PRIVATE_ADDRESSES, default=false"`
	HTTPSProxyURL         string `env:"HTTPS_PROXY_URL"`
	CAFile                string `env:"CA_FILE"`
	AuditAnchor           string `env:"AUDIT_ANCHOR"`
	InboxDir              string `env:"INBOX_DIR"`
	TrustedProxies        string `env:"TRUSTED_PROXIES"`
	LeaseTerm             string `env:"LEASE_TERM, default=30s"`
	LogLevel              string `env:"LOG_LEVEL, default=info"`
	LogFormat             string `env:"LOG_FORMAT"`
}

// secrets are the variables that can also be read from a file, NAME_FILE.
var secrets = []string{"DATABASE_DSN", "SECRET_KEY", "SECRET_KEY_PREVIOUS", "PAGE_TOKEN", "OIDC_CLIENT_SECRET", "SMTP_PASSWORD", "SMTP_DKIM_KEY", "HTTPS_PROXY_URL"}

// names lists all known variables, without the prefix.
var names = sync.OnceValue(func() []string {
	var all []string
	for field := range reflect.TypeFor[raw]().Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("env"), ",")
		all = append(all, name)
	}
	for _, secret := range secrets {
		all = append(all, secret+"_FILE")
	}
	return all
})

// Load reads all variables. With any Problems the program must not start; the settings are complete
// even then, with defaults in place of bad values, so that doctor can go on.
func Load(lookup func(string) (string, bool), readFile func(string) ([]byte, error)) (*Settings, Problems) {
	e := environment{lookup: lookup, readFile: readFile}
	var r raw
	// With string fields only a programming error in the tags can fail here.
	if err := envconfig.ProcessWith(context.Background(), &envconfig.Config{
		Target:   &r,
		Lookuper: envconfig.LookuperFunc(e.get),
	}); err != nil {
		e.problems.add("", "settings.unreadable", "detail", err)
	}
	s := r.check(&e.problems)
	_, s.PolicyGiven = e.get("POLICY")
	return s, e.problems
}

// Unknown lists the names in environ that begin with Prefix and are no variable of the program, most
// likely typing errors.
func Unknown(environ []string) []string {
	var unknown []string
	for _, pair := range environ {
		name, _, _ := strings.Cut(pair, "=")
		short, ours := strings.CutPrefix(name, Prefix)
		if ours && !slices.Contains(names(), short) {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	return unknown
}

// mostSecret is the longest secret in a file: keys and passwords are shorter, and a device or a disk
// image named by mistake has no end.
const mostSecret = 4 << 10

// ErrSecretTooLong says that a file is too long for a secret.
var ErrSecretTooLong = errors.New("it is longer than 4 KiB, which no secret is")

// ReadSecret reads a secret's file.
func ReadSecret(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	data, err := io.ReadAll(io.LimitReader(f, mostSecret+1))
	if err == nil && len(data) > mostSecret {
		err = ErrSecretTooLong
	}
	return data, err
}

// environment answers the library's look-ups.
type environment struct {
	lookup   func(string) (string, bool)
	readFile func(string) ([]byte, error)
	problems Problems
}

// get is a variable's value. An empty or blank variable counts as not set, and its default applies.
func (e *environment) get(name string) (string, bool) {
	if !slices.Contains(secrets, name) {
		value := strings.TrimSpace(e.set(name))
		return value, value != ""
	}
	value, path := e.set(name), strings.TrimSpace(e.set(name+"_FILE"))
	if path == "" {
		return value, strings.TrimSpace(value) != ""
	}
	if strings.TrimSpace(value) != "" {
		e.problems.add(name, "settings.secret_twice")
		return value, true
	}
	data, err := e.readFile(path)
	if err != nil {
		e.problems.add(name+"_FILE", "settings.secret_file", "path", path, "detail", rootCause(err))
		return "", false
	}
	value = strings.TrimRight(string(data), "\r\n")
	if strings.TrimSpace(value) == "" {
		e.problems.add(name+"_FILE", "settings.secret_empty", "path", path)
		return "", false
	}
	return value, true
}

// set is the variable's raw value; empty if it is not set.
func (e *environment) set(name string) string {
	value, _ := e.lookup(Prefix + name)
	return value
}

// rootCause is the innermost error: "no such file or directory" without the
// path, which the sentence names already.
func rootCause(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}
