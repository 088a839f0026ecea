package cli

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"qunguan/reconcile/phrase"
)

var updateCommands = flag.Bool("update-commands", false, "rewrite docs/commands.md")

const commandsPage = "../../../docs/commands.md"

// The page of commands is made from the program's own help: a command, option or argument that is not
// on it does not exist.
func TestThePageOfCommandsIsWhatTheProgramSays(t *testing.T) {
	var r root
	parser, err := kong.New(&r, kong.Name("qunguan"), helpTexts(phrase.En), kong.Bind(&System{}))
	if err != nil {
		t.Fatal(err)
	}
	var page bytes.Buffer
	page.WriteString("# Commands\n\nEvery command with its arguments and options, as `qunguan help` has them. This page is written by\n" +
		"`go test ./cmd/internal/cli -run PageOfCommands -update-commands`. What commands promise stands in [contract.md](contract.md),\n" +
		"[contract-groups.md](contract-groups.md) and [contract-people.md](contract-people.md).\n\n" +
		"All take `--format table|json|csv` (json: one array on stdout), `--lang zh|en` and `--verbose`.\n")
	for _, leaf := range parser.Model.Leaves(false) {
		usual := leaf.Parent.DefaultCmd == leaf
		parent := "`" + strings.TrimPrefix(leaf.Parent.Path(), "qunguan ") + "`"
		path := "`" + strings.TrimPrefix(leaf.Path(), "qunguan ") + "`"
		switch {
		case leaf.Hidden && !usual:
			continue
		case leaf.Hidden:
			path = parent
		case usual:
			path = parent + ", " + path
		}
		help := leaf.Help
		if leaf.Hidden {
			help = leaf.Parent.Help
		}
		fmt.Fprintf(&page, "\n## %s\n\n%s.\n", path, sentence(help))
		var lines []string
		for _, p := range leaf.Positional {
			lines = append(lines, fmt.Sprintf("- `%s`: %s", p.Summary(), p.Help))
		}
		for _, f := range leaf.Flags {
			if f.Hidden {
				continue
			}
			name := "--" + f.Name
			if !f.IsBool() {
				name += "=" + f.FormatPlaceHolder()
			}
			needed := ""
			if f.Required {
				needed = " (needed)"
			}
			lines = append(lines, fmt.Sprintf("- `%s`%s: %s", name, needed, f.Help))
		}
		if len(lines) > 0 {
			page.WriteString("\n" + strings.Join(lines, "\n") + "\n")
		}
	}
	if *updateCommands {
		if err := os.WriteFile(commandsPage, page.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	stands, err := os.ReadFile(commandsPage)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(stands, page.Bytes()) {
		t.Error("docs/commands.md is not what the program says; write it anew with -update-commands")
	}
}

func sentence(s string) string {
	s = strings.TrimRight(s, ".")
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
