package httppost

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxRetryAfter caps the wait that another server may demand: a year must not silence a route.
const maxRetryAfter = time.Hour

// retryAfter reads a Retry-After header: whole seconds or an HTTP date (RFC 9110 §10.2.3). Other texts,
// and dates in the past, are no wait.
func retryAfter(header string, now time.Time) time.Duration {
	header = strings.TrimSpace(header)
	if header == "" {
		return 0
	}
	wait := time.Duration(0)
	if n, err := strconv.ParseUint(header, 10, 64); err == nil {
		wait = maxRetryAfter
		if n < uint64(maxRetryAfter/time.Second) {
			wait = time.Duration(n) * time.Second
		}
	} else if at, err := http.ParseTime(header); err == nil {
		wait = at.Sub(now)
	} else if allDigits(header) { // more digits than a number holds
		wait = maxRetryAfter
	}
	return min(max(wait, 0), maxRetryAfter)
}

func allDigits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}
