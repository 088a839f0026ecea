package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"

	"qunguan/cmd/internal/app"
	"qunguan/cmd/internal/wire"
	"qunguan/notify"
	"qunguan/sql/erasure"
)

type personCmd struct {
	Export personExportCmd `cmd:"" help:"${help_person_export}"`
	Erase  personEraseCmd  `cmd:"" help:"${help_person_erase}"`
}

type personExportCmd struct {
	Person string `arg:"" help:"${help_person_code}"`
	Output string `short:"o" placeholder:"FILE.json" help:"${help_person_output}"`
}

// personJSON is everything that is held about a person.
type personJSON struct {
	Person     personData    `json:"person"`
	Routes     []routeData   `json:"routes"`
	Identities []identity    `json:"identities"`
	Groups     []wire.Group  `json:"groups"` // that they own or administer
	Rosters    []rosterData  `json:"rosters"`
	Cases      []caseData    `json:"cases"`
	Notices    []wire.Notice `json:"notices"`
	Exemptions []reasonData  `json:"exemptions"`
	Absences   []reasonData  `json:"absences"`
	SignIns    []signInData  `json:"sign_ins"`
	LookedAt   []lookData    `json:"looked_at_by"`
	Given      []givenData   `json:"rosters_given"` // by hand, as the group's administrator
	Filings    []filingData  `json:"filings"`       // that they asked for, decided, or would own or administer
}

type personData struct {
	Code      string            `json:"code"`
	Name      string            `json:"name"`
	Unit      string            `json:"unit"`
	AlsoUnits []string          `json:"also_units"`
	Post      string            `json:"post"`
	Status    string            `json:"status"`
	LeftOn    string            `json:"left_on"`
	Roles     []string          `json:"roles"`
	Mobile    string            `json:"mobile"`
	Email     string            `json:"email"`
	Accounts  map[string]string `json:"accounts"`
}

type routeData struct {
	Channel string `json:"channel"`
	Address string `json:"address"` // of a mail; of others only that there is one
}

type identity struct {
	Platform   string `json:"platform"`
	Account    string `json:"account"`
	Group      string `json:"group"`
	Card       string `json:"card"`
	SaidBy     string `json:"said_by"`
	ValidUntil string `json:"valid_until"`
}

type rosterData struct {
	Group    string `json:"group"`
	TakenAt  string `json:"taken_at"`
	How      string `json:"how"`
	Account  string `json:"account"`
	Nickname string `json:"nickname"`
	Role     string `json:"role"`
	JoinedAt string `json:"joined_at"`
	SpokeAt  string `json:"spoke_at"`
}

type caseData struct {
	wire.Case

	Steps []stepData `json:"steps"`
}

type stepData struct {
	At     string `json:"at"`
	By     string `json:"by"`
	State  string `json:"state"`
	Reason string `json:"reason"`
	Note   string `json:"note"`
}

type reasonData struct {
	What   string `json:"what"`
	From   string `json:"from"`
	Until  string `json:"until"`
	Reason string `json:"reason"`
}

type signInData struct {
	BeganAt string `json:"began_at"`
	SeenAt  string `json:"seen_at"`
}

type lookData struct {
	By string `json:"by"` // empty = a reader with the shared token
	At string `json:"at"`
}

type givenData struct {
	Group   string `json:"group"`
	TakenAt string `json:"taken_at"`
	How     string `json:"how"`
}

type filingData struct {
	ID      int64    `json:"id"`
	State   string   `json:"state"`
	FiledAt string   `json:"filed_at"`
	By      string   `json:"by"`
	Kind    string   `json:"kind"`
	Name    string   `json:"name"`
	Unit    string   `json:"unit"`
	Purpose string   `json:"purpose"`
	Owner   string   `json:"owner"`
	Admins  []string `json:"admins"`
}

// Run prints, or writes, everything that is held about a person.
func (cmd *personExportCmd) Run(c *call) error {
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	held, err := c.heldAbout(a, cmd.Person)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode([]personJSON{personOf(a, held)}); err != nil {
		return fmt.Errorf("write the person's data: %w", err)
	}
	if cmd.Output == "" {
		_, err := c.raw.Write(b.Bytes())
		return err
	}
	if err := writeNew(c, cmd.Output, b.Bytes()); err != nil {
		return err
	}
	c.line("person.exported", "person", cmd.Person, "file", cmd.Output)
	return nil
}

func (c *call) heldAbout(a *app.App, person string) (erasure.Held, error) {
	held, ok, err := a.Store.Held(c, person)
	if err == nil && !ok {
		return held, c.onFile(a, person)
	}
	return held, err
}

func personOf(a *app.App, h erasure.Held) personJSON {
	loc, p := a.Settings.Location, h.Person
	j := personJSON{
		Person: personData{
			Code: p.Code, Name: p.Name, Unit: p.Unit, AlsoUnits: p.AlsoUnits, Post: p.Post, Status: p.Status, LeftOn: string(p.LeftOn), Roles: p.Roles,
			Mobile: p.Mobile, Email: p.Email, Accounts: maps.Collect(p.Accounts.All()),
		},
		Routes: []routeData{}, Identities: []identity{}, Groups: []wire.Group{}, Rosters: []rosterData{}, Cases: []caseData{}, Notices: []wire.Notice{},
		Exemptions: []reasonData{}, Absences: []reasonData{}, Given: []givenData{}, Filings: []filingData{}, SignIns: []signInData{}, LookedAt: []lookData{},
	}
	for _, r := range h.Routes {
		address := "***" // a robot's address is a credential
		if r.Channel == notify.Email {
			address = r.Address.Reveal()
		}
		j.Routes = append(j.Routes, routeData{r.Channel, address})
	}
	for _, b := range h.Bindings {
		j.Identities = append(j.Identities, identity{Platform: b.Platform, Account: b.Account, ValidUntil: string(b.ValidUntil)})
	}
	for _, one := range h.IdentityAnswers {
		j.Identities = append(j.Identities, identity{one.Platform, one.Account, one.Group, one.Card, one.By, string(one.ValidUntil)})
	}
	for _, g := range h.Groups {
		j.Groups = append(j.Groups, wire.GroupOf(g))
	}
	for _, f := range h.Found {
		j.Rosters = append(j.Rosters, rosterData{
			Group: f.Group, TakenAt: rfc3339(f.TakenAt, loc), How: f.How, Account: f.Member.Account, Nickname: f.Member.Nickname, Role: f.Member.Role,
			JoinedAt: rfc3339(f.Member.JoinedAt, loc), SpokeAt: rfc3339(f.Member.SpokeAt, loc),
		})
	}
	for _, k := range h.Cases {
		one := caseData{Case: wire.CaseOf(k, a.Policy.Policy.Clauses), Steps: []stepData{}}
		for _, s := range h.Steps[k.ID] {
			one.Steps = append(one.Steps, stepData{rfc3339(s.At, loc), s.By, string(s.State), s.Reason, s.Note})
		}
		j.Cases = append(j.Cases, one)
	}
	for _, n := range h.Notices {
		j.Notices = append(j.Notices, wire.NoticeOf(n, loc))
	}
	for _, e := range h.Exemptions {
		j.Exemptions = append(j.Exemptions, reasonData{e.Rule, string(e.From), string(e.Until), e.Reason})
	}
	for _, one := range h.Absences {
		j.Absences = append(j.Absences, reasonData{one.Deputy, one.From, one.Until, one.Reason})
	}
	for _, s := range h.Sessions {
		j.SignIns = append(j.SignIns, signInData{rfc3339(s.BeganAt, loc), rfc3339(s.SeenAt, loc)})
	}
	for _, l := range h.PageViews {
		j.LookedAt = append(j.LookedAt, lookData{l.Viewer, rfc3339(l.At, loc)})
	}
	for _, g := range h.Given {
		j.Given = append(j.Given, givenData{g.Group, rfc3339(g.TakenAt, loc), g.How})
	}
	for i := range h.Filings {
		one := &h.Filings[i]
		r := &one.Request
		j.Filings = append(j.Filings, filingData{one.ID, string(one.State), rfc3339(one.FiledAt, loc), r.By, r.Kind, r.Name, r.Unit, r.Purpose, r.Owner, r.Admins})
	}
	return j
}

type personEraseCmd struct {
	Person string `arg:"" help:"${help_person_code}"`
	By     string `required:"" help:"${help_by}"`
	Reason string `required:"" help:"${help_reason}"`
}

// Run takes a person out of the registry.
func (cmd *personEraseCmd) Run(c *call) error {
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	if err := c.onFile(a, cmd.By); err != nil {
		return err
	}
	if cmd.By == cmd.Person {
		return badUsage(c.say("person.by_themselves"))
	}
	held, err := c.heldAbout(a, cmd.Person)
	if err != nil {
		return err
	}
	done, err := a.Store.ErasePerson(c, held, cmd.By, cmd.Reason)
	if err != nil {
		return err
	}
	c.line("person.erased", "person", cmd.Person, "cases", done.Cases, "steps", done.Steps, "notices", done.Notices, "rosters", done.Rosters, "routes", done.Routes, "bindings", done.Bindings+done.Answers)
	return nil
}
