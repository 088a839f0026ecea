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
		if err := usualHelp(o, ctx, &page); err != nil {
			return err
		}
		text := words.Replace(page.String())
		if node := ctx.Selected(); node != nil {
			var more strings.Builder
			helpMore(lang, strings.TrimPrefix(node.Path(), "qunguan "), &more)
			text += more.String()
		}
		_, err := io.WriteString(to, text)
		return err
	}
}

// usualHelp puts a command's work without a subcommand before the list of its subcommands: import
// takes files, and import template is the exception.
func usualHelp(o kong.HelpOptions, ctx *kong.Context, page *bytes.Buffer) error {
	node := ctx.Selected()
	if node == nil || node.DefaultCmd == nil || !node.DefaultCmd.Hidden {
		return nil
	}
	usual, err := kong.Trace(ctx.Kong, append(strings.Fields(node.Path()), node.DefaultCmd.Name))
	if err != nil {
		return err
	}
	var text bytes.Buffer
	usual.Stdout = &text
	if err := kong.DefaultHelpPrinter(o, usual); err != nil {
		return err
	}
	_, commands, _ := strings.Cut(page.String(), "\nCommands:\n")
	page.Reset()
	page.WriteString(strings.Replace(text.String(), node.DefaultCmd.Path(), node.Path(), 1))
	if commands != "" {
		page.WriteString("\nCommands:\n" + commands)
	}
	return nil
}
