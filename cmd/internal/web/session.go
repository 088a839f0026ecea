package web

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"net/http"
	"strings"
	"time"

	"qunguan/reconcile/workgroup"
)

// A session ends after half a day without a page, and after a week in any
// case.
const (
	sessionIdle = 12 * time.Hour
	sessionTerm = 7 * 24 * time.Hour
	// A browser gets a new stamp at most this often, so that not every picture
	// of a page writes a cookie.
	sessionStamp = 10 * time.Minute
)

// sessionCookie is the name of the cookie that says who signed in.
const sessionCookie = "qunguan_session"

// visitor is who looks at a page.
type visitor struct {
	Shared bool // signed in with the shared token: no step may bear their name
}

type visitorKey struct{}

// visitorOf is the request's visitor; the zero value stands for pages that
// are open to everybody on this machine, as in the demonstration.
func visitorOf(ctx context.Context) visitor {
	v, _ := ctx.Value(visitorKey{}).(visitor)
	return v
}

// sessions signs and reads the cookies of browsers that gave the shared token.
// The token is part of the signature's key: another token ends every session,
// and all replicas with the same token know each other's.
type sessions struct{ key []byte }

func newSessions(token workgroup.Secret) sessions {
	sum := sha256.Sum256([]byte("qunguan page session\x00" + token.Reveal()))
	return sessions{sum[:]}
}

// stamp is what a cookie carries: since when the session lasts, when its
// browser was last seen, and a number that makes two sessions differ.
type stamp struct {
	Began, Seen int64 // Unix seconds
	Nonce       [8]byte
}

const stampSize = 8 + 8 + 8

func (s sessions) sign(st stamp) string {
	data := binary.BigEndian.AppendUint64(nil, uint64(st.Began))
	data = binary.BigEndian.AppendUint64(data, uint64(st.Seen))
	data = append(data, st.Nonce[:]...)
	return base64.RawURLEncoding.EncodeToString(s.mac(data))
}

// mac appends the signature to the data.
func (s sessions) mac(data []byte) []byte {
	m := hmac.New(sha256.New, s.key)
	m.Write(data)
	return m.Sum(data)
}

// read gives a cookie's stamp if this program signed it and it still holds.
func (s sessions) read(value string, now time.Time) (stamp, bool) {
	raw, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil || len(raw) != stampSize+sha256.Size {
		return stamp{}, false
	}
	data := raw[:stampSize:stampSize]
	if !hmac.Equal(s.mac(data), raw) {
		return stamp{}, false
	}
	st := stamp{Began: int64(binary.BigEndian.Uint64(data)), Seen: int64(binary.BigEndian.Uint64(data[8:]))}
	copy(st.Nonce[:], data[16:])
	since := func(unix int64) time.Duration { return now.Sub(time.Unix(unix, 0)) }
	return st, since(st.Began) < sessionTerm && since(st.Seen) < sessionIdle
}

// visitor is who sends the request, if they signed in. A session in use gets a
// new stamp.
func (s sessions) visitor(w http.ResponseWriter, r *http.Request, now time.Time, secure bool) (visitor, bool) {
	c, err := r.Cookie(sessionCookie)
	if err != nil {
		return visitor{}, false
	}
	st, ok := s.read(c.Value, now)
	if !ok {
		return visitor{}, false
	}
	if now.Sub(time.Unix(st.Seen, 0)) > sessionStamp {
		st.Seen = now.Unix()
		s.give(w, st, secure)
	}
	return visitor{Shared: true}, true
}

// begin starts a session.
func (s sessions) begin(w http.ResponseWriter, now time.Time, secure bool) {
	st := stamp{Began: now.Unix(), Seen: now.Unix()}
	_, _ = rand.Read(st.Nonce[:]) // it never fails
	s.give(w, st, secure)
}

func (s sessions) give(w http.ResponseWriter, st stamp, secure bool) {
	left := time.Until(time.Unix(st.Began, 0).Add(sessionTerm))
	http.SetCookie(w, &http.Cookie{
		Name: sessionCookie, Value: s.sign(st), Path: "/", MaxAge: max(1, int(left.Seconds())),
		HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode,
	})
}

// end takes the cookie away from the browser.
func (s sessions) end(w http.ResponseWriter, secure bool) {
	http.SetCookie(w, &http.Cookie{Name: sessionCookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode})
}

// sameToken compares without telling by its time how much was right.
func sameToken(given string, want workgroup.Secret) bool {
	a, b := sha256.Sum256([]byte(strings.TrimSpace(given))), sha256.Sum256([]byte(want.Reveal()))
	return want != "" && hmac.Equal(a[:], b[:])
}
