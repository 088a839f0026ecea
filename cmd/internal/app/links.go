package app

import (
	"cmp"
	"time"

	"qunguan/cmd/internal/web"
	"qunguan/jobs/manual"
	"qunguan/notify"
	"qunguan/notify/actionlink"
	"qunguan/notify/outbox"
)

// links sign and verify the links of notices; nil without PUBLIC_URL and
// SECRET_KEY.
func (a *App) links() *actionlink.Keys {
	if a.Settings.PublicURL == "" || a.Settings.SecretKey == "" {
		return nil
	}
	keys, err := actionlink.NewKeys([]byte(a.Settings.SecretKey.Reveal()), []byte(a.Settings.SecretKeyPrevious.Reveal()))
	if err != nil {
		a.Log.Error("links_off", "error", err)
		return nil
	}
	return keys
}

// noticeLink makes the link of a notice to a person while it is sent. It says
// the same on every attempt: it ends thirty days after the notice was made.
func (a *App) noticeLink() func(outbox.Notice) (string, error) {
	keys := a.links()
	if keys == nil {
		return nil
	}
	return func(n outbox.Notice) (string, error) { return linkOf(keys, a.Settings.PublicURL, n) }
}

func linkOf(keys *actionlink.Keys, base string, n outbox.Notice) (string, error) {
	token, err := keys.Sign(actionlink.Token{Notice: cmp.Or(n.Document.LinkTo, n.ID), Expires: n.CreatedAt.Add(actionlink.Life)}, n.Recipient.Code)
	if err != nil {
		return "", err
	}
	return base + "/n/" + token, nil
}

// TextWithLink is the text of a notice that somebody passes on by hand, with its
// link where it has one.
func (a *App) TextWithLink(n outbox.Notice) (string, error) {
	link := a.noticeLink()
	if link == nil || !n.Document.HasLink() || n.Recipient.Type != notify.ToPerson {
		return n.Body, nil
	}
	url, err := link(n)
	if err != nil {
		return "", err
	}
	return notify.TextWithLink(n.Body, url), nil
}

// desk opens links; nil without keys.
func (a *App) desk(keys *actionlink.Keys) web.Desk {
	if keys == nil {
		return nil
	}
	return manual.Desk{
		Keys: keys, Directory: a.Store, Answers: a.Store, Mailbox: a.Store, Forms: a.Store, Policy: a.Policy.Policy, Calendar: a.Calendar,
		Clock: func() time.Time { return time.Now().In(a.Settings.Location) }, NewID: newNoticeID,
	}
}
