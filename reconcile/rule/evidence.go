package rule

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"

	"qunguan/reconcile/ledger"
)

// Evidence is the shape of a rule's evidence: a struct whose fields have a
// JSON name and, as tags zh and en, the label under which a page shows them.
// Pages show the fields in the struct's order; texts use them by their JSON
// names. A field that may lack a value has omitempty.
type Evidence struct {
	typ    reflect.Type
	fields []field
}

// field is one key of the evidence.
type field struct {
	key    string
	zh, en string
	index  []int
}

// Fields is the shape of E, a struct.
func Fields[E any]() Evidence {
	t := reflect.TypeFor[E]()
	e := Evidence{typ: t}
	for _, f := range reflect.VisibleFields(t) {
		if f.Anonymous || !f.IsExported() {
			continue
		}
		key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		e.fields = append(e.fields, field{key: key, zh: f.Tag.Get("zh"), en: f.Tag.Get("en"), index: f.Index})
	}
	return e
}

// field is the field of a key.
func (e Evidence) field(key string) (field, bool) {
	for _, f := range e.fields {
		if f.key == key {
			return f, true
		}
	}
	return field{}, false
}

// get is the value of a field; ok is false where a pointer points nowhere.
func (e Evidence) get(evidence any, f field) (value any, ok bool) {
	v := reflect.ValueOf(evidence)
	if !v.IsValid() || v.Type() != e.typ {
		return nil, false
	}
	v = v.FieldByIndex(f.index)
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return nil, false
		}
		v = v.Elem()
	}
	return v.Interface(), true
}

// completer fills the gaps in a case's evidence: the case may be older than the rule that would write
// it today.
type completer interface {
	complete(t *Teller, c ledger.Case)
}

// read is a case's evidence as the struct. Values of an unexpected type, and evidence that is none at
// all, count as absent: one key must not silence the others.
func (e Evidence) read(t *Teller, c ledger.Case) any {
	if e.typ == nil {
		return nil
	}
	p := reflect.New(e.typ)
	if len(c.Evidence) > 0 && json.Unmarshal(c.Evidence, p.Interface()) != nil {
		p.Elem().SetZero()
		e.salvage(c.Evidence, p.Elem())
	}
	return completed(t, c, p)
}

// whole is evidence of a violation with the same completions as a case's.
func (e Evidence) whole(t *Teller, c ledger.Case, evidence any) any {
	v := reflect.ValueOf(evidence)
	if !v.IsValid() || v.Type() != e.typ {
		c.Evidence = encode(evidence)
		return e.read(t, c)
	}
	p := reflect.New(e.typ)
	p.Elem().Set(v)
	return completed(t, c, p)
}

func completed(t *Teller, c ledger.Case, p reflect.Value) any {
	if whole, ok := reflect.TypeAssert[completer](p); ok && t != nil {
		whole.complete(t, c)
	}
	return p.Elem().Interface()
}

func (e Evidence) salvage(raw json.RawMessage, into reflect.Value) {
	var keys map[string]json.RawMessage
	if json.Unmarshal(raw, &keys) != nil {
		return
	}
	for _, f := range e.fields {
		value, ok := keys[f.key]
		if !ok {
			continue
		}
		one := reflect.New(into.FieldByIndex(f.index).Type())
		if json.Unmarshal(value, one.Interface()) == nil {
			into.FieldByIndex(f.index).Set(one.Elem())
		}
	}
}

// view is the case with its evidence as the rule's functions see it. Without a
// teller nothing is filled in.
func (r *Rule) view(t *Teller, c ledger.Case) View {
	if r == nil {
		return View{Case: c}
	}
	return View{Case: c, Evidence: r.Evidence.read(t, c)}
}

// encode writes evidence with sorted keys, so that equal evidence is equal
// bytes.
func encode(evidence any) json.RawMessage {
	if evidence == nil {
		return json.RawMessage("{}")
	}
	b, err := json.Marshal(evidence)
	if err != nil {
		// Evidence holds strings, numbers and lists of them; anything else is
		// a mistake in a rule that its test must see.
		panic("rule: evidence: " + err.Error())
	}
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(b, &keys); err != nil {
		panic("rule: evidence is no object: " + err.Error())
	}
	if b, err = json.Marshal(keys); err != nil {
		panic("rule: evidence: " + err.Error())
	}
	return bytes.Clone(b)
}
