package login

import (
	"net"
	"net/http"
	"net/url"
	"strings"

	"qunguan/cmd/internal/web/page"
)

// Guard stands before every page: it refuses requests that another site made a browser send, and
// tells the browser to load and send nothing but these pages.
func (s *Login) Guard(next http.Handler) http.Handler {
	sameOrigin := http.NewCrossOriginProtection()
	if s.PublicURL != "" {
		// A proxy that changes the Host leaves the origin as the browser knows it.
		if u, err := url.Parse(s.PublicURL); err == nil {
			_ = sameOrigin.AddTrustedOrigin(u.Scheme + "://" + u.Host) // checked by the settings
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store") // people's data
		switch {
		case s.Demo && !isLoopbackHost(r.Host):
			// The demonstration asks for no token. A stranger's name that
			// resolves to 127.0.0.1 makes this machine's browser ask on the
			// stranger's behalf.
			page.Plain(w, http.StatusForbidden, s.LangOf(r).Say("web.refused.host")+"\n")
		case sameOrigin.Check(r) != nil:
			page.Plain(w, http.StatusForbidden, s.LangOf(r).Say("web.refused.origin")+"\n")
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// isLoopbackHost reports whether a Host header names this machine and nothing
// that a name server could turn into it.
func isLoopbackHost(hostport string) bool {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	host = strings.Trim(host, "[]")
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
