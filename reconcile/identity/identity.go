package identity

import (
	"strings"

	"qunguan/reconcile/workgroup"
)

// How is the way in which a member was identified, or the reason for failing. The words are those of
// the members command's JSON (contract §4).
type How string

// The ways. Robots and outsiders are never judged.
const (
	Robot     How = "robot"
	Outsider  How = "outsider"
	Account   How = "account"
	Nickname  How = "nickname"
	Loose     How = "loose"
	Ambiguous How = "ambiguous"
	Unknown   How = "unknown"
)

// Circle is the circle of people in which the nickname was decided: the first of the three that has a
// fitting person.
type Circle string

// The circles, nearest first. NoCircle stands for identities that no nickname decided.
const (
	NoCircle    Circle = ""
	InScope     Circle = "scope"
	InUnit      Circle = "unit"
	InDirectory Circle = "directory"
)

// Reason names the deciding fact, for explain, evidence and tests. phrase has a sentence
// "identity.REASON" for each.
type Reason string

// Deciding reasons. The last four name the data missing from the member's row.
const (
	RobotRole            Reason = "robot_role"             // 群内角色 机器人
	RobotListed          Reason = "robot_listed"           // account or nickname in member.robots
	AccountBound         Reason = "account_bound"          // a valid 身份绑定 names the person
	AccountBoundOutsider Reason = "account_bound_outsider" // a valid 身份绑定 names an outsider
	AccountOnFile        Reason = "account_on_file"        // exactly one person has the account
	AliasSaid            Reason = "alias_said"             // a person who answers for the group said so
	AliasSaidOutsider    Reason = "alias_said_outsider"    // … and that it is an outsider
	TemplateMatched      Reason = "template_matched"       // step 2, one fits
	LooseName            Reason = "loose_name"             // step 3, one fits
	SeveralFitTemplate   Reason = "several_fit_template"   // step 2, several fit
	SeveralFitLoose      Reason = "several_fit_loose"      // step 3, several fit
	NobodyFits           Reason = "nobody_fits"            // the nickname fits no person
	NoCard               Reason = "no_card"                // the 群昵称 cell is empty
	NoNicknameColumn     Reason = "no_nickname_column"     // only the account could tell
	CharactersLost       Reason = "characters_lost"        // the nickname is damaged or masked: only the account could tell
)

// Reasons that were met on the way and did not count.
const (
	BindingExpired  Reason = "binding_expired"  // a 身份绑定 ended before the day
	BindingConflict Reason = "binding_conflict" // valid 身份绑定 of one account contradict each other
	AccountShared   Reason = "account_shared"   // several people have the account on file
)

// Identity is the answer to "who is this member?".
type Identity struct {
	How        How
	Person     string   // person code; set for account, nickname and loose only
	Candidates []string // person codes in order; set for ambiguous only
	Reason     Reason
	Circle     Circle             // the circle in which the nickname was decided
	Template   string             // the card format that fits; for nickname only
	Binding    *workgroup.Binding // the binding of the account; not to be changed
	Passed     []Reason           // reasons met on the way that did not count
}

// Known reports whether the member is a person of the directory, or one that a binding names.
func (id Identity) Known() bool { return id.Person != "" }

// Values are the name, value pairs for phrase's sentence of the reason; a sentence uses all of them or
// fewer.
func (id Identity) Values() []any {
	outsider := ""
	if id.Binding != nil {
		outsider = id.Binding.Outsider
	}
	return []any{
		"person", id.Person, "template", id.Template, "outsider", outsider,
		"candidates", strings.Join(id.Candidates, "、"),
	}
}
