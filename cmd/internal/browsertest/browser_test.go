package browsertest

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"qunguan/cmd/internal/binarytest"
)

// chromium is the browser's program. Without it the tests are skipped; in CI
// that is a failure.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CI") != "" {
		t.Fatal("chromium is not installed, and CI must look at the pages")
	}
	t.Skip("chromium is not installed: nothing looks at the pages (Debian: sudo apt-get install chromium)")
	return ""
}

// demo starts the demonstration and returns the addresses of its pages, and of
// the links that it prints: of a notice, and of the filing form.
func demo(t *testing.T) (base, link, form string) {
	t.Helper()
	m := &binarytest.Machine{TB: t, Bin: binarytest.BuildAsShipped(t), Dir: t.TempDir(), Env: map[string]string{}}
	p := m.Start("demo")
	address := regexp.MustCompile(`http://127\.0\.0\.1:\d+/([nf]/[A-Za-z0-9_-]+)?`)
	binarytest.Until(t, "the demonstration's addresses", func() bool {
		found := address.FindAllString(p.Stdout.String(), -1)
		if len(found) == 3 {
			form, base, link = found[0], strings.TrimSuffix(found[1], "/"), found[2]
		}
		return link != "" || p.HasEnded()
	})
	if link == "" {
		t.Fatalf("the demonstration ended:\n%s", p.Stderr.String())
	}
	return base, link, form
}

// look is how a page is looked at.
type look struct {
	name          string
	width, height int64
	dark          bool
	scriptless    bool
}

// tab opens a tab of a browser that lives as long as the test. A page's complaint, or a request to
// elsewhere, fails the test.
func tab(t *testing.T, l look) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.Flag("lang", "zh-CN"))
	ctx, end := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(end)
	ctx, end = chromedp.NewContext(ctx)
	t.Cleanup(end)
	ctx, end = context.WithTimeout(ctx, 90*time.Second)
	t.Cleanup(end)
	err := chromedp.Listen(ctx, func(event any) {
		switch e := event.(type) {
		case *log.EventEntryAdded:
			// A missing or refused page, and a form with faults, say so in the log, too.
			if !slices.ContainsFunc([]string{"404", "403", "422"}, func(status string) bool { return strings.Contains(e.Entry.Text, status) }) {
				t.Errorf("%s: %s complains: %s", l.name, e.Entry.URL, e.Entry.Text)
			}
		case *network.EventRequestWillBeSent:
			if u := e.Request.URL; !strings.HasPrefix(u, "http://127.0.0.1:") && !strings.HasPrefix(u, "data:") {
				t.Errorf("%s: a page asks for %s", l.name, u)
			}
		}
	})
	scheme := "light"
	if l.dark {
		scheme = "dark"
	}
	_, err1 := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	_, err2 := chromedp.Call(ctx, log.Enable, cdp.Empty{})
	_, err3 := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: l.width, Height: l.height, DeviceScaleFactor: 1, Mobile: l.width < 600,
	})
	_, err4 := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
	_, err5 := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: l.scriptless})
	if err := errors.Join(err, err1, err2, err3, err4, err5); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// do takes steps in the tab.
func do(ctx context.Context, t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// get asks the tab for something.
func get[T any](ctx context.Context, t *testing.T, what chromedp.Action[T]) T {
	t.Helper()
	got, err := chromedp.Run(ctx, what)
	if err != nil {
		t.Fatal(err)
	}
	return got
}
