package policy

import (
	"strconv"
	"strings"
	"unicode"

	yaml "go.yaml.in/yaml/v4"

	"qunguan/reconcile/phrase"
)

// maxNodes bounds the size to which a file's aliases may expand.
const maxNodes = 50_000

// reader turns the nodes of one file into entries of the policy's shape.
type reader struct {
	*loader

	file  string
	nodes int
}

// read is the node as an entry; nil for a node without usable content.
func (r *reader) read(n *yaml.Node, s *shape, path string) *entry {
	at := Origin{r.file, n.Line, n.Column}
	if r.nodes++; r.nodes > maxNodes {
		if r.nodes == maxNodes+1 {
			r.add(at, path, say("policy.file.too_much"))
		}
		return &entry{at: at, shape: s, bad: true}
	}
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	e := &entry{at: at, shape: s}
	switch {
	case n.ShortTag() == "!!null":
		r.add(at, path, say("policy.type.nothing", "want", wantOf(s)))
		e.bad = true
	case s.form == section && n.Kind == yaml.MappingNode:
		r.section(e, n, path)
	case s.form == table && n.Kind == yaml.MappingNode:
		r.table(e, n, path)
	case s.form == list && n.Kind == yaml.SequenceNode:
		for i, item := range n.Content {
			e.items = append(e.items, r.read(item, s.elem, path+index(i)))
		}
	case s.form > list && n.Kind == yaml.ScalarNode:
		r.scalar(e, n, path)
	default:
		r.wrong(e, n, path)
	}
	return e
}

// index is a list position in a path, counted from 1 as readers count.
func index(i int) string { return "[" + strconv.Itoa(i+1) + "]" }

// pairs calls with for each key and value of a mapping, once per key.
func (r *reader) pairs(n *yaml.Node, path string, with func(key string, k, v *yaml.Node)) {
	first := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		at := Origin{r.file, k.Line, k.Column}
		if k.Kind == yaml.AliasNode {
			k = k.Alias
		}
		switch {
		case k.ShortTag() == "!!merge":
			r.add(at, path, say("policy.key.merge"))
			continue
		case k.Kind != yaml.ScalarNode:
			r.add(at, path, say("policy.key.not_text", "got", gotOf(k)))
			continue
		case k.ShortTag() != "!!str":
			r.add(at, path, say("policy.key.quote", "got", k.Value))
			continue
		}
		if line, twice := first[k.Value]; twice {
			r.add(at, join(path, k.Value), say("policy.key.twice", "line", line))
			continue
		}
		first[k.Value] = k.Line
		with(k.Value, n.Content[i], v)
	}
}

func (r *reader) section(e *entry, n *yaml.Node, path string) {
	e.field = map[string]*entry{}
	r.pairs(n, path, func(key string, k, v *yaml.Node) {
		s, ok := e.shape.field[key]
		switch {
		case ok:
			e.put(key, r.read(v, s, join(path, key)))
		case path == "" && key == "extends":
			// The loader has read this key before all others.
		default:
			r.unknown(e.shape, k, v, key, path)
		}
	})
}

func (r *reader) table(e *entry, n *yaml.Node, path string) {
	e.field = map[string]*entry{}
	allowed := limits[e.shape.path].keys
	r.pairs(n, path, func(key string, k, v *yaml.Node) {
		at := Origin{r.file, k.Line, k.Column}
		switch {
		case allowed != nil && !has(allowed, key):
			r.add(at, path, append([]sentence{say("policy.key.unknown", "key", key)}, instead(key, allowed)...)...)
			return
		case key == "" || strings.TrimSpace(key) != key:
			r.add(at, path, say("policy.value.spaces", "value", strconv.Quote(key)))
			return
		}
		e.put(key, r.read(v, e.shape.elem, join(path, key)))
	})
}

// scalar reads a single value strictly: a value that only resembles the type is a problem, whose text
// shows the right spelling.
func (r *reader) scalar(e *entry, n *yaml.Node, path string) {
	tag, v := n.ShortTag(), n.Value
	switch e.shape.form {
	case integer:
		if i, err := strconv.Atoi(v); tag == "!!int" && err == nil && strconv.Itoa(i) == strings.TrimPrefix(v, "+") {
			e.value = i
			return
		}
	case decimal:
		if f, err := strconv.ParseFloat(v, 64); (tag == "!!int" || tag == "!!float") && err == nil && !strings.ContainsAny(v, "_xXnN") {
			e.value = f
			return
		}
	case boolean:
		if b, err := strconv.ParseBool(v); tag == "!!bool" && err == nil {
			e.value = b
			return
		}
	case duration:
		if span, err := ParseSpan(v); tag == "!!str" && err == nil {
			e.value = span
			return
		}
	case text:
		if tag != "!!str" {
			break
		}
		if strings.TrimSpace(v) != v || strings.ContainsFunc(v, unicode.IsControl) {
			r.add(e.at, path, say("policy.value.spaces", "value", strconv.Quote(v)))
			e.bad = true
		}
		e.value = v
		return
	}
	r.wrong(e, n, path)
}

// wrong reports a value of the wrong type and its right form.
func (r *reader) wrong(e *entry, n *yaml.Node, path string) {
	e.bad = true
	says := []sentence{say("policy.type.wrong", "want", wantOf(e.shape), "got", gotOf(n))}
	isScalar := n.Kind == yaml.ScalarNode
	wide := strings.ContainsFunc(n.Value, func(c rune) bool { return c >= '０' && c <= '９' })
	_, bare, missingSpace := strings.Cut(n.Value, ":")
	switch {
	case isScalar && e.shape.form == text:
		says = append(says, say("policy.type.quote", "value", n.Value))
	case isScalar && (e.shape.form == section || e.shape.form == table) && strings.ContainsRune(n.Value, '：'):
		says = []sentence{say("policy.syntax.wide_colon")}
	case isScalar && wide:
		says = append(says, say("policy.type.wide"))
	case isScalar && e.shape.form == boolean && has([]string{"是", "yes", "on", "开"}, n.Value):
		says = append(says, say("policy.type.write", "value", "true"))
	case isScalar && e.shape.form == boolean && has([]string{"否", "no", "off", "关"}, n.Value):
		says = append(says, say("policy.type.write", "value", "false"))
	case isScalar && e.shape.form == list:
		says = append(says, say("policy.type.write", "value", "["+n.Value+"]"))
	case isScalar && (e.shape.form == section || e.shape.form == table) && missingSpace && bare != "" && bare[0] != ' ':
		says = append(says, say("policy.syntax.colon"))
	case e.shape.form == section:
		says = append(says, say("policy.key.allowed", "allowed", strings.Join(e.shape.keys, ", ")))
	}
	r.add(e.at, path, says...)
}

// wantOf names the form that a place of the file demands.
func wantOf(s *shape) phrase.Key {
	return [...]phrase.Key{
		"policy.want.section", "policy.want.table", "policy.want.list",
		"policy.want.integer", "policy.want.decimal", "policy.want.boolean",
		"policy.want.text", "policy.want.duration",
	}[s.form]
}

// gotOf names the form that the file has there.
func gotOf(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		return phrase.Key("policy.got.section")
	case yaml.SequenceNode:
		return phrase.Key("policy.got.list")
	}
	short := []rune(n.Value)
	if len(short) > 40 {
		return string(short[:40]) + "…"
	}
	return n.Value
}
