package web

import (
	"context"
	"net/http"
	"strings"

	"qunguan/cmd/internal/web/page"
)

// healthz says that the process answers. It depends on nothing else: an absent database is no reason
// to kill the process.
func healthz(w http.ResponseWriter, _ *http.Request) {
	page.Plain(w, http.StatusOK, "ok\n")
}

// readyz says whether the program can do its work, and if not, why.
func readyz(ready func(context.Context) []string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		reasons := ready(r.Context())
		if len(reasons) == 0 {
			page.Plain(w, http.StatusOK, "ready\n")
			return
		}
		page.Plain(w, http.StatusServiceUnavailable, "not ready\n- "+strings.Join(reasons, "\n- ")+"\n")
	}
}
