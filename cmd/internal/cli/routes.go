package cli

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/notify"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
)

type routesCmd struct {
	List   routesListCmd   `cmd:"" default:"withargs" help:"${help_routes_list}"`
	Check  routesCheckCmd  `cmd:"" help:"${help_routes_check}"`
	Test   routesTestCmd   `cmd:"" help:"${help_routes_test}"`
	Rotate routesRotateCmd `cmd:"" help:"${help_routes_rotate}"`
}

// picked is which recipients a command is about.
type picked struct {
	Type string `help:"${help_routes_type}" enum:",person,group,unit,office,ops" default:""`
	Code string `help:"${help_routes_code}"`
}

func (p picked) states(c *call, a *app.App) ([]app.RouteState, error) {
	all, err := a.Recipients(c)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(k notify.Recipient) bool {
		return p.Type != "" && k.Type != p.Type || p.Code != "" && k.Code != p.Code
	})
	return a.RouteStates(c, all)
}

// routeJSON is one route as programs read it; the address is masked.
type routeJSON struct {
	RecipientType string `json:"recipient_type"`
	Recipient     string `json:"recipient"`
	Channel       string `json:"channel"`
	Address       string `json:"address"`
	Keyword       string `json:"keyword"`
	Status        string `json:"status"` // ok, bad, by_hand
	Reason        string `json:"reason"`
	Code          string `json:"code"` // the channel's own word for a test; else empty
	LastAt        string `json:"last_at"`
	LastOutcome   string `json:"last_outcome"` // of the last send by it: sent, failed, uncertain; empty = none of late
	LastDetail    string `json:"last_detail"`
}

func routeRow(s app.RouteState, reason, code string) routeJSON {
	r := routeJSON{RecipientType: s.To.Type, Recipient: s.To.Code, Channel: s.Channel, Address: s.Address, Keyword: s.Keyword, Status: "ok", Reason: reason, Code: code}
	switch {
	case s.Channel == notify.Manual:
		r.Status = "by_hand"
	case reason != "":
		r.Status = "bad"
	}
	return r
}

func (c *call) printRoutes(rows []routeJSON) error {
	err := c.out.print(rows, func() columns {
		v := columns{headings: []string{c.say("col.recipient"), c.say("col.channel"), c.say("col.address"), c.say("col.keyword"), c.say("col.status"), c.say("col.detail")}}
		for _, r := range rows {
			detail := r.Code
			if r.Reason != "" {
				detail = c.say(phraseKey("channel.reason." + r.Reason))
			}
			who := c.say(phraseKey("outbox.to." + r.RecipientType))
			if r.Recipient != "" {
				who += " " + r.Recipient
			}
			v.rows = append(v.rows, []string{who, c.lang.Channel(r.Channel), r.Address, r.Keyword, c.say(phraseKey("routes.status." + r.Status)), detail})
		}
		return v
	})
	if err == nil && slices.ContainsFunc(rows, func(r routeJSON) bool { return r.Status == "bad" }) {
		return partly()
	}
	return err
}

type routesListCmd struct{ picked }

// Run lists routes, addresses masked, with their known faults.
func (cmd *routesListCmd) Run(c *call) error {
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	states, err := cmd.states(c, a)
	if err != nil {
		return err
	}
	sends, err := a.Store.LastSends(c, time.Now().Add(-lastSendsWithin))
	if err != nil {
		return err
	}
	last := map[[3]string]int{}
	for i, s := range sends {
		last[[3]string{s.To.Type, s.To.Code, s.Channel}] = i
	}
	rows := []routeJSON{}
	for _, s := range states {
		r := routeRow(s, s.Problem, "")
		if i, ok := last[[3]string{s.To.Type, s.To.Code, s.Channel}]; ok {
			r.LastAt, r.LastOutcome, r.LastDetail = rfc3339(sends[i].At, a.Settings.Location), sends[i].Outcome, sends[i].Detail
		}
		rows = append(rows, r)
	}
	if c.out.format == "table" && cmd.Code == "" {
		return c.printRouteGroups(rows)
	}
	return c.printRoutes(rows)
}

// lastSendsWithin is how far back routes list looks for sends.
const lastSendsWithin = 90 * 24 * time.Hour

type routesTestCmd struct {
	picked
	Channel string `help:"${help_routes_channel}"`
}

// Run sends a test message by each of the routes and prints each answer.
func (cmd *routesTestCmd) Run(c *call) error {
	if cmd.Type == "" {
		return badUsage(c.say("routes.test.which"))
	}
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	states, err := cmd.states(c, a)
	if err != nil {
		return err
	}
	rows := []routeJSON{}
	for _, s := range states {
		if cmd.Channel != "" && s.Channel != cmd.Channel {
			continue
		}
		reason, code := a.SendTest(c, s)
		rows = append(rows, routeRow(s, reason, code))
	}
	if len(rows) == 0 {
		return badInput(c.say("routes.none"))
	}
	return c.printRoutes(rows)
}

type routesCheckCmd struct{}

// Run lists the people who answer for groups and units and have no route by which a program could
// reach them.
func (cmd *routesCheckCmd) Run(c *call) error {
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	people, err := a.Answering(c, workgroup.DateOf(time.Now().In(a.Settings.Location)))
	if err != nil {
		return err
	}
	missing, err := withoutRoute(c, a, people)
	if err != nil {
		return err
	}
	type row struct {
		Person string `json:"person"`
		Name   string `json:"name"`
		Unit   string `json:"unit"`
	}
	rows := []row{}
	for _, p := range missing {
		rows = append(rows, row{p.Code, p.Name, p.Unit})
	}
	err = c.out.print(rows, func() columns {
		v := columns{headings: []string{c.say("col.person"), c.say("col.name"), c.say("col.unit")}}
		for _, r := range rows {
			v.rows = append(v.rows, []string{r.Person, r.Name, r.Unit})
		}
		return v
	})
	if err != nil {
		return err
	}
	offices, err := officesWithoutRoute(c, a)
	if err != nil {
		return err
	}
	if len(offices) > 0 {
		c.note("routes.office_missing", "offices", strings.Join(offices, "; "))
	}
	if len(rows) > 0 {
		c.note("routes.missing", "n", len(rows), "people", len(people))
	}
	if len(rows)+len(offices) > 0 {
		return partly()
	}
	return nil
}

// officesWithoutRoute names the offices of a rung or a kind of case for which no route works: their
// notices wait for a hand.
func officesWithoutRoute(c *call, a *app.App) ([]string, error) {
	p := a.Policy.Policy
	keys := map[string]bool{}
	for _, key := range []string{p.Lead.Group, p.Lead.Account, p.Lead.App} {
		keys[cmp.Or(key, ledger.ToOffice)] = true
	}
	for _, r := range p.Ladder {
		if rung := ledger.NewRung(r.At, r.To); rung.Target == ledger.ToOffice {
			keys[rung.Office] = true
		}
	}
	var missing []string
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		states, err := a.RouteStates(c, []notify.Recipient{{Type: notify.ToOffice, Code: key}})
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(states, func(s app.RouteState) bool { return s.Works() }) {
			missing = append(missing, cmp.Or(p.Offices[key].Name, c.say("notice.office"))+" ("+key+")")
		}
	}
	return missing, nil
}

// withoutRoute are the people that no route works for.
func withoutRoute(c *call, a *app.App, people []workgroup.Person) ([]workgroup.Person, error) {
	var keys []notify.Recipient
	for _, p := range people {
		keys = append(keys, notify.Recipient{Type: notify.ToPerson, Code: p.Code})
	}
	states, err := a.RouteStates(c, keys)
	if err != nil {
		return nil, err
	}
	reached := map[string]bool{}
	for _, s := range states {
		reached[s.To.Code] = reached[s.To.Code] || s.Works()
	}
	return slices.DeleteFunc(people, func(p workgroup.Person) bool { return reached[p.Code] }), nil
}

type routesRotateCmd struct{}

// Run seals every route with the current key; the previous one may be thrown
// away afterwards.
func (cmd *routesRotateCmd) Run(c *call) error {
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	n, err := a.RotateKeys(c)
	switch {
	case errors.Is(err, base.ErrNoKey):
		return badUsage(c.say("routes.no_key"))
	case errors.Is(err, base.ErrUnreadable):
		return badInput(c.say("doctor.routes_unreadable"))
	case err != nil:
		return err
	}
	c.line("routes.rotated", "n", n)
	return nil
}
