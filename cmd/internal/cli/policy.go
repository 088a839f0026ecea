package cli

import (
	"errors"
	"fmt"

	"qunguan/cmd/internal/app"
	"qunguan/reconcile/policy"
)

type policyCmd struct {
	Check  policyCheckCmd  `cmd:"" help:"${help_policy_check}"`
	Show   policyShowCmd   `cmd:"" help:"${help_policy_show}"`
	Packs  policyPacksCmd  `cmd:"" help:"${help_policy_packs}"`
	Schema policySchemaCmd `cmd:"" help:"${help_policy_schema}"`
	Diff   policyDiffCmd   `cmd:"" help:"${help_policy_diff}"`
	WhatIf policyWhatIfCmd `cmd:"" name:"what-if" help:"${help_policy_whatif}"`
	Init   policyInitCmd   `cmd:"" help:"${help_policy_init}"`
}

// load reads a policy or returns every problem of it.
func (c *call) loadPolicy(ref string) (*policy.Loaded, error) {
	s, err := c.settings()
	if err != nil {
		return nil, err
	}
	loaded, err := app.LoadPolicy(ref, s.Location)
	if bad, ok := errors.AsType[*app.PolicyError](err); ok {
		return nil, badUsage(bad.Problems.Text(c.lang))
	}
	return loaded, err
}

type policyCheckCmd struct {
	File string `arg:"" help:"${help_policy_file}"`
}

// Run names every problem of a policy file.
func (cmd *policyCheckCmd) Run(c *call) error {
	loaded, err := c.loadPolicy(cmd.File)
	if err != nil {
		return err
	}
	c.line("cli.policy_good", "file", cmd.File, "title", loaded.Policy.Title)
	c.tellIdle(loaded)
	return nil
}

type policyShowCmd struct{}

// Run prints the effective policy and where each value comes from.
func (cmd *policyShowCmd) Run(c *call) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	loaded, err := c.loadPolicy(s.Policy)
	if err != nil {
		return err
	}
	fmt.Fprint(c.Stdout, loaded.Show(c.lang))
	return nil
}

type policyPacksCmd struct{}

type packJSON struct {
	Name   string `json:"name"`
	Title  string `json:"title"`
	Source string `json:"source"`
}

// Run lists the packs that ship in the binary.
func (cmd *policyPacksCmd) Run(c *call) error {
	list := []packJSON{}
	for _, p := range policy.Packs() {
		list = append(list, packJSON{p.Name, p.Title, p.Source})
	}
	return c.out.print(list, func() columns {
		v := columns{headings: []string{c.say("col.pack"), c.say("col.pack_title"), c.say("col.source")}}
		for _, p := range list {
			v.rows = append(v.rows, []string{"pack:" + p.Name, p.Title, p.Source})
		}
		return v
	})
}

type policySchemaCmd struct{}

// Run prints the JSON Schema of policy files, for editors.
func (cmd *policySchemaCmd) Run(c *call) error {
	schema, err := policy.Schema(c.lang)
	if err != nil {
		return err
	}
	fmt.Fprintln(c.Stdout, string(schema))
	return nil
}

type policyDiffCmd struct {
	A string `arg:"" help:"${help_policy_file}"`
	B string `arg:"" help:"${help_policy_file}"`
}

type differenceJSON struct {
	Path  string `json:"path"`
	A     string `json:"a"`
	B     string `json:"b"`
	FromA string `json:"from_a"`
	FromB string `json:"from_b"`
}

// Run prints the settings in which two policies differ.
func (cmd *policyDiffCmd) Run(c *call) error {
	a, err := c.loadPolicy(cmd.A)
	if err != nil {
		return err
	}
	b, err := c.loadPolicy(cmd.B)
	if err != nil {
		return err
	}
	list := []differenceJSON{}
	for _, d := range policy.Diff(a, b) {
		list = append(list, differenceJSON{d.Path, d.A, d.B, c.origin(d.FromA), c.origin(d.FromB)})
	}
	return c.out.print(list, func() columns {
		v := columns{headings: []string{c.say("col.path"), cmd.A, cmd.B}}
		for _, d := range list {
			v.rows = append(v.rows, []string{d.Path, d.A, d.B})
		}
		return v
	})
}

// origin is where a value was written: file and line, or the product's default.
func (c *call) origin(o policy.Origin) string {
	if o.IsDefault() {
		return c.say("cli.default")
	}
	return fmt.Sprintf("%s:%d", o.File, o.Line)
}
