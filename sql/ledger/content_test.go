package ledger

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/notify"
	"qunguan/reconcile/phrase"
)

func TestWhatCannotBeDecodedIsAnError(t *testing.T) {
	for _, c := range []content{{"{", ""}, {"{}", "{"}, {`{"Title": "\x"}`, ""}} {
		_, _, whole := c.Whole()
		_, _, plain := c.Plain()
		if whole == nil || plain == nil && c.document != "{" {
			t.Errorf("%+v: %v, %v", c, whole, plain)
		}
	}
}

// A search without decoding finds the same as one with it, for all contents of the fields around it.
func FuzzEachString(f *testing.F) {
	f.Add("标题", "https://example.cn/l?a=1&b=2", "行 \"LinkURL\": \"x\"", "zh")
	f.Add("\\", "\\\"", "{[,:", "en")
	f.Add("", "", "\u2028\x00", "")
	f.Fuzz(func(t *testing.T, title, link, line, lang string) {
		doc := notify.Document{
			Lang: phrase.Lang(lang), Title: title, Intro: []string{line, title}, Outro: []string{line}, LinkText: line, LinkURL: link, LeftOut: 3,
			Sections: []notify.Section{{Heading: line, Lines: []notify.Line{{Text: line, Todo: link, Urgent: true}}}},
		}
		text, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		c := content{document: string(text)}
		whole, _, err := c.Whole()
		if err != nil {
			t.Fatal(err)
		}
		plain, _, err := c.Plain()
		if err != nil {
			t.Fatal(err)
		}
		want := notify.Document{Lang: whole.Lang, Title: whole.Title, LinkText: whole.LinkText, LinkURL: whole.LinkURL}
		if diff := cmp.Diff(want, plain); diff != "" {
			t.Errorf("-decoded +found\n%s", diff)
		}
	})
}
