package intake

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"qunguan/reconcile/phrase"
)

// Explain describes the values of the heading: whether they are required, their form, and the allowed
// ones.
func (h Heading) Explain(lang phrase.Lang) string {
	parts := []string{lang.Say("intake.heading_optional")}
	if h.Required {
		parts[0] = lang.Say("intake.heading_required")
	}
	choices := strings.Join(h.Choices, "、")
	parts = append(parts, lang.Say(phrase.Key("intake.form_"+string(h.Form)), "choices", choices, "max", h.MaxRunes()))
	return strings.Join(parts, " ")
}

// Names reports whether the heading is one of the alternatives.
func (o OneOf) Names(heading string) bool {
	return slices.ContainsFunc(o, func(alternative []string) bool { return slices.Contains(alternative, heading) })
}

// ExampleValue is the example as a workbook holds it: a moment, a number or a text; nil for none.
func (h Heading) ExampleValue() any {
	if h.Example == "" {
		return nil
	}
	switch h.Form {
	case FormDate, FormMoment:
		if t, ok := parseMoment(h.Example, time.UTC); ok {
			return t
		}
	case FormWhole, FormNumber:
		if v, err := strconv.ParseFloat(h.Example, 64); err == nil {
			return v
		}
	}
	return h.Example
}
