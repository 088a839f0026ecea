package policy

import (
	"strings"
	"unicode/utf8"

	yaml "go.yaml.in/yaml/v4"
)

// unknown reports a key that the section does not have, and the place where it may belong.
func (r *reader) unknown(s *shape, k, v *yaml.Node, key, path string) {
	if r.full() {
		return
	}
	at := Origin{r.file, k.Line, k.Column}
	if word := r.countsGroups(path, key, v); word != nil {
		r.add(Origin{r.file, word.Line, word.Column}, path, say("policy.key.score", "key", word.Value))
		return
	}
	if i := strings.IndexRune(k.Value, '：'); i >= 0 {
		at.Column += utf8.RuneCountInString(k.Value[:i])
		r.add(at, path, say("policy.syntax.wide_colon"))
		return
	}
	says := []sentence{say("policy.key.unknown", "key", key)}
	bare := strings.TrimSpace(strings.FieldsFunc(key+" ", func(c rune) bool { return c == '：' || c == ':' })[0])
	near := nearest(key, s.keys)
	elsewhere := policyShape.places(key)
	switch {
	case bare != key && bare != "":
		says = append(says, say("policy.key.colon", "key", bare))
	case near == "" && len(elsewhere) > 0:
		says = append(says, say("policy.key.elsewhere", "place", strings.Join(elsewhere, ", ")))
	default:
		allowed := s.keys
		if path == "" {
			allowed = append([]string{"extends"}, allowed...)
		}
		says = append(says, instead(key, allowed)...)
	}
	r.add(at, path, says...)
}

// countsGroups finds, under a key about scores, a word that counts groups or their activity: clause
// S1.16 forbids such a score.
func (r *reader) countsGroups(path, key string, v *yaml.Node) *yaml.Node {
	speaks := strings.ToLower(path + "." + key)
	scores := false
	for _, w := range []string{"scor", "rank", "评分", "得分", "考核", "排名"} {
		scores = scores || strings.Contains(speaks, w)
	}
	if !scores {
		return nil
	}
	return countingWord(v, 4)
}

func countingWord(n *yaml.Node, depth int) *yaml.Node {
	if n.Kind == yaml.ScalarNode {
		for _, w := range []string{"group_count", "groups_count", "number_of_groups", "activity", "active", "message", "群数", "群数量", "活跃", "消息数"} {
			if strings.Contains(strings.ToLower(n.Value), w) {
				return n
			}
		}
		return nil
	}
	if depth == 0 {
		return nil
	}
	for _, c := range n.Content {
		if found := countingWord(c, depth-1); found != nil {
			return found
		}
	}
	return nil
}

// nearest is the allowed word most similar to the written one, at most a third of its letters apart; ""
// when there is none.
func nearest(written string, allowed []string) string {
	if len(written) > 100 {
		return "" // no key is so long, and comparing would be slow
	}
	best, bestDistance := "", 1+max(1, len([]rune(written))/3)
	for _, a := range allowed {
		plain := func(s string) string {
			return strings.NewReplacer("-", "_", " ", "_").Replace(strings.ToLower(s))
		}
		if d := Distance([]rune(plain(written)), []rune(plain(a))); d < bestDistance {
			best, bestDistance = a, d
		}
	}
	return best
}

// instead lists the words allowed in place of the written one: the nearest one, and all of them, or all
// of the word's family (member.…) when there are many.
func instead(written string, allowed []string) []sentence {
	var says []sentence
	if near := nearest(written, allowed); near != "" {
		says = append(says, say("policy.key.nearest", "near", near))
		written = near
	}
	family, _, _ := strings.Cut(written, ".")
	var shown, relatives []string
	for _, a := range allowed {
		if a != "" {
			shown = append(shown, a)
		}
		if strings.HasPrefix(a, family+".") {
			relatives = append(relatives, a)
		}
	}
	if len(relatives) > 0 {
		shown = relatives
	}
	return append(says, say("policy.key.allowed", "allowed", strings.Join(shown, ", ")))
}

// Distance counts the letters to put in, leave out, change or swap with a
// neighbour between a and b (optimal string alignment).
func Distance(a, b []rune) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
