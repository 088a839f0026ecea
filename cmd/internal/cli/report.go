package cli

import (
	"bytes"
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"qunguan/cmd/internal/app"
	jobsdigest "qunguan/jobs/digest"
	"qunguan/jobs/reports"
	"qunguan/notify/digest"
	"qunguan/notify/workbook"
	"qunguan/reconcile/workgroup"
)

type reportCmd struct {
	Name   string `arg:"" help:"${help_report_name}"`
	From   string `placeholder:"YYYY-MM-DD" help:"${help_report_from}"`
	To     string `placeholder:"YYYY-MM-DD" help:"${help_report_to}"`
	Unit   string `help:"${help_report_unit}"`
	Kind   string `enum:"group,account,app" default:"group" help:"${help_report_kind}"`
	Output string `short:"o" placeholder:"FILE.xlsx" help:"${help_report_output}"`
}

// Run prints a report, or writes its workbook.
func (cmd *reportCmd) Run(c *call) error {
	if !slices.Contains(reports.Names, cmd.Name) {
		return badUsage(c.say("report.unknown", "value", cmd.Name, "allowed", strings.Join(reports.Names, ", ")))
	}
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	now := time.Now().In(a.Settings.Location)
	period, err := cmd.period(c, now)
	if err != nil {
		return err
	}
	units, err := a.Store.Units(c)
	if err != nil {
		return err
	}
	if err := c.knownUnit(units, cmd.Unit); err != nil {
		return err
	}
	done, err := a.Reporter().Report(c, jobsdigest.ReportQuestion{
		Name: cmd.Name, Lang: c.lang, Period: period, Moment: endOfDay(period.To, now), Made: workgroup.DateOf(now), Unit: cmd.Unit, Kind: cmd.Kind,
	})
	if errors.Is(err, jobsdigest.ErrNoSuchKind) {
		return badUsage(c.say("report.no_such_kind", "name", cmd.Name, "kind", cmd.Kind, "allowed", "inventory --kind account|app, summary --kind account"))
	}
	if err != nil {
		return err
	}
	if cmd.Output == "" {
		err := c.out.print(done.Rows, func() columns {
			headings, rows := digest.Texts(done.Sheets[0])
			return columns{headings: headings, rows: rows}
		})
		return cmp.Or(err, c.without(done.Unread))
	}
	var book bytes.Buffer
	if err := workbook.WriteReports(&book, done.Sheets...); err != nil {
		return err
	}
	if err := writeNew(c, cmd.Output, book.Bytes()); err != nil {
		return err
	}
	c.line("report.written", "file", cmd.Output, "n", len(done.Sheets[0].Rows))
	return c.without(done.Unread)
}

// period reads --from and --to; without --to it ends today.
func (cmd *reportCmd) period(c *call, now time.Time) (digest.Period, error) {
	from, err := workgroup.ParseDate(cmd.From)
	if err != nil {
		return digest.Period{}, badUsage(c.say("report.bad_date", "flag", "--from", "value", cmd.From))
	}
	to, err := workgroup.ParseDate(cmd.To)
	if err != nil {
		return digest.Period{}, badUsage(c.say("report.bad_date", "flag", "--to", "value", cmd.To))
	}
	if to == "" {
		to = max(workgroup.DateOf(now), from)
	}
	if from > to {
		return digest.Period{}, badUsage(c.say("report.period_reversed", "from", from, "to", to))
	}
	return digest.Period{From: from, To: to}, nil
}

// endOfDay is the moment at which a period's end is looked at: now on its last
// day, else that day's last second.
func endOfDay(day workgroup.Date, now time.Time) time.Time {
	if day == workgroup.DateOf(now) {
		return now
	}
	return day.AddDays(1).In(now.Location()).Add(-time.Second)
}
