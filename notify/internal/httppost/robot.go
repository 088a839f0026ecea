package httppost

import (
	"context"
	"encoding/json"

	"qunguan/notify"
)

// Robot is the part of a channel that every webhook has: a route's address is called as it stands.
type Robot struct {
	HTTP *Client
}

// Probe implements notify.Prober.
func (r Robot) Probe(ctx context.Context, route notify.Route) error {
	return r.HTTP.Probe(ctx, route.Address.Reveal())
}

// CheckRoute implements notify.RouteChecker.
func (r Robot) CheckRoute(route notify.Route) error {
	if f := r.HTTP.CheckAddress(route.Address.Reveal()); f != nil {
		return f
	}
	return nil
}

// PostJSON sends a payload once and judges the answer.
func (r Robot) PostJSON(ctx context.Context, address string, payload any, judge func(Answer) (notify.Receipt, error)) (notify.Receipt, error) {
	body, fail := JSON(payload)
	if fail != nil {
		return notify.Receipt{}, fail
	}
	a, fail := r.HTTP.Post(ctx, Request{Address: address, ContentType: "application/json; charset=utf-8", Body: body})
	if fail != nil {
		return notify.Receipt{}, fail
	}
	return judge(a)
}

// JSON is the body of a payload.
func JSON(payload any) ([]byte, *notify.Failure) {
	body, err := json.Marshal(payload)
	if err != nil {
		return nil, &notify.Failure{Class: notify.Permanent, Reason: notify.ReasonInternal, Ops: true}
	}
	return body, nil
}
