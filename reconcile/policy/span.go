package policy

import (
	"fmt"
	"strconv"
	"strings"
)

// Span is a length of time as policies write it: 3wd working days, 10d
// calendar days, 1m months.
type Span struct {
	N    int
	Unit string // wd, d, m
}

// ParseSpan reads 3wd, 10d or 1m. N is not negative.
func ParseSpan(s string) (Span, error) {
	for _, unit := range []string{"wd", "d", "m"} {
		digits, ok := strings.CutSuffix(s, unit)
		if !ok {
			continue
		}
		n, err := strconv.Atoi(digits)
		if err != nil || n < 0 || n > 3660 {
			break
		}
		return Span{n, unit}, nil
	}
	return Span{}, fmt.Errorf("span %q: want a number with wd, d or m, such as 3wd", s)
}

// String writes the span as the file does.
func (s Span) String() string { return strconv.Itoa(s.N) + s.Unit }
