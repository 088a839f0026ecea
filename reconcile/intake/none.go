package intake

import (
	"slices"
	"strings"
	"time"
)

// Spellings of "none" that people and programs write into cells.

var (
	noneWords  = []string{"-", "--", "---", "—", "——", "–", "/", "\\", "无", "暂无", "没有", "null", "none", "nil", "n/a", "#n/a", "nan", "undefined"}
	neverWords = []string{"0", "-1", "未发言", "从未发言", "未曾发言", "没有发言", "没发过言", "无发言", "暂未发言", "从未", "从不", "never", "未知", "不详"}
)

// noDays are the days that programs write in place of an unknown one.
var noDays = []string{"0000-00-00", "0001-01-01", "1111-11-11", "1899-12-30", "1899-12-31", "1900-01-00"}

// longestNone is how many letters the longest of the words has; noYears are the
// years of noDays.
const longestNone = 9

var noYears = []string{"0000", "0001", "1111", "1899", "1900"}

var dateMarks = strings.NewReplacer("/", "-", ".", "-", "年", "-", "月", "-", "日", "")

// saysNone reports whether a cell of the form says that there is no value.
func saysNone(s string, f Form) bool {
	if s == "" || len(s) > 32 || len(s) > longestNone && isASCII(s) && (f != FormDate && f != FormMoment || !slices.Contains(noYears, s[:4])) {
		return false // most cells: nothing has to be folded to see that
	}
	plain := strings.ToLower(halfWidth(s))
	switch {
	case slices.Contains(noneWords, plain):
		return true
	case f == FormDate || f == FormMoment:
		day := dateMarks.Replace(plain)
		return slices.Contains(neverWords, plain) || len(day) >= 10 && slices.Contains(noDays, day[:10])
	}
	return false
}

// isNever reports whether a moment is the zero of computers' clocks, in UTC or in local time.
func isNever(t time.Time) bool {
	return t.Unix() == 0 || t.Year() == 1970 && t.YearDay() == 1 && t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0
}
