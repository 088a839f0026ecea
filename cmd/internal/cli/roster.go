package cli

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/jobs/check"
	"qunguan/reconcile/intake"
	"qunguan/reconcile/roster"
)

type rosterCmd struct {
	Export    rosterExportCmd    `cmd:"" default:"withargs" help:"${help_roster_export}"`
	Paste     rosterPasteCmd     `cmd:"" help:"${help_roster_paste}"`
	Unchanged rosterUnchangedCmd `cmd:"" help:"${help_roster_unchanged}"`
	Change    rosterChangeCmd    `cmd:"" help:"${help_roster_change}"`
}

type rosterExportCmd struct {
	Group string `help:"${help_cases_group}"`
	Unit  string `help:"${help_cases_unit}"`
}

// rosterRow is a row of a stored roster, under the headings with which it can
// be imported again.
type rosterRow struct {
	Platform string `json:"platform"`
	Group    string `json:"group"`  // empty: no registered group claims it
	Number   string `json:"number"` // 平台群号
	Account  string `json:"account"`
	Nickname string `json:"nickname"`
	Role     string `json:"role"`
	Joined   string `json:"joined"`
	Spoke    string `json:"spoke"`
	TakenAt  string `json:"taken_at"`
	Came     string `json:"came"`
}

// rosterExport gathers rows.
type rosterExport struct {
	at        *time.Location
	groups    map[string]rosterRow // by key of the roster: platform, code, number
	nicknames bool                 // the rows have a column of nicknames
	rows      []rosterRow
	other     []string // groups with rosters that have the column where these have none, or the other way round
	unread    check.Unread
}

// Run gives the stored rosters back, of registered groups and of others.
func (cmd *rosterExportCmd) Run(c *call) error {
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	e := rosterExport{at: a.Settings.Location, groups: map[string]rosterRow{}}
	if err := cmd.groups(c, a, &e); err != nil {
		return err
	}
	keys := slices.Sorted(maps.Keys(e.groups))
	heads, err := a.Store.Rosters(c, keys)
	if err != nil {
		return err
	}
	for _, h := range heads {
		e.nicknames = e.nicknames || h.HasNicknames
	}
	if err := a.Store.EachRoster(c, keys, func(r roster.Reading) error { e.take(r); return nil }); err != nil {
		return err
	}
	if e.rows == nil {
		e.rows = []rosterRow{}
	}
	if err := c.out.print(e.rows, func() columns { return e.columns(c) }); err != nil {
		return err
	}
	if len(e.other) > 0 {
		c.note("cli.roster_no_nicknames", "groups", strings.Join(e.other, "、"))
	}
	if err := c.without(e.unread); err != nil || len(e.other) == 0 {
		return err
	}
	return partly()
}

// unreadRoster is the refusal of a command that needs a roster which cannot be
// read; nil for every other error.
func (c *call) unreadRoster(err error) error {
	e, ok := errors.AsType[*roster.UnreadableError](err)
	switch {
	case !ok:
		return nil
	case errors.Is(err, roster.ErrDamaged):
		return badInput(c.say("cli.roster_damaged", "groups", e.Group))
	}
	return badInput(c.say("cli.roster_newer", "groups", e.Group))
}

// without names the rosters that an answer is without, and makes it one that is
// done in part.
func (c *call) without(unread check.Unread) error {
	var damaged, newer []string
	for _, e := range unread {
		if errors.Is(e, roster.ErrDamaged) {
			damaged = append(damaged, e.Group)
		} else {
			newer = append(newer, e.Group)
		}
	}
	if len(damaged) > 0 {
		c.note("cli.roster_damaged", "groups", strings.Join(damaged, "、"))
	}
	if len(newer) > 0 {
		c.note("cli.roster_newer", "groups", strings.Join(newer, "、"))
	}
	if len(unread) > 0 {
		return partly()
	}
	return nil
}

// cameWord says how a row of a roster became known.
func (c *call) cameWord(came string) string { return c.say(phraseKey("roster.came_" + came)) }

// groups lists the groups to export: all of them, a unit's, or one.
func (cmd *rosterExportCmd) groups(c *call, a *app.App, e *rosterExport) error {
	w, err := worldAt(c, a, "")
	if err != nil {
		return err
	}
	if err := c.knownUnit(w.Dir.Units, cmd.Unit); err != nil {
		return err
	}
	for g := range w.Groups.All() {
		if (cmd.Group == "" || cmd.Group == g.Code) && (cmd.Unit == "" || cmd.Unit == g.Unit) {
			e.groups[g.Code] = rosterRow{Platform: g.Platform, Group: g.Code, Number: g.Number}
		}
	}
	unfiled, err := a.Store.UnfiledGroups(c)
	if err != nil {
		return err
	}
	for _, u := range unfiled {
		if (cmd.Group == "" || cmd.Group == u.Key) && cmd.Unit == "" {
			e.groups[u.Key] = rosterRow{Platform: u.Platform, Number: u.Number}
		}
	}
	if cmd.Group != "" && len(e.groups) == 0 {
		return c.knownGroup(w.Groups, cmd.Group)
	}
	return nil
}

func (e *rosterExport) take(r roster.Reading) {
	switch {
	case r.Damage != nil:
		e.unread.Note(r)
	case r.HasNicknames != e.nicknames:
		// An empty cell would say that no card is set, and the source does
		// not tell.
		e.other = append(e.other, r.Group)
	default:
		for _, m := range r.Members {
			row := e.groups[r.Group]
			row.Account, row.Nickname, row.Role = strings.Clone(m.Account), strings.Clone(m.Nickname), m.Role
			row.Joined, row.Spoke, row.TakenAt = e.moment(m.JoinedAt), e.moment(m.SpokeAt), e.moment(r.TakenAt)
			row.Came = m.Origin.String()
			e.rows = append(e.rows, row)
		}
	}
}

func (e *rosterExport) moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(e.at).Format(time.DateTime)
}

// columns are the rows under the headings of 群成员; the files of clerks know no
// other language.
func (e *rosterExport) columns(c *call) columns {
	v := columns{headings: []string{"平台", "群编号", "平台群号", "账号", "群昵称", "群内角色", "入群时间", "最后发言时间", "采集时间", intake.HeadCame}}
	const nickname = 4
	if !e.nicknames {
		v.headings = slices.Delete(v.headings, nickname, nickname+1)
	}
	for _, r := range e.rows {
		cells := []string{r.Platform, r.Group, r.Number, r.Account, r.Nickname, r.Role, r.Joined, r.Spoke, r.TakenAt, c.cameWord(r.Came)}
		if !e.nicknames {
			cells = slices.Delete(cells, nickname, nickname+1)
		}
		v.rows = append(v.rows, cells)
	}
	return v
}
