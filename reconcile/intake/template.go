package intake

import (
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"qunguan/reconcile/intake/sheet"
	"qunguan/reconcile/phrase"
)

// Explain says what goes under the heading: whether it is needed, how it is
// written, what is allowed.
func (h Heading) Explain(lang phrase.Lang) string {
	parts := []string{lang.Say("intake.heading_optional")}
	if h.Required {
		parts[0] = lang.Say("intake.heading_required")
	}
	choices := strings.Join(h.Choices, "、")
	parts = append(parts, lang.Say(phrase.Key("intake.form_"+string(h.Form)), "choices", choices, "max", h.MaxRunes()))
	return strings.Join(parts, " ")
}

// Template writes an empty workbook of all kinds: headings with comments,
// drop-downs, formats that keep long numbers whole, and one example row
// marked 示例, which an import leaves out.
func Template(w io.Writer, lang phrase.Lang) error {
	out := make([]sheet.Table, len(tables))
	for i := range tables {
		out[i] = tables[i].template(lang)
	}
	return sheet.Write(w, out...)
}

func (t *Table) template(lang phrase.Lang) sheet.Table {
	out := sheet.Table{Name: t.Sheet, Examples: 1}
	example := make([]any, len(t.Headings))
	for i, h := range t.Headings {
		c := sheet.Column{Title: h.Name, Required: h.Required, Choices: h.Choices, Open: h.Form == FormOpen, Note: h.Explain(lang)}
		for _, one := range t.OneOf {
			if one.names(h.Name) {
				c.Note += "\n" + lang.Say("intake.heading_one_of", "headings", one.String())
			}
		}
		if len(h.Synonyms) > 0 {
			c.Note += "\n" + lang.Say("intake.heading_synonyms", "synonyms", strings.Join(h.Synonyms, "、"))
		}
		c.Width = max(sheet.TextWidth(h.Name)+4, sheet.TextWidth(h.Example)+2, 12)
		switch h.Form {
		case FormDate:
			c.Format = sheet.FormatDate
		case FormMoment:
			c.Format = sheet.FormatMoment
			c.Width = max(c.Width, 18) // else a day shows as ###
		case FormWhole, FormNumber:
			c.Format = sheet.FormatNumber
		case FormYesNo:
			c.Choices = []string{"是", "否"}
		}
		out.Columns = append(out.Columns, c)
		example[i] = h.example()
	}
	example[0] = exampleMark + "：" + t.Headings[0].Example
	out.Columns[0].Width = max(out.Columns[0].Width, 22)
	out.Columns[0].Note += "\n" + lang.Say("intake.example_row")
	out.Rows = slices.Values([][]any{example})
	return out
}

// names reports whether the heading is one of the alternatives.
func (o OneOf) names(heading string) bool {
	return slices.ContainsFunc(o, func(alternative []string) bool { return slices.Contains(alternative, heading) })
}

func (h Heading) example() any {
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
