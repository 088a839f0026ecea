package tell

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/audit"
	"qunguan/reconcile/phrase"
)

// OpsNotices is the outbox for messages to the operators.
type OpsNotices interface {
	// RouteChannels lists the channels by which every recipient can be
	// reached, in the order in which they are tried.
	RouteChannels(ctx context.Context) (map[notify.Recipient][]string, error)
	// Announce adds notices about no case; a notice whose id exists is left unchanged.
	Announce(ctx context.Context, notices []outbox.Notice) error
}

// Sealer seals runs, and tells the operators once about a seal that must not be continued: until a
// person has examined it, no later run is sealed.
type Sealer struct {
	Seal    func(ctx context.Context, run int64) error
	Notices OpsNotices
	Act     bool
}

// SealRun seals the run; it returns the *audit.Refusal also where the operators were told.
func (s Sealer) SealRun(ctx context.Context, run int64) error {
	err := s.Seal(ctx, run)
	if refusal, ok := errors.AsType[*audit.Refusal](err); ok {
		return errors.Join(err, s.tell(ctx, refusal))
	}
	return err
}

func (s Sealer) tell(ctx context.Context, r *audit.Refusal) error {
	routes, err := s.Notices.RouteChannels(ctx)
	if err != nil {
		return fmt.Errorf("read operators' routes: %w", err)
	}
	channels := routes[notify.Recipient{Type: notify.ToOps}]
	if len(channels) == 0 {
		return nil // the run's report and the log have it
	}
	const lang = phrase.Zh
	intro := phrase.Key("seal_refused.intro")
	if r.Record > 0 {
		intro = "seal_refused.intro_record"
	}
	doc := notify.Document{
		Title: lang.Say("seal_refused.title"),
		Intro: []string{lang.Say(intro, "seal", r.Seal, "record", r.Record, "reason", lang.Say(phrase.Key("seal_refused."+r.Kind)))},
		Outro: []string{lang.Say("seal_refused.todo")},
	}
	identity := []string{"seal refused", r.Kind, strconv.FormatInt(max(r.Seal, r.Record), 10)}
	if err := s.Notices.Announce(ctx, []outbox.Notice{outbox.OpsNotice(doc, identity, channels[0], s.Act, time.Now())}); err != nil {
		return fmt.Errorf("tell operators that nothing is sealed: %w", err)
	}
	return nil
}
