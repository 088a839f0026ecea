package policy

// RuleIDs lists every rule of contract §5, in its order. It is the one list of them: severity,
// rules.off, cites and clauses may name no other rule.
var RuleIDs = []string{
	"member.unknown", "member.ambiguous", "member.left", "member.out_of_scope",
	"member.other_account", "member.card", "member.missing", "roster.stale",
	"person.overload", "person.protected",
	"group.zombie", "group.stage_expired", "group.stage_undated",
	"group.no_owner", "group.no_admin", "group.name", "group.unfiled",
	"group.filing_missing", "group.no_scope", "group.still_active",
	"group.owner_post", "group.banned_category", "group.rebound",
	"group.duplicate", "group.overlap", "group.upkeep_due",
	"unit.quota", "unit.county_wide", "unit.internal", "unit.rules_missing",
	"account.dormant", "account.low_reach", "account.quota", "account.name",
	"account.filing_missing", "account.still_active", "account.no_notice",
	"app.low_use", "app.low_rating", "app.duplicate", "app.unapproved",
	"filing.unused", "filing.use_existing",
	"spot.check",
}

// TaskIDs lists the rules of tasks and reports. They carry out no clause, and no policy switches them
// off: a person's request waits for its decision in any case.
var TaskIDs = []string{
	"task.filing", "task.applicant",
	"task.extension", "task.exemption", "task.renewal", "task.reassign", "task.dissolution", "task.wrong", "task.identity",
	"report.group_problem",
}

// Deciders lists the values of approvals: the people who may decide requests.
var Deciders = []string{"unit_principal", "office"}

// Jobs lists every job of contract §3, in its order: the keys that schedule
// may have.
var Jobs = []string{
	"member-check", "zombie-scan", "stage-expiry", "group-check", "overlap-scan",
	"account-check", "spot-check", "escalate", "digest", "compose", "deliver",
	"sync", "retention", "backup", "audit",
}

// Severities lists the severities, most severe first: the keys of due.
var Severities = []string{"high", "normal", "low"}

// Placeholders lists the words that a nickname template may have between braces.
var Placeholders = []string{"name", "unit", "unit_short", "post", "role"}

// rungTargets lists the ladder's targets that are not offices.
var rungTargets = []string{"responsible", "second_admin", "unit_principal", "parent_principal"}

// officeTarget is the prefix of ladder targets that are offices.
const officeTarget = "office:"

// packRef is the prefix of references to policies that ship in the binary.
const packRef = "pack:"
