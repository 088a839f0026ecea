package settings

import (
	"crypto/x509"
	"io"
	"net/netip"
	"net/url"
	"os"
	"strings"

	"qunguan/reconcile/workgroup"
)

// proxy is the URL of an HTTP proxy.
func proxy(value string, p *Problems) workgroup.Secret {
	if value == "" {
		return ""
	}
	u, err := url.Parse(value)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "" {
		p.add("HTTPS_PROXY_URL", "settings.proxy") // without the value: it may hold a password
		return ""
	}
	return workgroup.Secret(value)
}

// proxies are the addresses and networks whose X-Forwarded-For is believed.
func proxies(value string, p *Problems) []netip.Prefix {
	var list []netip.Prefix
	for text := range strings.FieldsFuncSeq(value, func(r rune) bool { return r == ',' || r == ';' || r == ' ' }) {
		if ip, err := netip.ParseAddr(text); err == nil {
			list = append(list, netip.PrefixFrom(ip.Unmap(), ip.Unmap().BitLen()))
			continue
		}
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			p.add("TRUSTED_PROXIES", "settings.proxies", "value", text)
			continue
		}
		list = append(list, prefix.Masked())
	}
	return list
}

// mostRoots is the largest file of authorities; the whole of Mozilla's has a quarter of it.
const mostRoots = 1 << 20

// roots are the system's authorities and those of the file; nil where no file
// is named.
func roots(path string, p *Problems) *x509.CertPool {
	if path == "" {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		p.add("CA_FILE", "settings.ca_file", "path", path, "detail", rootCause(err))
		return nil
	}
	defer func() { _ = f.Close() }() // nothing was written
	pem, err := io.ReadAll(io.LimitReader(f, mostRoots))
	if err != nil {
		p.add("CA_FILE", "settings.ca_file", "path", path, "detail", rootCause(err))
		return nil
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		p.add("CA_FILE", "settings.ca_empty", "path", path)
		return nil
	}
	return pool
}
