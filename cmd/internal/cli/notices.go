package cli

import (
	"fmt"
	"strconv"

	"qunguan/cmd/internal/app"
	"qunguan/cmd/internal/wire"
	"qunguan/notify/outbox"
)

type noticesCmd struct {
	List       noticesListCmd  `cmd:"" default:"withargs" help:"${help_notices_list}"`
	Show       noticesShowCmd  `cmd:"" help:"${help_notices_show}"`
	Relay      noticesRelayCmd `cmd:"" help:"${help_notices_relay}"`
	RelaySheet relaySheetCmd   `cmd:"" help:"${help_relay_sheet}"`
}

// noticeJSON is a notice as contract §4 has it.
type noticeJSON = wire.Notice

type noticesListCmd struct {
	State string `enum:",planned,pending,sending,sent,failed,uncertain,dead,withdrawn,manual,relayed" default:"" help:"${help_notices_state}"`
}

// Run prints the outbox.
func (cmd *noticesListCmd) Run(c *call) error {
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	var f outbox.Filter
	if cmd.State != "" {
		f.States = []outbox.State{outbox.State(cmd.State)}
	}
	list, err := a.Store.Notices(c, f)
	if err != nil {
		return err
	}
	units, people, err := directory(c, a)
	if err != nil {
		return err
	}
	byReader(list, units, people)
	return printNotices(c, a, list)
}

func printNotices(c *call, a *app.App, list []outbox.Notice) error {
	loc := a.Settings.Location
	out := make([]noticeJSON, len(list))
	for i, n := range list {
		out[i] = wire.NoticeOf(n, loc)
	}
	return c.out.print(out, func() columns {
		v := columns{headings: []string{
			c.say("col.id"), c.say("col.state"), c.say("col.kind"), c.say("col.recipient"), c.say("col.channel"),
			c.say("col.not_before"), c.say("col.cases"), c.say("col.subject"), c.say("col.last_error"),
		}}
		for _, n := range list {
			v.rows = append(v.rows, []string{
				n.ID, c.say(phraseKey("notice_state." + string(n.State))), c.say(phraseKey("notice_kind." + n.Kind)),
				recipientName(c, n), c.lang.Channel(n.Channel), n.NotBefore.In(loc).Format("01-02 15:04"),
				strconv.Itoa(len(n.Cases)), n.Title, n.LastError,
			})
		}
		return v
	})
}

func recipientName(c *call, n outbox.Notice) string {
	name := n.Recipient.Name
	if n.Recipient.Code != "" && name != n.Recipient.Code {
		name += " " + n.Recipient.Code
	}
	if n.Recipient.Type == "ops" {
		name = c.say("recipient.ops")
	}
	return name
}

type noticesShowCmd struct {
	ID string `arg:"" help:"${help_notice_id}"`
}

// Run prints the exact text of one notice, and how its recipient was found.
func (cmd *noticesShowCmd) Run(c *call) error {
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	n, err := findNotice(c, a, cmd.ID)
	if err != nil {
		return err
	}
	if c.out.format != "table" {
		return printNotices(c, a, []outbox.Notice{n})
	}
	if n.Body == "" {
		c.line("cli.notice_purged")
	} else {
		fmt.Fprintln(c.Stdout, n.Body)
	}
	if len(n.Hops) > 0 {
		t, err := tellerOf(c, a)
		if err != nil {
			return err
		}
		fmt.Fprintln(c.Stdout)
		for _, h := range n.Hops {
			fmt.Fprintln(c.Stdout, "  "+t.HopWords(h))
		}
	}
	return nil
}

func findNotice(c *call, a *app.App, id string) (outbox.Notice, error) {
	list, err := a.Store.Notices(c, outbox.Filter{IDs: []string{id}})
	if err != nil {
		return outbox.Notice{}, err
	}
	if len(list) == 0 {
		return outbox.Notice{}, badInput(c.say("cli.no_notice", "id", id))
	}
	return list[0], nil
}
