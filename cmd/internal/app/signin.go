package app

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"qunguan/cmd/internal/oidclogin"
	"qunguan/cmd/internal/web"
	"qunguan/jobs/manual"
	"qunguan/jobs/signin"
	"qunguan/notify"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// SendAtOnce sends past the outbox: the text is stored nowhere, and neither quiet hours nor a budget
// count. After a route that refuses for good, or is down, the next one is tried; after an uncertain
// send none is, because the message may have arrived. A person without a private route gets
// manual.ErrUnreachable.
func (a *App) SendAtOnce(ctx context.Context, person workgroup.Person, kind string, doc notify.Document) (string, error) {
	to := notify.Recipient{Type: notify.ToPerson, Code: person.Code, Name: person.Name}
	offers, err := a.Store.Offers(ctx, []notify.Recipient{to.Key()})
	if err != nil {
		return "", fmt.Errorf("read routes: %w", err)
	}
	failed, last := manual.ErrUnreachable, ""
	for _, o := range offers[to.Key()] {
		channel := a.channels[o.Route.Channel]
		if o.Err != nil || o.Route.Channel == notify.Manual || channel == nil {
			continue
		}
		last = o.Route.Channel
		_, err := channel.Send(ctx, o.Route, notify.Message{
			ID: newNoticeID(), Kind: kind, Recipient: to, Document: doc, Text: doc.Text(), CreatedAt: a.now(),
		})
		f := notify.AsFailure(err)
		if f == nil {
			return last, nil
		}
		failed = f
		if f.Class == notify.Uncertain {
			break
		}
	}
	return last, failed
}

// codeLetter is the message with a code.
func codeLetter(code string, life time.Duration) notify.Document {
	return notify.Document{Title: phrase.Zh.Say("login.title"), Intro: []string{
		phrase.Zh.Say("login.text", "code", code), phrase.Zh.Say("login.life", "minutes", int(life.Minutes())),
	}}
}

// withSignIn lets people sign in as themselves.
func (a *App) withSignIn(cfg web.Config, now func() time.Time) (web.Config, *signin.Desk) {
	desk := &signin.Desk{
		Codes: a.Store, Directory: a.Store, Courier: a, Letter: codeLetter, Log: a.Log,
		Day: func() workgroup.Date { return workgroup.DateOf(now()) },
	}
	cfg.Login.People, cfg.Login.SignIn, cfg.Pages.Visits = a.Store, desk, a.Store
	if o := a.Settings.OIDC; o.Issuer != "" {
		cfg.Login.Provider = oidclogin.New(oidclogin.Config{
			Issuer: o.Issuer, ID: o.ClientID, Secret: o.ClientSecret, Kind: o.Kind, Claim: o.Claim,
			Redirect: a.Settings.PublicURL + "/login/oidc/back", HTTP: a.providerClient(),
		})
	}
	return cfg, desk
}

// providerClient calls the provider of sign-ins, by the proxy and with the roots of the settings.
func (a *App) providerClient() *http.Client {
	t := &http.Transport{TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: a.Settings.Roots}, TLSHandshakeTimeout: 5 * time.Second, IdleConnTimeout: time.Minute}
	if p := a.Settings.Proxy; p != "" {
		if u, err := url.Parse(p.Reveal()); err == nil { // checked by the settings
			t.Proxy = http.ProxyURL(u)
		}
	}
	return &http.Client{Transport: t, Timeout: 15 * time.Second}
}
