package tell

import (
	"cmp"
	"context"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"qunguan/jobs"
	"qunguan/notify/outbox"
	"qunguan/reconcile/phrase"
)

// Deliverer sends the notices that are due at the run's moment. It is the only job that sends.
type Deliverer struct {
	// Dispatcher makes a dispatcher on a clock that begins at the moment and
	// goes on as real time does.
	Dispatcher func(clock func() time.Time) (*outbox.Dispatcher, error)
	Act        bool              // report mode never sends
	Hosts      map[string]string // channel → its server, under the name for people
	Log        *slog.Logger
}

// Name is the job's name.
func (Deliverer) Name() string { return jobs.Deliver }

// Run sends until nothing is due.
func (d Deliverer) Run(ctx context.Context, run jobs.Run) (jobs.Report, error) {
	report := jobs.NewReport(jobs.Deliver, run)
	if !d.Act || run.DryRun {
		return report, nil
	}
	started := time.Now()
	dispatcher, err := d.Dispatcher(func() time.Time { return run.Moment.Add(time.Since(started)) })
	if err != nil {
		return report, err
	}
	sum, err := dispatcher.DeliverDue(ctx)
	report.Sent = sum.Sent
	report.Read["failed"] = sum.Failed
	report.Read["uncertain"] = sum.Uncertain
	report.Read["dead"] = sum.Dead
	report.Read["manual"] = sum.Manual
	report.Read["postponed"] = sum.Postponed
	for _, a := range sum.Alarms {
		report.Worsen(jobs.StatusPartial)
		d.Log.Warn("route_broken", "channel", a.Channel, "reason", a.Reason, "notice", a.Notice)
	}
	if len(sum.Causes) > 0 {
		report.Worsen(jobs.StatusPartial)
	}
	report.Trouble = append(report.Trouble, d.serverTrouble(sum.Causes)...)
	report.Trouble = append(report.Trouble, routeTrouble(sum.Alarms, sum.Causes)...)
	return report, err
}

// serverTrouble has one line for each server that could not be reached and each channel that lacks its
// settings: its name, the number of waiting notices, and the remedy.
func (d Deliverer) serverTrouble(causes map[outbox.Cause]int) []jobs.Trouble {
	const lang = phrase.Zh
	var list []jobs.Trouble
	for _, c := range slices.SortedFunc(maps.Keys(causes), func(a, b outbox.Cause) int {
		return cmp.Or(cmp.Compare(a.Channel, b.Channel), cmp.Compare(a.Reason, b.Reason))
	}) {
		cure := phrase.Key("channel.cure." + c.Reason)
		if !phrase.Has(cure) {
			cure = "channel.cure.other"
		}
		if key := cure + "." + phrase.Key(c.Channel); phrase.Has(key) {
			cure = key
		}
		list = append(list, jobs.Trouble{Kind: "undelivered", Detail: lang.Say("deliver.cause",
			"channel", lang.Channel(c.Channel), "host", d.Hosts[c.Channel], "n", causes[c],
			"reason", lang.Say(phrase.Key("channel.reason."+c.Reason)), "cure", lang.Say(cure, "host", d.Hosts[c.Channel]))})
	}
	return list
}

// routeTrouble has one line for each way in which routes of a channel are broken; faults of servers are
// left to serverTrouble.
func routeTrouble(alarms []outbox.Alarm, causes map[outbox.Cause]int) []jobs.Trouble {
	var list []jobs.Trouble
	for _, a := range alarms {
		if slices.ContainsFunc(slices.Collect(maps.Keys(causes)), func(c outbox.Cause) bool {
			return c.Channel == a.Channel && strings.Contains(a.Reason, c.Reason)
		}) {
			continue
		}
		if t := (jobs.Trouble{Kind: "route_broken", Detail: a.Channel + ": " + a.Reason}); !slices.Contains(list, t) {
			list = append(list, t)
		}
	}
	return list
}
