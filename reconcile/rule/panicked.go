package rule

import "fmt"

// Panicked is a rule that panicked: a mistake in it, met by some data. The caller gives up the part
// that it was judging, and nothing else.
type Panicked struct {
	Rule  string // empty: before any rule was asked
	Value any
}

// Error is the rule and the value.
func (p *Panicked) Error() string {
	if p.Rule == "" {
		return fmt.Sprintf("before any was asked: %v", p.Value)
	}
	return fmt.Sprintf("%s: %v", p.Rule, p.Value)
}

// Blame names the rule that was being asked when a panic came up.
func (f *Findings) Blame(value any) *Panicked { return &Panicked{Rule: f.asked, Value: value} }
