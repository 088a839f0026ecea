package identity

import (
	"cmp"
	"hash/fnv"
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
)

// alike finds people by a likeness of their names: the first bearer of each name stands for all. It is
// for suggestions only.
type alike []likeness

// likeness is eight bytes a name; every hit is compared by the names
// themselves, so a chance collision does no harm.
type likeness struct {
	hash  uint32
	first int32
}

// indexAlike keeps the names that have a likeness; an empty likeness is none.
func indexAlike(names *names, of func(name string) string) alike {
	list := make(alike, 0, names.byName.Len())
	for i := range names.byName.Numbers() {
		if key := of(Normalise(names.people.Name(i))); key != "" {
			list = append(list, likeness{hash(key), i})
		}
	}
	slices.SortFunc(list, func(a, b likeness) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.first, b.first))
	})
	return list
}

// with lists the names with the key's hash.
func (a alike) with(key string) []likeness {
	h := hash(key)
	from, _ := slices.BinarySearchFunc(a, h, func(l likeness, h uint32) int { return cmp.Compare(l.hash, h) })
	to := from
	for to < len(a) && a[to].hash == h {
		to++
	}
	return a[from:to]
}

func hash(key string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(key)) // a hash never fails to write
	return h.Sum32()
}

// sound is the reading of a text without tones, after look-alike characters were made one: 王维, 王伟 and
// 汪威 share it.
func sound(text string) string {
	table := syllables()
	buf := make([]byte, 0, 32)
	for _, r := range text {
		if same, ok := lookAlike[r]; ok {
			r = same
		}
		if r < hanFirst || r > hanLast || table[r-hanFirst] == "" {
			buf = utf8.AppendRune(buf, r)
		} else {
			buf = append(buf, table[r-hanFirst]...)
		}
		buf = append(buf, ' ')
	}
	return string(buf)
}

// lookAlike maps characters that are confused when a name is typed from a picture to one of them.
// Characters that also sound alike need no entry.
var lookAlike = map[rune]rune{
	'未': '末', '入': '人', '曰': '日', '已': '己', '巳': '己', '土': '士', '戌': '戊', '戍': '戊', '睛': '晴',
	'令': '今', '千': '干', '毫': '亳', '洗': '冼', '候': '侯', '祟': '崇', '析': '折', '羸': '赢', '帅': '师',
}

// syllables are the first readings of the everyday block, without tones. They are computed when the
// first unknown member appears, in 50 ms, and take 350 KB.
var syllables = sync.OnceValue(func() *[hanLast - hanFirst + 1]string {
	table, args := new([hanLast - hanFirst + 1]string), pinyin.NewArgs()
	for r := rune(hanFirst); r <= hanLast; r++ {
		if readings := pinyin.SinglePinyin(r, args); len(readings) > 0 {
			table[r-hanFirst] = readings[0]
		}
	}
	return table
})

// givenName is a full name without its surname. It has two characters at least, because millions share
// a given name of one. Names of four characters have a double surname or two surnames; longer names do
// not follow the Chinese order.
func givenName(full string) string {
	switch n := utf8.RuneCountInString(full); n {
	case 3, 4:
		runes := []rune(full)
		return string(runes[n-2:])
	}
	return ""
}

// Sound is the reading of a text without tones. Two texts with the same reading may be one text and a
// slip of an input method.
func Sound(text string) string { return sound(text) }
