package registry

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/phrase"
)

func TestADueNoticeSaysWhatWasWritten(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		withCases(t, s, 1)
		want := pending("n1", 1)
		must(t, s.WriteNotices(t.Context(), nil, []outbox.Notice{want}))
		due := got(s.Due(t.Context(), at(20, 11), 10))(t)
		same(t, 1, len(due))
		doc, refs, err := due[0].Unread.Whole()
		must(t, err)
		same(t, want.Document, doc)
		same(t, want.Refs, refs)
		due[0].Unread, due[0].Document, due[0].Refs = nil, doc, refs
		want.Cases, want.Hops = nil, nil // nobody asks for them here
		same(t, want, due[0])
	})
}

func TestWhatCannotBeDecodedIsAnError(t *testing.T) {
	for _, c := range []content{{"{", ""}, {"{}", "{"}, {`{"Title": "\x"}`, ""}} {
		_, _, whole := c.Whole()
		_, _, plain := c.Plain()
		if whole == nil || plain == nil && c.document != "{" {
			t.Errorf("%+v: %v, %v", c, whole, plain)
		}
	}
}

// What is found without decoding is what decoding finds, whatever people wrote
// into the fields around it.
func FuzzStringAt(f *testing.F) {
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
