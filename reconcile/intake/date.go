package intake

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// The range of Excel serials that are read as dates: 1950-01-01 to 9999-12-31. A smaller number in a
// date column is a slip and not a day of 1900.
const (
	minSerial = 18264
	maxSerial = 2958466 // exclusive
)

// serialMoment turns days since 1899-12-30 into local wall-clock time, to the
// second.
func serialMoment(serial float64, loc *time.Location) (time.Time, bool) {
	if !(serial >= minSerial && serial < maxSerial) {
		return time.Time{}, false
	}
	seconds := int64(math.Round(serial * 86400))
	day, rest := seconds/86400, int(seconds%86400)
	// time.Date normalises the fields, so a wall-clock time survives zones with summer time.
	return time.Date(1899, 12, 30+int(day), 0, 0, rest, 0, loc), true
}

// spacedDate closes the gaps of 2026 年 11 月 21 日, which some programs write.
var spacedDate = strings.NewReplacer(" 年 ", "年", " 年", "年", "年 ", "年", " 月 ", "月", " 月", "月", "月 ", "月", " 日", "日")

// parseMoment reads the date forms of contract §2, with or without a time of day: 2026-11-21,
// 2026/11/21, 2026.11.21, 2026年11月21日, the same without a day (the first of the month), Excel serials;
// then " 15:04" or " 15:04:05", or by a clock of twelve hours, 下午 3:04; RFC 3339; seconds or
// milliseconds since 1970. Full-width digits and signs count as their ASCII forms, months and days may
// have one digit, a fraction of a second is dropped.
func parseMoment(text string, loc *time.Location) (time.Time, bool) {
	s := strings.TrimSpace(text)
	if !isASCII(s) { // a roster has three moments in every row, nearly all of them plain
		s = spacedDate.Replace(strings.TrimSpace(halfWidth(s)))
	}
	s = unguarded(s)
	if t, ok := parseSerial(s, loc); ok {
		return t, true
	}
	if t, ok := clockMoment(s, loc); ok {
		return t, true
	}
	year, s, ok := digits(s, 4, 4)
	if !ok || year < 1900 {
		return time.Time{}, false
	}
	marks := [3]string{}
	for _, m := range [][3]string{{"-", "-", ""}, {"/", "/", ""}, {".", ".", ""}, {"年", "月", "日"}} {
		if strings.HasPrefix(s, m[0]) {
			marks = m
		}
	}
	if marks[0] == "" {
		return time.Time{}, false
	}
	month, s, ok := digits(s[len(marks[0]):], 1, 2)
	if !ok {
		return time.Time{}, false
	}
	if s == "" || marks[1] == "月" && s == "月" {
		return civil(year, month, 1, 0, 0, 0, loc)
	}
	if !strings.HasPrefix(s, marks[1]) {
		return time.Time{}, false
	}
	day, s, ok := digits(s[len(marks[1]):], 1, 2)
	if !ok || !strings.HasPrefix(s, marks[2]) {
		return time.Time{}, false
	}
	s, zone, ok := parseZone(s[len(marks[2]):], loc)
	if !ok {
		return time.Time{}, false
	}
	hour, minute, second, ok := parseClock(s)
	if !ok {
		return time.Time{}, false
	}
	t, ok := civil(year, month, day, hour, minute, second, zone)
	return t.In(loc), ok
}

// civil is a day and time of the calendar; 2026-02-30 is none.
func civil(year, month, day, hour, minute, second int, loc *time.Location) (time.Time, bool) {
	utc := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if int(utc.Month()) != month || utc.Day() != day {
		return time.Time{}, false
	}
	return time.Date(year, time.Month(month), day, hour, minute, second, 0, loc), true
}

// parseZone splits the zone of RFC 3339 from a time of day, and replaces the T before the time by a
// space. A time without a zone is local.
func parseZone(s string, loc *time.Location) (rest string, zone *time.Location, ok bool) {
	clock, found := strings.CutPrefix(s, "T")
	if !found {
		clock, found = strings.CutPrefix(s, "t")
	}
	if !found {
		clock = strings.TrimLeft(s, " ")
	}
	if clock == "" {
		return s, loc, !found
	}
	if found {
		s = " " + clock
	}
	if utc := strings.TrimRight(s, "Zz"); len(utc) == len(s)-1 {
		return utc, time.UTC, true
	}
	at := strings.LastIndexAny(s, "+-")
	if at < 0 {
		return s, loc, true
	}
	hour, after, ok := digits(s[at+1:], 2, 2)
	minute := 0
	if after != "" {
		var whole bool
		minute, after, whole = digits(strings.TrimPrefix(after, ":"), 2, 2)
		ok = ok && whole
	}
	if !ok || after != "" || hour > 14 || minute > 59 {
		return "", nil, false
	}
	offset := hour*3600 + minute*60
	if s[at] == '-' {
		offset = -offset
	}
	return strings.TrimRight(s[:at], " "), time.FixedZone("", offset), true
}

// clockMoment reads the seconds since 1970 that programs write, of the years 2001 to 2033, or the
// milliseconds.
func clockMoment(s string, loc *time.Location) (time.Time, bool) {
	whole, fraction, _ := strings.Cut(s, ".")
	if !onlyDigits(whole) || !onlyDigits(fraction) || whole == "" || whole[0] == '0' {
		return time.Time{}, false
	}
	n, err := strconv.ParseInt(whole, 10, 64)
	switch {
	case err != nil:
	case len(whole) == 10 && whole[0] == '1':
		return time.Unix(n, 0).In(loc), true
	case len(whole) == 13 && whole[0] == '1':
		return time.UnixMilli(n).Truncate(time.Second).In(loc), true
	}
	return time.Time{}, false
}

// ParseMoment reads a date or time in the forms of import files.
func ParseMoment(text string, loc *time.Location) (time.Time, bool) { return parseMoment(text, loc) }

// parseSerial reads digits, optionally with a fraction, as an Excel serial.
func parseSerial(s string, loc *time.Location) (time.Time, bool) {
	whole, fraction, _ := strings.Cut(s, ".")
	if len(whole) < 5 || len(whole) > 7 || !onlyDigits(whole) || !onlyDigits(fraction) {
		return time.Time{}, false
	}
	serial, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return time.Time{}, false
	}
	return serialMoment(serial, loc)
}

// parseClock reads " 15:04[:05]"; an empty text is midnight.
func parseClock(s string) (hour, minute, second int, ok bool) {
	if s == "" {
		return 0, 0, 0, true
	}
	rest := strings.TrimSpace(s)
	if rest == s { // the time must stand apart from the date
		return 0, 0, 0, false
	}
	rest, half := halfOfDay(rest)
	hour, rest, ok = digits(rest, 1, 2)
	if hour = half.hour(hour); !ok || hour < 0 || !strings.HasPrefix(rest, ":") {
		return 0, 0, 0, false
	}
	minute, rest, ok = digits(rest[1:], 2, 2)
	if ok && strings.HasPrefix(rest, ":") {
		second, rest, ok = digits(rest[1:], 2, 2)
		if fraction, found := strings.CutPrefix(rest, "."); ok && found && fraction != "" && onlyDigits(fraction) {
			rest = ""
		}
	}
	return hour, minute, second, ok && rest == "" && hour < 24 && minute < 60 && second < 60
}

// half is the half of a day that a twelve-hour clock names.
type half int

const (
	wholeDay half = iota
	morning
	afternoon
)

// halfWord is a word of a twelve-hour clock.
type halfWord struct {
	word string
	half half
}

// The words of a twelve-hour clock, before the time and behind it: Windows writes 下午 3:05 in Chinese,
// 3:05 PM in English.
var (
	wordsBefore = [...]halfWord{{"上午", morning}, {"早上", morning}, {"凌晨", morning}, {"下午", afternoon}, {"晚上", afternoon}}
	wordsBehind = [...]halfWord{{"AM", morning}, {"PM", afternoon}}
)

// halfOfDay splits the words of a twelve-hour clock from a time of day.
func halfOfDay(clock string) (string, half) {
	for _, w := range wordsBefore {
		if rest, ok := strings.CutPrefix(clock, w.word); ok {
			return strings.TrimLeft(rest, " "), w.half
		}
	}
	for _, w := range wordsBehind {
		if before := len(clock) - len(w.word); before > 0 && strings.EqualFold(clock[before:], w.word) {
			return strings.TrimRight(clock[:before], " "), w.half
		}
	}
	return clock, wholeDay
}

// hour is the hour of the whole day; -1 where the clock has no such hour. Twelve in the morning is
// midnight.
func (h half) hour(hour int) int {
	switch {
	case h == wholeDay, h == afternoon && hour > 12: // 下午 15:05 is a time of the 24-hour clock
		return hour
	case hour > 12:
		return -1
	case h == morning:
		return hour % 12
	}
	return hour%12 + 12
}

// digits splits between least and most leading ASCII digits off s.
func digits(s string, least, most int) (n int, rest string, ok bool) {
	i := 0
	for i < len(s) && i < most && s[i] >= '0' && s[i] <= '9' {
		n = n*10 + int(s[i]-'0')
		i++
	}
	return n, s[i:], i >= least
}

func onlyDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// halfWidth turns full-width letters, digits, signs and spaces into their
// ASCII forms and leaves everything else.
func halfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0xFF01 && r <= 0xFF5E:
			return r - 0xFEE0
		case r == 0x3000:
			return ' '
		}
		return r
	}, s)
}
