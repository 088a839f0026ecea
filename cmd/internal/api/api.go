// Package api answers programs: the JSON of contract §4, read only, by bearer
// tokens whose role decides what they see, as on the pages. It describes itself
// as OpenAPI.
package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"qunguan/jobs/check"
	"qunguan/jobs/signin"
	"qunguan/notify/outbox"
	"qunguan/reconcile"
	"qunguan/reconcile/access"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// Registry is where the API reads lists, by number or id.
type Registry interface {
	CasesAfter(ctx context.Context, after int64, since time.Time, atMost int) ([]ledger.Case, error)
	NoticesAfter(ctx context.Context, after string, since time.Time, atMost int) ([]outbox.Notice, error)
	RunsAfter(ctx context.Context, after int64, since time.Time, atMost int) ([]reconcile.RunRecord, error)
	GroupsAfter(ctx context.Context, after string, atMost int) ([]workgroup.Group, error)
	Units(ctx context.Context) (workgroup.Units, error)
}

// Tokens knows who may ask.
type Tokens interface {
	Token(ctx context.Context, proof string) (t access.Token, ok bool, err error)
}

// Config is everything that the API needs.
type Config struct {
	Registry         Registry
	Tokens           Tokens
	Readings         check.Rosters
	RegistrySnapshot func(ctx context.Context, moment time.Time) (*check.RegistrySnapshot, error)
	Clauses          map[string]string
	Now              func() time.Time
	Version          string
	Log              *slog.Logger
}

// How many items an answer has.
const (
	usualLimit = 100
	mostLimit  = 1000
)

// question is a request as the lists take it.
type question struct {
	token access.Token
	after string
	since time.Time
	limit int
	query url.Values
	now   time.Time
}

// number is After as a number; 0 for none.
func (q question) number() (int64, error) {
	if q.after == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(q.after, 10, 64)
	if err != nil || n < 0 {
		return 0, badQuestion("after wants a number")
	}
	return n, nil
}

// badQuestion is an error that the asker can mend.
type badQuestion string

func (e badQuestion) Error() string { return string(e) }

// answer is a page of items, and where the next one begins; empty = it is the
// last.
type answer struct {
	items any
	next  string
}

// resource is one list.
type resource struct {
	name, about string
	page        access.Page // decides access
	item        any         // zero value of an item, for the description
	since       string      // the meaning of since; empty = it has none
	list        func(a *api, ctx context.Context, q question) (answer, error)
}

type api struct {
	Config

	reading sync.Mutex // held by who reads the directory
	world   *check.RegistrySnapshot
	at      time.Time // real time
}

// worldFor is how long the directory is used before it is read again: a program
// that pages through all members must not read it for each page.
const worldFor = time.Minute

// known is the directory ready to judge by.
func (a *api) known(ctx context.Context, now time.Time) (*check.RegistrySnapshot, error) {
	a.reading.Lock()
	defer a.reading.Unlock()
	if a.world != nil && time.Since(a.at) < worldFor {
		return a.world, nil
	}
	began := time.Now()
	w, err := a.RegistrySnapshot(ctx, now)
	if err != nil {
		return nil, err
	}
	a.world, a.at = w, began
	time.AfterFunc(worldFor, func() {
		a.reading.Lock()
		defer a.reading.Unlock()
		if a.at.Equal(began) {
			a.world = nil
		}
	})
	return w, nil
}

// New is the handler of /api/v1/.
func New(cfg Config) http.Handler {
	a := &api{Config: cfg}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/openapi.json", a.describe)
	for _, r := range resources {
		mux.HandleFunc("GET /api/v1/"+r.name, a.serve(r))
	}
	mux.HandleFunc("GET /api/", func(w http.ResponseWriter, _ *http.Request) {
		fail(w, http.StatusNotFound, "there is no such resource")
	})
	mux.HandleFunc("/api/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Allow", "GET, HEAD")
		fail(w, http.StatusMethodNotAllowed, "the API can only be read")
	})
	return mux
}

// serve answers with a page of a list, to tokens whose role sees it.
func (a *api) serve(r resource) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		token, ok, err := a.token(req)
		switch {
		case err != nil:
			a.broken(w, req, err)
			return
		case !ok:
			w.Header().Set("WWW-Authenticate", `Bearer realm="qunguan"`)
			fail(w, http.StatusUnauthorized, "a token that counts is wanted: Authorization: Bearer …")
			return
		case token.Viewer().Reach(r.page) != access.All:
			fail(w, http.StatusNotFound, "there is no such resource")
			return
		}
		q, err := a.question(req, token)
		var found answer
		if err == nil {
			found, err = r.list(a, req.Context(), q)
		}
		var bad badQuestion
		switch {
		case errors.As(err, &bad):
			fail(w, http.StatusBadRequest, bad.Error())
		case err != nil:
			a.broken(w, req, err)
		default:
			if found.next != "" {
				next := req.URL.Query()
				next.Set("after", found.next)
				w.Header().Set("Link", "<"+req.URL.Path+"?"+next.Encode()+`>; rel="next"`)
			}
			write(w, http.StatusOK, found.items)
		}
	}
}

// token is the request's token; ok is false where it opens nothing.
func (a *api) token(r *http.Request) (access.Token, bool, error) {
	given, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if given = strings.TrimSpace(given); !bearer || given == "" || len(given) > 200 {
		return access.Token{}, false, nil
	}
	t, ok, err := a.Tokens.Token(r.Context(), signin.Hash(given))
	return t, ok && t.Counts(time.Now()), err
}

func (a *api) question(r *http.Request, token access.Token) (question, error) {
	q := question{token: token, query: r.URL.Query(), limit: usualLimit, now: a.Now()}
	q.after = q.query.Get("after")
	if text := q.query.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > mostLimit {
			return q, badQuestion(fmt.Sprintf("limit wants a number from 1 to %d", mostLimit))
		}
		q.limit = n
	}
	if text := q.query.Get("since"); text != "" {
		t, err := time.Parse(time.RFC3339, text)
		if err != nil {
			if t, err = time.ParseInLocation("2006-01-02", text, q.now.Location()); err != nil {
				return q, badQuestion("since wants a date (2026-11-21) or a moment (RFC 3339)")
			}
		}
		q.since = t
	}
	return q, nil
}

func (a *api) broken(w http.ResponseWriter, r *http.Request, err error) {
	a.Log.ErrorContext(r.Context(), "api_failed", "path", r.URL.Path, "error", err)
	fail(w, http.StatusInternalServerError, "the data cannot be read at the moment")
}

// failure is the answer where there is none.
type failure struct {
	Error string `json:"error"`
}

func fail(w http.ResponseWriter, status int, why string) { write(w, status, failure{why}) }

func write(w http.ResponseWriter, status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		status, text = http.StatusInternalServerError, []byte(`{"error":"the answer cannot be written"}`)
	}
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store") // people's data
	w.WriteHeader(status)
	_, _ = w.Write(append(text, '\n')) // the asker may be gone; nothing depends on it
}
