package tell

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/audit"
)

// opsBook is an outbox that keeps one notice of each id.
type opsBook struct {
	routes  map[notify.Recipient][]string
	notices []outbox.Notice
}

func (b *opsBook) RouteChannels(context.Context) (map[notify.Recipient][]string, error) {
	return b.routes, nil
}

func (b *opsBook) Announce(_ context.Context, notices []outbox.Notice) error {
	for _, n := range notices {
		if !slices.ContainsFunc(b.notices, func(o outbox.Notice) bool { return o.ID == n.ID }) {
			b.notices = append(b.notices, n)
		}
	}
	return nil
}

func TestOperatorsHearOnceThatNothingIsSealed(t *testing.T) { // covers S13.4
	ops := map[notify.Recipient][]string{{Type: notify.ToOps}: {notify.Email}}
	broken := &audit.Refusal{Kind: audit.SealForeign, Seal: 28}
	for _, c := range []struct {
		name   string
		routes map[notify.Recipient][]string
		act    bool
		ends   []error
		want   []outbox.State
	}{
		{"every run finds the same break", ops, true, []error{broken, broken, broken}, []outbox.State{outbox.Pending}},
		{"another break is another notice", ops, true, []error{broken, &audit.Refusal{Kind: audit.SealCut, Seal: 28}}, []outbox.State{outbox.Pending, outbox.Pending}},
		{"nothing is sent in report mode", ops, false, []error{broken}, []outbox.State{outbox.Planned}},
		{"no route leads to operators", nil, true, []error{broken}, nil},
		{"a full disk is no break, and the next run makes up for it", ops, true, []error{errors.New("disk is full"), nil}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			book := &opsBook{routes: c.routes}
			for i, end := range c.ends {
				s := Sealer{Seal: func(context.Context, int64) error { return end }, Notices: book, Act: c.act}
				if err := s.SealRun(t.Context(), int64(i)); !errors.Is(err, end) {
					t.Errorf("run %d: %v, want %v", i, err, end)
				}
			}
			var states []outbox.State
			for _, n := range book.notices {
				states = append(states, n.State)
				if n.Kind != notify.KindOps || !strings.Contains(n.Body, "28") || strings.Contains(n.Body, "{") {
					t.Errorf("%+v", n)
				}
			}
			if !slices.Equal(states, c.want) {
				t.Errorf("told %v, want %v", states, c.want)
			}
		})
	}
}
