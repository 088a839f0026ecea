package compose

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"qunguan/notify"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// Rules with lines that name people, and may stand together in one line.
var aboutPeople = []string{
	"member.unknown", "member.ambiguous", "member.left", "member.out_of_scope",
	"member.other_account", "member.card", "member.missing",
}

func isAboutPeople(rule string) bool { return slices.Contains(aboutPeople, rule) }

// writer turns cases into sentences.
type writer struct {
	in   Input
	lang phrase.Lang
}

func (w writer) say(key string, pairs ...any) string { return w.lang.Say(phrase.Key(key), pairs...) }

// named is a case's subject in a line: words that the administrator can search
// for in the group, and facts needed to decide; no phone numbers.
func (w writer) named(c ledger.Case) string {
	e := evidenceOf(c, w.in.People)
	name := notify.Inline(e.Name)
	switch c.Rule {
	case "member.unknown":
		return w.card(c, e)
	case "member.ambiguous":
		return w.card(c, e, w.candidates(e.Candidates))
	case "member.left":
		return w.label(name, w.otherCard(name, e), w.leftOn(e))
	case "member.out_of_scope":
		return w.label(name, w.unitOf(c, e), w.otherCard(name, e))
	case "member.other_account":
		if acc := account(c); acc != "" && len(e.OnFile) > 0 {
			return w.label(name, w.say("notice.uses", "what", acc), w.say("notice.on_file", "what", mask(w.list(e.OnFile))))
		}
		return name
	case "member.card":
		return w.label(name, w.cardNow(e), w.cardWanted(e))
	case "member.missing":
		return w.label(name, w.unitOf(c, e))
	}
	return name
}

// label is a name with what helps to tell it, in brackets.
func (w writer) label(name string, more ...string) string {
	more = slices.DeleteFunc(more, func(s string) bool { return s == "" })
	if len(more) == 0 {
		return name
	}
	return w.say("notice.label", "name", name, "more", strings.Join(more, w.say("notice.semicolon")))
}

// card names an unknown member by card, and by account where there is one.
func (w writer) card(c ledger.Case, e evidence, more ...string) string {
	acc := account(c)
	if acc != "" {
		acc = w.say("notice.account", "account", acc)
	}
	if nick := e.nickname(); nick != "" {
		return w.label(w.say("notice.quoted", "text", nick), append([]string{acc}, more...)...)
	}
	return w.label(w.say("notice.no_card"), append([]string{acc}, more...)...)
}

// otherCard is the card where it does not show the name.
func (w writer) otherCard(name string, e evidence) string {
	if e.nickname() == "" || strings.Contains(e.nickname(), name) {
		return ""
	}
	return w.say("notice.card", "nickname", e.nickname())
}

func (w writer) cardNow(e evidence) string {
	switch {
	case e.Nickname == nil:
		return ""
	case e.nickname() == "":
		return w.say("notice.no_card")
	}
	return w.say("notice.now", "what", w.say("notice.quoted", "text", e.nickname()))
}

func (w writer) cardWanted(e evidence) string {
	if len(e.Accepted) == 0 {
		return ""
	}
	return w.say("notice.wanted", "what", w.say("notice.quoted", "text", e.Accepted[0]))
}

func (w writer) leftOn(e evidence) string {
	switch {
	case e.Status == "":
		return ""
	case e.LeftOn == "":
		return e.Status
	}
	return w.say("notice.left_on", "date", w.date(e.LeftOn), "status", e.Status)
}

// maxCandidates is how many people an ambiguous card is explained with.
const maxCandidates = 4

// candidates names who a card may be: 水利局张伟或教育局张伟; with the code
// where unit and name do not tell them apart.
func (w writer) candidates(list []candidate) string {
	if len(list) == 0 {
		return ""
	}
	seen := map[string]int{}
	for _, p := range list {
		seen[p.Unit+p.Name]++
	}
	var names []string
	for _, p := range list[:min(maxCandidates, len(list))] {
		name := w.say("notice.unit_person", "unit", p.Unit, "name", p.Name)
		if seen[p.Unit+p.Name] > 1 {
			name += " " + p.Code
		}
		names = append(names, strings.TrimSpace(name))
	}
	text := strings.Join(names, w.say("notice.or"))
	if len(list) > maxCandidates {
		text = w.say("notice.and_more", "list", text, "n", len(list))
	}
	return w.say("notice.maybe", "names", text)
}

// unitOf is the person's unit, unless it is the group's own: there it tells
// nothing.
func (w writer) unitOf(c ledger.Case, e evidence) string {
	p := w.in.People[c.Subject.Person]
	if p.Unit != "" && p.Unit == w.in.Groups[c.Subject.Group].Unit {
		return ""
	}
	if e.Unit != "" {
		return e.Unit
	}
	return w.in.Units[p.Unit].Short()
}

// text is the line about cases of one rule in one group; of people at most
// limit are named.
func (w writer) text(cases []ledger.Case, limit int) string {
	c := cases[0]
	var text string
	switch {
	case len(cases) > 1 && w.leaver(c) != "":
		text = w.succession(cases, limit)
	case !isAboutPeople(c.Rule):
		text = w.groupText(c)
	case len(cases) == 1:
		text = w.say("notice.one."+c.Rule, "who", w.named(c))
	default:
		var who []string
		for _, one := range cases[:min(limit, len(cases))] {
			who = append(who, w.named(one))
		}
		list := w.list(who)
		if len(cases) > limit {
			list = w.say("notice.and_more", "list", list, "n", len(cases))
		}
		text = w.say("notice.many."+c.Rule, "n", len(cases), "list", list)
	}
	text = w.withBasis(text, c)
	text += w.commonAddenda(cases)
	// What could not be judged again is said as it was seen last.
	if seen := oldestSeen(cases); seen != "" && seen < w.in.day() {
		text = w.say("notice.as_of", "text", text, "date", w.date(string(seen)))
	}
	return text
}

// groupText is the line about the group itself; for a rule without a sentence
// of its own it is the case's title.
func (w writer) groupText(c ledger.Case) string {
	e := evidenceOf(c, w.in.People)
	key := "notice.one." + c.Rule
	switch c.Rule {
	case "roster.stale":
		day := dayOf(e.TakenAt, w.in.Now.Location())
		if day == "" {
			return w.say(key + ".never_read")
		}
		return w.say(key, "date", w.date(day), "days", cmp.Or(e.MaxAgeDays, w.in.Policy.Member.RosterMaxAgeDays))
	case "group.zombie":
		if e.LastActivity != "" {
			return w.say(key, "date", w.date(e.LastActivity), "days", w.in.Policy.Zombie.Days)
		}
	case "group.stage_expired":
		if e.EndsOn != "" {
			return w.say(key, "date", w.date(e.EndsOn))
		}
	case ruleExemptEnds:
		return w.lapseText(c)
	case ruleStageEnds:
		return w.say(key, "date", w.date(e.EndsOn), "days", w.in.day().DaysUntil(workgroup.Date(e.EndsOn)))
	case "group.stage_undated":
		return w.say(key)
	case "group.no_owner":
		switch {
		case e.Reason == "unknown" && e.Owner != "":
			return w.say(key+".unknown", "owner", e.Owner)
		case e.Reason == "left":
			return w.say(key+".left", "name", cmp.Or(e.OwnerName, w.in.People[e.Owner].Name, e.Owner))
		}
		return w.say(key)
	case "group.no_admin":
		required := cmp.Or(e.Required, w.in.Policy.Group.MinResponsible)
		if len(e.Present) == 0 {
			return w.say(key+".none", "required", required)
		}
		var names []string
		for _, code := range e.Present {
			names = append(names, cmp.Or(w.in.People[code].Name, code))
		}
		return w.say(key, "n", len(names), "names", w.list(names), "required", required)
	}
	return mask(notify.Inline(c.Title))
}

// ask says what to do about cases of one rule: a reminder first, the demand to
// remove only after the policy's number of reminders.
func (w writer) ask(cases []ledger.Case) string {
	c := cases[0]
	office := officeFor(w.in, c.Rule)
	pairs := []any{"office", w.in.office(office).Name, "card", w.cardForms(c)}
	switch c.Rule {
	case "member.missing":
		for _, one := range cases {
			if len(evidenceOf(one, w.in.People).MaybeAccounts) > 0 {
				return w.say("notice.todo.member.missing.maybe")
			}
		}
	case "group.no_admin":
		e := evidenceOf(c, w.in.People)
		required := cmp.Or(e.Required, w.in.Policy.Group.MinResponsible)
		pairs = append(pairs, "missing", cmp.Or(e.MissingN, max(1, required-len(e.Present))))
	case "member.left":
		if evidenceOf(c, w.in.People).Status == statusDied {
			return w.say("notice.todo.member.left.died")
		}
		if w.demands(c) {
			return w.say("notice.demand.member.left")
		}
	case "roster.stale", "group.zombie", "group.stage_expired", "group.stage_undated", ruleStageEnds, ruleExemptEnds:
	case ruleNoOwner:
		return w.askForOwner(cases, office)
	default:
		if !isAboutPeople(c.Rule) {
			return w.say("notice.todo.other")
		}
		if w.demands(c) {
			return w.say("notice.demand."+c.Rule, pairs...)
		}
	}
	return w.say("notice.todo."+c.Rule, pairs...)
}

// statusDied is the 在职状态 of a person who cannot be told.
const statusDied = "去世"

// variant keeps cases apart that ask for something else: a line has one todo.
func (w writer) variant(c ledger.Case) string {
	died := c.Rule == "member.left" && evidenceOf(c, w.in.People).Status == statusDied
	return fmt.Sprint(w.demands(c), died, w.addenda(c))
}

// demands reports whether the reminders that the policy gives have been had.
func (w writer) demands(c ledger.Case) bool {
	return isAboutPeople(c.Rule) && c.Rule != "member.missing" && c.Reminders >= w.in.Policy.Member.RemindBeforeRemoval
}

var templatePart = strings.NewReplacer("{", "\x00", "}", "\x00")

// cardForms is the form of card that the case's group asks for, in words:
// 姓名, or 单位简称姓名.
func (w writer) cardForms(c ledger.Case) string {
	templates := w.in.Policy.Member.Nickname.TemplatesFor(w.in.Groups[c.Subject.Group].Category)
	if len(templates) == 0 {
		return w.say("notice.part.name")
	}
	var b strings.Builder
	for i, part := range strings.Split(templatePart.Replace(templates[0]), "\x00") {
		if i%2 == 1 {
			part = w.say("notice.part." + part)
		}
		b.WriteString(part)
	}
	return b.String()
}

func (w writer) list(items []string) string { return strings.Join(items, w.say("notice.comma")) }

// date writes a date whole: 2026年9月1日.
func (w writer) date(s string) string {
	t := workgroup.Date(s).Time()
	if t.IsZero() {
		return s
	}
	return w.say("notice.date", "year", t.Year(), "month", int(t.Month()), "day", t.Day())
}

// due writes a day within the year with its weekday, 11月26日 周四; in another
// year the year stands before it.
func (w writer) due(d workgroup.Date) string {
	t := d.Time()
	if t.IsZero() {
		return ""
	}
	weekday := strings.Fields(w.say("notice.weekdays"))[t.Weekday()]
	if t.Year() != w.in.Now.Year() {
		return w.date(string(d)) + " " + weekday
	}
	return w.say("notice.day", "month", int(t.Month()), "day", t.Day(), "weekday", weekday)
}

// dayOf is the local day of a moment in RFC 3339, or of a date as it stands.
func dayOf(s string, loc *time.Location) string {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return string(workgroup.DateOf(t.In(loc)))
	}
	if d, err := workgroup.ParseDate(s); err == nil {
		return string(d)
	}
	return ""
}
