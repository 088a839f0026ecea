package archtest

import (
	"fmt"
	"go/ast"
	"path"
	"slices"
	"strings"
)

// topLevel is everything that may lie at the top, hidden files apart; the last line is the leavings
// of builds and runs, which git ignores.
var topLevel = []string{
	"cmd", "docs", "jobs", "notify", "reconcile", "sql",
	"Dockerfile", "compose.yaml", "Makefile", "go.mod", "go.sum", "README.md", "README.zh.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE",
	"bin", "qunguan", "qunguan-data",
}

func checkTop(t *tree) []string {
	var broken []string
	for _, name := range t.top {
		if !strings.HasPrefix(name, ".") && !slices.Contains(topLevel, name) {
			broken = append(broken, fmt.Sprintf("%s lies at the top: five rooms are enough, find its place in one of them", name))
		}
	}
	return broken
}

// maxLines is the ceiling for a file; most have 60 to 250 lines.
const maxLines = 350

// maxFiles is how many files a package may have, tests not counted: past it
// there are several subjects in one coat.
const maxFiles = 25

// oneFileAThing are packages with a file for each rule, kind of import, or command.
var oneFileAThing = []string{"./reconcile/rule", "./reconcile/intake", "./cmd/internal/cli"}

// maxMethods is how much an interface may ask for.
const maxMethods = 5

// vague are names that say nothing about what a package or file decides.
var vague = []string{"util", "utils", "common", "helper", "helpers", "manager", "misc", "shared"}

func checkHabits(t *tree) []string {
	var broken []string
	documented := map[string]bool{} // package → has a comment
	files := map[string]int{}
	for _, f := range t.files {
		if f.lines > maxLines {
			broken = append(broken, fmt.Sprintf("%s has %d lines, more than %d: it decides more than one thing", f.path, f.lines, maxLines))
		}
		stem := strings.TrimSuffix(strings.TrimSuffix(path.Base(f.path), ".go"), "_test")
		for _, name := range append(strings.Split(f.pkg, "/"), stem, f.syntax.Name.Name) {
			if slices.Contains(vague, name) {
				broken = append(broken, fmt.Sprintf("%s: the name %s says nothing; name it after what it decides", f.path, name))
			}
		}
		broken = append(broken, wideInterfaces(f)...)
		if !f.test {
			documented[f.pkg] = documented[f.pkg] || f.syntax.Doc.Text() != ""
			files[f.pkg]++
		}
	}
	for pkg, ok := range documented {
		if !ok {
			broken = append(broken, fmt.Sprintf("package %s has no comment: say its one job and what it must not know", pkg))
		}
	}
	for pkg, n := range files {
		if n > maxFiles && !matches("./"+pkg, oneFileAThing...) {
			broken = append(broken, fmt.Sprintf("package %s has %d files, more than %d: it is several packages in one coat", pkg, n, maxFiles))
		}
	}
	slices.Sort(broken)
	return slices.Compact(broken)
}

// wideInterfaces lists interfaces that ask for too much. An embedded one counts as one: its methods
// are counted where it is declared.
func wideInterfaces(f file) []string {
	var broken []string
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		if i, ok := spec.Type.(*ast.InterfaceType); ok && i.Methods.NumFields() > maxMethods {
			broken = append(broken, fmt.Sprintf("%s: interface %s has %d methods, more than %d: its caller asks for more than one thing", f.path, spec.Name, i.Methods.NumFields(), maxMethods))
		}
		return true
	})
	return broken
}
