package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/cmd/internal/democounty"
	"qunguan/cmd/internal/settings"
	"qunguan/jobs"
	"qunguan/notify/outbox"
	"qunguan/reconcile/intake"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

type demoCmd struct {
	Once bool `help:"${help_demo_once}"`
}

// Run takes a small county through a whole day: import, every check, the
// ledger, and the notices of the day. It sends nothing and touches no file of
// the user's.
func (cmd *demoCmd) Run(c *call) error {
	dir, err := os.MkdirTemp("", "qunguan-demo-")
	if err != nil {
		return fmt.Errorf("make a folder for the demo: %w", err)
	}
	defer os.RemoveAll(dir)
	s, err := demoSettings(dir)
	if err != nil {
		return err
	}
	a, err := c.openWith(s, app.Options{Create: true})
	if err != nil {
		return err
	}
	defer a.Close()
	at, err := time.Parse(time.RFC3339, democounty.Moment)
	if err != nil {
		return fmt.Errorf("the demo's moment: %w", err)
	}
	at = at.In(s.Location)
	done, err := demoImport(c, a, at)
	if err != nil {
		return err
	}
	var reports []jobs.Report
	for _, job := range append(append([]string{}, rule.JudgingJobs...), jobs.Compose) {
		report, err := a.Runner.RunOne(c, job, at, false, false)
		if err != nil {
			return err
		}
		reports = append(reports, report)
	}
	if err := printDemo(c, a, done, reports); err != nil || cmd.Once {
		return err
	}
	return serveDemo(c, a, at)
}

// demoSettings ignores the environment: a demo must never reach a real
// registry.
func demoSettings(dir string) (*settings.Settings, error) {
	err := fs.WalkDir(democounty.Files(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(democounty.Files(), name)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, filepath.Base(name)), data, 0o600)
	})
	if err != nil {
		return nil, fmt.Errorf("unpack the demo's county: %w", err)
	}
	s, problems := settings.Load(func(name string) (string, bool) {
		switch name {
		case settings.Prefix + "DATA_DIR":
			return filepath.Join(dir, "registry"), true
		case settings.Prefix + "POLICY":
			return filepath.Join(dir, "policy.yaml"), true
		case settings.Prefix + "HTTP_ADDR":
			return "127.0.0.1:0", true
		case settings.Prefix + "LOG_LEVEL":
			return "warn", true
		}
		return "", false
	}, settings.ReadSecret)
	if len(problems) > 0 {
		return nil, fmt.Errorf("the demo's settings: %s", problems.Say("en"))
	}
	return s, nil
}

func demoImport(c *call, a *app.App, at time.Time) (jobs.Imported, error) {
	names, err := fs.Glob(democounty.Files(), "*.csv")
	if err != nil {
		return jobs.Imported{}, fmt.Errorf("list the demo's files: %w", err)
	}
	var inputs []intake.Input
	for _, name := range names {
		data, err := fs.ReadFile(democounty.Files(), name)
		if err != nil {
			return jobs.Imported{}, fmt.Errorf("read the demo's files: %w", err)
		}
		inputs = append(inputs, intake.Input{Name: name, Content: strings.NewReader(string(data)), Size: int64(len(data))})
	}
	done, err := a.Importer().Import(c, inputs, jobs.ImportOptions{At: at})
	if err != nil {
		return done, err
	}
	if !done.Written {
		for _, p := range done.Result.Problems {
			c.tell(p.Text(c.lang))
		}
		return done, errors.New("the demo's county was refused")
	}
	return done, nil
}

// printDemo shows a newcomer in a minute the use of the program.
func printDemo(c *call, a *app.App, done jobs.Imported, reports []jobs.Report) error {
	cases, err := a.Store.Cases(c, ledger.Filter{OpenOnly: true})
	if err != nil {
		return err
	}
	notices, err := a.Store.Notices(c, outbox.Filter{})
	if err != nil {
		return err
	}
	if c.out.format == "json" {
		list := make([]caseJSON, len(cases))
		for i, k := range cases {
			list[i] = c.caseOf(k)
		}
		return c.out.print(list, nil)
	}
	read := done.Result.Kinds
	c.line("demo.intro", "title", a.Policy.Policy.Title)
	c.line("demo.read", "units", read[intake.Units].Read, "people", read[intake.Staff].Read,
		"groups", read[intake.Groups].Read, "rows", read[intake.Members].Read)
	fmt.Fprintln(c.Stdout)
	c.line("demo.found", "n", len(cases))
	fmt.Fprintln(c.Stdout)
	v := columns{headings: []string{c.say("col.severity"), c.say("col.clause"), c.say("col.title"), c.say("col.due")}}
	for _, k := range cases {
		v.rows = append(v.rows, []string{severityWord(c.lang, k.Severity), c.clauses[k.Rule], k.Title, string(k.DueOn)})
	}
	c.out.table(v)
	fmt.Fprintln(c.Stdout)
	unjudged := map[string]int{}
	for _, r := range reports {
		for reason, n := range r.Unjudged {
			unjudged[reason] += n
		}
	}
	if len(unjudged) > 0 {
		c.line("demo.unjudged", "list", counts(unjudged, c.reasonWord))
		fmt.Fprintln(c.Stdout)
	}
	c.line("demo.notices", "n", len(notices))
	fmt.Fprintln(c.Stdout)
	list := columns{headings: []string{c.say("col.recipient"), c.say("col.channel"), c.say("col.cases"), c.say("col.subject")}}
	for _, n := range notices {
		list.rows = append(list.rows, []string{recipientName(c, n), c.lang.Channel(n.Channel), strconv.Itoa(len(n.Cases)), n.Title})
	}
	c.out.table(list)
	if len(notices) > 0 {
		fmt.Fprintln(c.Stdout)
		printDemoNotice(c, longest(notices))
	}
	fmt.Fprintln(c.Stdout)
	c.line("demo.next")
	return nil
}

// longest is the notice about most cases: the one worth reading whole.
func longest(notices []outbox.Notice) outbox.Notice {
	best := notices[0]
	for _, n := range notices {
		if len(n.Cases) > len(best.Cases) {
			best = n
		}
	}
	return best
}

func printDemoNotice(c *call, n outbox.Notice) {
	c.line("demo.one_notice", "name", recipientName(c, n), "channel", c.lang.Channel(n.Channel))
	fmt.Fprintln(c.Stdout)
	for line := range strings.SplitSeq(strings.TrimRight(n.Body, "\n"), "\n") {
		fmt.Fprintln(c.Stdout, strings.TrimRight("  │ "+line, " "))
	}
}

func serveDemo(c *call, a *app.App, at time.Time) error {
	listener, err := (&net.ListenConfig{}).Listen(c, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen for the page: %w", err)
	}
	say := c.line
	if c.out.format == "json" {
		say = c.note // the report was the one array
	}
	base := "http://" + listener.Addr().String()
	_, form, err := a.NewFormLink(c, base, "", at, workgroup.DateOf(at).AddDays(tokenDaysMost))
	if err != nil {
		return err
	}
	say("demo.form", "url", form)
	say("demo.page", "url", base+"/")
	notices, err := a.Store.Notices(c, outbox.Filter{})
	if err != nil {
		return err
	}
	link, keys, err := a.DemoLink(notices, base, at)
	if err != nil {
		return err
	}
	if link != "" {
		say("demo.link", "url", link)
	}
	return a.ServeDemo(c, listener, keys, at)
}
