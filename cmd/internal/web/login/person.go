package login

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"qunguan/cmd/internal/web/page"
	"qunguan/cmd/internal/web/visitor"
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

// visitor is the sender of the request; ok is false without a sign-in, after the session's end, or
// after the person has left.
func (s *Login) visitor(w http.ResponseWriter, r *http.Request) (v visitor.Visitor, ok bool, err error) {
	if s.Demo {
		return visitor.Visitor{Viewer: access.Viewer{Roles: []access.Role{access.Office}}}, true, nil
	}
	c, err := r.Cookie(sessionCookie)
	if err != nil {
		return visitor.Visitor{}, false, nil //nolint:nilerr // no cookie, no visitor
	}
	secret, mine := strings.CutPrefix(c.Value, personMark)
	if !mine {
		v, ok := s.sessions.visitor(w, c.Value, time.Now(), secure(r))
		return v, ok, nil
	}
	if s.People == nil {
		return visitor.Visitor{}, false, nil
	}
	return s.personVisitor(r.Context(), secret)
}

func (s *Login) personVisitor(ctx context.Context, secret string) (visitor.Visitor, bool, error) {
	session, found, err := s.People.Session(ctx, signin.Hash(secret))
	now := time.Now()
	if err != nil {
		return visitor.Visitor{}, false, fmt.Errorf("read a session: %w", err)
	}
	if !found || !session.Lasts(now) {
		return visitor.Visitor{}, false, nil
	}
	n, err := s.ReadNames(ctx)
	if err != nil {
		return visitor.Visitor{}, false, err
	}
	if !n.InService(session.Person, workgroup.DateOf(s.Now())) {
		if err := s.People.EndSessions(ctx, session.Person, "", now); err != nil {
			return visitor.Visitor{}, false, err
		}
		s.Log.InfoContext(ctx, "sessions_ended", "person", session.Person, "reason", "not_in_service")
		return visitor.Visitor{}, false, nil
	}
	if now.Sub(session.SeenAt) > sessionStamp {
		if err := s.People.SeenSession(ctx, session.ID, now); err != nil {
			return visitor.Visitor{}, false, err
		}
	}
	return visitor.Visitor{Viewer: n.Access.Viewer(session.Person), Session: session.ID, Secret: secret}, true, nil
}

// welcome begins a session of a person who proved who they are.
func (s *Login) welcome(w http.ResponseWriter, r *http.Request, person, proved string) error {
	secret, now := signin.NewBrowser(), time.Now()
	err := s.People.BeginSession(r.Context(), signin.Session{ID: signin.Hash(secret), Person: person, Proved: proved, BeganAt: now, SeenAt: now})
	if err != nil {
		return fmt.Errorf("begin a session: %w", err)
	}
	giveCookie(w, sessionCookie, personMark+secret, signin.SessionTerm, secure(r))
	s.Log.InfoContext(r.Context(), "signed_in", "with", proved, "person", person, "address", visitor.Address(r, s.Proxies))
	return nil
}

// SignedIn lets a request through to the pages if its browser has signed in,
// and leads the others to the sign-in page.
func (s *Login) SignedIn(pages http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, ok, err := s.visitor(w, r)
		switch {
		case err != nil:
			s.Log.ErrorContext(r.Context(), "page_failed", "path", r.URL.Path, "error", err)
			f := s.Frame(r)
			f.Entrance = true
			s.Show(w, r, http.StatusInternalServerError, f, f.Trouble("web.broken"))
		case !ok:
			http.Redirect(w, r, s.signInAddress(r), http.StatusSeeOther)
		default:
			pages.ServeHTTP(w, r.WithContext(visitor.With(r.Context(), v)))
		}
	})
}

// signOut ends the session in this browser, and for a person on demand
// everywhere.
func (s *Login) signOut(everywhere bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, page.MaxForm)
		v := visitor.Of(r.Context())
		if !v.SentForm(r) {
			page.Plain(w, http.StatusForbidden, s.LangOf(r).Say("web.refused.form")+"\n")
			return
		}
		if v.Session != "" {
			only := v.Session
			if everywhere {
				only = ""
			}
			if err := s.People.EndSessions(r.Context(), v.Person, only, time.Now()); err != nil {
				s.Log.ErrorContext(r.Context(), "sign_out_failed", "error", err)
				page.Plain(w, http.StatusInternalServerError, s.LangOf(r).Say("web.broken")+"\n")
				return
			}
		}
		takeCookie(w, sessionCookie, secure(r))
		http.Redirect(w, r, s.Frame(r).Link("/login"), http.StatusSeeOther)
	}
}
