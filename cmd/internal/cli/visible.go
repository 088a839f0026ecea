package cli

import (
	"fmt"
	"io"
	"strings"

	"qunguan/reconcile/phrase"
)

// visible passes text on with the characters made visible that a terminal
// would obey. Names and notes are strangers' words.
type visible struct{ to io.Writer }

func (v visible) Write(p []byte) (int, error) {
	if _, err := io.WriteString(v.to, phrase.Visible(string(p))); err != nil {
		return 0, fmt.Errorf("write: %w", err)
	}
	return len(p), nil
}

// escaping does the same for JSON, where the value must stay: they are written
// as escapes.
type escaping struct{ to io.Writer }

func (e escaping) Write(p []byte) (int, error) {
	text := string(p)
	if strings.ContainsFunc(text, obeyed) {
		var b strings.Builder
		for _, r := range text {
			if obeyed(r) {
				fmt.Fprintf(&b, `\u%04x`, r)
				continue
			}
			b.WriteRune(r)
		}
		text = b.String()
	}
	if _, err := io.WriteString(e.to, text); err != nil {
		return 0, fmt.Errorf("write: %w", err)
	}
	return len(p), nil
}

// obeyed tells the characters that encoding/json leaves as they are and a
// terminal obeys.
func obeyed(r rune) bool { return r >= 0x7F && r < 0xA0 || phrase.Turns(r) }
