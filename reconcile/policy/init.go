package policy

import (
	"slices"
	"strconv"
	"strings"

	"qunguan/reconcile/phrase"
)

// Answers are the settings of a new policy file. Empty and nil ones keep the pack's value.
type Answers struct {
	Pack  string // without pack:; empty = county
	Title string
	Area  string // prefix that group names may have, e.g. 云溪县

	OfficeName, OfficeUnit, OfficeContact, OfficePhone string

	RosterMaxAgeDays, RemindBeforeRemoval, MaxGroupsPerPerson, ZombieDays *int
	FilingRequired                                                        *bool
	Templates, Robots                                                     []string

	// Clauses maps rules to the owner's own clauses, which notices quote.
	Clauses map[string]string
}

// AskedClauses are the rules for which a new policy asks the clause: most notices are about them.
var AskedClauses = []string{
	"member.unknown", "member.left", "member.card", "member.missing", "roster.stale", "group.zombie", "group.stage_expired", "group.no_owner", "group.no_admin",
}

// Init is a new policy file with a comment above each setting. With possible answers Load finds no
// problem in it; Load reports the impossible ones.
func Init(a Answers, lang phrase.Lang) []byte {
	if a.Pack == "" {
		a.Pack = "county"
	}
	pack, problems := Load(packRef+a.Pack, nil, nil)
	if len(problems) > 0 { // an unknown pack: the file names it, and check says so
		pack, _ = Load(packRef+"county", nil, nil)
	}
	p := pack.Policy
	w := &initWriter{lang: lang}
	w.comment("", lang.Say("policy.init.head"))
	ref := packRef + a.Pack
	if plain(a.Pack) != a.Pack {
		ref = plain(ref)
	}
	w.put("extends", "", "["+ref+"]")
	w.put("title", "", plain(answer(a.Title, p.Title)))
	w.put("offices", "", "")
	w.raw("  office:")
	office := p.Offices["office"]
	w.put("offices.*.name", "    ", plain(answer(a.OfficeName, office.Name)))
	w.optional("offices.*.unit", "    ", answer(a.OfficeUnit, office.Unit))
	w.optional("offices.*.contact", "    ", answer(a.OfficeContact, office.Contact))
	w.optional("offices.*.phone", "    ", answer(a.OfficePhone, office.Phone))
	w.put("member", "", "")
	w.put("member.roster_max_age_days", "  ", figure(a.RosterMaxAgeDays, p.Member.RosterMaxAgeDays))
	w.put("member.remind_before_removal", "  ", figure(a.RemindBeforeRemoval, p.Member.RemindBeforeRemoval))
	w.put("member.max_groups_per_person", "  ", figure(a.MaxGroupsPerPerson, p.Member.MaxGroupsPerPerson))
	w.put("member.robots", "  ", texts(a.Robots, p.Member.Robots))
	w.put("member.nickname", "  ", "")
	w.put("member.nickname.templates", "    ", texts(a.Templates, p.Member.Nickname.Templates))
	w.put("group", "", "")
	filing := p.Group.FilingRequired
	if a.FilingRequired != nil {
		filing = *a.FilingRequired
	}
	w.put("group.filing_required", "  ", strconv.FormatBool(filing))
	w.put("group.naming", "  ", "")
	w.put("group.naming.area", "    ", plain(answer(a.Area, p.Group.Naming.Area)))
	w.put("zombie", "", "")
	w.put("zombie.days", "  ", figure(a.ZombieDays, p.Zombie.Days))
	w.clauses(a.Clauses)
	w.raw("")
	w.comment("", lang.Say("policy.init.more"))
	return []byte(w.b.String())
}

// clauses writes the owner's clauses; those not known yet become comments to be filled in.
func (w *initWriter) clauses(given map[string]string) {
	mark := ""
	if len(given) == 0 {
		mark = "# "
	}
	w.raw("")
	w.comment("", w.lang.Say("policy.about.clauses"))
	w.raw(mark + "clauses:")
	for _, rule := range RuleIDs {
		switch clause := strings.TrimSpace(given[rule]); {
		case clause != "":
			w.raw("  " + rule + ": " + plain(clause))
		case slices.Contains(AskedClauses, rule):
			w.raw("#   " + rule + ": " + w.lang.Say("policy.init.clause_example"))
		}
	}
}

type initWriter struct {
	b    strings.Builder
	lang phrase.Lang
}

func (w *initWriter) raw(line string) { w.b.WriteString(line + "\n") }

func (w *initWriter) comment(indent, text string) {
	for line := range strings.SplitSeq(text, "\n") {
		w.raw(indent + "# " + line)
	}
}

// put writes a setting below its explanation; without a value it opens a section.
func (w *initWriter) put(path, indent, value string) {
	if indent == "" {
		w.raw("")
	}
	w.comment(indent, w.lang.Say(phrase.Key("policy.about."+path)))
	key := path[strings.LastIndexByte(path, '.')+1:]
	w.raw(strings.TrimRight(indent+key+": "+value, " "))
}

func (w *initWriter) optional(path, indent, value string) {
	if value != "" {
		w.put(path, indent, plain(value))
	}
}

func answer(given, otherwise string) string {
	if given = strings.TrimSpace(given); given != "" {
		return given
	}
	return otherwise
}

func figure(given *int, otherwise int) string {
	if given != nil {
		return strconv.Itoa(*given)
	}
	return strconv.Itoa(otherwise)
}

func texts(given, otherwise []string) string {
	if given == nil {
		given = otherwise
	}
	quoted := make([]string, len(given))
	for i, t := range given {
		quoted[i] = plain(strings.TrimSpace(t))
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
