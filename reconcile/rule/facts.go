package rule

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"qunguan/reconcile/ledger"
)

// Fact is one line of a case's evidence in words.
type Fact struct{ Label, Value string }

// hider leaves out facts that others on the page say better.
type hider interface {
	hidden(t *Teller) []string
}

// Facts tells a case's evidence, in the order of the rule's struct; keys that the rule does not have
// follow, sorted. Evidence that is no JSON object is shown as it stands: it is better seen than
// hidden.
func (t *Teller) Facts(c ledger.Case) []Fact {
	if len(c.Evidence) == 0 {
		return nil
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(c.Evidence, &raw); err != nil {
		return []Fact{{t.Say("web.case.evidence"), string(c.Evidence)}}
	}
	r := Of(c.Rule)
	var facts []Fact
	if r != nil {
		evidence := r.Evidence.read(nil, c)
		if h, ok := evidence.(hider); ok {
			for _, key := range h.hidden(t) {
				delete(raw, key)
			}
		}
		for _, f := range r.Evidence.fields {
			value, ok := raw[f.key]
			if !ok {
				continue
			}
			facts = append(facts, Fact{text(f.zh, f.en).In(t.Lang), t.fact(r.Evidence, evidence, f, value)})
			delete(raw, f.key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(raw)) {
		facts = append(facts, Fact{key, t.unknown(decodeAny(raw[key]))})
	}
	return facts
}

// fact is one value; one of an unexpected type is told as it stands.
func (t *Teller) fact(e Evidence, evidence any, f field, raw json.RawMessage) string {
	value, ok := e.get(evidence, f)
	if ok {
		written, err := json.Marshal(value)
		a, b := decodeAny(written), decodeAny(raw)
		if _, isAccounts := value.(Accounts); err == nil && (isAccounts || fmt.Sprint(a) == fmt.Sprint(b)) {
			said, _ := t.value(value, onPage)
			return said
		}
	}
	return t.unknown(decodeAny(raw))
}

func decodeAny(raw json.RawMessage) any {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return string(raw)
	}
	return value
}

// unknown writes a value that no rule explains.
func (t *Teller) unknown(value any) string {
	switch v := value.(type) {
	case nil:
		return t.Say("web.evidence.none")
	case string:
		return t.plain(v, onPage)
	case []any:
		return t.each(len(v), onPage, func(i int) string { return t.unknown(v[i]) })
	case map[string]any:
		parts := make([]string, 0, len(v))
		for _, k := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, k+" "+t.unknown(v[k]))
		}
		return strings.Join(parts, t.Say("notice.comma"))
	}
	return fmt.Sprint(value)
}
