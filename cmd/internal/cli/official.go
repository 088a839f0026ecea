package cli

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"qunguan/cmd/internal/app"
	jobsdigest "qunguan/jobs/digest"
	"qunguan/jobs/reports"
	"qunguan/notify/digest"
	"qunguan/reconcile/workgroup"
)

type accountsCmd struct {
	Unit     string `help:"${help_report_unit}"`
	Platform string `help:"${help_accounts_platform}"`
	Live     bool   `help:"${help_accounts_live}"`
}

type appsCmd struct {
	Unit string `help:"${help_report_unit}"`
	Live bool   `help:"${help_accounts_live}"`
}

// Run lists official accounts with the open cases about them.
func (cmd *accountsCmd) Run(c *call) error {
	done, err := c.inventoryOf(reports.OfAccounts, cmd.Unit)
	if err != nil {
		return err
	}
	list, _ := done.Rows.([]digest.AccountRow)
	list = slices.DeleteFunc(list, func(a digest.AccountRow) bool {
		return cmd.Live && !a.Live || cmd.Platform != "" && a.Platform != cmd.Platform
	})
	return c.out.print(list, func() columns {
		v := columns{headings: []string{
			c.say("col.account_code"), c.say("report.col.platform"), c.say("col.title_name"), c.say("col.unit"), c.say("col.followers"), c.say("col.posts"), c.say("col.last_post"),
			c.say("col.responsible"), c.say("col.state"), c.say("col.stopped_on"), c.say("col.open_cases"), c.say("col.opinion"),
		}}
		for _, a := range list {
			v.rows = append(v.rows, []string{
				a.Account, a.Platform, a.Name, a.UnitName, numberOrNone(a.Followers), numberOrNone(a.Posts30), string(a.LastPostOn),
				a.ResponsibleName, a.State, string(a.StoppedOn), numbers(a.Cases), a.Opinion,
			})
		}
		return v
	})
}

// Run lists applications with the open cases about them.
func (cmd *appsCmd) Run(c *call) error {
	done, err := c.inventoryOf(reports.OfApps, cmd.Unit)
	if err != nil {
		return err
	}
	list, _ := done.Rows.([]digest.AppRow)
	list = slices.DeleteFunc(list, func(a digest.AppRow) bool { return cmd.Live && !a.Live })
	return c.out.print(list, func() columns {
		v := columns{headings: []string{
			c.say("col.app_code"), c.say("col.title_name"), c.say("col.unit"), c.say("col.function"), c.say("col.monthly_users"), c.say("col.rating"),
			c.say("col.responsible"), c.say("col.state"), c.say("col.filing_number"), c.say("col.open_cases"), c.say("col.opinion"),
		}}
		for _, a := range list {
			v.rows = append(v.rows, []string{
				a.App, a.Name, a.UnitName, a.Function, numberOrNone(a.MonthlyUsers), numberOrNone(a.Rating), a.ResponsibleName, a.State, a.Filing, numbers(a.Cases), a.Opinion,
			})
		}
		return v
	})
}

func (c *call) inventoryOf(kind, unit string) (jobsdigest.Reported, error) {
	a, err := c.open(app.Options{})
	if err != nil {
		return jobsdigest.Reported{}, err
	}
	defer a.Close()
	units, err := a.Store.Units(c)
	if err != nil {
		return jobsdigest.Reported{}, err
	}
	if err := c.knownUnit(units, unit); err != nil {
		return jobsdigest.Reported{}, err
	}
	now := time.Now().In(a.Settings.Location)
	return a.Reporter().Report(c, jobsdigest.ReportQuestion{
		Name: reports.Inventory, Kind: kind, Lang: c.lang, Period: digest.Period{To: workgroup.DateOf(now)}, Moment: now, Made: workgroup.DateOf(now), Unit: unit,
	})
}

// numberOrNone is a figure as a cell; empty where no file gave it.
func numberOrNone[T int | float64](n *T) string {
	if n == nil {
		return ""
	}
	return strconv.FormatFloat(float64(*n), 'f', -1, 64)
}

func numbers(ids []int64) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = strconv.FormatInt(id, 10)
	}
	return strings.Join(words, ", ")
}
