package login

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"net/http"
	"strings"
	"time"

	"qunguan/cmd/internal/web/visitor"
	"qunguan/jobs/signin"
	"qunguan/reconcile/access"
	"qunguan/reconcile/workgroup"
)

// A browser gets a new stamp at most this often, so that not every picture of a
// page writes a cookie or a row.
const sessionStamp = 10 * time.Minute

// sessionCookie is the name of the session's cookie.
const sessionCookie = "qunguan_session"

// sessions signs and reads the cookies of browsers that gave the shared token.
// The token is part of the signature's key: another token ends every session,
// and all replicas with the same token know each other's.
type sessions struct{ key []byte }

func newSessions(token workgroup.Secret) sessions {
	sum := sha256.Sum256([]byte("qunguan page session\x00" + token.Reveal()))
	return sessions{sum[:]}
}

// stamp is the content of a cookie: the session's beginning, the browser's last visit, and a number
// that makes two sessions differ.
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
	return st, since(st.Began) < signin.SessionTerm && since(st.Seen) < signin.SessionIdle
}

// visitor is the sender of the request, if they gave the shared token. A session in use gets a new
// stamp.
func (s sessions) visitor(w http.ResponseWriter, value string, now time.Time, secure bool) (visitor.Visitor, bool) {
	st, ok := s.read(value, now)
	if !ok {
		return visitor.Visitor{}, false
	}
	if now.Sub(time.Unix(st.Seen, 0)) > sessionStamp {
		st.Seen = now.Unix()
		s.give(w, st, secure)
	}
	return visitor.Visitor{Viewer: access.SharedViewer(), Secret: string(s.mac(st.Nonce[:]))}, true
}

// begin starts a session.
func (s sessions) begin(w http.ResponseWriter, now time.Time, secure bool) {
	st := stamp{Began: now.Unix(), Seen: now.Unix()}
	_, _ = rand.Read(st.Nonce[:]) // it never fails
	s.give(w, st, secure)
}

func (s sessions) give(w http.ResponseWriter, st stamp, secure bool) {
	giveCookie(w, sessionCookie, s.sign(st), time.Until(time.Unix(st.Began, 0).Add(signin.SessionTerm)), secure)
}

// giveCookie gives the browser a cookie for these pages only.
func giveCookie(w http.ResponseWriter, name, value string, left time.Duration, secure bool) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: max(1, int(left.Seconds())),
		HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode,
	})
}

// takeCookie takes a cookie away from the browser.
func takeCookie(w http.ResponseWriter, name string, secure bool) {
	http.SetCookie(w, &http.Cookie{Name: name, Path: "/", MaxAge: -1, HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode})
}

// sameToken compares without telling by its time how much was right.
func sameToken(given string, want workgroup.Secret) bool {
	a, b := sha256.Sum256([]byte(strings.TrimSpace(given))), sha256.Sum256([]byte(want.Reveal()))
	return want != "" && hmac.Equal(a[:], b[:])
}
