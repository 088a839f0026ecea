package policy

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/invopop/jsonschema"

	"qunguan/reconcile/phrase"
)

// Schema is the JSON Schema (draft 2020-12) of a policy file, for editors: it knows keys, types, words
// and bounds, and describes each key in the language. Load checks more: contradictions and references
// between settings.
func Schema(lang phrase.Lang) ([]byte, error) {
	r := &jsonschema.Reflector{
		FieldNameTag:               "yaml",
		Anonymous:                  true,
		DoNotReference:             true,
		ExpandedStruct:             true,
		RequiredFromJSONSchemaTags: true,
		Mapper: func(t reflect.Type) *jsonschema.Schema {
			if t == reflect.TypeFor[Span]() {
				return &jsonschema.Schema{Type: "string", Pattern: `^[0-9]{1,4}(?:wd|d|m)$`}
			}
			return nil
		},
	}
	s := r.Reflect(&Policy{})
	describe(s, policyShape, defaults(), lang)
	s.Title = lang.Say("policy.schema.title")
	s.Properties.Set("extends", &jsonschema.Schema{
		Type:        "array",
		Description: lang.Say("policy.about.extends"),
		Items: &jsonschema.Schema{AnyOf: []*jsonschema.Schema{
			{Enum: packRefs()},
			{Type: "string", Pattern: filled.String(), Not: &jsonschema.Schema{Pattern: "^" + packRef}},
		}},
	})
	if err := s.Properties.MoveToFront("extends"); err != nil {
		return nil, fmt.Errorf("order schema: %w", err)
	}
	out, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write schema: %w", err)
	}
	return append(out, '\n'), nil
}

// describe adds the limits, the catalogue's text and the default of a place to its schema.
func describe(s *jsonschema.Schema, sh *shape, def *entry, lang phrase.Lang) {
	if key := "policy.about." + sh.path; !strings.HasSuffix(key, "[]") && !strings.HasSuffix(key, "*") && sh.path != "" {
		s.Description = lang.Say(phrase.Key(key))
	}
	bound(s, limits[sh.path])
	switch sh.form {
	case section:
		for pair := s.Properties.Oldest(); pair != nil; pair = pair.Next() {
			describe(pair.Value, sh.field[pair.Key], def.get(pair.Key), lang)
		}
		return
	case table:
		describe(s.AdditionalProperties, sh.elem, nil, lang)
		if keys := limits[sh.path].keys; keys != nil {
			s.PropertyNames = &jsonschema.Schema{Enum: anys(keys)}
		}
		return
	case list:
		describe(s.Items, sh.elem, nil, lang)
	}
	if def != nil {
		s.Default = def.plain()
	}
}

// bound writes a limit into a schema.
func bound(s *jsonschema.Schema, lim limit) {
	if lim.min != 0 || lim.max != 0 {
		low := json.Number(number(lim.min))
		if lim.above {
			s.ExclusiveMinimum = low
		} else {
			s.Minimum = low
		}
		s.Maximum = json.Number(number(lim.max))
	}
	switch {
	case lim.schema != "":
		s.Pattern = lim.schema
	case lim.without != "":
		s.Pattern = strings.ReplaceAll(`^[^_]*[^_\s][^_]*$`, "_", lim.without)
	case lim.pattern != nil:
		s.Pattern = lim.pattern.String()
	}
	if lim.words != nil {
		s.Enum = anys(lim.words)
	}
	if lim.least > 0 {
		s.MinItems = &lim.least
	}
	if lim.most > 0 {
		s.MaxItems = &lim.most
	}
	s.Required = lim.required
}

// plain is the entry as a value for JSON.
func (e *entry) plain() any {
	if span, ok := e.value.(Span); ok {
		return span.String()
	}
	switch e.shape.form {
	case section, table:
		object := map[string]any{}
		for _, k := range e.keys {
			object[k] = e.field[k].plain()
		}
		return object
	case list:
		items := []any{}
		for _, item := range e.items {
			items = append(items, item.plain())
		}
		return items
	}
	return e.value
}

func anys(words []string) []any {
	out := make([]any, len(words))
	for i, w := range words {
		out[i] = w
	}
	return out
}

func packRefs() []any {
	var refs []any
	for _, name := range packNames() {
		refs = append(refs, packRef+name)
	}
	return refs
}
