package naming

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"qunguan/reconcile/identity"
	"qunguan/reconcile/workgroup"
)

// everyday are the words that only say that a group is a group.
var everyday = []string{
	"企业微信", "微信", "qq", "钉钉", "飞书", "slack",
	"工作", "交流", "联络", "通知", "沟通", "讨论", "群聊", "群组", "大群",
}

// AppWords are the everyday words in names of applications, beside those of groups.
var AppWords = []string{"系统", "平台", "app", "小程序"}

// purposeWords are words that give a purpose no content, beside the everyday words.
var purposeWords = append([]string{"日常", "内部", "业务", "安排"}, everyday...)

// Core is the remainder of a name without code, unit, area and everyday words, and the number that
// stood at its end in brackets, 1 to 99; 0: there was none.
type Core struct {
	Text   string
	Number int
}

// Cores finds the core names of a registry's groups or apps.
type Cores struct {
	rule  *Rule               // gives code and area
	words map[string][]string // unit → words that are deleted from its names, the longest first
	more  []string
}

// NewCores prepares core names: the rule gives code and area, own the code of the unit to which a unit
// belongs. More words (AppWords) are deleted too.
func NewCores(r *Rule, units workgroup.Units, sections []string, more ...string) *Cores {
	c := &Cores{rule: r, words: make(map[string][]string, len(units)), more: more}
	area := []string{r.area}
	for code := range units {
		own := units.Own(code, sections).Code
		if c.words[own] == nil {
			list := slices.Concat(area, everyday, more)
			for _, u := range units.Chain(own) {
				list = append(list, identity.Fold(u.Name), identity.Fold(u.ShortName))
			}
			c.words[own] = byLength(list)
		}
		c.words[code] = c.words[own]
	}
	return c
}

var numbered = regexp.MustCompile(`\(([1-9][0-9]?)\)\z`)

// Of is the core of a name that a group of the unit has.
func (c *Cores) Of(name, unit string) Core {
	name = strings.TrimSpace(name)
	if c.rule.code != nil {
		if found, ok := c.rule.code.of(name); ok {
			name = name[len(found.match):]
		}
	}
	var core Core
	text := identity.Fold(name)
	if at := numbered.FindStringSubmatchIndex(text); at != nil {
		core.Number, _ = strconv.Atoi(text[at[2]:at[3]]) // two digits at most
		text = text[:at[0]]
	}
	words, ok := c.words[unit]
	if !ok {
		words = byLength(slices.Concat([]string{c.rule.area}, everyday, c.more))
	}
	core.Text = strings.TrimSuffix(without(bare(text), words), "群")
	return core
}

// SameName reports whether two cores are the same name: equal texts, and equal numbers or a number on
// one side only. Two empty texts name no matter; they are the same name only where both groups belong
// directly to the same unit.
func SameName(a, b Core, sameUnit bool) bool {
	return a.Text == b.Text && (a.Text != "" || sameUnit) &&
		(a.Number == b.Number || a.Number == 0 || b.Number == 0)
}

// Purpose is a folded purpose. It is empty where fewer than four characters remain without everyday
// words: two groups with so short a purpose need not serve the same one.
func Purpose(written string) string {
	folded := identity.Fold(written)
	if utf8.RuneCountInString(without(folded, purposeByLength)) < 4 {
		return ""
	}
	return folded
}

var purposeByLength = byLength(slices.Clone(purposeWords))

// bare is a text without punctuation and symbols.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPunct(r) || unicode.IsSymbol(r) {
			return -1
		}
		return r
	}, text)
}

// byLength prepares words for without: punctuation removed, because the texts have none; the longest
// first, none empty, each once.
func byLength(words []string) []string {
	for i := range words {
		words[i] = bare(words[i])
	}
	slices.Sort(words)
	words = slices.DeleteFunc(slices.Compact(words), func(w string) bool { return w == "" })
	slices.SortStableFunc(words, func(a, b string) int { return utf8.RuneCountInString(b) - utf8.RuneCountInString(a) })
	return words
}

// without deletes the longest word that occurs in the text, of several of one length the first one,
// again and again until none is left: 工工作作 becomes empty.
func without(text string, words []string) string {
	for {
		at, length, runes := -1, 0, 0
		for _, w := range words {
			n := utf8.RuneCountInString(w)
			if n < runes {
				break
			}
			if i := strings.Index(text, w); i >= 0 && (at < 0 || i < at) {
				at, length, runes = i, len(w), n
			}
		}
		if at < 0 {
			return text
		}
		text = text[:at] + text[at+length:]
	}
}
