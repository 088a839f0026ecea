package halfyear

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/reconcile/ledger"
	"qunguan/sql/registry"
)

// publicURL is where messages say that the pages are.
const publicURL = "https://halfyear.example.test"

// linkOf finds the link in a message's words.
var linkOf = regexp.MustCompile(regexp.QuoteMeta(publicURL) + `(/n/[A-Za-z0-9_-]+)`)

// desk serves the links of messages to the people who answer by them.
type desk struct {
	at  time.Time // the moment of the present order
	url string
}

// newDesk serves on a free port of this machine until the context ends.
func newDesk(ctx context.Context, a *app.App) (*desk, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	d := &desk{url: "http://" + l.Addr().String()}
	a.Settings.HTTPAddr = l.Addr().String()
	if err := l.Close(); err != nil {
		return nil, err
	}
	go func() { _ = a.ServePages(ctx, &d.at) }()
	for range 500 {
		if _, _, err = d.send(http.MethodGet, "/healthz", nil); err == nil {
			return d, nil
		}
		time.Sleep(2 * time.Millisecond)
	}
	return nil, fmt.Errorf("the desk does not open: %w", err)
}

func (d *desk) send(method, path string, form url.Values) (status int, body string, err error) {
	req, err := http.NewRequestWithContext(context.Background(), method, d.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, "", err
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(text), err
}

// formToken is the one-time token of the form that has the answers.
var formToken = regexp.MustCompile(`name="form" value="([^"]+)"`)

// answer fills in the form behind a link, and confirms, as a person does.
// refused says that the page did not take it.
func (d *desk) answer(id int64, o order) (refused string, err error) {
	status, page, err := d.send(http.MethodGet, o.Link, nil)
	if err != nil {
		return "", err
	}
	for _, step := range []string{"", "act"} {
		token := formToken.FindStringSubmatch(page)
		if status != http.StatusOK || token == nil {
			return fmt.Sprintf("link_%d", status), nil
		}
		form := url.Values{"form": {token[1]}, "case": {fmt.Sprint(id)}, "answer": {o.Answer}, "until": {string(o.Until)}, "reason": {"半年演练"}}
		if step != "" {
			form.Set("step", step)
		}
		if status, page, err = d.send(http.MethodPost, o.Link, form); err != nil {
			return "", err
		}
	}
	if status != http.StatusSeeOther {
		return fmt.Sprintf("answer_%d", status), nil
	}
	return "", nil
}

// caseAbout finds the open case, or the task, about the subject.
func caseAbout(ctx context.Context, store *registry.Store, about subject) (ledger.Case, bool, error) {
	open, err := store.Cases(ctx, ledger.Filter{OpenOnly: true, Rules: []string{about.Rule}})
	if err != nil {
		return ledger.Case{}, false, err
	}
	for _, c := range open {
		of, err := subjectIn(ctx, store, c)
		if err != nil || of == about {
			return c, err == nil, err
		}
	}
	return ledger.Case{}, false, nil
}

// subjectIn is the subject of a case; of a task, the subject of the case for which it asks.
func subjectIn(ctx context.Context, store *registry.Store, c ledger.Case) (subject, error) {
	if c.Asked == 0 {
		return subjectOf(c), nil
	}
	asked, err := store.Cases(ctx, ledger.Filter{IDs: []int64{c.Asked}})
	if err != nil || len(asked) != 1 {
		return subject{}, fmt.Errorf("case %d asks for case %d: %d found: %w", c.ID, c.Asked, len(asked), err)
	}
	s := subjectOf(asked[0])
	s.Asked, s.Rule = s.Rule, c.Rule
	return s, nil
}
