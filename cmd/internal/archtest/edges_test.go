package archtest

import (
	"fmt"
	"slices"
)

// core is the pure core, one by one: the same input gives the same judgement,
// whoever asks, wherever and whenever.
var core = []string{
	"./reconcile",
	"./reconcile/compact",
	"./reconcile/workgroup",
	"./reconcile/calendar",
	"./reconcile/identity",
	"./reconcile/policy",
	"./reconcile/rule",
	"./reconcile/naming",
	"./reconcile/overlap",
	"./reconcile/filing",
	"./reconcile/spotcheck",
	"./reconcile/audit",
	"./reconcile/ledger",
	"./reconcile/intake",
	"./reconcile/sheet",
	"./reconcile/roster",
	"./reconcile/paste",
	"./reconcile/answer",
	"./reconcile/access",
	"./reconcile/phrase",
}

// adapters speak one foreign protocol each.
var adapters = []string{
	"./notify/slack", "./notify/wecom", "./notify/dingtalk", "./notify/feishu", "./notify/webhook", "./notify/email",
}

// support packages serve tests only.
var support = []string{"./sql/sqltest", "./notify/channeltest", "./cmd/internal/binarytest"}

// edge is a forbidden import: packages that match from, and none of but, must
// not import what matches to, unless it matches may.
type edge struct {
	from, but []string
	to, may   []string
	tests     bool // the rule holds for test files too
	reason    string
}

var edges = []edge{
	{
		from: []string{"./reconcile/compact"}, to: []string{"./..."},
		reason: "texts in little memory, whatever they say",
	},
	{
		from: []string{"./reconcile/workgroup"}, to: []string{"./..."}, may: []string{"./reconcile/compact"},
		reason: "the nouns are everybody's: what they imported, everybody would import",
	},
	{
		from: []string{"./reconcile/calendar", "./jobs/lease", "./notify/actionlink"},
		to:   []string{"./..."}, may: []string{"./reconcile/workgroup"},
		reason: "arithmetic on dates, terms and tokens needs the nouns and nothing else of ours",
	},
	{
		from: core, to: []string{"./..."}, may: core,
		reason: "the core judges and does not act: whoever acts imports it, never the other way round",
	},
	{
		from: core, to: []string{"net", "net/http/...", "net/smtp", "net/rpc/...", "database/sql/...", "os/...", "syscall", "io/ioutil"},
		reason: "a judgement that reads files, sockets or the environment cannot be repeated or explained",
	},
	{
		from: []string{"./reconcile/..."}, to: []string{"./notify/...", "./sql/...", "./cmd/...", "./jobs/..."},
		reason: "what is wrong does not depend on how it is stored, scheduled or told; roster sources included",
	},
	{
		from: []string{"./jobs/schedule"}, to: []string{"./..."}, may: []string{"./reconcile/phrase"},
		reason: "when something is due is known without knowing what it is",
	},
	{
		from: []string{"./notify/..."}, to: []string{"./sql/...", "./jobs/...", "./cmd/..."},
		reason: "delivery sees its store through the interface it defines; a channel must be testable without a database",
	},
	{
		from: []string{"./jobs/...", "./cmd/internal/web/..."}, to: []string{"./sql/..."},
		reason: "jobs and pages ask for what they need by an interface; only the composition root knows that it is SQL",
	},
	{
		from: []string{"./cmd/internal/web/visitor"}, to: []string{"./..."}, may: []string{"./reconcile/..."},
		reason: "who asks is known before there is a page to show",
	},
	{
		from: []string{"./cmd/internal/web/page"}, to: []string{"./cmd/...", "./jobs/...", "./notify/..."}, may: []string{"./cmd/internal/web/visitor"},
		reason: "how a page looks is known without knowing what stands on it",
	},
	{
		from: []string{"./cmd/internal/web/casebook"}, to: []string{"./..."}, may: []string{"./reconcile/..."},
		reason: "what cases are listed by is known without knowing who asks or how a page looks",
	},
	{
		from: []string{"./cmd/internal/web/login", "./cmd/internal/web/links", "./cmd/internal/web/pages"},
		to:   []string{"./cmd/..."}, may: []string{"./cmd/internal/web/page", "./cmd/internal/web/visitor"},
		reason: "signing in, the links of notices and the pages behind the sign-in are put together by web alone: a fault in one opens no other",
	},
	{
		from: []string{"./jobs/check"}, to: []string{"./jobs/tell", "./jobs/digest", "./jobs/manual"},
		reason: "judging does not depend on who hears of it: a check runs, and can be repeated, without anybody being told",
	},
	{
		from: []string{"./sql/journal"}, to: []string{"./sql/..."}, may: []string{"./sql/dbconn"},
		reason: "every subject writes its journal: what the rows mean is theirs to know",
	},
	{
		from: []string{"./sql/base"}, to: []string{"./sql/..."}, may: []string{"./sql/dbconn", "./sql/journal"},
		reason: "what every subject of the store stands on knows none of them",
	},
	{
		from: []string{"./sql/directory", "./sql/scheduling"}, to: []string{"./sql/..."}, may: []string{"./sql/base", "./sql/dbconn", "./sql/journal"},
		reason: "subjects of the store are read in one direction: who exists and what is scheduled know nothing of rosters, cases or seals",
	},
	{
		from: []string{"./sql/access"}, to: []string{"./sql/..."}, may: []string{"./sql/base", "./sql/dbconn", "./sql/journal"},
		reason: "who may look is known without reading what there is to see",
	},
	{
		from: []string{"./sql/rosters"}, to: []string{"./sql/..."}, may: []string{"./sql/base", "./sql/dbconn", "./sql/journal", "./sql/directory"},
		reason: "an import publishes the directory and rosters in one transaction; cases follow when a job judges",
	},
	{
		from: []string{"./reconcile/roster/staging"}, to: []string{"./..."}, may: []string{"./reconcile/compact", "./reconcile/intake", "./reconcile/roster", "./reconcile/workgroup"},
		reason: "a roster that comes is compared with the stored one without knowing where that is kept",
	},
	{
		from: []string{"./sql/ledger"}, to: []string{"./sql/..."}, may: []string{"./sql/base", "./sql/dbconn", "./sql/journal", "./sql/directory", "./sql/scheduling", "./sql/rosters"},
		reason: "the index of where people were found commits with the cases of the check that found them; the audit trail covers the ledger, and not the other way round: nothing may decide by what was sealed",
	},
	{
		from: []string{"./jobs/...", "./sql/..."}, to: []string{"./cmd/..."},
		reason: "commands are built from these, not these from commands",
	},
	{
		from: adapters, to: adapters,
		reason: "an adapter that leans on another breaks when that other protocol changes; what both need belongs above them",
	},
	{
		from: []string{"./..."}, but: []string{"./cmd/internal/app"}, to: adapters,
		reason: "only the composition root chooses adapters; everybody else sees notify.Channel or roster.Source",
	},
	{
		from: []string{"./..."}, but: []string{"./sql/..."}, to: []string{"database/sql/..."},
		reason: "SQL stands beside the method that runs it, under sql",
	},
	{
		from: []string{"./..."}, but: support, to: support,
		reason: "helpers of tests must not reach the binary",
	},
	{
		from: []string{"./cmd/qunguan"}, to: []string{"./..."}, may: []string{"./cmd/internal/cli", "./cmd/internal/app"},
		reason: "main is a shell: signals and the exit code",
	},
	{
		from: []string{"./..."}, to: []string{"testing", "testing/..."}, but: support,
		reason: "package testing in the binary registers its flags and weighs a megabyte",
	},
	{
		from: []string{"./..."}, tests: true,
		to:     []string{"github.com/stretchr/testify/...", "gopkg.in/yaml.v3", "gopkg.in/yaml.v2", "github.com/goccy/go-yaml/...", "github.com/golang-migrate/migrate/..."},
		reason: "rejected after trying: tests compare with go-cmp, YAML is read by go.yaml.in/yaml/v4, the schema is moved by goose",
	},
}

// checkEdges is one line for every forbidden import.
func checkEdges(t *tree) []string {
	var broken []string
	for _, f := range t.files {
		from := "./" + f.pkg
		for _, e := range edges {
			if f.test && !e.tests || !matches(from, e.from...) || matches(from, e.but...) {
				continue
			}
			for _, to := range f.imports {
				if to != from && matches(to, e.to...) && !matches(to, e.may...) {
					broken = append(broken, fmt.Sprintf("%s imports %s: %s", f.path, to, e.reason))
				}
			}
		}
	}
	return broken
}

// The names of package time that read or wait for the clock.
var clock = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}

// The names of package http that call out.
var callsOut = []string{"Client", "DefaultClient", "Transport", "DefaultTransport", "Get", "Head", "Post", "PostForm"}

// checkUses is one line for every use of a name that is another package's
// privilege.
func checkUses(t *tree) []string {
	var broken []string
	for _, f := range t.files {
		pkg := "./" + f.pkg
		if f.test {
			continue
		}
		if matches(pkg, core...) {
			f.uses("time", clock, func(name string) {
				broken = append(broken, fmt.Sprintf("%s uses %s: in the core time is an argument, so that yesterday can be judged today", f.path, name))
			})
		}
		if matches(pkg, "./notify/...") && !matches(pkg, append(slices.Clone(support), "./notify/internal/httppost")...) {
			f.uses("net/http", callsOut, func(name string) {
				broken = append(broken, fmt.Sprintf("%s uses %s: notify/internal/httppost alone calls out, with its timeouts, address guard and redaction", f.path, name))
			})
		}
	}
	return broken
}
