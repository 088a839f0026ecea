package workbook

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/phrase"
)

// WriteTemplate writes an empty workbook of the kinds that an import knows: headings with comments,
// drop-downs, formats that keep long numbers whole, and one example row marked 示例, which imports skip.
func WriteTemplate(w io.Writer, kinds []intake.Table, lang phrase.Lang) error {
	out := make([]Table, len(kinds))
	for i, k := range kinds {
		out[i] = templateOf(k, lang)
	}
	return Write(w, out...)
}

func templateOf(k intake.Table, lang phrase.Lang) Table {
	out := Table{Name: k.Sheet, Examples: 1}
	example := make([]any, len(k.Headings))
	for i, h := range k.Headings {
		c := Column{Title: h.Name, Required: h.Required, Choices: h.Choices, Open: h.Form == intake.FormOpen, Note: h.Explain(lang)}
		for _, one := range k.OneOf {
			if one.Names(h.Name) {
				c.Note += "\n" + lang.Say("intake.heading_one_of", "headings", one.String())
			}
		}
		if len(h.Synonyms) > 0 {
			c.Note += "\n" + lang.Say("intake.heading_synonyms", "synonyms", strings.Join(h.Synonyms, "、"))
		}
		c.Width = max(TextWidth(h.Name)+4, TextWidth(h.Example)+2, 12)
		switch h.Form {
		case intake.FormDate:
			c.Format = FormatDate
		case intake.FormMoment:
			c.Format = FormatMoment
			c.Width = max(c.Width, 18) // else a day shows as ###
		case intake.FormWhole, intake.FormNumber:
			c.Format = FormatNumber
		case intake.FormYesNo:
			c.Choices = []string{"是", "否"}
		}
		out.Columns = append(out.Columns, c)
		example[i] = h.ExampleValue()
	}
	example[0] = intake.ExampleMark + "：" + k.Headings[0].Example
	out.Columns[0].Width = max(out.Columns[0].Width, 22)
	out.Columns[0].Note += "\n" + lang.Say("intake.example_row")
	out.Rows = slices.Values([][]any{example})
	return out
}

// WriteCoded writes tables with the codes that an import made, every value as text.
func WriteCoded(w io.Writer, coded []intake.CodedTable) error {
	used := map[string]int{}
	tables := make([]Table, len(coded))
	for i, c := range coded {
		used[c.Name]++
		t := Table{Name: c.Name}
		if n := used[c.Name]; n > 1 {
			t.Name += strconv.Itoa(n)
		}
		width := len(c.Titles)
		for _, row := range c.Rows {
			width = max(width, len(row))
		}
		for j := range width {
			column := Column{Required: j == 0}
			if j < len(c.Titles) {
				column.Title = c.Titles[j]
			}
			t.Columns = append(t.Columns, column)
		}
		t.Rows = func(yield func([]any) bool) {
			for _, row := range c.Rows {
				line := make([]any, len(row))
				for j, text := range row {
					line[j] = text
				}
				if !yield(line) {
					return
				}
			}
		}
		tables[i] = t
	}
	return Write(w, tables...)
}
