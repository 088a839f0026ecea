package check

import (
	"context"
	"fmt"
	"slices"

	"qunguan/jobs"
	"qunguan/notify"
	"qunguan/notify/compose"
	"qunguan/notify/outbox"
	"qunguan/reconcile"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// Notices is the outbox, for telling operators that a part waits for their release.
type Notices interface {
	// RouteChannels lists the channels by which every recipient can be
	// reached, in the order in which they are tried.
	RouteChannels(ctx context.Context) (map[notify.Recipient][]string, error)
	// Announce adds notices about no case. A notice whose id exists is left unchanged, so that a
	// repeated run tells once.
	Announce(ctx context.Context, notices []outbox.Notice) error
}

// tellOps tells the operators, if they have a route, which parts of a run a guard holds back: once for
// the same parts and day. It gives counts only, because their route is a shared room.
func (c Check) tellOps(ctx context.Context, run jobs.Run, w *RegistrySnapshot, held []reconcile.Held) error {
	if len(held) == 0 || c.Notices == nil || run.DryRun {
		return nil
	}
	routes, err := c.Notices.RouteChannels(ctx)
	if err != nil {
		return fmt.Errorf("read operators' routes: %w", err)
	}
	channels := routes[notify.Recipient{Type: notify.ToOps}]
	if len(channels) == 0 {
		return nil // the run's report and the log have it
	}
	if err := c.Notices.Announce(ctx, []outbox.Notice{c.heldNotice(run, w, held, channels[0])}); err != nil {
		return fmt.Errorf("tell operators of held parts: %w", err)
	}
	return nil
}

func (c Check) heldNotice(run jobs.Run, w *RegistrySnapshot, held []reconcile.Held, channel string) outbox.Notice {
	const lang = phrase.Zh
	section := notify.Section{Heading: c.Job}
	identity := []string{string(workgroup.DateOf(run.Moment)), c.Job}
	for _, h := range held {
		name := h.Unit
		if u := w.Dir.Units[h.Unit]; u.Name != "" {
			name = u.Name
		}
		identity = append(identity, h.Unit)
		if len(section.Lines) < compose.MaxLines {
			section.Lines = append(section.Lines, notify.Line{Text: lang.Say("guard.held.line", "unit", name, "n", h.Trip.New, "base", h.Trip.Base)})
		}
	}
	doc := notify.Document{
		Title: lang.Say("guard.held.title", "job", c.Job, "n", len(held)), Intro: []string{lang.Say("guard.held.intro")},
		Sections: []notify.Section{section}, LeftOut: len(held) - len(section.Lines), Outro: []string{lang.Say("guard.held.todo")},
	}
	slices.Sort(identity[2:])
	return outbox.OpsNotice(doc, identity, channel, c.Act, run.Moment)
}
