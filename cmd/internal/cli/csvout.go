package cli

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"qunguan/reconcile/phrase"
)

// writeCSV writes every CSV of the program, for spreadsheets first: names
// come from strangers, and a spreadsheet computes a text that begins like a
// formula.
func writeCSV(to io.Writer, v columns) error {
	w := bufio.NewWriter(to)
	_, _ = w.WriteString("\ufeff") // without it Excel takes UTF-8 for GBK; a failure is Flush's
	line := func(cells []string) {
		for i, cell := range cells {
			if i > 0 {
				_ = w.WriteByte(',')
			}
			_, _ = w.WriteString(csvCell(cell))
		}
		_ = w.WriteByte('\n')
	}
	line(v.headings)
	for _, r := range v.rows {
		line(r)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	return nil
}

// csvCell is one cell. Semicolons and tabs are quoted too: spreadsheets part cells at them, and the
// next part could be a formula again.
func csvCell(s string) string {
	s = phrase.Visible(disarmed(s))
	if s == "" || !strings.ContainsAny(s, "\",;\t\n") && strings.TrimSpace(s) == s {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

// disarmed is a text that no spreadsheet takes for a formula. A lone dash is
// none.
func disarmed(s string) string {
	if s == "" || s == "-" || !strings.ContainsAny(string([]rune(s)[:1]), "=+-@\t\r＝＋－＠") {
		return s
	}
	return "'" + s
}
