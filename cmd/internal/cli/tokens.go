package cli

import (
	"crypto/rand"
	"slices"
	"strconv"
	"strings"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/jobs/signin"
	"qunguan/reconcile/access"
	"qunguan/reconcile/workgroup"
)

type tokensCmd struct {
	List   tokensListCmd   `cmd:"" default:"withargs" help:"${help_tokens_list}"`
	Add    tokensAddCmd    `cmd:"" help:"${help_tokens_add}"`
	Revoke tokensRevokeCmd `cmd:"" help:"${help_tokens_revoke}"`
}

type tokensListCmd struct{}

// tokenJSON is a token of the API, without the token.
type tokenJSON struct {
	ID        int64  `json:"id"`
	Name      string `json:"name"`
	Role      string `json:"role"`
	MadeBy    string `json:"made_by"`
	MadeAt    string `json:"made_at"`
	ExpiresAt string `json:"expires_at"`
	EndedAt   string `json:"ended_at"`
	EndedBy   string `json:"ended_by"`
	Token     string `json:"token,omitempty"` // once, when it is made
}

func tokenOf(t access.Token, loc *time.Location) tokenJSON {
	return tokenJSON{
		ID: t.ID, Name: t.Name, Role: string(t.Role), MadeBy: t.MadeBy, MadeAt: rfc3339(t.MadeAt, loc),
		ExpiresAt: rfc3339(t.ExpiresAt, loc), EndedAt: rfc3339(t.EndedAt, loc), EndedBy: t.EndedBy,
	}
}

// Run lists the tokens of the API.
func (*tokensListCmd) Run(c *call) error {
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	tokens, err := a.Store.Tokens(c)
	if err != nil {
		return err
	}
	list := []tokenJSON{}
	for _, t := range tokens {
		list = append(list, tokenOf(t, a.Settings.Location))
	}
	return c.out.print(list, func() columns {
		v := columns{headings: []string{c.say("col.id"), c.say("col.token_for"), c.say("col.role"), c.say("col.made_by"), c.say("col.at"), c.say("col.until"), c.say("col.token_ended")}}
		for _, t := range list {
			v.rows = append(v.rows, []string{strconv.FormatInt(t.ID, 10), t.Name, c.say(phraseKey("access.role." + t.Role)), t.MadeBy, t.MadeAt, t.ExpiresAt, t.EndedAt})
		}
		return v
	})
}

type tokensAddCmd struct {
	Name    string `required:"" help:"${help_tokens_name}"`
	Role    string `default:"auditor" enum:"auditor,office,ops" help:"${help_tokens_role}"`
	By      string `required:"" help:"${help_by}"`
	Expires string `help:"${help_tokens_expires}"`
}

// tokenDays is how long a token lasts unless it is said, and at most.
const (
	tokenDays     = 90
	tokenDaysMost = 366
)

// Run makes a token and prints it once.
func (cmd *tokensAddCmd) Run(c *call) error {
	a, err := c.open(app.Options{Create: true})
	if err != nil {
		return err
	}
	defer a.Close()
	if err := c.onFile(a, cmd.By); err != nil {
		return err
	}
	now := time.Now().In(a.Settings.Location)
	until, err := c.tokenEnd(now, cmd.Expires, tokenDays)
	if err != nil {
		return err
	}
	if !slices.Contains(access.TokenRoles, access.Role(cmd.Role)) {
		return badUsage(c.say("tokens.bad_role"))
	}
	token := "qunguan_" + rand.Text() + rand.Text()
	t, err := a.Store.AddToken(c, access.Token{
		Name: strings.TrimSpace(cmd.Name), Role: access.Role(cmd.Role), Proof: signin.Hash(token), MadeBy: cmd.By, MadeAt: now, ExpiresAt: until.AddDays(1).In(a.Settings.Location),
	})
	if err != nil {
		return err
	}
	one := tokenOf(t, a.Settings.Location)
	one.Token = token
	if c.out.format != "table" {
		return c.out.print([]tokenJSON{one}, func() columns {
			return columns{headings: []string{"id", "token"}, rows: [][]string{{strconv.FormatInt(t.ID, 10), token}}}
		})
	}
	c.line("tokens.made", "id", t.ID, "until", until, "token", token)
	return nil
}

// tokenEnd is the last day of a token: the given one, or so many days from now.
func (c *call) tokenEnd(now time.Time, given string, days int) (workgroup.Date, error) {
	day := workgroup.DateOf(now)
	until := day.AddDays(days)
	if given != "" {
		var err error
		if until, err = c.date(given); err != nil {
			return "", err
		}
	}
	if until <= day || day.DaysUntil(until) > tokenDaysMost {
		return "", badUsage(c.say("tokens.bad_expiry", "most", tokenDaysMost))
	}
	return until, nil
}

type tokensRevokeCmd struct {
	ID int64  `arg:"" help:"${help_tokens_id}"`
	By string `required:"" help:"${help_by}"`
}

// Run ends a token at once.
func (cmd *tokensRevokeCmd) Run(c *call) error {
	return c.end("", []string{cmd.By}, func(a *app.App, now time.Time) error {
		return a.Store.RevokeToken(c, cmd.ID, cmd.By, now)
	}, "tokens.none", "tokens.revoked", "id", cmd.ID)
}
