package settings

import (
	"net"
	"net/url"

	"qunguan/jobs/signin"
	"qunguan/reconcile/workgroup"
)

// oidc reads the provider of sign-ins. Browsers return from it to PUBLIC_URL, and a provider without
// https could be impersonated.
func (r *raw) oidc(p *Problems) OIDC {
	o := OIDC{Issuer: r.OIDCIssuer, ClientID: r.OIDCClientID, ClientSecret: workgroup.Secret(r.OIDCClientSecret)}
	if o.Issuer == "" {
		if o.ClientID != "" || o.ClientSecret != "" || r.OIDCClaim != "" {
			p.add("OIDC_ISSUER", "settings.oidc_issuer_missing")
		}
		return o
	}
	u, err := url.Parse(o.Issuer)
	if err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		p.add("OIDC_ISSUER", "settings.oidc_issuer")
	}
	if o.ClientID == "" {
		p.add("OIDC_CLIENT_ID", "settings.oidc_client")
	}
	if r.PublicURL == "" {
		p.add("PUBLIC_URL", "settings.oidc_public_url")
	}
	if o.Kind, o.Claim, err = signin.ClaimOf(r.OIDCClaim); err != nil {
		p.add("OIDC_CLAIM", "settings.oidc_claim", "value", r.OIDCClaim)
	}
	return o
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
