package outbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"qunguan/notify"
	"qunguan/reconcile/workgroup"
)

// MaxClaim is the longest a claim may last (contract §5).
const MaxClaim = 5 * time.Minute

// recordReserve is the part of a claim that is kept for recording: a send
// ends at least this long before its claim does.
const recordReserve = 30 * time.Second

// Config is everything that a Dispatcher needs. Zero figures get the defaults named beside them.
type Config struct {
	Store    Store
	Routes   Routes
	Channels map[string]notify.Channel // by 渠道; manual needs none

	// Clock is now, in the policy's time zone.
	Clock func() time.Time
	// Allowed is the first moment at or after t at which a notice of the kind
	// may be sent to the recipient: quiet hours, working days.
	Allowed func(kind string, to notify.Recipient, t time.Time) time.Time
	// NextWorkday is the first working day after the day.
	NextWorkday func(day workgroup.Date) workgroup.Date

	// Files gives the attachments of a digest or a long notice, for channels that carry files; nil =
	// nothing. They are kept with the notice and not made anew: a second attempt under the same id
	// must be the same message.
	Files func(ctx context.Context, notice string) ([]notify.Attachment, error)

	// Link makes the link that acts of a notice; nil = there are none.
	Link func(n Notice) (string, error)

	// Recheck is asked before untried notices about cases are claimed; nil =
	// they are sent as they were made.
	Recheck Recheck
	// ClockInDoubt reports that this process cannot know what time it is: then
	// nothing is due and no claim has ended, for by a clock that is a month
	// ahead everything of that month would be sent. Nil = never.
	ClockInDoubt func() bool

	// BegunDir is a directory of this machine with a record of the sends that were begun (package
	// begun): claims that a killed process had not begun to send are not in doubt. Empty = they are.
	BegunDir string

	Tries  int             // delivery.tries; 8
	PerDay int             // messages a person gets on one local day; 0 = any number
	Owner  string          // the claimer: host and process; "dispatcher"
	Abort  <-chan struct{} // closed by the second signal: sends in flight are cut at once; may be nil

	Observe func(Event)  // metrics; may be nil, must not block
	Log     *slog.Logger // slog.Default()

	Claim       time.Duration // how long a claim lasts; MaxClaim
	SendTimeout time.Duration // of one attempt; 1 min, at most Claim less 30 s
	Grace       time.Duration // for sends in flight when told to stop; 20 s
	Poll        time.Duration // pause between looks of Run; 2 s, at least 1 s
	Parallel    int           // sends in flight; 8

	// Batch is the number of notices that may be claimed beyond those in flight; as many as Parallel,
	// at least 96. It is reached with receivers that answer at once; slow ones have two for each
	// sender. All claimed notices are in doubt after a kill.
	Batch int
}

// Event is one decision about one notice, for metrics. It holds codes and no
// personal data.
type Event struct {
	Notice        string
	Kind          string
	Channel       string
	RecipientType string
	Outcome       string        // sent, retry, rate_limited, next_route, uncertain, tried_twice, exhausted, outage, dead, manual, postponed, over_budget, paced, given_back, lost, route_skipped
	Ops           bool          // operators must hear of it
	Took          time.Duration // of the send; zero where nothing was sent
}

// Summary counts what a DeliverDue did. Uncertain includes claims that had
// expired; Failed are attempts that will be repeated.
type Summary struct {
	Sent, Failed, Uncertain, Dead, Manual, Postponed, Lost int

	Alarms []Alarm       // for operators, in the order of their discovery
	Causes map[Cause]int // sends that failed by the channel's server or settings
}

// Alarm is a fault that somebody must repair. Reason holds no secret.
type Alarm struct {
	Notice  string
	Channel string
	Reason  string
}

// Dispatcher takes due notices to their channels. Several may work on one
// outbox; one notice is sent by one of them at a time.
type Dispatcher struct {
	Config

	rules rules

	// Only the goroutine of DeliverDue or Run touches these.
	sum Summary
	err error // first failure of the store since take

	faults map[fault][]string // routes that do not work, not announced yet
	faulty time.Time          // since when

	rechecked time.Time // when Recheck was asked last

	// The goroutine that writes turns touches this; there is one at a time.
	told map[string]string // lane → day on which the operators heard of its outage
}

// New checks the configuration and fills in its defaults.
func New(c Config) (*Dispatcher, error) {
	if c.Store == nil || c.Routes == nil || c.Clock == nil || c.Allowed == nil || c.NextWorkday == nil {
		return nil, errors.New("outbox: store, routes, clock and calendar are required")
	}
	c.Tries = cmp.Or(c.Tries, 8)
	c.Claim = cmp.Or(c.Claim, MaxClaim)
	c.SendTimeout = cmp.Or(c.SendTimeout, time.Minute)
	c.Grace = cmp.Or(c.Grace, 20*time.Second)
	c.Poll = max(cmp.Or(c.Poll, 2*time.Second), time.Second)
	c.Parallel = cmp.Or(c.Parallel, 8)
	c.Batch = cmp.Or(c.Batch, max(mostAtOnce, c.Parallel))
	c.Owner = cmp.Or(c.Owner, "dispatcher")
	if c.Claim > MaxClaim || c.SendTimeout > c.Claim-recordReserve {
		return nil, fmt.Errorf("outbox: a claim of %s allows sends of at most %s, not %s", c.Claim, min(c.Claim, MaxClaim)-recordReserve, c.SendTimeout)
	}
	if c.ClockInDoubt == nil {
		c.ClockInDoubt = func() bool { return false }
	}
	if c.Observe == nil {
		c.Observe = func(Event) {}
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	return &Dispatcher{
		Config: c,
		faults: map[fault][]string{}, told: map[string]string{},
		rules: rules{tries: c.Tries, allowed: c.Allowed, nextWorkday: c.NextWorkday},
	}, nil
}

// note counts and reports one decision.
func (d *Dispatcher) note(ctx context.Context, n Notice, o outcome, ops bool, took time.Duration) {
	d.Observe(Event{
		Notice: n.ID, Kind: n.Kind, Channel: n.Channel, RecipientType: n.Recipient.Type,
		Outcome: string(o), Ops: ops, Took: took,
	})
	level := slog.LevelInfo
	if ops {
		level = slog.LevelWarn
	}
	if d.Log.Enabled(ctx, level) {
		d.Log.LogAttrs(ctx, level, "notice_"+string(o), slog.String("notice", n.ID), slog.String("channel", n.Channel),
			slog.String("state", string(n.State)), slog.Int("attempts", n.Attempts), slog.String("reason", n.LastError))
	}
	d.sum.blameServer(n, o)
	switch o {
	case outSent:
		d.sum.Sent++
	case outRetry, outRateLimited, outNextRoute, outOutage:
		d.sum.Failed++
	case outUncertain, outTriedTwice:
		d.sum.Uncertain++
	case outExhausted, outDead:
		d.sum.Dead++
	case outManual:
		d.sum.Manual++
	case outPostponed, outBudget, outPaced:
		d.sum.Postponed++
	case outLost:
		d.sum.Lost++
	}
	if ops {
		d.sum.Alarms = append(d.sum.Alarms, Alarm{n.ID, n.Channel, n.LastError})
	}
}

// alarm reports a route that had to be passed over.
func (d *Dispatcher) alarm(ctx context.Context, n Notice) { d.note(ctx, n, outRouteSkipped, true, 0) }

// fail keeps the first failure of the store for the caller of DeliverDue.
func (d *Dispatcher) fail(err error) {
	if d.err == nil {
		d.err = err
	}
}

func (d *Dispatcher) failure() error { return d.err }

// take empties the running summary and the kept failure.
func (d *Dispatcher) take() (Summary, error) {
	sum, err := d.sum, d.err
	d.sum, d.err = Summary{}, nil
	return sum, err
}
