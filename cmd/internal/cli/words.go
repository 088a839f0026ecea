package cli

import (
	"strings"

	"qunguan/reconcile/phrase"
	"qunguan/reconcile/rule"
)

func phraseKey(s string) phrase.Key { return phrase.Key(s) }

// reasonWord is a named reason for people; one without words prints as it is.
func reasonWord(lang phrase.Lang, reason string) string { return rule.ReasonWord(lang, reason) }

// joined lists texts as Chinese does.
func joined(texts []string) string { return strings.Join(texts, "、") }
