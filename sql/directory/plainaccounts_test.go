package directory

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/workgroup"
)

// Every text that the short way takes reads the same by the decoder.
func FuzzPlainAccountsAreWhatADecoderReads(f *testing.F) {
	for _, text := range []string{
		`{"QQ":"10001","微信":"wx_1"}`, `{"微信":"wx_1"}`, `{"微信":"a","QQ":"b"}`, `{"a":"b","a":"c"}`, `{"微信":"\\u003c"}`, `{"微信":""}`,
		`{"a":"b:","c":"d"}`, `{"a":"b\",","c":"d"}`, `{"":"x"}`, `{"`, `{"}`, `{""}`, `{"a":"b","c"}`, "{\"a\":\"\xff\"}", "{\"a\":\"\t\"}", `{"a":"b":"c"}`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := plainAccounts(text)
		if !ok {
			return
		}
		var want workgroup.Accounts
		if err := json.Unmarshal([]byte(text), &want); err != nil {
			t.Fatalf("%q is no JSON (%v), yet was read as %v", text, err, got)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-decoder +short way)\n%s", text, diff)
		}
	})
}
