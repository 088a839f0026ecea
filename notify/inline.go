package notify

import "qunguan/reconcile/phrase"

// Inline makes a text from data fit for one line of a message, see phrase.Inline.
func Inline(s string) string { return phrase.Inline(s) }

// Clip is at most length characters of s, see phrase.Clip.
func Clip(s string, length int) string { return phrase.Clip(s, length) }
