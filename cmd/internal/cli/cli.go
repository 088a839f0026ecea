// Package cli is the command line: one file for each command. A command reads
// its flags, asks the composition root, and prints the answer; it decides
// nothing about groups, cases or notices.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/alecthomas/kong"

	"qunguan/cmd/internal/app"
	"qunguan/cmd/internal/heap"
	"qunguan/cmd/internal/settings"
	"qunguan/reconcile/intake"
	"qunguan/reconcile/phrase"
	"qunguan/sql/dbconn"
)

// System is everything outside the program that a command may touch.
type System struct {
	Args      []string
	Stdin     io.Reader
	Stdout    io.Writer
	Stderr    io.Writer
	Environ   []string
	LookupEnv func(string) (string, bool)

	// Orders are signals to a daemon: SIGHUP to read the policy anew, SIGUSR1
	// to take nothing on any more.
	Orders <-chan os.Signal
}

// root is the command tree.
type root struct {
	Format string `enum:"table,json,csv" default:"table" help:"${help_format}" placeholder:"table|json|csv"`
	Lang   string `enum:"zh,en" default:"zh" help:"${help_lang}" placeholder:"zh|en"`

	Verbose bool `short:"v" help:"${help_verbose}"`

	Serve       serveCmd       `cmd:"" help:"${help_serve}"`
	Demo        demoCmd        `cmd:"" help:"${help_demo}"`
	Import      importCmd      `cmd:"" help:"${help_import}"`
	Run         runCmd         `cmd:"" help:"${help_run}"`
	Daemon      daemonCmd      `cmd:"" help:"${help_daemon}"`
	Cases       casesCmd       `cmd:"" help:"${help_cases}"`
	Case        caseCmd        `cmd:"" help:"${help_case}"`
	Notices     noticesCmd     `cmd:"" help:"${help_notices}"`
	Members     membersCmd     `cmd:"" help:"${help_members}"`
	Accounts    accountsCmd    `cmd:"" help:"${help_accounts}"`
	Apps        appsCmd        `cmd:"" help:"${help_apps}"`
	Roster      rosterCmd      `cmd:"" help:"${help_roster}"`
	Rosters     rostersCmd     `cmd:"" help:"${help_rosters}"`
	Group       groupCmd       `cmd:"" help:"${help_group}"`
	Filing      filingCmd      `cmd:"" help:"${help_filing}"`
	MergePlan   mergePlanCmd   `cmd:"" help:"${help_merge_plan}"`
	SpotCheck   spotCheckCmd   `cmd:"" help:"${help_spot_check}"`
	Upkeep      upkeepCmd      `cmd:"" help:"${help_upkeep}"`
	Explain     explainCmd     `cmd:"" help:"${help_explain}"`
	Answer      answerCmd      `cmd:"" help:"${help_answer}"`
	Task        taskCmd        `cmd:"" help:"${help_task}"`
	Exempt      exemptCmd      `cmd:"" help:"${help_exempt}"`
	Absence     absenceCmd     `cmd:"" help:"${help_absence}"`
	Audit       auditCmd       `cmd:"" help:"${help_audit}"`
	Guard       guardCmd       `cmd:"" help:"${help_guard}"`
	Routes      routesCmd      `cmd:"" help:"${help_routes}"`
	Report      reportCmd      `cmd:"" help:"${help_report}"`
	Tokens      tokensCmd      `cmd:"" help:"${help_tokens}"`
	Person      personCmd      `cmd:"" help:"${help_person}"`
	Policy      policyCmd      `cmd:"" help:"${help_policy}"`
	Metrics     metricsCmd     `cmd:"" help:"${help_metrics}"`
	Migrate     migrateCmd     `cmd:"" help:"${help_migrate}"`
	Backup      backupCmd      `cmd:"" help:"${help_backup}"`
	Doctor      doctorCmd      `cmd:"" help:"${help_doctor}"`
	Drain       drainCmd       `cmd:"" help:"${help_drain}"`
	Healthcheck healthcheckCmd `cmd:"" help:"${help_healthcheck}"`
	Version     versionCmd     `cmd:"" help:"${help_version}"`
	Help        helpCmd        `cmd:"" help:"${help_help}"`
}

// call is the argument of every command's Run: the outside world, and the way
// to print.
type call struct {
	context.Context //nolint:containedctx // a call lives exactly as long as its command
	System
	raw  io.Writer // stdout for bytes that are no text for people
	out  output
	lang phrase.Lang
	kong *kong.Kong

	verbose bool

	clauses map[string]string // rule → clause of the owner's rules, of the program that was opened
}

// say is a sentence of the catalogue in the user's language.
func (c *call) say(key phrase.Key, pairs ...any) string { return c.lang.Say(key, pairs...) }

// line prints a sentence on stdout. Where that is to be JSON, the sentence is
// all that the command has to say, and still one array.
func (c *call) line(key phrase.Key, pairs ...any) {
	if c.out.format == "json" {
		_ = c.out.print([]map[string]string{{"text": c.say(key, pairs...)}}, nil) // as with Fprintln, there is no one left to tell
		return
	}
	fmt.Fprintln(c.Stdout, c.say(key, pairs...))
}

// note prints a sentence on stderr, where it disturbs no reader of stdout.
func (c *call) note(key phrase.Key, pairs ...any) { c.tell(c.say(key, pairs...)) }

// tell prints a text on stderr.
func (c *call) tell(text string) { _, _ = fmt.Fprintln(visible{c.Stderr}, text) }

// Main runs one command and returns the program's exit code.
func Main(ctx context.Context, sys System) int {
	lang := langOf(sys.Args)
	code := ExitOK
	var r root
	parser, err := kong.New(&r,
		kong.Name("qunguan"),
		kong.Description(lang.Say("cli.description")),
		kong.Writers(sys.Stdout, sys.Stderr),
		kong.Exit(func(c int) { code = c; panic(exited{}) }),
		kong.UsageOnError(),
		kong.Help(helpPage(lang)),
		helpTexts(lang),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
		kong.Bind(&sys),
	)
	if err != nil {
		fmt.Fprintln(sys.Stderr, "qunguan:", err)
		return ExitFailed
	}
	return run(ctx, sys, lang, parser, &r, &code)
}

// exited unwinds from kong's own exit (--help).
type exited struct{}

func run(ctx context.Context, sys System, lang phrase.Lang, parser *kong.Kong, r *root, code *int) (result int) {
	defer func() {
		if p := recover(); p != nil {
			if _, ok := p.(exited); !ok {
				panic(p)
			}
			result = *code
		}
	}()
	heap.Steady()
	args := sys.Args
	if len(args) == 0 {
		args = []string{"help"}
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		_, _ = fmt.Fprintln(visible{sys.Stderr}, usageError(lang, err))
		return ExitUsage
	}
	c := &call{Context: ctx, System: sys, raw: sys.Stdout, lang: phrase.Lang(r.Lang), kong: parser, verbose: r.Verbose || strings.HasPrefix(parsed.Command(), "daemon")}
	c.out = output{format: r.Format, to: sys.Stdout}
	c.Stdout = visible{sys.Stdout}
	err = parsed.Run(c)
	if text := errorText(c, err); text != "" {
		_, _ = fmt.Fprintln(visible{sys.Stderr}, text)
	}
	return exitCode(err)
}

// errorText is an error in the user's language.
func errorText(c *call, err error) string {
	var e *exitError
	var sentence interface{ Text(phrase.Lang) string }
	switch {
	case err == nil:
		return ""
	case errors.As(err, &e):
		return e.text
	case errors.As(err, &sentence):
		return sentence.Text(c.lang)
	case errors.Is(err, context.Canceled):
		return c.say("cli.stopped")
	}
	if text := databaseText(c, err); text != "" {
		return text
	}
	return c.say("cli.failed", "detail", err)
}

// databaseText names the fault of the database and its remedy; empty for other
// errors.
func databaseText(c *call, err error) string {
	if dir, ok := errors.AsType[*dbconn.DirError](err); ok {
		return c.say("cli.data_dir", "dir", dir.Dir, "detail", rootCause(dir.Err))
	}
	switch {
	case dbconn.IsUnreachable(err):
		return c.say("cli.database_unreachable", "detail", err)
	case dbconn.IsUnknownDatabase(err):
		return c.say("cli.database_unknown", "detail", err)
	case dbconn.IsReadOnly(err):
		return c.say("cli.database_read_only", "detail", err)
	case dbconn.IsFull(err):
		return c.say("cli.database_full", "detail", err)
	case dbconn.IsContention(err):
		return c.say("cli.database_busy", "detail", err)
	}
	return ""
}

// rootCause is the innermost error, without the path that was named already.
func rootCause(err error) error {
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	return err
}

// langOf finds --lang before anything is parsed: help and usage errors speak
// the user's language too.
func langOf(args []string) phrase.Lang {
	for i, a := range args {
		if a == "--lang=en" || a == "--lang" && i+1 < len(args) && args[i+1] == "en" {
			return phrase.En
		}
	}
	return phrase.Zh
}

func helpTexts(lang phrase.Lang) kong.Vars {
	vars := kong.Vars{}
	var kinds []string
	for _, t := range intake.Tables() {
		if lang == phrase.En {
			kinds = append(kinds, string(t.Kind))
		} else {
			kinds = append(kinds, t.Sheet)
		}
	}
	for _, key := range phrase.Keys("help.") {
		vars["help_"+strings.TrimPrefix(string(key), "help.")] = lang.Say(key, "kinds", joined(kinds))
	}
	return vars
}

// settings reads the environment; everything wrong with it is told at once.
func (c *call) settings() (*settings.Settings, error) {
	s, problems := settings.Load(c.LookupEnv, settings.ReadSecret)
	for _, name := range settings.Unknown(c.Environ) {
		c.note("cli.unknown_variable", "name", name)
	}
	if len(problems) > 0 {
		return nil, badUsage(problems.Say(c.lang))
	}
	return s, nil
}

// open builds the program on its registry. The caller closes it.
func (c *call) open(opt app.Options) (*app.App, error) {
	s, err := c.settings()
	if err != nil {
		return nil, err
	}
	return c.openWith(s, opt)
}

func (c *call) openWith(s *settings.Settings, opt app.Options) (*app.App, error) {
	opt.Log = c.logger(s)
	opt.Version = version
	a, err := app.Open(c, s, opt)
	if bad, ok := errors.AsType[*app.PolicyError](err); ok {
		return nil, badUsage(bad.Problems.Text(c.lang))
	}
	if err == nil {
		c.clauses, a.ImportPage = a.Policy.Policy.Clauses, importPage(c)
	}
	if err == nil {
		for _, f := range a.HolidayFaults {
			c.tell(c.say("intake_severity.warning") + f.Text(c.lang))
		}
	}
	if err == nil && a.Empty {
		where := s.DataDir
		if !s.Embedded() {
			where = settings.Prefix + "DATABASE_DSN"
		}
		c.note("cli.no_registry", "where", where)
	}
	return a, err
}

func (c *call) logger(s *settings.Settings) *slog.Logger {
	level := s.LogLevel
	if _, set := c.LookupEnv(settings.Prefix + "LOG_LEVEL"); !set && !c.verbose && isTerminal(c.Stderr) {
		level = slog.LevelWarn // a person at a terminal reads the answer, not the log
	}
	options := &slog.HandlerOptions{Level: level}
	if s.LogFormat == "text" || s.LogFormat == "" && isTerminal(c.Stderr) {
		return slog.New(slog.NewTextHandler(c.Stderr, options))
	}
	return slog.New(slog.NewJSONHandler(c.Stderr, options))
}
