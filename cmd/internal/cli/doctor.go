package cli

import (
	"errors"
	"fmt"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/cmd/internal/settings"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

type doctorCmd struct {
	SendTest bool `help:"${help_send_test}"`
}

// finding is one line of the doctor's report: the thing examined, its state,
// and the remedy where it is ill.
type finding struct {
	Check  string `json:"check"`
	Status string `json:"status"` // ok, warning, bad
	Detail string `json:"detail"`
	Todo   string `json:"todo"`
}

// How a finding is.
const (
	healthy   = "ok"
	attention = "warning"
	broken    = "bad"
)

// checkup gathers findings.
type checkup struct {
	*call
	list []finding
}

// add notes a finding; todo is the advice where it is not well.
func (u *checkup) add(check, status, detail string, todo ...string) {
	f := finding{Check: check, Status: status, Detail: detail}
	if len(todo) > 0 {
		f.Todo = todo[0]
	}
	u.list = append(u.list, f)
}

// failed notes that something could not even be looked at.
func (u *checkup) failed(check string, err error) {
	u.add(check, broken, errorText(u.call, err), u.say("doctor.todo_ask_log"))
}

// Run looks at everything that the program depends on, with advice.
func (cmd *doctorCmd) Run(c *call) error {
	u := &checkup{call: c}
	s, problems := settings.Load(c.LookupEnv, settings.ReadSecret)
	if len(problems) > 0 {
		u.add("settings", broken, problems.Say(c.lang), c.say("doctor.todo_settings"))
	} else {
		u.add("settings", healthy, c.say(phraseKey("doctor.settings_"+s.Mode)))
		u.examine(s, cmd.SendTest)
	}
	if err := u.print(); err != nil {
		return err
	}
	if u.count(broken) > 0 {
		return &exitError{code: ExitFailed}
	}
	return nil
}

// examine goes on after each fault as far as it can: an operator who is called
// at night wants to see all of them at once.
func (u *checkup) examine(s *settings.Settings, sendTest bool) {
	now := time.Now().In(s.Location)
	u.add("clock", healthy, now.Format("2006-01-02 15:04:05 -0700 MST")+" "+s.Location.String())
	u.examineDisk(s)
	judges := u.examinePolicy(s)
	rest := *s
	if !judges {
		rest.Policy = "pack:county" // the registry can be looked at without a policy of its own
	}
	a, err := u.openWith(&rest, app.Options{})
	if err != nil {
		u.unopened(err)
		return
	}
	defer a.Close()
	if a.Empty {
		u.add("database", attention, u.say("doctor.no_registry"), u.say("doctor.todo_no_registry"))
	} else {
		u.add("database", healthy, a.DB.Dialect.String())
	}
	u.examineClocks(a)
	u.examineCalendar(a, now)
	if judges {
		u.examineJobs(a, now)
		u.examineRosters(a, now)
	}
	u.examineLeader(a)
	u.examineBooks(a, booksWithin)
	u.examineOutbox(a, now)
	u.examineRoutes(a)
	u.examineServers(a)
	u.examineDelivery(a, now)
	u.examineOffices(a)
	if sendTest {
		u.sendTests(a)
	}
}

func (u *checkup) examinePolicy(s *settings.Settings) bool {
	loaded, err := app.LoadPolicy(s.Policy, s.Location)
	if bad, ok := errors.AsType[*app.PolicyError](err); ok {
		u.add("policy", broken, bad.Problems.Text(u.lang), u.say("doctor.todo_policy", "file", s.Policy))
		return false
	}
	if err != nil {
		u.failed("policy", err)
		return false
	}
	u.add("policy", healthy, s.Policy+" "+loaded.Policy.Title)
	u.examineIdle(loaded)
	return true
}

// examineIdle names rules and settings that do nothing yet. A setting of the
// owner's own is worth a look; that this version has rules to come is not.
func (u *checkup) examineIdle(l *policy.Loaded) {
	idle := rule.IdleIn(l)
	if own := ownIdle(idle); len(own) > 0 {
		u.add("idle", attention, u.say("doctor.idle_own", "list", idleSettings(u.lang, own)), u.say("doctor.todo_idle"))
	}
	if len(idle.Rules) > 0 {
		u.add("idle", healthy, u.say("doctor.idle_some", "n", len(idle.Rules), "list", ruleNames(u.lang, idle.Rules)))
		return
	}
	u.add("idle", healthy, u.say("doctor.idle_none"))
}

// unopened reports why the registry could not be opened, and so which checks
// are missing.
func (u *checkup) unopened(err error) {
	if schema, ok := errors.AsType[app.SchemaError](err); ok {
		todo := "doctor.todo_migrate"
		if schema.Newer {
			todo = "doctor.todo_newer"
		}
		u.add("schema", broken, schema.Text(u.lang), u.say(phraseKey(todo)))
	} else {
		u.add("database", broken, errorText(u.call, err), u.say("doctor.todo_database"))
	}
	u.add("rest", attention, u.say("doctor.rest_unseen"))
}

func (u *checkup) examineCalendar(a *app.App, now time.Time) {
	for _, f := range a.HolidayFaults {
		u.add("calendar", attention, f.Text(u.lang), u.say("doctor.todo_holiday_file", "file", f.File))
	}
	from, to := a.Calendar.Covered()
	today := workgroup.DateOf(now)
	todo := u.say("doctor.todo_calendar", "dir", a.Settings.DataDir)
	switch left := today.DaysUntil(to); {
	case today < from || left < 0:
		u.add("calendar", broken, u.say("calendar.uncovered", "from", from, "to", to, "years", now.Year()), todo)
	case left < 60:
		u.add("calendar", attention, u.say("calendar.ends_soon", "to", to, "days", left), todo)
	default:
		u.add("calendar", healthy, u.say("calendar.covered", "from", from, "to", to))
	}
}

func (u *checkup) count(status string) int {
	n := 0
	for _, f := range u.list {
		if f.Status == status {
			n++
		}
	}
	return n
}

// print shows one line for each finding, and the advice below it: tables are too wide to be read on a
// narrow terminal.
func (u *checkup) print() error {
	if u.out.format != "table" {
		return u.out.print(u.list, func() columns {
			v := columns{headings: []string{u.say("col.check"), u.say("col.status"), u.say("col.detail"), u.say("col.todo")}}
			for _, f := range u.list {
				v.rows = append(v.rows, []string{u.say(phraseKey("doctor." + f.Check)), u.say(phraseKey("doctor.status_" + f.Status)), f.Detail, f.Todo})
			}
			return v
		})
	}
	for _, f := range u.list {
		fmt.Fprintln(u.Stdout, u.say("doctor.line", "status", u.say(phraseKey("doctor.status_"+f.Status)), "check", u.say(phraseKey("doctor."+f.Check)), "detail", f.Detail))
		if f.Todo != "" {
			fmt.Fprintln(u.Stdout, u.say("doctor.line_todo", "todo", f.Todo))
		}
	}
	fmt.Fprintln(u.Stdout)
	switch bad, notes := u.count(broken), u.count(attention); {
	case bad > 0:
		u.line("doctor.sum_bad", "bad", bad, "notes", notes)
	case notes > 0:
		u.line("doctor.sum_notes", "notes", notes)
	default:
		u.line("doctor.sum_ok", "n", len(u.list))
	}
	return nil
}
