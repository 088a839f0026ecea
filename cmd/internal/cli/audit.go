package cli

import (
	"strconv"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/reconcile/workgroup"
)

type auditCmd struct {
	List   auditListCmd   `cmd:"" default:"withargs" help:"${help_audit_list}"`
	Verify auditVerifyCmd `cmd:"" help:"${help_audit_verify}"`
	Check  auditCheckCmd  `cmd:"" help:"${help_audit_check}"`
	Adopt  auditAdoptCmd  `cmd:"" help:"${help_audit_adopt}"`
}

type auditListCmd struct {
	Since string `help:"${help_audit_since}"`
}

type auditEntryJSON struct {
	At        string `json:"at"`
	WrittenAt string `json:"written_at"`
	Source    string `json:"source"`
	ID        int64  `json:"id"`
	By        string `json:"by"`
	Subject   string `json:"subject"`
	What      string `json:"what"`
	Words     string `json:"words"`
	Login     string `json:"login"`
}

// auditDays is how far back `audit list` goes without --since.
const auditDays = 7

// Run lists decisions, notices, overrides and seals, oldest first.
func (cmd *auditListCmd) Run(c *call) error {
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	loc := a.Settings.Location
	since, err := c.since(cmd.Since, loc)
	if err != nil {
		return err
	}
	entries, err := a.Store.AuditLog(c, since)
	if err != nil {
		return err
	}
	list := []auditEntryJSON{}
	for _, e := range entries {
		list = append(list, auditEntryJSON{
			At: rfc3339(e.At, loc), WrittenAt: rfc3339(e.WrittenAt, loc), Source: e.Source, ID: e.ID, By: e.By, Subject: e.Subject, What: e.What, Words: e.Words, Login: e.Login,
		})
	}
	return c.out.print(list, func() columns {
		v := columns{headings: []string{
			c.say("col.written_at"), c.say("col.at"), c.say("col.source"), c.say("col.id"), c.say("col.by"), c.say("col.login"), c.say("col.about"), c.say("col.what"), c.say("col.note"),
		}}
		for _, e := range entries {
			v.rows = append(v.rows, []string{
				e.WrittenAt.In(loc).Format("2006-01-02 15:04"), e.At.In(loc).Format("2006-01-02 15:04"), c.sourceWord(e.Source),
				strconv.FormatInt(e.ID, 10), e.By, e.Login, e.Subject, reasonWord(c.lang, e.What), e.Words,
			})
		}
		return v
	})
}

// since reads --since: RFC 3339, or a date, which means from its beginning on.
func (c *call) since(text string, loc *time.Location) (time.Time, error) {
	if text == "" {
		return time.Now().AddDate(0, 0, -auditDays), nil
	}
	if d, err := workgroup.ParseDate(text); err == nil {
		return d.In(loc), nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, badUsage(c.say("cli.bad_at", "value", text))
	}
	return t, nil
}

// sourceWord is a table of the trail as people call it.
func (c *call) sourceWord(source string) string { return c.say(phraseKey("audit_source." + source)) }
