package oidclogin_test

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"

	"qunguan/cmd/internal/oidclogin"
	"qunguan/jobs/signin"
)

const back = "http://localhost:9999/login/oidc/back"

// provider is a real provider (zitadel/oidc) with three users.
func provider(t *testing.T) *httptest.Server {
	t.Helper()
	t.Setenv("OTEL_SDK_DISABLED", "true")
	users := map[string]storage.User{
		"1": {ID: "1", Username: "P1", Password: "pw", Email: "p1@songlan.example", EmailVerified: true, Phone: "13800001111", PhoneVerified: true},
		"2": {ID: "2", Username: "P2", Password: "pw", Email: "p1@songlan.example"},
		"3": {ID: "3", Username: "P3", Password: "pw"},
	}
	raw, err := json.Marshal(users)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "users.json")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	store, err := storage.StoreFromFile(file)
	if err != nil {
		t.Fatal(err)
	}
	storage.RegisterClients(storage.WebClient("qunguan", "client's secret", back))
	server := httptest.NewUnstartedServer(nil)
	issuer := "http://" + strings.Replace(server.Listener.Addr().String(), "127.0.0.1", "localhost", 1)
	quiet := slog.New(slog.DiscardHandler)
	before := slog.Default()
	server.Config.Handler = exampleop.SetupServer(issuer, storage.NewStorage(store), quiet, false)
	slog.SetDefault(before)
	server.Start()
	server.URL = issuer
	t.Cleanup(server.Close)
	return server
}

var requestID = regexp.MustCompile(`name="id" value="([^"]+)"`)

// signInThere signs a user in at the provider and returns what the browser
// brings back.
func signInThere(t *testing.T, at, user string) url.Values {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	var brought url.Values
	browser := &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), back) {
			brought = r.URL.Query()
			return http.ErrUseLastResponse
		}
		return nil
	}}
	page, err := browser.Get(at)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(page.Body)
	page.Body.Close()
	id := requestID.FindSubmatch(body)
	if id == nil {
		t.Fatalf("the provider shows no form: %s", body)
	}
	done, err := browser.PostForm(page.Request.URL.Scheme+"://"+page.Request.URL.Host+"/login/username", url.Values{"id": {string(id[1])}, "username": {user}, "password": {"pw"}})
	if err != nil {
		t.Fatal(err)
	}
	body, _ = io.ReadAll(done.Body)
	done.Body.Close()
	if brought == nil {
		t.Fatalf("the provider does not lead back: %d %s", done.StatusCode, body)
	}
	return brought
}

func login(server *httptest.Server, kind signin.Claim, claim string) *oidclogin.Login {
	return oidclogin.New(oidclogin.Config{
		Issuer: server.URL, ID: "qunguan", Secret: "client's secret", Redirect: back, Kind: kind, Claim: claim, HTTP: server.Client(),
	})
}

func TestTheProviderSaysWhoSomebodyIs(t *testing.T) {
	server := provider(t)
	for name, c := range map[string]struct {
		kind              signin.Claim
		claim, user, want string
		err               error
	}{
		"by number":                          {signin.ByCode, "preferred_username", "P1", "P1", nil},
		"by a verified mail":                 {signin.ByMail, "email", "P1", "p1@songlan.example", nil},
		"by a verified telephone":            {signin.ByMobile, "phone_number", "P1", "13800001111", nil},
		"by a mail that nobody has verified": {signin.ByMail, "email", "P2", "", oidclogin.ErrUnverified},
		"by a mail that is not there":        {signin.ByMail, "email", "P3", "", oidclogin.ErrNoClaim},
		"by a claim that does not exist":     {signin.ByCode, "employee_number", "P1", "", oidclogin.ErrNoClaim},
	} {
		t.Run(name, func(t *testing.T) {
			l := login(server, c.kind, c.claim)
			to, err := l.Begin(t.Context(), "state", "nonce", strings.Repeat("v", 50))
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range []string{"state=state", "nonce=nonce", "code_challenge=", "code_challenge_method=S256"} {
				if !strings.Contains(to, want) {
					t.Errorf("the way to the provider lacks %s: %s", want, to)
				}
			}
			brought := signInThere(t, to, c.user)
			if brought.Get("state") != "state" {
				t.Errorf("state %q comes back", brought.Get("state"))
			}
			got, err := l.Finish(t.Context(), brought.Get("code"), "nonce", strings.Repeat("v", 50))
			if got != c.want || !errors.Is(err, c.err) {
				t.Errorf("%q, %v; want %q, %v", got, err, c.want, c.err)
			}
		})
	}
}

func TestAnAnswerToAnotherQuestionIsRefused(t *testing.T) {
	server := provider(t)
	for name, c := range map[string]struct{ nonce, verifier string }{
		"another nonce":    {"other", strings.Repeat("v", 50)},
		"another verifier": {"nonce", strings.Repeat("w", 50)},
	} {
		t.Run(name, func(t *testing.T) {
			l := login(server, signin.ByCode, "preferred_username")
			to, err := l.Begin(t.Context(), "state", "nonce", strings.Repeat("v", 50))
			if err != nil {
				t.Fatal(err)
			}
			code := signInThere(t, to, "P1").Get("code")
			if got, err := l.Finish(t.Context(), code, c.nonce, c.verifier); err == nil || got != "" {
				t.Errorf("taken: %q", got)
			}
		})
	}
}

func TestAProviderThatIsDownIsAskedAgain(t *testing.T) {
	server := provider(t)
	l := oidclogin.New(oidclogin.Config{Issuer: "http://127.0.0.1:1", ID: "qunguan", Redirect: back, HTTP: server.Client()})
	if _, err := l.Begin(t.Context(), "s", "n", "v"); err == nil {
		t.Fatal("no error")
	}
}
