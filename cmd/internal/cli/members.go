package cli

import (
	"cmp"
	"strings"

	"qunguan/cmd/internal/app"
	"qunguan/cmd/internal/wire"
	"qunguan/jobs/check"
	"qunguan/reconcile/phrase"
)

type membersCmd struct {
	Group string `help:"${help_cases_group}"`
	Unit  string `help:"${help_cases_unit}"`

	Person string `help:"${help_members_person}"`

	At string `help:"${help_at_members}"`

	Output string `short:"o" placeholder:"FILE.xlsx" help:"${help_members_output}"`
}

// memberJSON is one account of a roster as contract §4 has it.
type memberJSON = wire.Member

// Run prints the rosters with the identity of each row.
func (cmd *membersCmd) Run(c *call) error {
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	if cmd.isOnePerson() {
		return cmd.onePerson(c, a)
	}
	w, err := worldAt(c, a, cmd.At)
	if err != nil {
		return err
	}
	if err := cmp.Or(c.knownGroup(w.Groups, cmd.Group), c.knownUnit(w.Dir.Units, cmd.Unit), c.knownPerson(w.Dir.People, cmd.Person)); err != nil {
		return err
	}
	if cmd.Output != "" {
		return writeMembersBook(c, a, w, cmd)
	}
	loc := a.Settings.Location
	list := memberList{}
	unread, err := check.Members(c, w, a.Store, cmd.Unit, cmd.Group, func(m check.KnownMember) error {
		if cmd.Person != "" && m.Who.Person != cmd.Person {
			return nil
		}
		candidates := m.Who.Candidates
		if candidates == nil {
			candidates = []string{}
		}
		list.add(memberJSON{
			Group: m.Group.Code, Account: m.Member.Account, Nickname: m.Member.Nickname, Role: m.Member.Role,
			How: string(m.Who.How), Person: m.Who.Person, Candidates: candidates,
			LastSpoke: rfc3339(m.Member.SpokeAt, loc), TakenAt: rfc3339(m.Roster.TakenAt, loc), Reason: string(m.Who.Reason), Came: m.Member.Origin.String(),
		}, w.Dir.People.Of(m.Who.Person).Name, c.say(phrase.Key("identity."+string(m.Who.Reason)), m.Who.Values()...))
		return nil
	})
	if err != nil {
		return err
	}
	return cmp.Or(list.print(c), c.without(unread))
}

// memberList is accounts as they are printed.
type memberList struct {
	rows           []memberJSON
	names, reasons []string
}

func (l *memberList) add(m memberJSON, name, reason string) {
	l.rows, l.names, l.reasons = append(l.rows, m), append(l.names, name), append(l.reasons, reason)
}

func (l *memberList) print(c *call) error {
	if l.rows == nil {
		l.rows = []memberJSON{}
	}
	return c.out.print(l.rows, func() columns {
		v := columns{headings: []string{
			c.say("col.group"), c.say("col.account"), c.say("col.nickname"), c.say("col.role"), c.say("col.how"),
			c.say("col.person"), c.say("col.name"), c.say("col.reason"), c.say("col.taken_at"), c.say("col.came"),
		}}
		for i, m := range l.rows {
			taken := m.TakenAt // CSV is for programs too
			if c.out.format == "table" {
				taken = minute(taken)
			}
			v.rows = append(v.rows, []string{
				m.Group, m.Account, m.Nickname, m.Role, c.say(phraseKey("identity.how_" + m.How)),
				m.Person + strings.Join(m.Candidates, ", "), l.names[i], l.reasons[i], taken, c.cameWord(m.Came),
			})
		}
		return v
	})
}

// worldAt is the world as of --at, or of the newest member check, or now.
func worldAt(c *call, a *app.App, at string) (*check.RegistrySnapshot, error) {
	moment, err := c.moment(at, a.Settings.Location)
	if err != nil {
		return nil, err
	}
	if at == "" {
		last, err := a.Store.LastRun(c, "member-check")
		if err != nil {
			return nil, err
		}
		if !last.IsZero() {
			moment = last.In(a.Settings.Location)
		}
	}
	return check.ReadRegistry(c, a.Store, a.Policy.Policy, a.Calendar, moment)
}
