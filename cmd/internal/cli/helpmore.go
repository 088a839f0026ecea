package cli

import (
	"fmt"
	"io"
	"strings"

	"qunguan/reconcile/phrase"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/rule"
)

// helpMore is the end of a command's page, below its options: the names that its arguments may have,
// and an example. path is the command's, without the program's name.
func helpMore(lang phrase.Lang, path string, to io.Writer) {
	list := func(heading phrase.Key, names []string, word func(string) string) {
		fmt.Fprintf(to, "\n%s\n", lang.Say(heading))
		for _, name := range names {
			fmt.Fprintf(to, "  %-26s %s\n", name, word(name))
		}
	}
	switch path {
	case "run":
		list("help.list_jobs", policy.Jobs, func(job string) string { return lang.Job(job) })
	case "cases", "cases list":
		list("help.list_rules", policy.RuleIDs, func(id string) string { return rule.Name(lang, id) })
	}
	key := phrase.Key("example." + strings.ReplaceAll(path, " ", "."))
	if phrase.Has(key) {
		fmt.Fprintf(to, "\n%s\n  %s\n", lang.Say("help.word_example"), strings.ReplaceAll(lang.Say(key), "\n", "\n  "))
	}
}
