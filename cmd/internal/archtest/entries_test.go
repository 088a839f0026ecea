package archtest

import (
	"fmt"
	"slices"
	"strings"
)

// staleEntries is one line for every package and library that the rules name
// and that does not exist: a rule about nothing is not missed when the package
// it was meant for comes under another name.
func staleEntries(t *tree) []string {
	packages, libraries := map[string]bool{}, map[string]bool{}
	for _, f := range t.files {
		packages["./"+f.pkg] = true
		for _, imported := range f.imports {
			libraries[imported] = true
		}
	}
	named := slices.Concat(core, adapters, support, oneFileAThing)
	for _, e := range edges {
		named = slices.Concat(named, e.from, e.but, e.to, e.may)
	}
	var stale []string
	for _, name := range named {
		if strings.HasPrefix(name, "./") && !strings.HasSuffix(name, "/...") && !packages[name] {
			stale = append(stale, fmt.Sprintf("the rules name %s, which does not exist", name))
		}
	}
	for _, lib := range slices.Concat(homeNames, forTests) {
		used := false
		for imported := range libraries {
			used = used || matches(imported, lib+"/...")
		}
		if !used {
			stale = append(stale, fmt.Sprintf("the rules name %s, which nothing imports", lib))
		}
	}
	slices.Sort(stale)
	return slices.Compact(stale)
}
