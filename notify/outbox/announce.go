package outbox

import (
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

// fault is one thing that is wrong with routes of a channel.
type fault struct{ channel, reason string }

// faultsGather is how long faults are gathered, while others are sent, before
// the operators hear of them: a day's notice names whoever was found until
// then.
const faultsGather = 5 * time.Second

// blame notes that a route does not work, for the operators. Their own routes
// are left out: who should hear of them?
func (d *Dispatcher) blame(n Notice, channel, reason string) {
	if n.Recipient.Type == notify.ToOps {
		return
	}
	f := fault{channel, reason}
	if len(d.faults) == 0 {
		d.faulty = time.Now()
	}
	if who := n.Recipient.Type + " " + n.Recipient.Code; !slices.Contains(d.faults[f], who) {
		d.faults[f] = append(d.faults[f], who)
	}
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
	var notices []Notice
	for _, f := range slices.SortedFunc(maps.Keys(faults), func(a, b fault) int {
		return strings.Compare(a.channel+" "+a.reason, b.channel+" "+b.reason)
	}) {
		notices = append(notices, d.alarmNotice(ops, offers[ops.Key()][0].Route.Channel, f, faults[f]))
	}
	if err := d.Store.Announce(ctx, notices); err != nil {
		return fmt.Errorf("announce faults: %w", err)
	}
	return nil
}

// mostNamed is how many recipients a notice to the operators names.
const mostNamed = 20

func (d *Dispatcher) alarmNotice(ops notify.Recipient, channel string, f fault, who []string) Notice {
	const lang = phrase.Zh
	now := d.Clock()
	slices.Sort(who)
	say := lang.Say
	s := notify.Section{Heading: say("outbox.fault", "channel", f.channel, "reason", say(phrase.Key("channel.reason."+f.reason)))}
	for _, w := range who[:min(len(who), mostNamed)] {
		kind, code, _ := strings.Cut(w, " ")
		s.Lines = append(s.Lines, notify.Line{Text: strings.TrimSpace(say(phrase.Key("outbox.to."+kind)) + " " + code)})
	}
	doc := notify.Document{
		Title: say("outbox.fault.title", "channel", f.channel), Intro: []string{say("outbox.fault.intro")},
		Sections: []notify.Section{s}, LeftOut: max(0, len(who)-mostNamed), Outro: []string{say("outbox.fault.todo")},
	}
	sum := sha256.Sum256([]byte(string(workgroup.DateOf(now)) + "\x00" + f.channel + "\x00" + f.reason))
	return Notice{
		ID: "ops_" + hex.EncodeToString(sum[:13]), Kind: notify.KindOps, Recipient: ops, Channel: channel, State: Pending,
		CreatedAt: now, NotBefore: now, Title: doc.Title, Body: doc.Text(), Document: doc,
	}
}
