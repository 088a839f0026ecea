package sheet

import (
	"io"
	"strconv"
	"strings"
)

// readDateStyles reads for every cell style of a workbook whether it shows a number as a date or a
// time.
func readDateStyles(r io.Reader) ([]bool, error) {
	codes := map[int]string{}
	var styles []bool
	inCells := false
	t := newTokens(r)
	err := t.each(func() error {
		switch string(t.name) {
		case "numFmt":
			if id, err := strconv.Atoi(string(t.attr("numFmtId"))); err == nil {
				codes[id] = string(t.attr("formatCode"))
			}
		case "cellXfs":
			inCells = true
		case "cellStyles", "cellStyleXfs", "dxfs":
			inCells = false
		case "xf":
			if inCells {
				id, err := strconv.Atoi(string(t.attr("numFmtId")))
				styles = append(styles, err == nil && isDateFormat(id, codes[id]))
			}
		}
		if len(styles) > 1<<16 || len(codes) > 1<<16 {
			return fault("sheet.broken_zip", 0)
		}
		return nil
	})
	return styles, err
}

// isDateFormat knows the built-in formats (ECMA-376 part 1, 18.8.30, with
// those of Chinese Excel) and reads the code of the others.
func isDateFormat(id int, code string) bool {
	if code == "" {
		return id >= 14 && id <= 22 || id >= 27 && id <= 36 || id >= 45 && id <= 47 || id >= 50 && id <= 58
	}
	first, _, _ := strings.Cut(code, ";")
	quoted, bracket := false, false
	for i := 0; i < len(first); i++ {
		switch c := first[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\\' || c == '_' || c == '*':
			i++ // the next character is shown, or its width
		case c == '[':
			bracket = true
			if rest := strings.ToLower(first[i+1:]); strings.HasPrefix(rest, "h") || strings.HasPrefix(rest, "m]") || strings.HasPrefix(rest, "mm]") || strings.HasPrefix(rest, "s") {
				return true // [h]:mm, hours past 24
			}
		case c == ']':
			bracket = false
		case bracket: // colours, locales
		case strings.IndexByte("yYmMdDhHsS", c) >= 0:
			return true
		}
	}
	return false
}
