package cli

import (
	"fmt"
	"strconv"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
)

type noticesCmd struct {
	List       noticesListCmd  `cmd:"" default:"withargs" help:"${help_notices_list}"`
	Show       noticesShowCmd  `cmd:"" help:"${help_notices_show}"`
	Relay      noticesRelayCmd `cmd:"" help:"${help_notices_relay}"`
	RelaySheet relaySheetCmd   `cmd:"" help:"${help_relay_sheet}"`
}

// noticeJSON is a notice as contract §4 has it.
type noticeJSON struct {
	ID            string       `json:"id"`
	Kind          string       `json:"kind"`
	RecipientType string       `json:"recipient_type"`
	Recipient     string       `json:"recipient"`
	Channel       string       `json:"channel"`
	State         string       `json:"state"`
	CreatedAt     string       `json:"created_at"`
	NotBefore     string       `json:"not_before"`
	SentAt        string       `json:"sent_at"`
	Attempts      int          `json:"attempts"`
	LastError     string       `json:"last_error"`
	Cases         []int64      `json:"cases"`
	Title         string       `json:"title"`
	Body          string       `json:"body"`
	Hops          []ledger.Hop `json:"hops"`
}

func noticeOf(n outbox.Notice, loc *time.Location) noticeJSON {
	j := noticeJSON{
		ID: n.ID, Kind: n.Kind, RecipientType: n.Recipient.Type, Recipient: n.Recipient.Code, Channel: n.Channel,
		State: string(n.State), CreatedAt: rfc3339(n.CreatedAt, loc), NotBefore: rfc3339(n.NotBefore, loc),
		SentAt: rfc3339(n.SentAt, loc), Attempts: n.Attempts, LastError: n.LastError,
		Cases: n.Cases, Title: n.Title, Body: n.Body, Hops: n.Hops,
	}
	if j.Cases == nil {
		j.Cases = []int64{}
	}
	if j.Hops == nil {
		j.Hops = []ledger.Hop{}
	}
	return j
}

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
		out[i] = noticeOf(n, loc)
	}
	return c.out.print(out, func() columns {
		v := columns{headings: []string{
			c.say("col.id"), c.say("col.state"), c.say("col.kind"), c.say("col.recipient"), c.say("col.channel"),
			c.say("col.not_before"), c.say("col.cases"), c.say("col.subject"), c.say("col.last_error"),
		}}
		for _, n := range list {
			v.rows = append(v.rows, []string{
				n.ID, c.say(phraseKey("notice_state." + string(n.State))), c.say(phraseKey("notice_kind." + n.Kind)),
				recipientName(c, n), channelWord(c.lang, n.Channel), n.NotBefore.In(loc).Format("01-02 15:04"),
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
