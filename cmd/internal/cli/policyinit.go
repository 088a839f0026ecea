package cli

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/term"

	"qunguan/reconcile/phrase"
	"qunguan/reconcile/policy"
)

type policyInitCmd struct {
	Pack       string            `help:"${help_init_pack}"`
	Title      string            `help:"${help_init_title}"`
	Area       string            `help:"${help_init_area}"`
	Office     string            `help:"${help_init_office}"`
	RosterDays *int              `help:"${help_init_roster_days}"`
	ZombieDays *int              `help:"${help_init_zombie_days}"`
	Clauses    map[string]string `name:"clause" placeholder:"RULE=第七条" help:"${help_init_clause}"`
	Output     string            `short:"o" placeholder:"FILE.yaml" help:"${help_output_file}"`
}

// Run writes a commented policy file, from flags or, on a terminal without
// any flag, from a few questions.
func (cmd *policyInitCmd) Run(c *call) error {
	if cmd.untouched() && stdinIsTerminal(c) {
		cmd.ask(c)
	}
	cmd.Pack = strings.TrimPrefix(cmd.Pack, "pack:")
	if !knownPack(cmd.Pack) {
		return badUsage(c.say("init.unknown_pack", "pack", cmd.Pack, "packs", packNames()))
	}
	text := policy.Init(policy.Answers{
		Pack: cmd.Pack, Title: cmd.Title, Area: cmd.Area, OfficeName: cmd.Office,
		RosterMaxAgeDays: cmd.RosterDays, ZombieDays: cmd.ZombieDays, Clauses: cmd.Clauses,
	}, c.lang)
	// A wrong answer is reported now, not when the file is in use.
	if _, problems := policy.Load("-", func(string) (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(text)), nil
	}, nil); len(problems) > 0 {
		return badUsage(problems.Text(c.lang))
	}
	if cmd.Output == "" {
		fmt.Fprint(c.Stdout, string(text))
		return nil
	}
	if err := writeNew(c, cmd.Output, text); err != nil {
		return err
	}
	c.line("cli.policy_written", "file", cmd.Output)
	return nil
}

// untouched reports whether the policy is made by questions, because no flag
// describes it.
func (cmd *policyInitCmd) untouched() bool {
	return cmd.Pack+cmd.Title+cmd.Area+cmd.Office == "" && cmd.RosterDays == nil && cmd.ZombieDays == nil && len(cmd.Clauses) == 0
}

// ask goes through the questions; an empty answer keeps the pack's value.
func (cmd *policyInitCmd) ask(c *call) {
	in := bufio.NewScanner(c.Stdin)
	question := func(key phrase.Key, pairs ...any) string {
		fmt.Fprint(c.Stderr, c.say(key, pairs...), " ")
		in.Scan()
		return strings.TrimSpace(in.Text())
	}
	number := func(key phrase.Key) *int {
		for {
			text := question(key)
			if n, err := strconv.Atoi(text); err == nil && n > 0 {
				return &n
			} else if text == "" {
				return nil
			}
			c.note("init.not_a_number", "value", text)
		}
	}
	for {
		cmd.Pack = strings.TrimPrefix(question("init.ask_pack", "packs", packNames()), "pack:")
		if knownPack(cmd.Pack) {
			break
		}
		c.note("init.unknown_pack", "pack", cmd.Pack, "packs", packNames())
	}
	cmd.Title = question("init.ask_title")
	cmd.Area = question("init.ask_area")
	cmd.Office = question("init.ask_office")
	cmd.RosterDays = number("init.ask_roster_days")
	cmd.ZombieDays = number("init.ask_zombie_days")
	c.note("init.about_clauses")
	cmd.Clauses = map[string]string{}
	for _, rule := range policy.AskedClauses {
		if clause := question("init.ask_clause", "rule", c.say(phraseKey("web.rule."+rule))); clause != "" {
			cmd.Clauses[rule] = clause
		}
	}
}

// knownPack: no answer means the pack that everybody starts from.
func knownPack(name string) bool {
	return name == "" || slices.ContainsFunc(policy.Packs(), func(p policy.Pack) bool { return p.Name == name })
}

func packNames() string {
	var names []string
	for _, p := range policy.Packs() {
		names = append(names, p.Name)
	}
	return joined(names)
}

func stdinIsTerminal(c *call) bool {
	f, ok := c.Stdin.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
