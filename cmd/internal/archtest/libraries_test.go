package archtest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// home is the one package that may import a library, and why it is that one.
type home struct{ library, pkg, reason string }

var homes = []home{
	{"github.com/robfig/cron/v3", "./jobs/schedule", "its traps (chains, expressions that never fire, summer time) are handled once"},
	{"github.com/sethvargo/go-envconfig", "./cmd/internal/settings", "nobody else reads the environment"},
	{"github.com/alecthomas/kong", "./cmd/internal/cli", "the command line is one package's affair"},
	{"github.com/go-sql-driver/mysql", "./sql/dbconn", "connections, their settings and error numbers are one package's affair"},
	{"modernc.org/sqlite", "./sql/dbconn", "connections, their settings and error numbers are one package's affair"},
	{"github.com/jmoiron/sqlx", "./sql/dbconn", "the store sees transactions, not the library"},
	{"github.com/pressly/goose/v3", "./sql/migrations", "one package moves the schema"},
	{"github.com/slack-go/slack", "./notify/slack", "only its types are used; its webhook client leaks the secret URL in errors"},
	{"github.com/sony/gobreaker/v2", "./notify/outbox", "whether a channel is tried is the delivery loop's decision"},
	{"github.com/wneessen/go-mail", "./notify/email", "one protocol, one package"},
	{"github.com/standard-webhooks/standard-webhooks", "./notify/webhook", "one protocol, one package"},
	{"github.com/xuri/excelize/v2", "./notify/workbook", "every workbook is written by streams, in one place"},
	{"golang.org/x/text/encoding", "./reconcile/sheet", "the GB18030 decoder hides errors; they are caught in one place"},
	{"golang.org/x/text/unicode/norm", "./reconcile/identity", "there is one normalised form of a text"},
	{"github.com/rivo/uniseg", "./reconcile/naming", "what a reader takes for one character is judged where names are"},
	{"go.yaml.in/yaml/v4", "./reconcile/policy", "policies are the only YAML"},
	{"github.com/invopop/jsonschema", "./reconcile/policy", "the schema is the policy's"},
	{"github.com/prometheus/client_golang", "./cmd/internal/metrics", "what is shown to Prometheus, and under which names, is decided once"},
	{"github.com/klauspost/compress", "./reconcile/roster", "only documents and what becomes documents are compressed"},
	{"github.com/coreos/go-oidc/v3", "./cmd/internal/oidclogin", "one protocol, one package"},
	{"golang.org/x/oauth2", "./cmd/internal/oidclogin", "one protocol, one package"},
	{"github.com/vbauerster/mpb/v8", "./cmd/internal/cli", "progress is shown to somebody at a terminal"},
}

// forTests are libraries that the binary must not contain.
var forTests = []string{
	"github.com/google/go-cmp", "pgregory.net/rapid", "go.uber.org/goleak", "github.com/emersion/go-smtp", "github.com/emersion/go-sasl",
	"github.com/pingcap/tidb/pkg/parser", "github.com/bastengao/chinese-holidays-go", "github.com/ekzhu/minhash-lsh",
	"github.com/zitadel/oidc/v3", "github.com/chromedp/chromedp", "github.com/chromedp/cdproto",
}

// checkLibraries is one line for every library that is imported away from its
// home, by several packages, or by the binary though it is meant for tests.
func checkLibraries(t *tree) []string {
	var broken []string
	importers := map[string]map[string]bool{} // library → packages
	for _, f := range t.files {
		pkg := "./" + f.pkg
		if f.test || matches(pkg, support...) {
			continue
		}
		for _, imported := range f.imports {
			if !strings.Contains(strings.Split(imported, "/")[0], ".") || strings.HasPrefix(imported, "./") {
				continue
			}
			if lib := libraryOf(imported, forTests); lib != "" {
				broken = append(broken, fmt.Sprintf("%s imports %s: it is for tests", f.path, imported))
				continue
			}
			lib := libraryOf(imported, homeNames)
			if lib == "" {
				lib = imported
			}
			if importers[lib] == nil {
				importers[lib] = map[string]bool{}
			}
			importers[lib][pkg] = true
		}
	}
	for _, lib := range slices.Sorted(maps.Keys(importers)) {
		pkgs := slices.Sorted(maps.Keys(importers[lib]))
		i := slices.IndexFunc(homes, func(h home) bool { return h.library == lib })
		switch {
		case i >= 0 && !slices.Equal(pkgs, []string{homes[i].pkg}):
			broken = append(broken, fmt.Sprintf("%s is imported by %s; its home is %s: %s", lib, strings.Join(pkgs, ", "), homes[i].pkg, homes[i].reason))
		case len(pkgs) > 1:
			broken = append(broken, fmt.Sprintf("%s is imported by %s: one package imports each library, so that it can be replaced", lib, strings.Join(pkgs, ", ")))
		}
	}
	return broken
}

var homeNames = func() []string {
	var names []string
	for _, h := range homes {
		names = append(names, h.library)
	}
	return names
}()

// libraryOf is which of the libraries an imported package belongs to.
func libraryOf(imported string, libraries []string) string {
	i := slices.IndexFunc(libraries, func(lib string) bool { return matches(imported, lib+"/...") })
	if i < 0 {
		return ""
	}
	return libraries[i]
}
