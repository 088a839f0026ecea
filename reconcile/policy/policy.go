// Package policy decodes, completes and checks a policy file. A policy holds the organisation's
// settings; the package judges no group.
//
// The shape of Policy is the file's shape (contract §6); every key has a default, and every problem of
// a file is reported at once with its line.
package policy

import (
	"cmp"
	"slices"
)

// Policy is the effective policy: all defaults filled in, packs merged.
type Policy struct {
	Title          string            `yaml:"title"`
	Source         string            `yaml:"source"` // the document that the policy carries out
	Offices        map[string]Office `yaml:"offices"`
	Lead           Lead              `yaml:"lead"`
	Member         Member            `yaml:"member"`
	Group          Group             `yaml:"group"`
	Zombie         Zombie            `yaml:"zombie"`
	Stage          Stage             `yaml:"stage"`
	Quota          []Quota           `yaml:"quota"`
	CountyWide     CountyWide        `yaml:"county_wide"`
	Overlap        Overlap           `yaml:"overlap"`
	SectionKinds   []string          `yaml:"section_kinds"` // 类别 of units that are parts of another
	UnfiledDays    int               `yaml:"unfiled_days"`
	QuotaGraceDays int               `yaml:"quota_grace_days"`
	Internal       Internal          `yaml:"internal"`
	UnitRules      bool              `yaml:"unit_rules_required"`
	Account        Account           `yaml:"account"`
	App            App               `yaml:"app"`
	Merge          Merge             `yaml:"merge"`
	Filing         Filing            `yaml:"filing"`
	Upkeep         []Upkeep          `yaml:"upkeep"`
	SpotCheck      SpotCheck         `yaml:"spot_check"`
	Severity       map[string]string `yaml:"severity"` // rule → high, normal, low
	Due            map[string]Span   `yaml:"due"`      // severity → span
	Rules          Rules             `yaml:"rules"`
	Schedule       map[string]string `yaml:"schedule"` // job → cron expression
	Digest         Digest            `yaml:"digest"`
	Delivery       Delivery          `yaml:"delivery"`
	RectifiedPause Span              `yaml:"rectified_pause"`
	Roster         Roster            `yaml:"roster"`
	Guard          Guard             `yaml:"guard"`
	Retention      Retention         `yaml:"retention"`
	Backup         Backup            `yaml:"backup"`
	People         People            `yaml:"people"`
	Ladder         []Rung            `yaml:"ladder"`
	Approvals      Approvals         `yaml:"approvals"`
	Auditors       []string          `yaml:"auditors"` // people who may read all pages
	Ops            []string          `yaml:"ops"`      // people who see runs, routes and health

	// Cites names the passage of a published document that a rule follows
	// (rule → id, e.g. member.card → S6.2). Packs set it; it is no one's legal
	// basis, and no text to people prints it.
	Cites map[string]string `yaml:"cites"`

	// Clauses names the clause of the owner's own rules that a rule carries out
	// (rule → clause as the owner writes it, e.g. member.left → 第七条). Texts
	// quote these and no others.
	Clauses map[string]string `yaml:"clauses"`

	// Notes holds clauses of the source document that no program can observe (clause id → sentence),
	// for printing. No rule judges by them.
	Notes map[string]string `yaml:"notes"`
}

// Office is a supervising office; its key in Policy.Offices is the route code
// of 办公室.
type Office struct {
	Name    string `yaml:"name"`
	Unit    string `yaml:"unit"`
	Contact string `yaml:"contact"`
	Phone   string `yaml:"phone"`
}

// Lead names the office that gets each kind's digest.
type Lead struct {
	Group   string `yaml:"group"`
	Account string `yaml:"account"`
	App     string `yaml:"app"`
}

// Roster decides which data count as a group's roster.
type Roster struct {
	// FullEveryDays bounds the confirmations "nothing has changed": for so many days after the members
	// were last read whole such a confirmation counts as a roster.
	FullEveryDays int `yaml:"full_every_days"`
}

// Member holds the figures of the member check.
type Member struct {
	RosterMaxAgeDays    int         `yaml:"roster_max_age_days"`
	RemovalDays         int         `yaml:"removal_days"`
	RemindBeforeRemoval int         `yaml:"remind_before_removal"`
	MaxGroupsPerPerson  int         `yaml:"max_groups_per_person"` // 0 = off
	Nickname            Nickname    `yaml:"nickname"`
	Robots              []string    `yaml:"robots"`
	OpenCategories      []string    `yaml:"open_categories"`
	AlwaysAllowed       Allowed     `yaml:"always_allowed"`
	Protected           []Protected `yaml:"protected"`
}

// Nickname decides which cards a group accepts.
type Nickname struct {
	Strict     bool                `yaml:"strict"`
	Templates  []string            `yaml:"templates"`
	ByCategory map[string][]string `yaml:"by_category"`
}

// TemplatesFor is the list that counts for a group of the category.
func (n Nickname) TemplatesFor(category string) []string {
	if t, ok := n.ByCategory[category]; ok {
		return t
	}
	return n.Templates
}

// Allowed lists posts and roles.
type Allowed struct {
	Posts []string `yaml:"posts"`
	Roles []string `yaml:"roles"`
}

// Protected keeps people with the posts out of all but some categories.
type Protected struct {
	Posts          []string `yaml:"posts"`
	OnlyCategories []string `yaml:"only_categories"`
}

// Group holds the figures of the group check.
type Group struct {
	MinResponsible      int      `yaml:"min_responsible"`
	FilingRequired      bool     `yaml:"filing_required"`
	UncountedCategories []string `yaml:"uncounted_categories"`
	Naming              Naming   `yaml:"naming"`
	ReboundDays         int      `yaml:"rebound_days"` // between a group's end and the founding of its possible replacement
	BannedCategories    []string `yaml:"banned_categories"`

	// Owners maps a category to the posts that own and administer its groups.
	Owners map[string]OwnerPosts `yaml:"owners"`
}

// OwnerPosts lists the posts that may own and administer groups of a category; an empty list allows any
// post.
type OwnerPosts struct {
	OwnerPosts []string `yaml:"owner_posts"`
	AdminPosts []string `yaml:"admin_posts"`
}

// Naming is the rule for group names.
type Naming struct {
	Prefix     string `yaml:"prefix"` // any, area, unit, area_or_unit
	Area       string `yaml:"area"`
	Suffix     string `yaml:"suffix"`
	Characters string `yaml:"characters"` // plain, any
	Code       string `yaml:"code"`       // regexp with groups org, dept, seq
	Also       string `yaml:"also"`       // characters that names may have beyond the plain ones

	ExemptCategories []string `yaml:"exempt_categories"` // names of groups of these are not judged
}

// Zombie holds the zombie scan's figure.
type Zombie struct {
	Days int `yaml:"days"`
}

// Stage holds the figures for stage-limited groups.
type Stage struct {
	NoticeDays []int `yaml:"notice_days"`
	GraceDays  int   `yaml:"grace_days"`
}

// Quota is one line of the quota table; the first that matches counts.
type Quota struct {
	UnitKinds    []string `yaml:"unit_kinds"`
	HeadcountMin *int     `yaml:"headcount_min"` // inclusive; nil = none
	HeadcountMax *int     `yaml:"headcount_max"` // inclusive; nil = none
	Groups       int      `yaml:"groups"`
}

// CountyWide limits groups with 范围 全县.
type CountyWide struct {
	PerUnit            int      `yaml:"per_unit"`
	ForbiddenUnitKinds []string `yaml:"forbidden_unit_kinds"`
}

// Overlap holds the thresholds of the overlap scan.
type Overlap struct {
	Jaccard     float64 `yaml:"jaccard"`
	Containment float64 `yaml:"containment"`
	MinMembers  int     `yaml:"min_members"`
	Name        float64 `yaml:"name"`
}

// Internal limits a unit's general groups for itself (范围 单位内部).
type Internal struct {
	PerUnit    int      `yaml:"per_unit"`
	Categories []string `yaml:"categories"`
}

// Account holds the figures for official accounts.
type Account struct {
	DormantDays    int           `yaml:"dormant_days"`
	FollowersMin   int           `yaml:"followers_min"`
	EffortMin      int           `yaml:"effort_min"` // hours a month; 0 = no minimum
	PerUnit        int           `yaml:"per_unit"`
	QuotaPlatforms []string      `yaml:"quota_platforms"` // empty = every platform
	QuotaTogether  bool          `yaml:"quota_together"`  // the platforms count as one
	FilingRequired bool          `yaml:"filing_required"`
	Naming         AccountNaming `yaml:"naming"`
}

// AccountNaming is the rule for names of official accounts. An empty Area or Also takes the value of
// the groups' rule.
type AccountNaming struct {
	Prefix     string `yaml:"prefix"`
	Area       string `yaml:"area"`
	Suffix     string `yaml:"suffix"`
	Characters string `yaml:"characters"`
	Also       string `yaml:"also"`
}

// App holds the figures for applications.
type App struct {
	MonthlyUsersMin int     `yaml:"monthly_users_min"`
	RatingMin       float64 `yaml:"rating_min"`
	FilingRequired  bool    `yaml:"filing_required"`
}

// Merge holds the limits of merge plans.
type Merge struct {
	AcrossUnits    bool `yaml:"across_units"`
	MaxMembers     int  `yaml:"max_members"`
	MaxMessagesDay int  `yaml:"max_messages_day"`
}

// Filing names the people who agree to a filing, in order, and the office that keeps the register.
type Filing struct {
	Steps      []string `yaml:"steps"`    // unit_principal, unit_leader, register
	Register   string   `yaml:"register"` // an office's key
	UnusedDays int      `yaml:"unused_days"`
}

// Upkeep is a task that a group's administrator carries out every period and confirms.
type Upkeep struct {
	ID         string   `yaml:"id"`
	Title      string   `yaml:"title"`
	Every      string   `yaml:"every"` // week, month, quarter, year, once
	Categories []string `yaml:"categories"`
	Clause     string   `yaml:"clause"`
	Within     Span     `yaml:"within"`
}

// Rules switches rules off.
type Rules struct {
	Off []string `yaml:"off"`
}

// Digest says when summaries go out.
type Digest struct {
	Office    []string `yaml:"office"`
	Principal string   `yaml:"principal"`
	Empty     string   `yaml:"empty"` // line, nothing
}

// Delivery limits sending.
type Delivery struct {
	Tries int `yaml:"tries"`
}

// Retention says after how many days personal data is removed that nothing
// needs any more; 0 = never.
type Retention struct {
	NoticeDays int `yaml:"notice_days"` // words of notices at their end, about closed cases
	ImportDays int `yaml:"import_days"` // rows of activity that say nothing new
	RosterDays int `yaml:"roster_days"` // rows of rosters that were not renewed
	ReportDays int `yaml:"report_days"` // words of reports (report.group_problem) that were closed
}

// Backup says where copies of the embedded registry are put every day; an
// empty Dir asks for none.
type Backup struct {
	Keep int    `yaml:"keep"`
	Dir  string `yaml:"dir"`
}

// Guard holds the limits that hold a run's part or a roster back.
type Guard struct {
	MaxNewCases       int     `yaml:"max_new_cases"`
	MinNewCases       int     `yaml:"min_new_cases"`
	MaxNewShare       float64 `yaml:"max_new_share"` // 1.0 = off
	RosterShrinkShare float64 `yaml:"roster_shrink_share"`
	RosterShrinkMin   int     `yaml:"roster_shrink_min"`
}

// People protects the recipients' attention.
type People struct {
	Quiet            []string `yaml:"quiet"` // [from, to] as HH:MM; empty = no quiet hours
	WorkingDaysOnly  bool     `yaml:"working_days_only"`
	MaxNoticesPerDay int      `yaml:"max_notices_per_day"`
}

// Approvals names the people who decide each kind of request: unit_principal or office.
type Approvals struct {
	Extension   string `yaml:"extension"`
	Exemption   string `yaml:"exemption"`
	Renewal     string `yaml:"renewal"`
	Reassign    string `yaml:"reassign"`
	Dissolution string `yaml:"dissolution"`
	Wrong       string `yaml:"wrong"`
}

// Rung is one step of the escalation ladder.
type Rung struct {
	At string `yaml:"at"` // due, due-3wd, due+6wd …
	To string `yaml:"to"` // responsible, second_admin, unit_principal, parent_principal, office:KEY
	By string `yaml:"by"` // empty = a notice; phone = a person calls
}

// AccountNamingRule is the naming rule for official accounts, with the groups'
// area and characters where the accounts' rule gives none.
func (p *Policy) AccountNamingRule() Naming {
	n := p.Account.Naming
	return Naming{
		Prefix: n.Prefix, Area: cmp.Or(n.Area, p.Group.Naming.Area), Suffix: n.Suffix,
		Characters: n.Characters, Also: cmp.Or(n.Also, p.Group.Naming.Also),
	}
}

// SeverityOf is the rule's severity: high, normal or low.
func (p *Policy) SeverityOf(rule string) string {
	if s, ok := p.Severity[rule]; ok {
		return s
	}
	return "normal"
}

// IsOff reports whether the rule is switched off.
func (p *Policy) IsOff(rule string) bool {
	return slices.Contains(p.Rules.Off, rule)
}
