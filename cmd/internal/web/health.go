package web

import (
	"io"
	"net/http"
	"strings"
)

// healthz says that the process answers. It asks nobody: a database that is
// away is no reason to kill the process.
func (s *site) healthz(w http.ResponseWriter, _ *http.Request) {
	plain(w, http.StatusOK, "ok\n")
}

// readyz says whether the program can do its work, and if not, why.
func (s *site) readyz(w http.ResponseWriter, r *http.Request) {
	reasons := s.Ready(r.Context())
	if len(reasons) == 0 {
		plain(w, http.StatusOK, "ready\n")
		return
	}
	plain(w, http.StatusServiceUnavailable, "not ready\n- "+strings.Join(reasons, "\n- ")+"\n")
}

// plain answers with text that no browser takes for markup.
func plain(w http.ResponseWriter, status int, text string) {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text) // the asker may be gone; nothing depends on it
}
