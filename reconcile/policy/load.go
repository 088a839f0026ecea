package policy

import (
	"errors"
	"fmt"
	"io"
	"path"
	"reflect"
	"slices"
	"strings"

	yaml "go.yaml.in/yaml/v4"
)

// Opener opens a policy file by the name in a reference; the package itself never touches a disk.
type Opener func(name string) (io.ReadCloser, error)

// Loaded is a valid policy with the origin of each of its values.
type Loaded struct {
	Policy *Policy
	Ref    string // the loaded reference: a path, or pack:NAME

	root *entry
}

// Load reads the policy named by ref, a path or pack:NAME, with everything it extends, over the
// product's defaults. checkCron returns an error for a cron expression that never fires; nil accepts
// any (only the jobs know cron). Load reports every problem of every file at once; Loaded is nil when
// there is one.
func Load(ref string, files Opener, checkCron func(expression string) error) (*Loaded, Problems) {
	l := &loader{open: files, layers: map[string]*entry{}}
	root := overlay(defaults(), l.layer(ref, Origin{File: ref}))
	p := &Policy{}
	root.fill(reflect.ValueOf(p).Elem())
	l.contradictions(root, p, checkCron)
	if len(l.problems) > 0 {
		return nil, l.sorted()
	}
	return &Loaded{Policy: p, Ref: ref, root: root}, nil
}

// maxFiles bounds the number of files that one policy extends.
const maxFiles = 32

// loader gathers the files of one policy and all their problems.
type loader struct {
	open     Opener
	problems Problems
	order    []string          // files in the order they were opened
	layers   map[string]*entry // each file merged with all it extends
	chain    []string          // files being read, outermost first
}

// maxProblems bounds the listed problems: a longer list would not be read.
const maxProblems = 500

func (l *loader) full() bool { return len(l.problems) > maxProblems }

func (l *loader) add(at Origin, path string, says ...sentence) {
	switch {
	case l.full():
		return
	case len(l.problems) == maxProblems:
		path, says = "", []sentence{say("policy.problem.more", "most", maxProblems)}
	}
	l.problems = append(l.problems, Problem{File: at.File, Line: at.Line, Column: at.Column, Path: path, says: says})
}

// sorted orders problems by file, as opened, then by line and column.
func (l *loader) sorted() Problems {
	slices.SortStableFunc(l.problems, func(a, b Problem) int {
		if a.File != b.File {
			return slices.Index(l.order, a.File) - slices.Index(l.order, b.File)
		}
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	return l.problems
}

// layer is one file merged with everything it extends; nil when it has no readable content. A file that
// several others extend is read once.
func (l *loader) layer(ref string, from Origin) *entry {
	if slices.Contains(l.chain, ref) {
		l.add(from, "extends", say("policy.extends.circle", "chain", strings.Join(append(slices.Clone(l.chain), ref), " → ")))
		return nil
	}
	if done, ok := l.layers[ref]; ok {
		return done
	}
	if len(l.order) == maxFiles {
		l.add(from, "extends", say("policy.extends.too_many", "most", maxFiles))
		return nil
	}
	l.order = append(l.order, ref)
	raw, ok := l.bytes(ref, from)
	if !ok {
		return nil
	}
	doc := l.parse(ref, raw)
	if doc == nil {
		return nil
	}
	l.chain = append(l.chain, ref)
	var below *entry
	if doc.Kind == yaml.MappingNode {
		for _, b := range l.extended(ref, doc) {
			below = overlay(below, b)
		}
	}
	l.chain = l.chain[:len(l.chain)-1]
	own := (&reader{loader: l, file: ref}).read(doc, policyShape, "")
	own.visit("", l.check)
	l.layers[ref] = overlay(below, own)
	return l.layers[ref]
}

// bytes are the content of a pack or a file.
func (l *loader) bytes(ref string, from Origin) ([]byte, bool) {
	if name, ok := strings.CutPrefix(ref, packRef); ok {
		raw, err := packFiles.ReadFile("packs/" + name + ".yaml")
		if err != nil {
			says := []sentence{say("policy.extends.no_pack", "name", name)}
			l.add(from, "", append(says, instead(name, packNames())...)...)
			return nil, false
		}
		return raw, true
	}
	raw, err := readAll(l.open, ref)
	switch {
	case err != nil:
		l.add(from, "", say("policy.file.unreadable", "name", ref, "detail", err))
		return nil, false
	case len(raw) > maxBytes:
		l.add(from, "", say("policy.file.too_big", "name", ref, "most", maxBytes>>10))
		return nil, false
	}
	return raw, true
}

// readAll reads at most one byte more than a policy may have.
func readAll(open Opener, name string) (raw []byte, err error) {
	if open == nil {
		return nil, fmt.Errorf("open %s: no files here, packs only", name)
	}
	f, err := open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return io.ReadAll(io.LimitReader(f, maxBytes+1))
}

// extended are the layers that a file's extends names, in its order.
func (l *loader) extended(ref string, doc *yaml.Node) []*entry {
	var below []*entry
	for i := 0; i+1 < len(doc.Content); i += 2 {
		if doc.Content[i].Value != "extends" {
			continue
		}
		list := doc.Content[i+1]
		if list.Kind == yaml.AliasNode {
			list = list.Alias
		}
		if list.Kind != yaml.SequenceNode {
			l.add(Origin{ref, list.Line, list.Column}, "extends", say("policy.extends.list", "got", gotOf(list)))
			return nil
		}
		for j, item := range list.Content {
			at := Origin{ref, item.Line, item.Column}
			if item.Kind != yaml.ScalarNode || item.ShortTag() != "!!str" || item.Value == "" {
				l.add(at, "extends"+index(j), say("policy.extends.list", "got", gotOf(item)))
				continue
			}
			name := item.Value
			if !strings.HasPrefix(name, packRef) {
				if strings.HasPrefix(ref, packRef) {
					l.add(at, "extends"+index(j), say("policy.extends.from_pack"))
					continue
				}
				if !path.IsAbs(name) {
					name = path.Join(path.Dir(ref), name)
				}
			}
			below = append(below, l.layer(name, at))
		}
		return below
	}
	return nil
}
