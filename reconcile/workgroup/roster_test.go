package workgroup

import (
	"strings"
	"testing"
)

func FuzzAnAccountKeyIsTrimmedAndLowered(f *testing.F) {
	for _, account := range []string{"wx_1", " WX_1\t", "@张伟", "@张 伟", "É", "a\xff", "\u3000a", "@张伟#2", "ﬁ", "İ", "𐐀"} {
		f.Add(account)
	}
	f.Fuzz(func(t *testing.T, account string) {
		if got, want := AccountKey(account), strings.ToLower(strings.TrimSpace(account)); got != want {
			t.Errorf("%q becomes %q, want %q", account, got, want)
		}
	})
}
