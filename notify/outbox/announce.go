package outbox

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"qunguan/notify"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// Reasons of routes that cannot be used, besides those of package notify.
const (
	ReasonUnreadable    = "route_unreadable"       // stored, and cannot be decrypted
	ReasonNotConfigured = "channel_not_configured" // no such channel in this program's settings
	reasonNoRoute       = "no_route"
)

// fault is one thing that is wrong with routes of a channel, or with a lane as
// a whole.
type fault struct {
	channel, reason string
	lane            string // that fails as a whole; empty = single routes do
	outage          Outage // of the lane
}

// faultsGather is the time for which faults are gathered, while others are sent, before the operators
// hear of them: a day's notice names all that were found until then.
const faultsGather = 5 * time.Second

// blame notes that a route does not work, for the operators. Their own routes are left out: there is
// no one else to tell.
func (d *Dispatcher) blame(n Notice, channel, reason string) {
	if n.Recipient.Type == notify.ToOps {
		return
	}
	f := fault{channel: channel, reason: reason}
	if len(d.faults) == 0 {
		d.faulty = time.Now()
	}
	if who := n.Recipient.Type + " " + n.Recipient.Code; !slices.Contains(d.faults[f], who) {
		d.faults[f] = append(d.faults[f], who)
	}
}

// tellOps writes to the operators of faults that were gathered, if it is time
// to, and of lanes that fail as a whole. It reports whether it wrote anything.
func (d *Dispatcher) tellOps(ctx context.Context, failed []result, faults map[fault][]string, gathered bool) (bool, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordReserve)
	defer cancel()
	all, err := d.outages(ctx, failed)
	if err != nil {
		return false, err
	}
	if gathered {
		maps.Copy(all, faults)
	}
	if len(all) == 0 {
		return false, nil
	}
	return true, d.announce(ctx, all)
}

// announce writes one notice to the operators for each kind of fault and day,
// where there is a route to them. That a day's notice exists already is seen
// by its id: a hundred dead robots are one message, and two processes that
// find the same fault do not tell of it twice.
func (d *Dispatcher) announce(ctx context.Context, faults map[fault][]string) error {
	ops := notify.Recipient{Type: notify.ToOps}
	offers, err := d.Routes.Offers(ctx, []notify.Recipient{ops.Key()})
	if err != nil {
		return fmt.Errorf("read operators' routes: %w", err)
	}
	if len(offers[ops.Key()]) == 0 {
		return nil // the log and the run's report have it
	}
	failing := map[string]bool{}
	for f := range faults {
		failing[f.channel] = true
	}
	var notices []Notice
	for _, f := range slices.SortedFunc(maps.Keys(faults), func(a, b fault) int {
		return strings.Compare(a.channel+" "+a.lane+" "+a.reason, b.channel+" "+b.lane+" "+b.reason)
	}) {
		n := d.alarmNotice(ops, f, faults[f])
		n.RouteSeq = d.aroundFaults(offers[ops.Key()], failing)
		n.Channel = offers[ops.Key()][n.RouteSeq].Route.Channel
		notices = append(notices, n)
	}
	if err := d.Store.Announce(ctx, notices); err != nil {
		return fmt.Errorf("announce faults: %w", err)
	}
	return nil
}

// aroundFaults is the first of the operators' routes that does not use the failing channel; where
// there is none, the first.
func (d *Dispatcher) aroundFaults(offers []Offer, failing map[string]bool) int {
	return max(0, slices.IndexFunc(offers, func(o Offer) bool {
		return o.Err == nil && d.Channels[o.Route.Channel] != nil && !failing[o.Route.Channel]
	}))
}

// mostNamed is how many recipients a notice to the operators names.
const mostNamed = 20

func (d *Dispatcher) alarmNotice(ops notify.Recipient, f fault, who []string) Notice {
	const lang = phrase.Zh
	now := d.Clock()
	doc := routesFault(lang, f, who)
	if f.lane != "" {
		doc = laneFault(lang, f, now.Location())
	}
	sum := sha256.Sum256([]byte(string(workgroup.DateOf(now)) + "\x00" + f.channel + "\x00" + cmp.Or(f.lane, f.reason)))
	return Notice{
		ID: "ops_" + hex.EncodeToString(sum[:13]), Kind: notify.KindOps, Recipient: ops, State: Pending,
		CreatedAt: now, NotBefore: now, Title: doc.Title, Body: doc.Text(), Document: doc,
	}
}

// routesFault says which recipients' routes do not work.
func routesFault(lang phrase.Lang, f fault, who []string) notify.Document {
	slices.Sort(who)
	s := notify.Section{Heading: lang.Say("outbox.fault", "channel", lang.Channel(f.channel), "reason", lang.Say(phrase.Key("channel.reason."+f.reason)))}
	for _, w := range who[:min(len(who), mostNamed)] {
		kind, code, _ := strings.Cut(w, " ")
		s.Lines = append(s.Lines, notify.Line{Text: strings.TrimSpace(lang.Say(phrase.Key("outbox.to."+kind)) + " " + code)})
	}
	return notify.Document{
		Title: lang.Say("outbox.fault.title", "channel", lang.Channel(f.channel)), Intro: []string{lang.Say("outbox.fault.intro")},
		Sections: []notify.Section{s}, LeftOut: max(0, len(who)-mostNamed), Outro: []string{lang.Say("outbox.fault.todo")},
	}
}

// laneFault says that a channel, or one of its hosts, works for none.
func laneFault(lang phrase.Lang, f fault, loc *time.Location) notify.Document {
	return notify.Document{
		Title: lang.Say("outbox.outage.title", "channel", lang.Channel(f.channel)),
		Intro: []string{lang.Say("outbox.outage.intro", "channel", lang.Channel(f.channel), "since", f.outage.Since.In(loc).Format("2006-01-02 15:04"),
			"n", f.outage.Failures, "recipients", f.outage.Recipients, "reason", lang.Say(phrase.Key("channel.reason."+f.reason)))},
		Outro: []string{lang.Say("outbox.outage.todo")},
	}
}
