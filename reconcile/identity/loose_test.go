package identity

import (
	"strings"
	"testing"
)

func TestTheNameOnceAndNothingButWordsAroundIt(t *testing.T) {
	for _, c := range []struct {
		rule, text, name string
		words            []string
		want             bool
	}{
		{"the bare name", "王伟", "王伟", nil, true},
		{"nothing is no name", "", "王伟", []string{"局"}, false},
		{"words without the name", "局局", "王伟", []string{"局"}, false},
		{"words on both sides, repeated", "局局王伟局", "王伟", []string{"局"}, true},
		{"the name twice", "王伟王伟", "王伟", []string{"局"}, false},
		{"the name twice, where it is a word as well", "王伟王伟", "王伟", []string{"王伟"}, true},
		{"a word that begins another", "局长办王伟", "王伟", []string{"局", "局长办"}, true},
		{"a word that the name begins", "王伟民", "王伟", []string{"民"}, true},
		{"a rest that is no word", "局长王伟", "王伟", []string{"局"}, false},
		{"a word that ends in the name", "伟民民", "民", []string{"伟", "伟民"}, true},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if got := isTiled(c.text, c.name, c.words); got != c.want {
				t.Errorf("%q of %q and %q: got %v", c.text, c.name, c.words, got)
			}
		})
	}
}

func TestLongCardsAreReadToTheirEndAndInTime(t *testing.T) {
	// Words that overlap make backtracking take for ever.
	words := []string{"中", "中中", "中中中"}
	for n := range 200 {
		if !isTiled(strings.Repeat("中", n)+"王伟", "王伟", words) {
			t.Errorf("%d words before the name", n)
		}
		if isTiled(strings.Repeat("中", n)+"王", "王伟", words) {
			t.Errorf("%d words before half the name", n)
		}
	}
}
