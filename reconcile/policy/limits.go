package policy

import (
	"regexp"
	"strconv"
	"strings"

	"qunguan/reconcile/phrase"
)

// limit is the bound of a value at one place of the file, beyond its type. The decoder and the JSON
// Schema both read it.
type limit struct {
	min, max float64 // both 0 = no bounds
	above    bool    // min itself is excluded
	words    []string
	keys     []string       // of a table
	required []string       // of a section
	least    uint64         // items of a list
	most     uint64         // items of a list; 0 = any number
	pattern  *regexp.Regexp // of a text
	says     sentence       // describes pattern to the reader
	without  string         // characters that show that several items were written as one
	check    func(v string) []sentence
	schema   string // the pattern for the JSON Schema, where check is stricter
}

// unbounded is larger than any count of work groups.
const unbounded = 1_000_000_000

func between(low, high float64) limit { return limit{min: low, max: high} }
func days(low float64) limit          { return limit{min: low, max: 3660} }
func count() limit                    { return limit{min: 0, max: unbounded} }
func share() limit                    { return limit{min: 0, max: 1} }

// threshold is a share greater than 0: a share of 0 would make every pair alike.
func threshold() limit              { return limit{min: 0, max: 1, above: true} }
func oneOf(words ...string) limit   { return limit{words: words} }
func keysOf(words []string) limit   { return limit{keys: words} }
func requires(keys ...string) limit { return limit{required: keys} }
func word() limit {
	return limit{without: ";；,，", pattern: filled, says: say("policy.value.empty")}
}

func like(re string, key phrase.Key) limit {
	return limit{pattern: regexp.MustCompile(re), says: say(key)}
}
func items(least, most uint64) limit { return limit{least: least, most: most} }

var (
	filled      = regexp.MustCompile(`\S`)
	placeholder = regexp.MustCompile(`\{([^{}]*)\}`)
	rungTime    = regexp.MustCompile(`^due(?:([+-])([0-9]{1,4})(wd|d|m))?$`)
)

// limits holds every bound by shape path. A figure without a line here is bounded by its type alone.
var limits = map[string]limit{
	"offices.*.name":                       {pattern: filled, says: say("policy.office.nameless")},
	"member.roster_max_age_days":           days(1),
	"roster.full_every_days":               days(1),
	"member.removal_days":                  days(0),
	"member.remind_before_removal":         between(0, 100),
	"member.max_groups_per_person":         between(0, 100_000),
	"member.nickname.templates[]":          {check: checkTemplate, schema: templatePattern(), pattern: placeholder, says: say("policy.template.none", "allowed", bracedPlaceholders())},
	"member.nickname.by_category.*[]":      {check: checkTemplate, schema: templatePattern(), pattern: placeholder, says: say("policy.template.none", "allowed", bracedPlaceholders())},
	"member.robots[]":                      {pattern: filled, says: say("policy.value.empty")},
	"member.open_categories[]":             word(),
	"member.always_allowed.posts[]":        word(),
	"member.always_allowed.roles[]":        {without: ";；、,，", pattern: filled, says: say("policy.value.empty")},
	"member.protected[]":                   requires("posts", "only_categories"),
	"member.protected[].posts":             items(1, 0),
	"member.protected[].posts[]":           word(),
	"member.protected[].only_categories[]": word(),
	"group.min_responsible":                between(0, 100),
	"group.uncounted_categories[]":         word(),
	"group.naming.prefix":                  oneOf("any", "area", "unit", "area_or_unit"),
	"group.naming.characters":              oneOf("plain", "any"),
	"group.naming.code":                    {check: checkCode},
	"group.naming.exempt_categories[]":     word(),
	"group.rebound_days":                   days(0),
	"group.banned_categories[]":            word(),
	"group.owners.*.owner_posts[]":         word(),
	"group.owners.*.admin_posts[]":         word(),
	"section_kinds[]":                      word(),
	"unfiled_days":                         days(1),
	"quota_grace_days":                     days(0),
	"internal.per_unit":                    count(),
	"internal.categories[]":                word(),
	"zombie.days":                          days(1),
	"stage.notice_days[]":                  days(0),
	"stage.grace_days":                     days(0),
	"quota[]":                              requires("groups"),
	"quota[].unit_kinds[]":                 word(),
	"quota[].headcount_min":                count(),
	"quota[].headcount_max":                count(),
	"quota[].groups":                       count(),
	"county_wide.per_unit":                 count(),
	"county_wide.forbidden_unit_kinds[]":   word(),
	"overlap.jaccard":                      threshold(),
	"overlap.containment":                  threshold(),
	"overlap.min_members":                  between(1, unbounded),
	"overlap.name":                         threshold(),
	"account.dormant_days":                 days(1),
	"account.followers_min":                count(),
	"account.per_unit":                     count(),
	"account.effort_min":                   between(0, 744),
	"account.quota_platforms[]":            word(),
	"account.naming.prefix":                oneOf("any", "area", "unit", "area_or_unit"),
	"account.naming.characters":            oneOf("plain", "any"),
	"merge.max_members":                    between(1, unbounded),
	"merge.max_messages_day":               between(1, unbounded),
	"filing.steps":                         items(1, 5),
	"filing.steps[]":                       oneOf("unit_principal", "unit_leader", "register"),
	"filing.unused_days":                   days(1),
	"upkeep[]":                             requires("id", "title", "every", "within"),
	"upkeep[].id":                          like(`^[a-z][a-z0-9_-]*$`, "policy.upkeep.id"),
	"upkeep[].title":                       {pattern: filled, says: say("policy.value.empty")},
	"upkeep[].every":                       oneOf("week", "month", "quarter", "year", "once"),
	"upkeep[].categories[]":                word(),
	"spot_check.every":                     oneOf("", "week", "month", "quarter", "year"),
	"spot_check.window":                    {least: 2, most: 2},
	"spot_check.window[]":                  like(`^(?:[01][0-9]|2[0-3]):[0-5][0-9]$`, "policy.quiet.form"),
	"spot_check.share":                     share(),
	"spot_check.min":                       count(),
	"spot_check.by":                        oneOf("unit", "county"),
	"spot_check.units[]":                   word(),
	"spot_check.kinds":                     items(1, 3),
	"spot_check.kinds[]":                   oneOf(spotKinds...),
	"spot_check.items":                     items(1, 50),
	"spot_check.items[]":                   requires("id", "title"),
	"spot_check.items[].id":                like(`^[a-z][a-z0-9_-]*$`, "policy.upkeep.id"),
	"spot_check.items[].title":             {pattern: filled, says: say("policy.value.empty")},
	"spot_check.items[].kinds[]":           oneOf(spotKinds...),
	"spot_check.items[].rule":              oneOf(append([]string{""}, RuleIDs...)...),
	"spot_check.inspectors.*":              word(),
	"app.monthly_users_min":                count(),
	"app.rating_min":                       between(0, 100),
	"severity":                             keysOf(RuleIDs),
	"severity.*":                           oneOf(Severities...),
	"due":                                  keysOf(Severities),
	"rules.off[]":                          oneOf(RuleIDs...),
	"schedule":                             keysOf(Jobs),
	"digest.empty":                         oneOf("line", "nothing"),
	"retention.notice_days":                days(0),
	"retention.import_days":                days(0),
	"retention.roster_days":                days(0),
	"retention.report_days":                days(0),
	"backup.keep":                          {min: 1, max: 1000},
	"delivery.tries":                       between(1, 100),
	"guard.max_new_cases":                  count(),
	"guard.min_new_cases":                  count(),
	"guard.max_new_share":                  share(),
	"guard.roster_shrink_share":            share(),
	"guard.roster_shrink_min":              count(),
	"people.quiet":                         items(0, 2),
	"people.quiet[]":                       like(`^(?:[01][0-9]|2[0-3]):[0-5][0-9]$`, "policy.quiet.form"),
	"people.max_notices_per_day":           between(1, 1000),
	"ladder[]":                             requires("at", "to"),
	"ladder[].at":                          like(rungTime.String(), "policy.ladder.at"),
	"ladder[].to":                          {pattern: regexp.MustCompile(`^(?:` + strings.Join(rungTargets, "|") + `|office:.+)$`), says: say("policy.ladder.to", "allowed", strings.Join(rungTargets, ", ")+", "+officeTarget+"KEY")},
	"ladder[].by":                          oneOf("", "phone"),
	"approvals.extension":                  oneOf(Deciders...),
	"approvals.exemption":                  oneOf(Deciders...),
	"approvals.renewal":                    oneOf(Deciders...),
	"approvals.reassign":                   oneOf(Deciders...),
	"approvals.dissolution":                oneOf(Deciders...),
	"approvals.wrong":                      oneOf(Deciders...),
	"cites":                                keysOf(RuleIDs),
	"cites.*":                              {pattern: filled, says: say("policy.value.empty")},
	"clauses":                              keysOf(RuleIDs),
	"clauses.*":                            {pattern: filled, says: say("policy.value.empty")},
	"notes.*":                              {pattern: filled, says: say("policy.value.empty")},
}

// check reports the impossible values of one entry of a file.
func (l *loader) check(path string, e *entry) {
	lim := limits[e.shape.path]
	for _, key := range lim.required {
		if e.get(key) == nil {
			l.add(e.at, path, say("policy.key.missing", "key", key))
		}
	}
	if e.shape.form == list && uint64(len(e.items)) < lim.least {
		l.add(e.at, path, say("policy.value.no_items", "least", lim.least))
	}
	switch v := e.value.(type) {
	case int:
		l.checkFigure(path, e, float64(v), lim)
	case float64:
		l.checkFigure(path, e, v, lim)
	case string:
		l.checkText(path, e, v, lim)
	}
}

func (l *loader) checkFigure(path string, e *entry, v float64, lim limit) {
	if lim.min == 0 && lim.max == 0 || v >= lim.min && v <= lim.max && (!lim.above || v > lim.min) {
		return
	}
	key := phrase.Key("policy.figure.range")
	switch {
	case lim.above:
		key = "policy.figure.above"
	case lim.max == unbounded:
		key = "policy.figure.least"
	}
	says := []sentence{say(key, "got", e.value, "min", number(lim.min), "max", number(lim.max))}
	switch {
	case lim.max == 1 && v >= 5 && v <= 100:
		says = append(says, say("policy.figure.percent", "got", e.value, "share", number(v/100)))
	case lim.above && v == 0:
		says = append(says, say("policy.figure.off"))
	}
	l.add(e.at, path, says...)
}

func (l *loader) checkText(path string, e *entry, v string, lim limit) {
	switch {
	case lim.words != nil && !has(lim.words, v):
		says := []sentence{say("policy.word.unknown", "got", strconv.Quote(v))}
		l.add(e.at, path, append(says, instead(v, lim.words)...)...)
	case lim.pattern != nil && !lim.pattern.MatchString(v):
		l.add(e.at, path, lim.says)
	case lim.without != "" && strings.ContainsAny(v, lim.without):
		l.add(e.at, path, say("policy.value.separator", "value", v))
	case lim.check != nil:
		if says := lim.check(v); says != nil {
			l.add(e.at, path, says...)
		}
	}
}

// checkTemplate reports braces that do not pair up around known placeholders, and a template without
// any.
func checkTemplate(v string) []sentence {
	for _, m := range placeholder.FindAllStringSubmatch(v, -1) {
		if !has(Placeholders, m[1]) {
			says := []sentence{say("policy.template.unknown", "got", m[0])}
			return append(says, instead(m[0], strings.Fields(bracedPlaceholders()))...)
		}
	}
	if strings.ContainsAny(placeholder.ReplaceAllString(v, ""), "{}") {
		return []sentence{say("policy.template.braces")}
	}
	return nil
}

// templatePattern is the pattern for the conditions of checkTemplate and placeholder together.
func templatePattern() string {
	return `^(?:[^{}]*\{(?:` + strings.Join(Placeholders, "|") + `)\})+[^{}]*$`
}

func bracedPlaceholders() string { return "{" + strings.Join(Placeholders, "} {") + "}" }

// checkCode reports a pattern that does not compile or lacks the three groups that the naming rule
// compares with the registry. Empty means that names have no code.
func checkCode(v string) []sentence {
	if v == "" {
		return nil
	}
	re, err := regexp.Compile(v)
	if err != nil {
		return []sentence{say("policy.code.broken", "detail", err)}
	}
	var missing []string
	for _, g := range []string{"org", "dept", "seq"} {
		if re.SubexpIndex(g) < 0 {
			missing = append(missing, g)
		}
	}
	if missing != nil {
		return []sentence{say("policy.code.groups", "missing", strings.Join(missing, ", "))}
	}
	return nil
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
