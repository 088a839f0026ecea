package cli

import (
	"errors"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"

	"qunguan/reconcile/phrase"
)

// usagePatterns read kong's messages about a wrong command line. Its errors have no types and no
// parts, only English text: the library is pinned, and a test gives it every kind of mistake. The
// groups of a pattern are the values of its sentence, a and b.
var usagePatterns = []struct {
	text *regexp.Regexp
	key  phrase.Key
}{
	{regexp.MustCompile(`^unknown flag (\S+?)(?:, did you mean (?:one of )?(.+)\?)?$`), "cli.usage.unknown_flag"},
	{regexp.MustCompile(`^unexpected argument (.+?)(?:, did you mean (?:one of )?(.+)\?)?$`), "cli.usage.unexpected"},
	{regexp.MustCompile(`^unexpected (?:flag argument|token) (.+)$`), "cli.usage.unexpected"},
	{regexp.MustCompile(`^missing flags: (.+)$`), "cli.usage.missing_flags"},
	{regexp.MustCompile(`^missing positional arguments (.+)$`), "cli.usage.missing"},
	{regexp.MustCompile(`^expected one of (.+)$`), "cli.usage.missing_one"},
	{regexp.MustCompile(`^expected ("[^"]+")$`), "cli.usage.missing"},
	{regexp.MustCompile(`^(\S+) must be one of (.+) but got (".*")$`), "cli.usage.enum"},
	{regexp.MustCompile(`^(\S+): expected \S+ value but got "[^"]*" \(<?EOL>?\)`), "cli.usage.no_value"},
	{regexp.MustCompile(`^(\S+): expected \S+ value but got ("[^"]*") \((?:long|short) flag\)`), "cli.usage.no_value"},
	{regexp.MustCompile(`^(\S+): expected (?:a valid \d+ bit u?int|an int) but got (".*?")`), "cli.usage.integer"},
	{regexp.MustCompile(`^(\S+): bool value must be .+ but got (".*")$`), "cli.usage.bool"},
	{regexp.MustCompile(`^flag (--\S+) applies to the default command ".*", not (".*")$`), "cli.usage.not_here"},
	{regexp.MustCompile(`^--(\S+) and --(\S+) can't be used together$`), "cli.usage.together"},
}

// flagValue is how kong shows that a flag takes a value.
var flagValue = regexp.MustCompile(`(--[\w-]+)=\S+?(,|$| )`)

// usageError is a wrong command line in the user's language, with where to
// read more.
func usageError(lang phrase.Lang, err error) string {
	command := "qunguan"
	if parse, ok := errors.AsType[*kong.ParseError](err); ok && parse.Context != nil {
		if node := parse.Context.Selected(); node != nil {
			command = commandPath(node)
		}
	}
	return lang.Say("cli.usage_error", "detail", usageDetail(lang, err.Error()), "command", command)
}

// commandPath is a command as it is typed, without its arguments.
func commandPath(n *kong.Node) string {
	path := n.Name
	for n = n.Parent; n != nil; n = n.Parent {
		path = n.Name + " " + path
	}
	return path
}

func usageDetail(lang phrase.Lang, text string) string {
	for _, p := range usagePatterns {
		found := p.text.FindStringSubmatch(text)
		if found == nil {
			continue
		}
		values := []any{}
		near := ""
		for i, name := range []string{"a", "b", "c"} {
			value := ""
			if i+1 < len(found) {
				value = unquoted(lang, found[i+1])
			}
			values = append(values, name, value)
			if name == "b" && value != "" {
				near = lang.Say("cli.usage.near", "list", value)
			}
		}
		return lang.Say(p.key, append(values, "near", near)...)
	}
	return lang.Say("cli.usage.other")
}

// unquoted shows a list of kong's as a reader of the language writes it.
func unquoted(lang phrase.Lang, s string) string {
	s = flagValue.ReplaceAllString(s, "$1$2")
	items := strings.Split(strings.ReplaceAll(s, `"`, ""), ",")
	for i := range items {
		items[i] = strings.TrimSpace(items[i])
	}
	return strings.Join(items, lang.Say("notice.comma"))
}
