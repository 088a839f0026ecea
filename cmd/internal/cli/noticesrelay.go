package cli

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/jobs/manual"
	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/notify/relaysheet"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

type noticesRelayCmd struct {
	IDs []string `arg:"" name:"id" help:"${help_notice_ids}"`
	By  string   `required:"" help:"${help_by}"`
}

// Run notes that notices were passed on by hand: all of them, or none where one
// does not wait for a hand.
func (cmd *noticesRelayCmd) Run(c *call) error {
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	var list []outbox.Notice
	for _, id := range cmd.IDs {
		if slices.ContainsFunc(list, func(n outbox.Notice) bool { return n.ID == id }) {
			continue
		}
		n, err := findNotice(c, a, id)
		if err != nil {
			return err
		}
		list = append(list, n)
	}
	people, err := a.Store.People(c)
	if err != nil {
		return err
	}
	if !people.Has(cmd.By) {
		return c.unknownPerson(people, cmd.By)
	}
	err = manual.Relay(c, a.Store.Save, list, cmd.By, time.Now().In(a.Settings.Location), a.Calendar.For())
	if not, ok := errors.AsType[manual.NotRelayableError](err); ok {
		return badInput(c.say("cli.not_relayable", "id", not.Notice.ID, "state", c.say(phraseKey("notice_state."+string(not.Notice.State)))))
	}
	if err != nil {
		return err
	}
	cases := 0
	for _, n := range list {
		cases += len(n.Cases)
	}
	if len(list) > 1 {
		c.line("cli.relayed_many", "notices", len(list), "n", cases)
		return nil
	}
	c.line("cli.relayed", "id", list[0].ID, "n", cases)
	return nil
}

type relaySheetCmd struct {
	Output string `short:"o" placeholder:"FILE.txt" help:"${help_output_file}"`
}

// byteOrderMark lets the editors and chat programs of older Windows read the
// sheet as UTF-8.
const byteOrderMark = "\ufeff"

// Run prints the notices that wait for a hand, a block for each recipient.
func (cmd *relaySheetCmd) Run(c *call) error {
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	waiting, err := a.Store.Notices(c, outbox.Filter{States: []outbox.State{outbox.Manual}})
	if err != nil {
		return err
	}
	units, people, err := directory(c, a)
	if err != nil {
		return err
	}
	byReader(waiting, units, people)
	linked := 0
	for i, n := range waiting {
		if c.out.format != "table" {
			break // output for programs must not hold a credential
		}
		if waiting[i].Body, err = a.TextWithLink(n); err != nil {
			return err
		}
		if waiting[i].Body != n.Body {
			linked++
		}
	}
	if linked > 0 {
		a.Log.Info("links_printed", "by", "relay-sheet", "notices", linked)
	}
	if c.out.format != "table" {
		return printNotices(c, a, waiting)
	}
	now := time.Now().In(a.Settings.Location)
	unpassed, err := a.Unpassed(c, now)
	if err != nil {
		return err
	}
	waiting = append(waiting, unpassed...)
	byReader(waiting, units, people)
	blocks := relaysheet.Blocks(waiting, units, people)
	sheet := phrase.Visible(relaysheet.Text(c.lang, blocks, now))
	if cmd.Output == "" {
		fmt.Fprint(c.Stdout, sheet)
		return nil
	}
	if err := writeNew(c, cmd.Output, []byte(byteOrderMark+sheet)); err != nil {
		return err
	}
	c.line("cli.relay_sheet", "file", cmd.Output, "people", len(blocks), "n", len(waiting))
	return nil
}

func directory(c *call, a *app.App) (workgroup.Units, workgroup.People, error) {
	units, err := a.Store.Units(c)
	if err != nil {
		return nil, workgroup.People{}, err
	}
	people, err := a.Store.People(c)
	return units, people, err
}

// byReader sorts notices by unit and person, rooms behind people, and one
// reader's with the newest first.
func byReader(list []outbox.Notice, units workgroup.Units, people workgroup.People) { //nolint:unparam // readers of one unit stand together
	unit := func(n outbox.Notice) string {
		if n.Recipient.Type == notify.ToPerson {
			return people.Of(n.Recipient.Code).Unit
		}
		return n.Recipient.Code
	}
	kinds := []string{notify.ToPerson, notify.ToUnit, notify.ToGroup, notify.ToOffice, notify.ToOps}
	slices.SortStableFunc(list, func(a, b outbox.Notice) int {
		return cmp.Or(
			cmp.Compare(slices.Index(kinds, a.Recipient.Type), slices.Index(kinds, b.Recipient.Type)),
			cmp.Compare(unit(a), unit(b)),
			cmp.Compare(a.Recipient.Code, b.Recipient.Code),
			b.CreatedAt.Compare(a.CreatedAt),
		)
	})
}
