package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"qunguan/jobs/signin"
	"qunguan/reconcile/access"
	"qunguan/reconcile/workgroup"
)

// People is where people sign in as themselves.
type People interface {
	signin.Sessions
}

// SignIn asks for codes and takes them.
type SignIn interface {
	Ask(ctx context.Context, who, browser string) error
	Use(ctx context.Context, browser, code string) (person string, ok bool, err error)
	FindBy(ctx context.Context, kind signin.Claim, value string) (workgroup.Person, error)
}

// Provider is an OpenID Connect provider.
type Provider interface {
	Kind() signin.Claim
	Begin(ctx context.Context, state, nonce, verifier string) (string, error)
	Finish(ctx context.Context, code, nonce, verifier string) (string, error)
}

// personMark begins the cookie of a person's session; the shared token's has
// none.
const personMark = "p."

// visitor is who sends the request; ok is false where nobody signed in, or the
// session has ended, or its person has left.
func (s *site) visitor(w http.ResponseWriter, r *http.Request) (v visitor, ok bool, err error) {
	if s.Demo {
		return visitor{Viewer: access.Viewer{Roles: []access.Role{access.Office}}}, true, nil
	}
	c, err := r.Cookie(sessionCookie)
	if err != nil {
		return visitor{}, false, nil //nolint:nilerr // no cookie, no visitor
	}
	secret, mine := strings.CutPrefix(c.Value, personMark)
	if !mine {
		v, ok := s.sessions.visitor(w, c.Value, time.Now(), secure(r))
		return v, ok, nil
	}
	if s.People == nil {
		return visitor{}, false, nil
	}
	return s.personVisitor(r.Context(), secret)
}

func (s *site) personVisitor(ctx context.Context, secret string) (visitor, bool, error) {
	session, found, err := s.People.Session(ctx, signin.Hash(secret))
	now := time.Now()
	if err != nil {
		return visitor{}, false, fmt.Errorf("read a session: %w", err)
	}
	if !found || !session.Lasts(now) {
		return visitor{}, false, nil
	}
	n, err := s.names.read(ctx)
	if err != nil {
		return visitor{}, false, err
	}
	if !n.inService(session.Person, workgroup.DateOf(s.Now())) {
		if err := s.People.EndSessions(ctx, session.Person, "", now); err != nil {
			return visitor{}, false, err
		}
		s.Log.InfoContext(ctx, "sessions_ended", "person", session.Person, "reason", "not_in_service")
		return visitor{}, false, nil
	}
	if now.Sub(session.SeenAt) > sessionStamp {
		if err := s.People.SeenSession(ctx, session.ID, now); err != nil {
			return visitor{}, false, err
		}
	}
	return visitor{Viewer: n.access.Viewer(session.Person), session: session.ID, secret: secret}, true, nil
}

// welcome begins a session of a person who proved who they are.
func (s *site) welcome(w http.ResponseWriter, r *http.Request, person, proved string) error {
	secret, now := signin.NewBrowser(), time.Now()
	err := s.People.BeginSession(r.Context(), signin.Session{ID: signin.Hash(secret), Person: person, Proved: proved, BeganAt: now, SeenAt: now})
	if err != nil {
		return fmt.Errorf("begin a session: %w", err)
	}
	giveCookie(w, sessionCookie, personMark+secret, signin.SessionTerm, secure(r))
	s.Log.InfoContext(r.Context(), "signed_in", "with", proved, "person", person, "address", s.address(r))
	return nil
}

// signedIn lets a request through to the pages if its browser has signed in,
// and leads the others to the sign-in page.
func (s *site) signedIn(pages http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, ok, err := s.visitor(w, r)
		switch {
		case err != nil:
			s.Log.ErrorContext(r.Context(), "page_failed", "path", r.URL.Path, "error", err)
			f := s.frame(r)
			f.Entrance = true
			s.show(w, r, http.StatusInternalServerError, f, view{template: "trouble", title: f.Say("web.trouble"), data: f.Say("web.broken")})
		case !ok:
			http.Redirect(w, r, s.signInAddress(r), http.StatusSeeOther)
		default:
			pages.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), visitorKey{}, v)))
		}
	})
}

// signOut ends the session in this browser, and for a person on demand
// everywhere.
func (s *site) signOut(everywhere bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		v := visitorOf(r.Context())
		if !v.sentForm(r) {
			plain(w, http.StatusForbidden, s.lang(r).Say("web.refused.form")+"\n")
			return
		}
		if v.session != "" {
			only := v.session
			if everywhere {
				only = ""
			}
			if err := s.People.EndSessions(r.Context(), v.Person, only, time.Now()); err != nil {
				s.Log.ErrorContext(r.Context(), "sign_out_failed", "error", err)
				plain(w, http.StatusInternalServerError, s.lang(r).Say("web.broken")+"\n")
				return
			}
		}
		takeCookie(w, sessionCookie, secure(r))
		http.Redirect(w, r, s.frame(r).Link("/login"), http.StatusSeeOther)
	}
}
