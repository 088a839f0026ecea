package settings

import (
	"crypto/x509"
	"encoding/pem"
	"strings"

	"qunguan/reconcile/workgroup"
)

// dkim holds the settings for signing mails. A key and its selector belong together: without the
// selector no receiver finds the public key.
func (r *raw) dkim(from string, p *Problems) DKIM {
	d := DKIM{Selector: r.SMTPDKIMSelector, Domain: r.SMTPDKIMDomain}
	if r.SMTPDKIMKey == "" {
		if d.Selector != "" || d.Domain != "" {
			p.add("SMTP_DKIM_KEY", "settings.dkim_key_missing")
		}
		return DKIM{}
	}
	if !isPrivateKey([]byte(r.SMTPDKIMKey)) {
		p.add("SMTP_DKIM_KEY", "settings.dkim_key")
		return DKIM{}
	}
	d.Key = workgroup.Secret(r.SMTPDKIMKey)
	if d.Domain == "" {
		d.Domain = from[strings.LastIndexByte(from, '@')+1:]
	}
	for _, field := range []struct{ name, value string }{{"SMTP_DKIM_SELECTOR", d.Selector}, {"SMTP_DKIM_DOMAIN", d.Domain}} {
		if field.value == "" && from == "" && field.name == "SMTP_DKIM_DOMAIN" {
			continue // the missing sender is reported elsewhere
		}
		if field.value == "" || strings.ContainsAny(field.value, " @:/;=") {
			p.add(field.name, "settings.dkim_name", "value", field.value)
		}
	}
	return d
}

// isPrivateKey reports the forms that openssl writes: PKCS #8, or PKCS #1 for RSA.
func isPrivateKey(text []byte) bool {
	block, _ := pem.Decode(text)
	if block == nil {
		return false
	}
	if _, err := x509.ParsePKCS8PrivateKey(block.Bytes); err == nil {
		return true
	}
	_, err := x509.ParsePKCS1PrivateKey(block.Bytes)
	return err == nil
}
