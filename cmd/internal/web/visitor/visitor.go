// Package visitor is the reader of a page: their rights, the proof that a form is theirs, and the
// number of tries that they have. It knows neither the ways of signing in nor the pages.
package visitor

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"

	"qunguan/reconcile/access"
)

// Visitor is the reader of a page, with the browser's session.
type Visitor struct {
	access.Viewer

	Session string // id of a person's; empty for the shared token
	Secret  string // known to this browser and the program only: forms carry a word of it
}

type visitorKey struct{}

// Of is the request's visitor; the zero value sees nothing.
func Of(ctx context.Context) Visitor {
	v, _ := ctx.Value(visitorKey{}).(Visitor)
	return v
}

// With is a request's context with its visitor.
func With(ctx context.Context, v Visitor) context.Context {
	return context.WithValue(ctx, visitorKey{}, v)
}

// FormWord is the word that every form of a signed-in browser carries. Another site's page cannot
// know it.
func (v Visitor) FormWord() string {
	m := hmac.New(sha256.New, []byte("qunguan form\x00"+v.Secret))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil)[:16])
}

// SentForm reports whether a form came from a page of this visitor's.
func (v Visitor) SentForm(r *http.Request) bool {
	return hmac.Equal([]byte(r.PostFormValue("form")), []byte(v.FormWord()))
}
