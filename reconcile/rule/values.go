package rule

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// manner is where a value of the evidence is said.
type manner int

const (
	inTitle    manner = iota // the ledger's sentence: as the files write it
	inSentence               // a message: on one line, numbers masked, dates in words
	onPage                   // the page of a case: with units, "none" for nothing
)

// sayer is a value of the evidence that is not said as it stands.
type sayer interface {
	say(t *Teller, m manner) string
}

// Values of evidence that have words of their own.
type (
	// Card is a 群昵称 as the roster has it.
	Card string
	// RowOrigin is how a row of the roster became known (workgroup.RowOrigin).
	RowOrigin string
	// How is the way in which a member was identified (identity.How).
	How string
	// ReasonID is a reason, named.
	ReasonID string
	// ID is a rule's id.
	ID string
	// ReasonIDs are several, in the contract's order.
	ReasonIDs []ReasonID
	// PersonCode is a 工号.
	PersonCode string
	// PersonCodes are several.
	PersonCodes []PersonCode
	// GroupCode is a 群编号.
	GroupCode string
	// GroupCodes are several.
	GroupCodes []GroupCode
	// ManyGroups are groups of which sentences name the first few.
	ManyGroups []GroupCode
	// ScopeText is a 成员范围 as its cell has it.
	ScopeText string
	// Templates are card formats of the policy.
	Templates []string
	// Accounts are accounts on the group's platform; one may be written as a
	// text instead of a list.
	Accounts []string
	// Moment is a moment in RFC 3339; sentences need its day only.
	Moment string
	// Candidates are people that an account or a name may be.
	Candidates []Candidate
)

// Candidate is a person that an account or a name may be.
type Candidate struct {
	Code string `json:"code"`
	Name string `json:"name"`
	Unit string `json:"unit"`
}

// UnmarshalJSON reads a text or a list of texts.
func (a *Accounts) UnmarshalJSON(b []byte) error {
	var account string
	if json.Unmarshal(b, &account) == nil {
		*a = Accounts{account}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(a))
}

func (c Card) say(t *Teller, m manner) string {
	switch {
	case m == inTitle:
		return string(c)
	case m == onPage && c == "":
		return t.Say("web.evidence.empty_card")
	case m == onPage:
		return string(c)
	}
	return shortCard(c)
}

func (h How) say(t *Teller, _ manner) string {
	if text, ok := phrase.Of(phrase.Key("identity.how_" + string(h))); ok {
		return text.In(t.Lang)
	}
	return string(h)
}

func (c RowOrigin) say(t *Teller, _ manner) string {
	if text, ok := phrase.Of(phrase.Key("roster.came_" + string(c))); ok {
		return text.In(t.Lang)
	}
	return string(c)
}

func (r ID) say(t *Teller, _ manner) string { return Name(t.Lang, string(r)) }

func (r ReasonID) say(t *Teller, _ manner) string { return ReasonWord(t.Lang, string(r)) }

func (r ReasonIDs) say(t *Teller, m manner) string {
	return t.each(len(r), m, func(i int) string { return r[i].say(t, m) })
}

func (p PersonCode) say(t *Teller, m manner) string {
	switch {
	case p == "" && m == onPage:
		return t.Say("web.evidence.none")
	case m == onPage:
		return t.PersonAndUnit(string(p))
	case m == inTitle:
		return string(p)
	}
	return t.PersonName(string(p))
}

func (p PersonCodes) say(t *Teller, m manner) string {
	return t.each(len(p), m, func(i int) string { return p[i].say(t, m) })
}

func (g GroupCode) say(t *Teller, m manner) string {
	if g == "" && m == onPage {
		return t.Say("web.evidence.none")
	}
	return t.GroupName(string(g))
}

func (g GroupCodes) say(t *Teller, m manner) string {
	return t.each(len(g), m, func(i int) string { return g[i].say(t, m) })
}

// namedGroups is how many of many groups a sentence names.
const namedGroups = 5

func (g ManyGroups) say(t *Teller, m manner) string {
	if m == onPage || len(g) <= namedGroups {
		return GroupCodes(g).say(t, m)
	}
	return t.Say("notice.and_more_groups", "list", GroupCodes(g[:namedGroups]).say(t, m), "n", len(g))
}

func (a Accounts) say(t *Teller, m manner) string {
	return t.each(len(a), m, func(i int) string {
		account := strings.TrimPrefix(a[i], "@")
		if m == inSentence {
			account = phrase.Mask(phrase.Inline(account))
		}
		return account
	})
}

// say writes a card format in words: 单位简称+姓名.
func (f Templates) say(t *Teller, m manner) string {
	return t.each(len(f), m, func(i int) string {
		text := strings.ReplaceAll(f[i], "}{", "}+{")
		for _, part := range []string{"name", "unit_short", "unit", "post", "role"} {
			text = strings.ReplaceAll(text, "{"+part+"}", t.Say("notice.part."+part))
		}
		return text
	})
}

func (m Moment) say(t *Teller, manner manner) string {
	switch at, err := time.Parse(time.RFC3339, string(m)); {
	case m == "" && manner == onPage:
		return t.Say("web.evidence.never")
	case manner == inTitle:
		return string(m)[:min(len(m), len("2006-01-02"))]
	case manner == inSentence:
		return t.Date(t.dayOf(string(m)))
	case err != nil:
		return string(m)
	default:
		return at.In(t.Now.Location()).Format("2006-01-02 15:04")
	}
}

// say names people of one name apart, by their unit and, as two of one unit
// may have it, their code.
func (c Candidates) say(t *Teller, m manner) string {
	return t.each(len(c), m, func(i int) string {
		between := " "
		if m == onPage {
			between = "，"
		}
		return c[i].Name + "（" + strings.TrimSpace(c[i].Unit+between+c[i].Code) + "）"
	})
}

// say is a 成员范围 with names in place of codes.
func (s ScopeText) say(t *Teller, m manner) string {
	scope, err := workgroup.ParseScope(strings.FieldsFunc(string(s), func(r rune) bool { return r == ';' }))
	if err != nil || s == "" || m == inTitle {
		return t.plain(string(s), m)
	}
	var parts []string
	for _, c := range scope.Units {
		parts = append(parts, t.Say("web.evidence.scope.unit", "x", t.UnitName(c)))
	}
	for _, r := range scope.Roles {
		parts = append(parts, t.Say("web.evidence.scope.role", "x", r))
	}
	for _, p := range scope.Posts {
		parts = append(parts, t.Say("web.evidence.scope.post", "x", p))
	}
	for _, c := range scope.People {
		parts = append(parts, t.PersonAndUnit(c))
	}
	if scope.Outsiders {
		parts = append(parts, t.Say("web.evidence.scope.outsiders"))
	}
	return t.List(parts)
}

// value says a value of the evidence; empty says that there is nothing to say.
func (t *Teller) value(value any, m manner) (text string, empty bool) {
	v := reflect.ValueOf(value)
	switch v.Kind() {
	case reflect.String, reflect.Slice:
		empty = v.Len() == 0
	case reflect.Invalid:
		return t.plain("", m), true
	}
	switch x := value.(type) {
	case sayer:
		return x.say(t, m), empty
	case workgroup.Date:
		if m == inSentence {
			return t.Date(string(x)), empty
		}
		return t.plain(string(x), m), empty
	case []string:
		return t.each(len(x), m, func(i int) string { return t.plain(x[i], m) }), empty
	case bool:
		if x {
			return t.Say("web.evidence.yes"), false
		}
		return t.Say("web.evidence.no"), false
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64), false
	case string:
		return t.plain(x, m), empty
	}
	if v.Kind() == reflect.String {
		return t.plain(v.String(), m), empty
	}
	return fmt.Sprint(value), empty
}

// plain is a text from data as the manner allows it.
func (t *Teller) plain(s string, m manner) string {
	switch {
	case m == onPage && s == "":
		return t.Say("web.evidence.none")
	case m == inSentence:
		return phrase.Mask(phrase.Inline(s))
	}
	return s
}

// each says a list.
func (t *Teller) each(n int, m manner, item func(int) string) string {
	if n == 0 && m == onPage {
		return t.Say("web.evidence.none")
	}
	parts := make([]string, n)
	for i := range parts {
		parts[i] = item(i)
	}
	return t.List(parts)
}

// itemsOf lists the items of a list.
func itemsOf(value any) []any {
	v := reflect.ValueOf(value)
	if v.Kind() != reflect.Slice {
		return nil
	}
	items := make([]any, v.Len())
	for i := range items {
		items[i] = v.Index(i).Interface()
	}
	return items
}
