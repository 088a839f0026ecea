package cli

import (
	"strings"

	"qunguan/reconcile/phrase"
)

func phraseKey(s string) phrase.Key { return phrase.Key(s) }

// reasonWord is a named reason for people; one that the catalogue does not
// know prints as it is.
func reasonWord(lang phrase.Lang, reason string) string {
	key := phrase.Key("reason." + reason)
	if text := lang.Say(key); text != string(key) {
		return text
	}
	return reason
}

// joined lists texts as Chinese does.
func joined(texts []string) string { return strings.Join(texts, "、") }
