package archtest

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

const module = "qunguan"

// tree is the module's source: every Go file, parsed, and the names at the top.
type tree struct {
	top   []string // names at the top level
	files []file
}

type file struct {
	path    string // from the module's root, with slashes
	pkg     string // its directory, "reconcile/rule"
	test    bool   // a _test.go file
	lines   int
	syntax  *ast.File
	imports []string // ours without the module's name before them
}

// load reads the module at the root of fsys; testdata and hidden directories
// are not part of it.
func load(fsys fs.FS) (*tree, error) {
	t := &tree{}
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		t.top = append(t.top, e.Name())
	}
	err = fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && p != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || p == "qunguan-data"):
			return fs.SkipDir
		case d.IsDir() || path.Ext(p) != ".go":
			return nil
		}
		f, err := parse(fsys, p)
		t.files = append(t.files, f)
		return err
	})
	return t, err
}

func parse(fsys fs.FS, p string) (file, error) {
	data, err := fs.ReadFile(fsys, p)
	if err != nil {
		return file{}, err
	}
	syntax, err := parser.ParseFile(token.NewFileSet(), p, data, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return file{}, err
	}
	f := file{path: p, pkg: path.Dir(p), test: strings.HasSuffix(p, "_test.go"), lines: bytes.Count(data, []byte("\n")), syntax: syntax}
	for _, spec := range syntax.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return file{}, err
		}
		if ours, ok := strings.CutPrefix(name, module+"/"); ok {
			name = "./" + ours
		}
		f.imports = append(f.imports, name)
	}
	return f, nil
}

// matches reports whether the package is named by one of the patterns: its
// path, or a path and /... for it and everything below. Packages of ours
// begin with ./, all of them are ./...
func matches(pkg string, patterns ...string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		above, all := strings.CutSuffix(pattern, "/...")
		return pkg == above || all && strings.HasPrefix(pkg, above+"/")
	})
}

// uses calls found for every use of a name of an imported package, such as
// time.Now.
func (f *file) uses(importPath string, names []string, found func(name string)) {
	local := ""
	for _, spec := range f.syntax.Imports {
		if spec.Path.Value == strconv.Quote(importPath) {
			local = path.Base(importPath)
			if spec.Name != nil {
				local = spec.Name.Name
			}
		}
	}
	if local == "" {
		return
	}
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && slices.Contains(names, sel.Sel.Name) {
			if id, ok := sel.X.(*ast.Ident); ok && id.Name == local {
				found(local + "." + sel.Sel.Name)
			}
		}
		return true
	})
}
