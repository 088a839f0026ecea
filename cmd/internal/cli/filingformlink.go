package cli

import (
	"slices"
	"strconv"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/reconcile/access"
	"qunguan/sql/base"
)

// formLinkCmd keeps the links to the public filing form. They are tokens that open nothing else.
type formLinkCmd struct {
	List   formLinkListCmd   `cmd:"" default:"withargs" help:"${help_form_link_list}"`
	New    formLinkNewCmd    `cmd:"" help:"${help_form_link_new}"`
	Revoke formLinkRevokeCmd `cmd:"" help:"${help_form_link_revoke}"`
}

// formLinkJSON is a link to the form.
type formLinkJSON struct {
	ID        int64  `json:"id"`
	MadeBy    string `json:"made_by"`
	MadeAt    string `json:"made_at"`
	ExpiresAt string `json:"expires_at"`
	EndedAt   string `json:"ended_at"`
	EndedBy   string `json:"ended_by"`
	URL       string `json:"url,omitempty"` // once, when it is made
}

func formLinkOf(t access.Token, loc *time.Location) formLinkJSON {
	return formLinkJSON{
		ID: t.ID, MadeBy: t.MadeBy, MadeAt: rfc3339(t.MadeAt, loc), ExpiresAt: rfc3339(t.ExpiresAt, loc), EndedAt: rfc3339(t.EndedAt, loc), EndedBy: t.EndedBy,
	}
}

type formLinkListCmd struct{}

// Run lists the links that were made.
func (formLinkListCmd) Run(c *call) error {
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	links, err := formLinks(c, a)
	if err != nil {
		return err
	}
	list := []formLinkJSON{}
	for _, t := range links {
		list = append(list, formLinkOf(t, a.Settings.Location))
	}
	return c.out.print(list, func() columns {
		v := columns{headings: []string{c.say("col.id"), c.say("col.made_by"), c.say("col.at"), c.say("col.until"), c.say("col.token_ended")}}
		for _, l := range list {
			v.rows = append(v.rows, []string{strconv.FormatInt(l.ID, 10), l.MadeBy, l.MadeAt, l.ExpiresAt, l.EndedAt})
		}
		return v
	})
}

func formLinks(c *call, a *app.App) ([]access.Token, error) {
	all, err := a.Store.Tokens(c)
	return slices.DeleteFunc(all, func(t access.Token) bool { return t.Role != access.Applicant }), err
}

type formLinkNewCmd struct {
	By    string `required:"" help:"${help_by}"`
	Until string `help:"${help_form_link_until}"`
}

// Run makes a link and prints it once.
func (cmd *formLinkNewCmd) Run(c *call) error {
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	if err := c.onFile(a, cmd.By); err != nil {
		return err
	}
	if a.Settings.PublicURL == "" || a.Settings.SecretKey == "" {
		return badInput(c.say("filing.form.no_pages"))
	}
	now := time.Now().In(a.Settings.Location)
	until, err := c.tokenEnd(now, cmd.Until, tokenDaysMost)
	if err != nil {
		return err
	}
	t, address, err := a.NewFormLink(c, a.Settings.PublicURL, cmd.By, now, until)
	if err != nil {
		return err
	}
	one := formLinkOf(t, a.Settings.Location)
	one.URL = address
	if c.out.format != "table" {
		return c.out.print([]formLinkJSON{one}, func() columns {
			return columns{headings: []string{"id", "url"}, rows: [][]string{{strconv.FormatInt(one.ID, 10), one.URL}}}
		})
	}
	c.line("filing.form.made", "id", one.ID, "until", until, "url", one.URL)
	return nil
}

type formLinkRevokeCmd struct {
	ID int64  `arg:"" help:"${help_form_link_id}"`
	By string `required:"" help:"${help_by}"`
}

// Run revokes a link at once.
func (cmd *formLinkRevokeCmd) Run(c *call) error {
	return c.end("", []string{cmd.By}, func(a *app.App, now time.Time) error {
		links, err := formLinks(c, a)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(links, func(t access.Token) bool { return t.ID == cmd.ID }) {
			return base.ErrNotFound
		}
		return a.Store.RevokeToken(c, cmd.ID, cmd.By, now)
	}, "filing.form.none", "filing.form.revoked", "id", cmd.ID)
}
