package cli

import (
	"bytes"
	"io"
	"strings"

	"github.com/alecthomas/kong"

	"qunguan/reconcile/phrase"
)

// helpWords are kong's own words on a help page, which it offers no way to set.
var helpWords = map[string]phrase.Key{
	"Usage: ":                      "help.word_usage",
	"\nArguments:\n":               "help.word_arguments",
	"\nFlags:\n":                   "help.word_flags",
	"\nCommands:\n":                "help.word_commands",
	"Show context-sensitive help.": "help.word_help",
	`Run "qunguan <command> --help" for more information on a command.`: "help.word_run",
}

// helpPage prints a command's help wholly in the user's language.
func helpPage(lang phrase.Lang) kong.HelpPrinter {
	var pairs []string
	for word, key := range helpWords {
		pairs = append(pairs, word, lang.Say(key))
	}
	words := strings.NewReplacer(pairs...)
	return func(o kong.HelpOptions, ctx *kong.Context) error {
		to := ctx.Stdout
		defer func() { ctx.Stdout = to }()
		var page bytes.Buffer
		ctx.Stdout = &page
		if err := kong.DefaultHelpPrinter(o, ctx); err != nil {
			return err
		}
		_, err := io.WriteString(to, words.Replace(page.String()))
		return err
	}
}
