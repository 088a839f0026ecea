package compose

import (
	"encoding/json"
	"regexp"
	"strings"

	"qunguan/notify"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// nicknameRunes is how much of a nickname is shown: enough to find it.
const nicknameRunes = 24

// evidence is the part of a case's evidence that the texts use. Every key may
// be missing: a case may be older than the rule that would write it today.
type evidence struct {
	// Nickname is nil where no card was read; then nothing is said of cards.
	// An empty one is a card that was not set.
	Nickname   *string     `json:"nickname"`
	Name       string      `json:"name"`
	Unit       string      `json:"unit"`
	Accepted   []string    `json:"accepted"`
	Candidates []candidate `json:"candidates"`
	OnFile     oneOrMore   `json:"on_file"`
	Status     string      `json:"status"`
	LeftOn     string      `json:"left_on"`

	MaybeAccounts []string `json:"maybe_accounts"`

	TakenAt    string `json:"taken_at"`
	MaxAgeDays int    `json:"max_age_days"`

	LastActivity string `json:"last_activity"`
	EndsOn       string `json:"ends_on"`

	Owner     string   `json:"owner"`
	OwnerName string   `json:"owner_name"`
	Reason    string   `json:"reason"`
	Present   []string `json:"present"`
	Required  int      `json:"required"`
	MissingN  int      `json:"missing_n"`
}

type candidate struct {
	Code string `json:"code"`
	Name string `json:"name"`
	Unit string `json:"unit"`
}

// oneOrMore reads a string or a list of strings.
type oneOrMore []string

func (o *oneOrMore) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*o = oneOrMore{one}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(o))
}

// evidenceOf reads a case's evidence as far as it goes, and takes a missing
// name from the directory.
func evidenceOf(c ledger.Case, people workgroup.People) evidence {
	var e evidence
	if json.Unmarshal(c.Evidence, &e) != nil {
		e = salvage(c.Evidence)
	}
	if e.Name == "" {
		e.Name = people[c.Subject.Person].Name
	}
	if e.Name == "" {
		e.Name = c.Subject.Person
	}
	return e
}

// nickname is the card as a text shows it: short, on one line, without phone
// numbers; "" where none was read or set.
func (e evidence) nickname() string {
	if e.Nickname == nil {
		return ""
	}
	return notify.Clip(mask(notify.Inline(*e.Nickname)), nicknameRunes)
}

// salvage reads key by key: one key of an unexpected type must not silence
// the others.
func salvage(raw json.RawMessage) evidence {
	var keys map[string]json.RawMessage
	if json.Unmarshal(raw, &keys) != nil {
		return evidence{}
	}
	var e evidence
	for k, value := range keys {
		one, err := json.Marshal(map[string]json.RawMessage{k: value})
		if err != nil {
			continue
		}
		before := e
		if json.Unmarshal(one, &e) != nil {
			e = before
		}
	}
	return e
}

// mobile is a mainland mobile number on its own, with or without +86.
var mobile = regexp.MustCompile(`(^|[^0-9])((?:\+?86[- ]?)?1[3-9][0-9])[- ]?[0-9]{4}[- ]?([0-9]{4})($|[^0-9])`)

// mask hides the middle of mobile numbers: people put them into nicknames,
// and some platforms use them as accounts (S5.9).
func mask(s string) string {
	for masked := ""; masked != s; {
		masked, s = s, mobile.ReplaceAllString(s, "$1$2****$3$4")
	}
	return s
}

// account is the account where the source showed one, else "".
func account(c ledger.Case) string {
	if a := notify.Inline(c.Subject.Account); !strings.HasPrefix(a, "@") {
		return mask(a)
	}
	return ""
}
