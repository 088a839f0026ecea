package outbox

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"qunguan/notify"
)

func digestNotice(channel string) func(*Notice) {
	return func(n *Notice) { n.Kind, n.Channel, n.Cases = notify.KindDigest, channel, nil }
}

func TestADigestByMailCarriesItsFiles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, book{"P1": {byEmail}, "P2": {bySlack}, "P3": {byEmail}},
			notice("msg_1", "P1", digestNotice(notify.Email)), notice("msg_2", "P2", digestNotice(notify.Slack)),
			notice("msg_3", "P3", func(n *Notice) { n.Channel = notify.Email }))
		w.Files = func(_ context.Context, id string) ([]notify.Attachment, error) {
			return []notify.Attachment{{Name: id + ".xlsx"}}, nil
		}
		if _, err := w.DeliverDue(context.Background()); err != nil {
			t.Fatal(err)
		}
		files := map[string]int{}
		for _, m := range append(w.email.got, w.slack.got...) {
			files[m.ID] = len(m.Attachments)
		}
		if files["msg_1"] != 1 || files["msg_2"] != 0 || files["msg_3"] != 0 || len(files) != 3 {
			t.Errorf("files: %v; only the digest by mail has one", files)
		}
	})
}

func TestADigestWhoseFilesCannotBeReadIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, book{"P1": {byEmail}}, notice("msg_1", "P1", digestNotice(notify.Email)))
		w.Files = func(context.Context, string) ([]notify.Attachment, error) {
			return nil, errors.New("registry restarts")
		}
		if _, err := w.DeliverDue(context.Background()); err != nil {
			t.Fatal(err)
		}
		if n := w.store.row("msg_1"); n.State != Failed || len(w.email.got) != 0 {
			t.Errorf("%s after %d sends; want failed before the first", n.State, len(w.email.got))
		}
	})
}
