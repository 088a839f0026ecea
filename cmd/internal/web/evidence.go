package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// fact is one line of a case's evidence in words.
type fact struct{ Label, Value string }

// evidenceOrder is the order in which facts are told: who it is, what is
// wrong, by which measure. Keys that are not listed follow, sorted.
var evidenceOrder = []string{
	"nickname", "role", "how", "name", "owner", "owner_name", "reason", "status", "left_on", "unit", "post", "scope",
	"on_file", "candidates", "accepted", "templates", "maybe_accounts", "present", "required", "missing_n",
	"starts_on", "ends_on", "founded_on", "last_activity", "source", "days", "taken_at", "max_age_days",
}

// evidence tells a case's evidence. What is not a JSON object is shown as it
// stands: it is better seen than hidden.
func (f frame) evidence(c ledger.Case) []fact {
	if len(c.Evidence) == 0 {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(c.Evidence))
	decoder.UseNumber()
	var e map[string]any
	if err := decoder.Decode(&e); err != nil {
		return []fact{{f.Say("web.case.evidence"), string(c.Evidence)}}
	}
	if len(listOf(e["accepted"])) > 0 {
		delete(e, "templates") // the forms themselves say more than their pattern
	}
	if code, ok := e["owner"].(string); ok && f.names.people[code].name != "" {
		delete(e, "owner_name") // the owner is shown by name
	}
	keys := make([]string, 0, len(e))
	for k := range e {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int {
		if d := place(a) - place(b); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	facts := make([]fact, 0, len(keys))
	for _, k := range keys {
		facts = append(facts, fact{f.word("web.evidence", k), f.fact(k, e[k])})
	}
	return facts
}

func place(key string) int {
	if i := slices.Index(evidenceOrder, key); i >= 0 {
		return i
	}
	return len(evidenceOrder)
}

// fact says one value of the evidence.
func (f frame) fact(key string, value any) string {
	text, isText := value.(string)
	switch {
	case key == "how" && isText:
		if k := phrase.Key("identity.how_" + text); phrase.Has(k) {
			return f.Lang.Say(k)
		}
	case key == "source" && isText:
		return f.word("web.evidence.source", text)
	case key == "reason" && isText:
		return f.word("reason", text)
	case key == "scope" && isText:
		return f.scope(text)
	case key == "owner" && isText && text != "":
		return f.names.person(text)
	case key == "nickname" && text == "":
		return f.Say("web.evidence.empty_card")
	case key == "taken_at" && isText:
		return f.takenAt(text)
	case key == "present":
		return f.joined(value, f.names.person)
	case key == "maybe_accounts", key == "on_file":
		return f.joined(value, func(a string) string { return strings.TrimPrefix(a, "@") })
	case key == "templates":
		return f.joined(value, f.format)
	case key == "candidates":
		return f.candidates(value)
	}
	return f.plain(value)
}

// plain writes a value that needs no explanation.
func (f frame) plain(value any) string {
	switch v := value.(type) {
	case nil:
		return f.Say("web.evidence.none")
	case string:
		if v == "" {
			return f.Say("web.evidence.none")
		}
		return v
	case []any:
		return f.joined(v, func(s string) string { return s })
	case map[string]any:
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		parts := make([]string, 0, len(v))
		for _, k := range keys {
			parts = append(parts, f.word("web.evidence", k)+" "+f.plain(v[k]))
		}
		return strings.Join(parts, f.Say("notice.comma"))
	}
	return fmt.Sprint(value)
}

func (f frame) joined(value any, each func(string) string) string {
	list := listOf(value)
	if len(list) == 0 {
		return f.Say("web.evidence.none")
	}
	parts := make([]string, len(list))
	for i, item := range list {
		if s, ok := item.(string); ok {
			parts[i] = each(s)
		} else {
			parts[i] = f.plain(item)
		}
	}
	return strings.Join(parts, f.Say("notice.comma"))
}

func listOf(value any) []any {
	list, _ := value.([]any)
	return list
}

// takenAt is when a roster was read, in the policy's time zone.
func (f frame) takenAt(text string) string {
	if text == "" {
		return f.Say("web.evidence.never")
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return f.time(t)
	}
	return text
}

// scope is a 成员范围 with names in place of codes.
func (f frame) scope(text string) string {
	s, err := workgroup.ParseScope(strings.FieldsFunc(text, func(r rune) bool { return r == ';' }))
	if err != nil || text == "" {
		return f.plain(text)
	}
	var parts []string
	for _, c := range s.Units {
		parts = append(parts, f.Say("web.evidence.scope.unit", "x", f.names.unit(c)))
	}
	for _, r := range s.Roles {
		parts = append(parts, f.Say("web.evidence.scope.role", "x", r))
	}
	for _, p := range s.Posts {
		parts = append(parts, f.Say("web.evidence.scope.post", "x", p))
	}
	for _, c := range s.People {
		parts = append(parts, f.names.person(c))
	}
	if s.Outsiders {
		parts = append(parts, f.Say("web.evidence.scope.outsiders"))
	}
	return strings.Join(parts, f.Say("notice.comma"))
}

// format writes a card format in words: 单位简称+姓名.
func (f frame) format(template string) string {
	r := strings.NewReplacer("}{", "}+{")
	text := r.Replace(template)
	for _, part := range []string{"name", "unit_short", "unit", "post", "role"} {
		text = strings.ReplaceAll(text, "{"+part+"}", f.Say("notice.part."+part))
	}
	return text
}

// candidates names the people that an account may be, with their codes: they
// often have the same name in the same unit.
func (f frame) candidates(value any) string {
	var parts []string
	for _, item := range listOf(value) {
		c, ok := item.(map[string]any)
		if !ok {
			parts = append(parts, f.plain(item))
			continue
		}
		parts = append(parts, fmt.Sprintf("%v（%v，%v）", c["name"], c["unit"], c["code"]))
	}
	return strings.Join(parts, f.Say("notice.comma"))
}
