package settings

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/phrase"
)

const goodKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

// load reads an environment written as NAME=value without the prefix, and
// files by path.
func load(env map[string]string, files map[string]string) (*Settings, Problems) {
	return Load(
		func(name string) (string, bool) {
			value, ok := env[strings.TrimPrefix(name, Prefix)]
			return value, ok && strings.HasPrefix(name, Prefix)
		},
		func(path string) ([]byte, error) {
			data, ok := files[path]
			if !ok {
				return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
			}
			return []byte(data), nil
		})
}

// dkimKey is an Ed25519 key that nobody uses.
var dkimKey = func() string {
	der, err := x509.MarshalPKCS8PrivateKey(ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)))
	if err != nil {
		panic(err)
	}
	return strings.TrimSpace(string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
}()

// summary is the settings as one comparable text, secrets revealed.
func summary(s *Settings) map[string]string {
	return map[string]string{
		"dsn": s.DatabaseDSN.Reveal(), "given": fmt.Sprint(s.DSNGiven), "dir": s.DataDir, "policy": s.Policy,
		"zone": s.Location.String(), "mode": s.Mode,
		"key":  base64.StdEncoding.EncodeToString([]byte(s.SecretKey.Reveal())),
		"prev": base64.StdEncoding.EncodeToString([]byte(s.SecretKeyPrevious.Reveal())),
		"http": s.HTTPAddr, "token": s.PageToken.Reveal(), "url": s.PublicURL,
		"smtp":  fmt.Sprint(s.SMTP.Host, " ", s.SMTP.Port, " ", s.SMTP.Username, " ", s.SMTP.Password.Reveal(), " ", s.SMTP.From, " ", s.SMTP.TLS),
		"dkim":  strings.TrimSpace(fmt.Sprint(len(s.SMTP.DKIM.Key.Reveal()), " ", s.SMTP.DKIM.Selector, " ", s.SMTP.DKIM.Domain)),
		"hosts": fmt.Sprint(s.ChannelHosts), "private": fmt.Sprint(s.AllowPrivateAddresses),
		"level": s.LogLevel.String(), "format": s.LogFormat,
	}
}

var defaults = map[string]string{
	"dsn": "", "given": "false", "dir": "./qunguan-data", "policy": "pack:county", "zone": "Asia/Shanghai", "mode": "report",
	"key": "", "prev": "", "http": "127.0.0.1:8080", "token": "", "url": "", "smtp": " 587    mandatory", "dkim": "0",
	"hosts": "map[]", "private": "false", "level": "INFO", "format": "",
}

func TestLoad(t *testing.T) {
	tests := []struct {
		name  string
		env   map[string]string
		files map[string]string
		want  map[string]string // differences from the defaults
	}{
		{name: "an empty environment is the defaults"},
		{
			name: "a variable that is set but empty, or blank, counts as not set",
			env:  map[string]string{"TIMEZONE": "", "HTTP_ADDR": " ", "MODE": "", "LOG_LEVEL": "", "SMTP_PORT": "", "DATABASE_DSN": "", "SECRET_KEY_FILE": ""},
		},
		{
			name: "everything at once",
			env: map[string]string{
				"DATABASE_DSN": "user:p@ss=w:rd@tcp(db:3306)/qunguan", "DATA_DIR": "/var/lib/qunguan", "POLICY": "/etc/qunguan/policy.yaml",
				"TIMEZONE": "Asia/Urumqi", "MODE": "act", "SECRET_KEY": goodKey, "SECRET_KEY_PREVIOUS": strings.TrimRight(goodKey, "="),
				"HTTP_ADDR": ":9090", "PAGE_TOKEN": "letmein", "PUBLIC_URL": "https://qg.example.cn/base/",
				"SMTP_HOST": "mail.example.cn", "SMTP_PORT": "465", "SMTP_USERNAME": "u", "SMTP_PASSWORD": " p w ", "SMTP_FROM": "群管 <qg@example.cn>", "SMTP_TLS": "none",
				"CHANNEL_HOSTS": "slack=127.0.0.1:9001, wecom=qy.example.cn", "ALLOW_PRIVATE_ADDRESSES": "true", "LOG_LEVEL": "DEBUG", "LOG_FORMAT": "json",
			},
			want: map[string]string{
				"dsn": "user:p@ss=w:rd@tcp(db:3306)/qunguan", "given": "true", "dir": "/var/lib/qunguan", "policy": "/etc/qunguan/policy.yaml",
				"zone": "Asia/Urumqi", "mode": "act", "key": goodKey, "prev": goodKey, "http": ":9090", "token": "letmein", "url": "https://qg.example.cn/base",
				"smtp": "mail.example.cn 465 u  p w  群管 <qg@example.cn> none", "hosts": "map[slack:127.0.0.1:9001 wecom:qy.example.cn]",
				"private": "true", "level": "DEBUG", "format": "json",
			},
		},
		{
			name:  "every secret can come from a file, whose last line end is not part of it",
			env:   map[string]string{"DATABASE_DSN_FILE": "/run/dsn", "SECRET_KEY_FILE": "/run/key", "SECRET_KEY_PREVIOUS_FILE": "/run/key", "PAGE_TOKEN_FILE": "/run/token", "SMTP_PASSWORD_FILE": "/run/pw", "SMTP_USERNAME": "u", "SMTP_HOST": "::1", "SMTP_FROM": "a@b.cn"},
			files: map[string]string{"/run/dsn": "root@unix(/tmp/s)/qunguan\n", "/run/key": goodKey + "\r\n", "/run/token": "t", "/run/pw": " pw \n"},
			want:  map[string]string{"dsn": "root@unix(/tmp/s)/qunguan", "given": "true", "key": goodKey, "prev": goodKey, "token": "t", "smtp": "::1 587 u  pw  a@b.cn mandatory"},
		},
		{
			name:  "mails are signed for the sender's domain",
			env:   map[string]string{"SMTP_HOST": "m.cn", "SMTP_FROM": "群管 <a@b.cn>", "SMTP_DKIM_KEY_FILE": "/run/dkim", "SMTP_DKIM_SELECTOR": "qg"},
			files: map[string]string{"/run/dkim": dkimKey},
			want:  map[string]string{"smtp": "m.cn 587   群管 <a@b.cn> mandatory", "dkim": "118 qg b.cn"},
		},
		{
			name: "or for another one",
			env:  map[string]string{"SMTP_HOST": "m.cn", "SMTP_FROM": "a@b.cn", "SMTP_DKIM_KEY": dkimKey, "SMTP_DKIM_SELECTOR": "qg", "SMTP_DKIM_DOMAIN": "gov.cn"},
			want: map[string]string{"smtp": "m.cn 587   a@b.cn mandatory", "dkim": "118 qg gov.cn"},
		},
		{
			name: "the word embedded is an empty DSN that somebody wrote",
			env:  map[string]string{"DATABASE_DSN": "embedded"},
			want: map[string]string{"given": "true"},
		},
		{
			name: "a host of a channel may be plain http and several commas do no harm",
			env:  map[string]string{"CHANNEL_HOSTS": "dingtalk=http://im.example.cn,,feishu=[::1]:80,"},
			want: map[string]string{"hosts": "map[dingtalk:http://im.example.cn feishu:[::1]:80]"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, problems := load(tt.env, tt.files)
			if len(problems) > 0 {
				t.Fatalf("problems:\n%s", problems)
			}
			want := maps.Clone(defaults)
			maps.Copy(want, tt.want)
			if diff := cmp.Diff(want, summary(s)); diff != "" {
				t.Errorf("settings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLoadRefuses(t *testing.T) {
	tests := []struct {
		name     string
		variable string
		value    string
		reason   phrase.Key
	}{
		{"CST, which is Chicago too", "TIMEZONE", "CST", "settings.timezone"},
		{"EST, which the zone database knows", "TIMEZONE", "EST", "settings.timezone"},
		{"EST5EDT, a rule and no place", "TIMEZONE", "EST5EDT", "settings.timezone"},
		{"Local, whatever the machine says", "TIMEZONE", "Local", "settings.timezone"},
		{"a fixed offset", "TIMEZONE", "+08:00", "settings.timezone"},
		{"GMT+8", "TIMEZONE", "GMT+8", "settings.timezone"},
		{"Etc/GMT-8, whose sign is turned around", "TIMEZONE", "Etc/GMT-8", "settings.timezone"},
		{"a place that is none", "TIMEZONE", "Asia/Yunxi", "settings.timezone"},
		{"a path out of the zone data", "TIMEZONE", "../../etc/passwd", "settings.timezone"},
		{"a mode with a capital", "MODE", "Act", "settings.one_of"},
		{"a key of 31 bytes", "SECRET_KEY", base64.StdEncoding.EncodeToString(make([]byte, 31)), "settings.key_length"},
		{"a key in hex", "SECRET_KEY", strings.Repeat("0f", 32), "settings.key_length"},
		{"a key that is a sentence", "SECRET_KEY", "correct horse battery staple", "settings.key_base64"},
		{"an address without a port", "HTTP_ADDR", "127.0.0.1", "settings.http_addr"},
		{"a port with a name", "HTTP_ADDR", "127.0.0.1:http", "settings.http_addr"},
		{"a port too high", "HTTP_ADDR", "127.0.0.1:65536", "settings.http_addr"},
		{"a URL for a database", "DATABASE_DSN", "mysql://u:p@db/qunguan", "settings.dsn_form"},
		{"a DSN without its slash", "DATABASE_DSN", "u:p@tcp(db:3306)", "settings.dsn_form"},
		{"a public URL without a scheme", "PUBLIC_URL", "qg.example.cn", "settings.public_url"},
		{"a public URL in plain text", "PUBLIC_URL", "http://qg.example.cn", "settings.public_url_plain"},
		{"a public URL with a login", "PUBLIC_URL", "https://u:p@qg.example.cn", "settings.public_url"},
		{"a public URL with a query", "PUBLIC_URL", "https://qg.example.cn/?a=b", "settings.public_url"},
		{"port 0 for mail", "SMTP_PORT", "0", "settings.port"},
		{"a word for a port", "SMTP_PORT", "smtp", "settings.port"},
		{"an unknown way of encrypting mail", "SMTP_TLS", "starttls", "settings.one_of"},
		{"a sender without a mail server", "SMTP_FROM", "qg@example.cn", "settings.smtp_host_missing"},
		{"a channel without its host", "CHANNEL_HOSTS", "slack", "settings.channel_host"},
		{"a channel that calls no provider", "CHANNEL_HOSTS", "email=mail.example.cn", "settings.one_of"},
		{"a channel host with a path", "CHANNEL_HOSTS", "slack=127.0.0.1:9001/hook", "settings.channel_host"},
		{"a channel host of another scheme", "CHANNEL_HOSTS", "slack=ftp://127.0.0.1", "settings.channel_host"},
		{"a channel twice", "CHANNEL_HOSTS", "slack=a.cn,slack=b.cn", "settings.channel_twice"},
		{"yes instead of true", "ALLOW_PRIVATE_ADDRESSES", "yes", "settings.one_of"},
		{"a lease shorter than a takeover takes", "LEASE_TERM", "2s", "settings.lease_term"},
		{"a lease that outlasts the morning", "LEASE_TERM", "11m", "settings.lease_term"},
		{"a lease without its unit", "LEASE_TERM", "30", "settings.lease_term"},
		{"an unknown log level", "LOG_LEVEL", "verbose", "settings.one_of"},
		{"an unknown log format", "LOG_FORMAT", "xml", "settings.one_of"},
		{"a secret's file that is not there", "PAGE_TOKEN_FILE", "/run/none", "settings.secret_file"},
		{"a secret's file that is empty", "PAGE_TOKEN_FILE", "/run/empty", "settings.secret_empty"},
		{"an old key without a new one", "SECRET_KEY_PREVIOUS", goodKey, "settings.previous_alone"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, problems := load(map[string]string{tt.variable: tt.value}, map[string]string{"/run/empty": "\n"})
			if len(problems) != 1 || problems[0].Reason != tt.reason {
				t.Fatalf("%s=%s: problems %v, want one for %s", tt.variable, tt.value, problems, tt.reason)
			}
			for _, lang := range []phrase.Lang{phrase.Zh, phrase.En} {
				text := problems[0].Say(lang)
				if !strings.Contains(text, Prefix) || strings.Contains(text, "{") {
					t.Errorf("%s: %q names no variable or is not filled in", lang, text)
				}
			}
			if s == nil || s.Location == nil {
				t.Error("no settings to go on with")
			}
		})
	}
}

func TestWhatBelongsTogetherMustComeTogether(t *testing.T) {
	smtp := func(more map[string]string) map[string]string {
		env := map[string]string{"SMTP_HOST": "mail.example.cn", "SMTP_FROM": "qg@example.cn"}
		maps.Copy(env, more)
		return env
	}
	tests := []struct {
		name   string
		env    map[string]string
		reason phrase.Key
	}{
		{"act mode needs a key", map[string]string{"MODE": "act"}, "settings.act_needs_key"},
		{"a mail user without a password", smtp(map[string]string{"SMTP_USERNAME": "u"}), "settings.smtp_login"},
		{"a mail password without a user", smtp(map[string]string{"SMTP_PASSWORD": "p"}), "settings.smtp_login"},
		{"a mail server without a sender", smtp(map[string]string{"SMTP_FROM": ""}), "settings.smtp_from"},
		{"a mail server with its port behind it", smtp(map[string]string{"SMTP_HOST": "mail.example.cn:25"}), "settings.smtp_host"},
		{"a DKIM key without a selector", smtp(map[string]string{"SMTP_DKIM_KEY": dkimKey}), "settings.dkim_name"},
		{"a DKIM domain that is an address", smtp(map[string]string{"SMTP_DKIM_KEY": dkimKey, "SMTP_DKIM_SELECTOR": "qg", "SMTP_DKIM_DOMAIN": "a@b.cn"}), "settings.dkim_name"},
		{"a DKIM selector without a key", smtp(map[string]string{"SMTP_DKIM_SELECTOR": "qg"}), "settings.dkim_key_missing"},
		{"a DKIM key that is none", smtp(map[string]string{"SMTP_DKIM_KEY": "MC4CAQ", "SMTP_DKIM_SELECTOR": "qg"}), "settings.dkim_key"},
		{"a DKIM key without a mail server", map[string]string{"SMTP_DKIM_KEY": dkimKey}, "settings.smtp_host_missing"},
		{"a proxy without a scheme", map[string]string{"HTTPS_PROXY_URL": "proxy.example.cn:3128"}, "settings.proxy"},
		{"a proxy with a path", map[string]string{"HTTPS_PROXY_URL": "http://u:pw@proxy.example.cn:3128/pac"}, "settings.proxy"},
		{"authorities that are not there", map[string]string{"CA_FILE": "/nonexistent/ca.pem"}, "settings.ca_file"},
		{"a file without a certificate", map[string]string{"CA_FILE": "/dev/null"}, "settings.ca_empty"},
		{"a secret twice", map[string]string{"PAGE_TOKEN": "a", "PAGE_TOKEN_FILE": "/run/token"}, "settings.secret_twice"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, problems := load(tt.env, map[string]string{"/run/token": "b"})
			if len(problems) != 1 || problems[0].Reason != tt.reason {
				t.Fatalf("problems %v, want one for %s", problems, tt.reason)
			}
		})
	}
}

func TestAllProblemsAreReportedAtOnceAndNoneQuotesASecret(t *testing.T) {
	_, problems := load(map[string]string{
		"TIMEZONE": "CST", "MODE": "on", "HTTP_ADDR": "8080", "LOG_LEVEL": "loud", "SMTP_PORT": "x",
		"DATABASE_DSN": "mysql://root:hunter2@db/qunguan", "SECRET_KEY": "hunter2", "PAGE_TOKEN": "hunter2", "PAGE_TOKEN_FILE": "/run/hunter", "PUBLIC_URL": "https://u:hunter2@x.cn",
	}, nil)
	if len(problems) != 9 {
		t.Errorf("%d problems, want nine:\n%s", len(problems), problems.Say(phrase.En))
	}
	if text := problems.Say(phrase.Zh) + problems.Say(phrase.En) + fmt.Sprintf("%#v", problems); strings.Contains(text, "hunter2") {
		t.Errorf("a secret is in the text:\n%s", text)
	}
}

func TestPrintingSettingsShowsNoSecret(t *testing.T) {
	s, problems := load(map[string]string{
		"DATABASE_DSN": "root:hunter2@tcp(db)/q", "PAGE_TOKEN": "hunter2", "SECRET_KEY": goodKey,
		"SMTP_HOST": "m.cn", "SMTP_FROM": "a@b.cn", "SMTP_USERNAME": "u", "SMTP_PASSWORD": "hunter2",
	}, nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "%v %+v %#v", s, *s, *s)
	if err := json.NewEncoder(&out).Encode(s); err != nil {
		t.Fatal(err)
	}
	slog.New(slog.NewJSONHandler(&out, nil)).Info("start", "settings", s)
	slog.New(slog.NewTextHandler(&out, nil)).Info("start", "settings", s, "dsn", s.DatabaseDSN)
	for _, secret := range []string{"hunter2", "\x1e\x1f", `\x1e`, "u001e"} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("%q is in:\n%s", secret, out.String())
		}
	}
}

func TestADaemonMustBeToldItsDatabase(t *testing.T) {
	for dsn, problems := range map[string]int{"": 1, "embedded": 0, "root@unix(/s)/qunguan": 0} {
		s, _ := load(map[string]string{"DATABASE_DSN": dsn}, nil)
		if got := s.CheckDaemon(); len(got) != problems {
			t.Errorf("DSN %q: %v", dsn, got)
		}
		if s.Embedded() != (dsn == "" || dsn == "embedded") {
			t.Errorf("DSN %q: embedded %v", dsn, s.Embedded())
		}
	}
}

func TestAMistypedNameIsNoticed(t *testing.T) {
	got := Unknown([]string{"PATH=/bin", "QUNGUAN_MODE=act", "QUNGUAN_SECRET_KEY_FILE=/k", "QUNGUAN_TIMEZON=UTC", "QUNGUAN_MODE_FILE=/m", "QUNGUAN_SMTP_TLS=none"})
	if diff := cmp.Diff([]string{"QUNGUAN_MODE_FILE", "QUNGUAN_TIMEZON"}, got); diff != "" {
		t.Errorf("unknown names (-want +got):\n%s", diff)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add("Asia/Shanghai", "slack=127.0.0.1:9001", "https://qg.example.cn", goodKey)
	f.Add("Etc/../UTC", "=,=[::", "http://[fe80::%zone]/", "====")
	f.Fuzz(func(t *testing.T, zone, hosts, public, key string) {
		s, problems := load(map[string]string{"TIMEZONE": zone, "CHANNEL_HOSTS": hosts, "PUBLIC_URL": public, "SECRET_KEY": key}, nil)
		if n := len(s.SecretKey.Reveal()); n != 0 && n != 32 {
			t.Errorf("a key of %d bytes", n)
		}
		if len(problems) > 0 {
			return
		}
		for channel, host := range s.ChannelHosts {
			if channel == "" || host == "" {
				t.Errorf("%q accepted: %v", hosts, s.ChannelHosts)
			}
		}
	})
}

func TestASecretsFileIsReadToFourKibibytes(t *testing.T) {
	dir := t.TempDir()
	for name, size := range map[string]int{"key": 44, "longest": 4096, "long": 4097} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, bytes.Repeat([]byte("x"), size), 0o600); err != nil {
			t.Fatal(err)
		}
		data, err := ReadSecret(path)
		if size > 4096 && !errors.Is(err, ErrSecretTooLong) || size <= 4096 && (err != nil || len(data) != size) {
			t.Errorf("%d bytes: %d read, %v", size, len(data), err)
		}
	}
	if _, err := ReadSecret("/dev/zero"); !errors.Is(err, ErrSecretTooLong) {
		t.Errorf("a file without an end: %v", err)
	}
}
