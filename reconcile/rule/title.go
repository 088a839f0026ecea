package rule

import (
	"strings"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// titleVariant is the catalogue's variant for a reason; empty = the plain one.
var titleVariant = map[string]map[string]string{
	MemberUnknown: {"no_card": ".no_card"},
	MemberCard:    {"no_card": ".no_card"},
	RosterStale:   {"never_read": ".never_read"},
	GroupNoOwner:  {"unknown": ".unknown", "left": ".left"},
}

// Title is the case's sentence in the language.
func (v Violation) Title(lang phrase.Lang, group workgroup.Group) string {
	variant := titleVariant[v.Rule][v.Reason]
	if v.Rule == MemberLeft && v.LeftOn == "" {
		variant = ".undated"
	}
	pairs := []any{"group", group.Name, "account", v.Subject.Account}
	for k, value := range v.Evidence {
		switch value := value.(type) {
		case string, int:
			pairs = append(pairs, k, value)
		}
	}
	switch v.Rule {
	case MemberAmbiguous:
		pairs = append(pairs, "names", names(v.Evidence["candidates"]))
	case MemberCard:
		if forms, ok := v.Evidence["accepted"].([]string); ok && len(forms) > 0 {
			pairs = append(pairs, "card", forms[0])
		}
	case RosterStale:
		if at, ok := v.Evidence["taken_at"].(string); ok && len(at) >= 10 {
			pairs = append(pairs, "taken_on", at[:10])
		}
	case GroupNoAdmin:
		if list, ok := v.Evidence["present"].([]string); ok {
			pairs = append(pairs, "present_n", len(list))
		}
	}
	return lang.Say(phrase.Key("title."+v.Rule+variant), pairs...)
}

// names joins candidates as 王伟（水利局 P01）、王伟（教育局 P02）: people of one
// name and unit differ in their code only.
func names(candidates any) string {
	list, _ := candidates.([]map[string]string)
	var b strings.Builder
	for i, c := range list {
		if i > 0 {
			b.WriteString("、")
		}
		b.WriteString(c["name"] + "（" + strings.TrimSpace(c["unit"]+" "+c["code"]) + "）")
	}
	return b.String()
}

// SubjectOf is the key under which Findings and Watch name a subject within
// its group: the account's key, the person, or nothing for the group itself.
func SubjectOf(s ledger.Subject) string { return subjectOf(s) }
