package cli

import (
	"cmp"
	"errors"
	"strconv"
	"strings"

	"qunguan/cmd/internal/app"
	"qunguan/jobs"
	"qunguan/jobs/check"
	"qunguan/jobs/manual"
	"qunguan/reconcile/filing"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

type filingCmd struct {
	List     filingListCmd     `cmd:"" default:"withargs" help:"${help_filing_list}"`
	New      filingNewCmd      `cmd:"" help:"${help_filing_new}"`
	Show     filingShowCmd     `cmd:"" help:"${help_filing_show}"`
	Approve  filingApproveCmd  `cmd:"" help:"${help_filing_approve}"`
	Reject   filingRejectCmd   `cmd:"" help:"${help_filing_reject}"`
	Withdraw filingWithdrawCmd `cmd:"" help:"${help_filing_withdraw}"`
	FormLink formLinkCmd       `cmd:"" name:"form-link" help:"${help_form_link}"`
}

type filingNewCmd struct {
	Kind      string `enum:"group,account,app" default:"group" help:"${help_filing_kind}"`
	Group     string `help:"${help_filing_group}"`
	Name      string `help:"${help_filing_name}"`
	Unit      string `help:"${help_filing_unit}"`
	By        string `required:"" help:"${help_filing_by}"`
	Platform  string `help:"${help_filing_platform}"`
	Purpose   string `help:"${help_filing_purpose}"`
	Owner     string `help:"${help_filing_owner}"`
	Admins    string `help:"${help_filing_admins}"`
	Scope     string `help:"${help_filing_scope}"`
	AllStaff  bool   `help:"${help_filing_all_staff}"`
	Category  string `help:"${help_filing_category}"`
	Reach     string `help:"${help_filing_reach}"`
	Stage     bool   `help:"${help_filing_stage}"`
	From      string `help:"${help_filing_from}"`
	Until     string `help:"${help_filing_until}"`
	OpenEnded string `help:"${help_filing_open_ended}"`
	Protected bool   `help:"${help_filing_protected}"`
	At        string `help:"${help_case_at}"`
}

// answeredFilingJSON is the immediate answer to a filing (contract §9).
type answeredFilingJSON struct {
	ID    int64        `json:"id"`
	State filing.State `json:"state"`
	filing.Comparison
}

// Run files, and prints the comparison with the registry at once.
func (cmd *filingNewCmd) Run(c *call) error {
	a, w, err := c.filingWorld(cmd.At)
	if err != nil {
		return err
	}
	defer a.Close()
	r, err := cmd.request(c, w)
	if err != nil {
		return err
	}
	f, err := manual.File(c, w, a.Store, a.Store, r, nil)
	if err != nil {
		return err
	}
	if c.out.format != "table" {
		return c.out.print([]answeredFilingJSON{{f.ID, f.State, f.Shown}}, func() columns { return filingColumns(c, []filing.Filing{f}) })
	}
	c.line("filing.filed", "id", f.ID, "name", joined(rule.FilingDeciders(&f, w.Policy, w.Dir, w.Day)))
	c.printComparison(w, f.Shown)
	return nil
}

func (c *call) filingWorld(at string) (*app.App, *check.RegistrySnapshot, error) {
	a, moment, err := c.openAt(at, app.Options{})
	if err != nil {
		return nil, nil, err
	}
	w, err := check.ReadRegistry(c, a.Store, a.Policy.Policy, a.Calendar, moment)
	if err != nil {
		a.Close()
		return nil, nil, err
	}
	return a, w, nil
}

// request is the request of the flags; for a group that is there already, the registry fills the
// rest.
func (cmd *filingNewCmd) request(c *call, w *check.RegistrySnapshot) (filing.Request, error) {
	r := filing.Request{
		Kind: cmd.Kind, Name: strings.TrimSpace(cmd.Name), Unit: cmd.Unit, By: cmd.By, Platform: cmd.Platform, Purpose: cmd.Purpose, Owner: cmd.Owner,
		Admins: listOf(cmd.Admins), AllStaff: cmd.AllStaff, Category: cmd.Category, Reach: cmd.Reach, Staged: cmd.Stage,
		OpenEnded: cmd.OpenEnded, Protected: cmd.Protected, Group: cmd.Group,
	}
	var err error
	if r.Scope, err = workgroup.ParseScope(listOf(cmd.Scope)); err != nil {
		return r, badUsage(c.say("filing.bad_scope", "value", cmd.Scope))
	}
	if r.From, err = c.date(cmd.From); err != nil {
		return r, err
	}
	if r.Until, err = c.date(cmd.Until); err != nil {
		return r, err
	}
	if g, ok := w.Groups.Find(r.Group); ok {
		r.FillIn(g)
	}
	if err := cmp.Or(c.knownGroup(w.Groups, r.Group), c.knownUnit(w.Dir.Units, r.Unit), c.knownPerson(w.Dir.People, r.By), c.knownPerson(w.Dir.People, r.Owner)); err != nil {
		return r, err
	}
	for _, admin := range r.Admins {
		if err := c.knownPerson(w.Dir.People, admin); err != nil && cmd.Admins != "" {
			return r, err
		}
	}
	if missing := r.Missing(); len(missing) > 0 {
		var words []string
		for _, m := range missing {
			words = append(words, c.say(phrase.Key("filing.missing."+m)))
		}
		return r, badUsage(c.say("filing.incomplete", "list", joined(words)))
	}
	return r, nil
}

func listOf(cell string) []string {
	list := strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(";；、,，", r) })
	for i := range list {
		list[i] = strings.TrimSpace(list[i])
	}
	return list
}

// printComparison prints the comparison with the registry, in sentences.
func (c *call) printComparison(w *check.RegistrySnapshot, shown filing.Comparison) {
	if !shown.Name.OK {
		var words []string
		for _, r := range shown.Name.Reasons {
			words = append(words, reasonWord(c.lang, r))
		}
		c.line("filing.name", "reasons", joined(words), "proposed", orNone(c, shown.Name.Proposed))
	}
	if q := shown.Quota; q.Limit != nil {
		c.line("filing.quota", "count", q.Count, "limit", *q.Limit, "free", orNone(c, string(q.FreeOn)))
	}
	for _, s := range shown.Similar {
		c.line("filing.similar", "group", s.Group, "name", s.Name, "owner", orNone(c, w.Dir.People.Of(s.Owner).Name), "people", s.People,
			"why", c.say(phrase.Key("filing.why."+s.Why)), "score", strconv.FormatFloat(s.Score, 'g', -1, 64))
	}
	c.line(phrase.Key("filing.advice." + string(shown.Advice)))
}

type filingListCmd struct {
	State string `help:"${help_filing_state}"`
}

type filingJSON struct {
	ID        int64             `json:"id"`
	State     filing.State      `json:"state"`
	Number    string            `json:"number"`
	FiledAt   string            `json:"filed_at"`
	Advice    filing.Advice     `json:"advice"`
	Request   filing.Request    `json:"request"`
	Scope     string            `json:"scope"`
	Shown     filing.Comparison `json:"shown"`
	Decisions []decidedJSON     `json:"decisions"`
	Deciders  []string          `json:"deciders"`
}

type decidedJSON struct {
	Step  string       `json:"step"`
	By    string       `json:"by"`
	At    string       `json:"at"`
	Note  string       `json:"note"`
	State filing.State `json:"state"`
}

func filingColumns(c *call, list []filing.Filing) columns {
	v := columns{headings: []string{
		c.say("col.id"), c.say("col.state"), c.say("col.filing_number"), c.say("col.filing_kind"), c.say("col.filing_name"), c.say("col.unit"),
		c.say("col.filing_by"), c.say("col.until"), c.say("col.filing_advice"),
	}}
	for _, f := range list {
		v.rows = append(v.rows, []string{
			strconv.FormatInt(f.ID, 10), c.say(phrase.Key("filing.state." + string(f.State))), f.Number, c.say(phrase.Key("filing.kind." + f.Request.Kind)),
			f.Request.Name, f.Request.Unit, f.Request.By, string(f.Request.Until), reasonWord(c.lang, string(f.Shown.Advice)),
		})
	}
	return v
}

func (c *call) filingOf(a *app.App, w *check.RegistrySnapshot, f filing.Filing) filingJSON {
	j := filingJSON{
		ID: f.ID, State: f.State, Number: f.Number, FiledAt: rfc3339(f.FiledAt, a.Settings.Location), Advice: f.Shown.Advice, Request: f.Request,
		Scope: f.Request.Scope.String(), Shown: f.Shown, Decisions: []decidedJSON{}, Deciders: []string{},
	}
	for _, d := range f.Decisions {
		j.Decisions = append(j.Decisions, decidedJSON{d.Step, d.By, rfc3339(d.At, a.Settings.Location), d.Note, d.State})
	}
	if f.State.Waiting() {
		j.Deciders = append(j.Deciders, rule.FilingDeciders(&f, w.Policy, w.Dir, w.Day)...)
	}
	return j
}

// Run lists the filings.
func (cmd *filingListCmd) Run(c *call) error {
	a, w, err := c.filingWorld("")
	if err != nil {
		return err
	}
	defer a.Close()
	all, err := a.Store.FilingRequests(c)
	if err != nil {
		return err
	}
	list, shown := []filingJSON{}, []filing.Filing{}
	for _, f := range all {
		if cmd.State == "" || string(f.State) == cmd.State {
			list, shown = append(list, c.filingOf(a, w, f)), append(shown, f)
		}
	}
	return c.out.print(list, func() columns { return filingColumns(c, shown) })
}

type filingShowCmd struct {
	ID int64 `arg:"" help:"${help_filing_id}"`
}

// Run shows a filing with all decisions about it, and the comparison of the day on which it was
// filed.
func (cmd *filingShowCmd) Run(c *call) error {
	a, w, err := c.filingWorld("")
	if err != nil {
		return err
	}
	defer a.Close()
	f, err := manual.FindFiling(c, a.Store, cmd.ID)
	if err != nil {
		return c.filingError(w, cmd.ID, err)
	}
	if err := c.out.print([]filingJSON{c.filingOf(a, w, f)}, func() columns { return filingColumns(c, []filing.Filing{f}) }); err != nil || c.out.format != "table" {
		return err
	}
	c.line("filing.request", "purpose", f.Request.Purpose, "owner", w.Dir.People.Of(f.Request.Owner).Name, "scope", orNone(c, f.Request.Scope.String()), "at", rfc3339(f.FiledAt, a.Settings.Location))
	if f.Request.Via == filing.ByForm {
		c.line("filing.by_form")
	}
	c.printComparison(w, f.Shown)
	for _, d := range f.Decisions {
		c.line("filing.decision", "at", rfc3339(d.At, a.Settings.Location), "by", w.Dir.People.Of(d.By).Name, "state", c.say(phrase.Key("filing.state."+string(d.State))), "note", d.Note)
	}
	return nil
}

type filingDecision struct {
	ID   int64  `arg:"" help:"${help_filing_id}"`
	By   string `required:"" help:"${help_by}"`
	Note string `required:"" help:"${help_case_words}"`
	At   string `help:"${help_case_at}"`
}

type filingApproveCmd struct{ filingDecision }

type filingRejectCmd struct{ filingDecision }

// Run takes the filing's next step: agrees to it.
func (cmd *filingApproveCmd) Run(c *call) error { return cmd.decide(c, true) }

// Run rejects the filing.
func (cmd *filingRejectCmd) Run(c *call) error { return cmd.decide(c, false) }

func (cmd *filingDecision) decide(c *call, agree bool) error {
	if strings.TrimSpace(cmd.Note) == "" {
		return badUsage(c.say("cli.empty_note"))
	}
	a, w, err := c.filingWorld(cmd.At)
	if err != nil {
		return err
	}
	defer a.Close()
	if err := c.knownPerson(w.Dir.People, cmd.By); err != nil {
		return err
	}
	f, err := manual.DecideFiling(c, w, a.Store, cmd.ID, agree, cmd.By, cmd.Note)
	if err != nil {
		return c.filingError(w, cmd.ID, err)
	}
	return c.filingDone(a, w, f)
}

// filingDone prints the filing after a step.
func (c *call) filingDone(a *app.App, w *check.RegistrySnapshot, f filing.Filing) error {
	if c.out.format != "table" {
		return c.out.print([]filingJSON{c.filingOf(a, w, f)}, func() columns { return filingColumns(c, []filing.Filing{f}) })
	}
	c.line("filing.done", "id", f.ID, "state", c.say(phrase.Key("filing.state."+string(f.State))), "number", orNone(c, f.Number))
	return nil
}

type filingWithdrawCmd struct {
	ID int64  `arg:"" help:"${help_filing_id}"`
	By string `required:"" help:"${help_by}"`
	At string `help:"${help_case_at}"`
}

// Run takes the applicant's filing back.
func (cmd *filingWithdrawCmd) Run(c *call) error {
	a, w, err := c.filingWorld(cmd.At)
	if err != nil {
		return err
	}
	defer a.Close()
	f, err := manual.WithdrawFiling(c, a.Store, cmd.ID, cmd.By, "", w.Moment)
	if err != nil {
		return c.filingError(w, cmd.ID, err)
	}
	return c.filingDone(a, w, f)
}

// filingError is a refusal in the user's words.
func (c *call) filingError(w *check.RegistrySnapshot, id int64, err error) error {
	var fault *filing.FaultError
	switch {
	case errors.Is(err, manual.ErrNoSuchFiling):
		return badInput(c.say("filing.none", "id", id))
	case errors.Is(err, jobs.ErrNoSuchPerson):
		return badInput(err.Error())
	case errors.As(err, &fault):
		var names []string
		for _, code := range fault.May {
			names = append(names, code+" "+w.Dir.People.Of(code).Name)
		}
		return badInput(c.say(phraseKey("cli."+fault.Reason), "id", id, "list", orNone(c, joined(names))))
	}
	return err
}
