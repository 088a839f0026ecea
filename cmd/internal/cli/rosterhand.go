package cli

import (
	"cmp"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/jobs"
	"qunguan/jobs/manual"
	"qunguan/reconcile/intake"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/rule"
	"qunguan/sql/rosters"
)

type rosterPasteCmd struct {
	Group string `required:"" help:"${help_roster_group}"`
	File  string `arg:"" help:"${help_roster_paste_in}"`
	Count *int   `help:"${help_roster_count}"`
	At    string `help:"${help_roster_at}"`
	By    string `help:"${help_roster_by}"`
}

type rosterUnchangedCmd struct {
	Group string `required:"" help:"${help_roster_group}"`
	Count *int   `help:"${help_roster_count}"`
	By    string `required:"" help:"${help_roster_by}"`
	At    string `help:"${help_roster_at}"`
}

type rosterChangeCmd struct {
	Group  string   `required:"" help:"${help_roster_group}"`
	Add    []string `placeholder:"甲" sep:"none" help:"${help_roster_add}"`
	Remove []string `placeholder:"丙" sep:"none" help:"${help_roster_remove}"`
	Count  *int     `help:"${help_roster_count}"`
	By     string   `required:"" help:"${help_roster_by}"`
	At     string   `help:"${help_roster_at}"`
}

// maxPaste is how many bytes a text may have: no group's names are so many.
const maxPaste = 2 << 20

// Run takes a text with a group's members.
func (cmd *rosterPasteCmd) Run(c *call) error {
	in := c.Stdin
	if cmd.File != "-" {
		f, err := os.Open(cmd.File)
		if err != nil {
			return badInput(c.say("cli.no_such_text", "file", cmd.File))
		}
		defer func() { _ = f.Close() }() // opened for reading: nothing can be lost
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, maxPaste))
	if err != nil {
		return badInput(c.say("cli.no_such_text", "file", cmd.File))
	}
	return c.takeRoster(manual.GivenRoster{Group: cmd.Group, How: intake.HandPasted, Text: string(text), By: cmd.By}, cmd.Count, cmd.At)
}

// Run takes the word that nothing has changed.
func (cmd *rosterUnchangedCmd) Run(c *call) error {
	return c.takeRoster(manual.GivenRoster{Group: cmd.Group, How: intake.HandUnchanged, By: cmd.By}, cmd.Count, cmd.At)
}

// Run takes the names that came and went.
func (cmd *rosterChangeCmd) Run(c *call) error {
	given := manual.GivenRoster{Group: cmd.Group, How: intake.HandChanged, By: cmd.By}
	for _, name := range cmd.Add {
		given.Add = append(given.Add, strings.TrimSpace(name))
	}
	for _, name := range cmd.Remove {
		given.Remove = append(given.Remove, strings.TrimSpace(name))
	}
	if len(given.Add)+len(given.Remove) == 0 || slices.Contains(append(slices.Clone(given.Add), given.Remove...), "") {
		return badUsage(c.say("cli.roster_change_names"))
	}
	return c.takeRoster(given, cmd.Count, cmd.At)
}

// handJSON is a roster that was given, as JSON has it.
type handJSON struct {
	Group   string     `json:"group"`
	How     string     `json:"how"`
	Written bool       `json:"written"`
	Refusal string     `json:"refusal"`
	Count   int        `json:"count"`
	Rows    int        `json:"rows"`
	Before  int        `json:"before"`
	TakenAt string     `json:"taken_at"`
	Names   []string   `json:"names"`
	New     []string   `json:"new"`
	Gone    []string   `json:"gone"`
	Mend    []mendJSON `json:"mend"`
}

type mendJSON struct {
	Rule    string `json:"rule"`
	Account string `json:"account"`
	Person  string `json:"person"`
	Text    string `json:"text"`
	Copy    string `json:"copy"`
}

func (c *call) takeRoster(given manual.GivenRoster, count *int, at string) error {
	if count != nil {
		if *count < 1 {
			return badUsage(c.say("cli.roster_bad_count", "n", *count))
		}
		given.Count = *count
	}
	a, moment, err := c.openAt(at, app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	given.At = moment
	r, err := a.RosterDesk().Take(c, given)
	switch {
	case errors.Is(err, jobs.ErrNoSuchGroup):
		return c.knownGroup(r.RegistrySnapshot.Groups, given.Group)
	case errors.Is(err, jobs.ErrNoSuchPerson):
		return c.knownPerson(r.RegistrySnapshot.Dir.People, given.By)
	case errors.Is(err, rosters.ErrMeanwhile):
		return badInput(c.say("cli.import_meanwhile"))
	}
	if _, ok := errors.AsType[*roster.UnreadableError](err); ok {
		return c.unreadRoster(err)
	}
	if err != nil {
		return err
	}
	if err := c.printRoster(given, r, moment.Location()); err != nil {
		return err
	}
	return c.rosterResult(r, given.By, moment.Location())
}

// rosterResult is the exit code, with the reason where nothing was applied.
func (c *call) rosterResult(r manual.RosterReading, by string, loc *time.Location) error {
	if r.Refusal == "" {
		return nil
	}
	if r.Result != nil {
		printProblems(c, r.Result)
	}
	said := manual.RosterWords(c.lang, r, by, loc)
	switch r.Refusal {
	case manual.RosterNoCount:
		return badUsage(said)
	case manual.RosterDiffers, manual.RosterNotWhole, manual.RosterShrunk:
		return &exitError{code: ExitPart, text: said}
	case manual.RosterOlder:
		c.tell(said)
		return nil
	}
	return badInput(said)
}

func (c *call) printRoster(given manual.GivenRoster, r manual.RosterReading, loc *time.Location) error {
	out := handJSON{
		Group: r.Group.Code, How: given.How, Written: r.Outcome.Written, Refusal: r.Refusal, Count: r.Counted, Rows: r.Rows, Before: r.Before.Rows,
		TakenAt: rfc3339(given.At, loc), Names: append([]string{}, r.Names...), New: append([]string{}, r.Came...), Gone: append([]string{}, r.Gone...), Mend: []mendJSON{},
	}
	tell := rule.TellerOf(c.lang, r.RegistrySnapshot.Snapshot, r.RegistrySnapshot.Groups)
	for _, k := range r.Mend {
		told := tell.Tell(k)
		out.Mend = append(out.Mend, mendJSON{k.Rule, k.Subject.Account, k.Subject.Person, told.Line(), told.Copy()})
	}
	if c.out.format != "table" {
		return c.out.print([]handJSON{out}, func() columns {
			v := columns{headings: []string{c.say("col.rule"), c.say("col.account"), c.say("col.person"), c.say("col.title"), c.say("members.copy")}}
			for _, m := range out.Mend {
				v.rows = append(v.rows, []string{m.Rule, m.Account, m.Person, m.Text, m.Copy})
			}
			return v
		})
	}
	for _, line := range manual.RosterLines(c.lang, given.How, r, given.At.In(loc)) {
		c.plainLine(line)
	}
	for _, m := range out.Mend {
		c.plainLine("  " + m.Text)
		if m.Copy != "" {
			c.plainLine("    " + c.say("roster.copy", "text", m.Copy))
		}
	}
	return nil
}

// plainLine prints a line on stdout.
func (c *call) plainLine(text string) { _, _ = io.WriteString(c.Stdout, cmp.Or(text, " ")+"\n") }
