package app

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"qunguan/cmd/internal/web"
	"qunguan/cmd/internal/web/links"
	"qunguan/jobs/manual"
	"qunguan/jobs/signin"
	"qunguan/notify"
	"qunguan/notify/actionlink"
	"qunguan/notify/outbox"
	"qunguan/reconcile/access"
	"qunguan/reconcile/workgroup"
)

// links sign and verify the links of notices; nil without PUBLIC_URL and
// SECRET_KEY.
func (a *App) links() *actionlink.Keys {
	if a.Settings.PublicURL == "" {
		return nil
	}
	return a.formKeys()
}

// formKeys sign the forms of pages that count once, and links; nil without SECRET_KEY.
func (a *App) formKeys() *actionlink.Keys {
	if a.Settings.SecretKey == "" {
		return nil
	}
	keys, err := actionlink.NewKeys([]byte(a.Settings.SecretKey.Reveal()), []byte(a.Settings.SecretKeyPrevious.Reveal()))
	if err != nil {
		a.Log.Error("links_off", "error", err)
		return nil
	}
	return keys
}

// noticeLink makes the link of a notice to a person while it is sent. It is the same on every attempt:
// it ends thirty days after the notice was made.
func (a *App) noticeLink() func(outbox.Notice) (string, error) {
	keys := a.links()
	if keys == nil {
		return nil
	}
	return func(n outbox.Notice) (string, error) { return linkOf(keys, a.Settings.PublicURL, n) }
}

func linkOf(keys *actionlink.Keys, base string, n outbox.Notice) (string, error) {
	token, err := keys.Sign(actionlink.Token{Notice: n.ID, Expires: n.CreatedAt.Add(actionlink.Life)}, n.Recipient.Code)
	if err != nil {
		return "", err
	}
	return base + "/n/" + token, nil
}

// TextWithLink is the text of a notice for passing on by hand, with its link where it has one.
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

// desk opens links as of the clock.
func (a *App) desk(keys *actionlink.Keys, clock func() time.Time) manual.Desk {
	return manual.Desk{
		Keys: keys, Directory: a.Store, Answers: a.Store, Mailbox: a.Store, Forms: a.Store, Policy: a.Policy.Policy, Calendar: a.Calendar,
		Clock: clock, Link: a.noticeLink(), SendAtOnce: a.SendAtOnce,
	}
}

// RosterDesk accepts rosters that people give without a table.
func (a *App) RosterDesk() manual.RosterDesk {
	return manual.RosterDesk{
		Directory: a.Store, Rosters: a.Store, Absences: a.Store.Absences, Importer: a.Importer(), Policy: a.Policy.Policy, Calendar: a.Calendar,
	}
}

// filingDesk takes filings by the public form.
func (a *App) filingDesk(clock func() time.Time) manual.FilingDesk {
	return manual.FilingDesk{
		Directory: a.Store, Rosters: a.Store, Store: a.Store, Policy: a.Policy.Policy, Calendar: a.Calendar, Clock: clock, Turn: manual.NewFilingTurn(),
	}
}

// NewFormLink makes a link to the public filing form under the address of the pages. The registry keeps
// no more of it than verifies it.
func (a *App) NewFormLink(ctx context.Context, base, by string, at time.Time, until workgroup.Date) (access.Token, string, error) {
	token := rand.Text()
	t, err := a.Store.AddToken(ctx, access.Token{
		Name: "filing form", Role: access.Applicant, Proof: signin.Hash(token), MadeBy: by, MadeAt: at, ExpiresAt: until.AddDays(1).In(a.Settings.Location),
	})
	return t, base + "/f/" + token, err
}

// withLinks adds the pages of action links, where links are made.
func (a *App) withLinks(cfg web.Config, clock func() time.Time) web.Config {
	if keys := a.formKeys(); keys != nil {
		cfg.Links = links.Config{Desk: a.desk(keys, clock), LinkKeys: keys, Rosters: a.RosterDesk(), Filings: a.filingDesk(clock)}
		cfg.Pages.GiveRosters = links.GiveHome
	}
	return cfg
}

// DemoLink is a link to the notice with most cases among those to people, under an address of this
// machine.
func (a *App) DemoLink(notices []outbox.Notice, base string, at time.Time) (string, *actionlink.Keys, error) {
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // it never fails
	keys, err := actionlink.NewKeys(secret, nil)
	if err != nil {
		return "", nil, fmt.Errorf("make the demo's link: %w", err)
	}
	var best outbox.Notice
	for _, n := range notices {
		if n.Recipient.Type == notify.ToPerson && len(n.Cases) > len(best.Cases) {
			best = n
		}
	}
	if best.ID == "" {
		return "", keys, nil
	}
	best.CreatedAt = at
	url, err := linkOf(keys, base, best)
	return url, keys, err
}
