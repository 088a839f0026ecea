// Package webhook sends messages as signed JSON to any receiver, by Standard
// Webhooks 1.0.0. It knows no provider.
package webhook

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"qunguan/notify"
	"qunguan/notify/internal/httppost"
)

// Channel posts to arbitrary receivers. A route's address is the URL, its secret the signing key;
// without one the body is not signed.
type Channel struct {
	httppost.Robot

	now func() time.Time
}

// New is the generic webhook channel.
func New(out notify.Outgoing) *Channel {
	return &Channel{Robot: httppost.Robot{HTTP: httppost.New(out, notify.Webhook)}, now: time.Now}
}

// SendsText implements notify.TextChannel.
func (c *Channel) SendsText() {}

// CheckRoute implements notify.RouteChecker.
func (c *Channel) CheckRoute(route notify.Route) error {
	if err := c.Robot.CheckRoute(route); err != nil {
		return err
	}
	if _, err := signers(route.Secret); err != nil {
		return secretUnusable()
	}
	return nil
}

// Send implements notify.Channel. The timestamp is the moment of this attempt,
// the id that of the message.
func (c *Channel) Send(ctx context.Context, route notify.Route, m notify.Message) (notify.Receipt, error) {
	keys, err := signers(route.Secret)
	if err != nil {
		return notify.Receipt{}, secretUnusable()
	}
	body, fail := httppost.JSON(payload(m))
	if fail != nil {
		return notify.Receipt{}, fail
	}
	at := c.now()
	header := http.Header{}
	header.Set(standardwebhooks.HeaderWebhookID, m.ID)
	header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(at.Unix(), 10))
	var signatures []string
	for _, k := range keys {
		s, err := k.Sign(m.ID, at, body)
		if err != nil {
			return notify.Receipt{}, secretUnusable()
		}
		signatures = append(signatures, s)
	}
	if len(signatures) > 0 {
		header.Set(standardwebhooks.HeaderWebhookSignature, strings.Join(signatures, " "))
	}
	a, fail := c.HTTP.Post(ctx, httppost.Request{
		Address: route.Address.Reveal(), ContentType: "application/json", Header: header, Body: body, StatusOnly: true,
	})
	if fail != nil {
		return notify.Receipt{}, fail
	}
	if f := a.Refusal(); f != nil {
		if a.Status == http.StatusBadGateway || a.Status == http.StatusGatewayTimeout {
			// Standard Webhooks: these two ask the sender to slow down.
			f.Class, f.After = notify.RateLimited, a.Wait(time.Minute)
		}
		return notify.Receipt{}, f
	}
	// The status alone decides, whatever the body holds.
	return notify.Receipt{Code: strconv.Itoa(a.Status)}, nil
}

func secretUnusable() *notify.Failure {
	return &notify.Failure{Class: notify.Permanent, Reason: notify.ReasonSecret, Ops: true}
}
