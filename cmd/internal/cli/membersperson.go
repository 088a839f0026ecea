package cli

import (
	"strings"

	"qunguan/cmd/internal/app"
	"qunguan/reconcile/phrase"
)

// isOnePerson reports whether the newest member check's index answers: only the rosters know the
// groups of a person at another moment.
func (cmd *membersCmd) isOnePerson() bool {
	return cmd.Person != "" && cmd.At == "" && cmd.Output == ""
}

// onePerson prints the person's groups as the newest member checks found them,
// without reading the county.
func (cmd *membersCmd) onePerson(c *call, a *app.App) error {
	p, known, err := a.Store.Person(c, cmd.Person)
	if err != nil {
		return err
	}
	if !known {
		people, err := a.Store.People(c)
		if err != nil {
			return err
		}
		return c.unknownPerson(people, cmd.Person)
	}
	found, err := a.Store.FoundIn(c, cmd.Person)
	if err != nil {
		return err
	}
	var list memberList
	var newer []string
	for _, f := range found {
		if cmd.Group != "" && f.Group != cmd.Group || cmd.Unit != "" && f.Unit != cmd.Unit {
			continue
		}
		if f.Newer {
			newer = append(newer, f.Group)
		}
		list.add(memberJSON{
			Group: f.Group, Account: f.Member.Account, Nickname: f.Member.Nickname, Role: f.Member.Role, How: f.How, Person: p.Code, Candidates: []string{},
			LastSpoke: rfc3339(f.Member.SpokeAt, a.Settings.Location), TakenAt: rfc3339(f.TakenAt, a.Settings.Location), Came: f.Member.Origin.String(),
		}, p.Name, c.say(phrase.Key("identity.how_"+f.How)))
	}
	if err := list.print(c); err != nil {
		return err
	}
	if len(newer) > 0 {
		c.note("members.newer", "groups", strings.Join(newer, "、"))
	}
	return nil
}
