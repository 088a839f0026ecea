package intake

import (
	"strings"
	"testing"

	"qunguan/reconcile/phrase"
)

func TestEveryHeadingIsExplained(t *testing.T) {
	for _, table := range Tables() {
		for _, h := range table.Headings {
			for _, lang := range []phrase.Lang{phrase.Zh, phrase.En} {
				if text := h.Explain(lang); strings.ContainsAny(text, "{}") || strings.Contains(text, "intake.") {
					t.Errorf("%s %s: %s", table.Sheet, h.Name, text)
				}
			}
		}
	}
}
