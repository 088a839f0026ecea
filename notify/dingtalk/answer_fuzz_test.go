package dingtalk

import (
	"strings"
	"testing"

	"qunguan/notify"
	"qunguan/notify/internal/httppost"
)

func FuzzNoAnswerPanicsLeaksOrCountsAsSuccessByChance(f *testing.F) {
	for _, body := range []string{`{"errcode":0,"errmsg":"ok"}`, `{"errcode":310000,"errmsg":"keyword SECRET"}`, `{"errcode":-1}`, `{"errcode":1e400}`, `[]`} {
		f.Add(200, body)
		f.Add(500, body)
	}
	f.Fuzz(func(t *testing.T, status int, body string) {
		receipt, err := judge(httppost.Answer{Status: status, Body: []byte("SECRET" + body)})
		if err == nil {
			t.Fatalf("%d %q is success: %+v", status, body, receipt)
		}
		if strings.Contains(err.Error(), "SECRET") {
			t.Errorf("the body shows: %v", err)
		}
		receipt, err = judge(httppost.Answer{Status: status, Body: []byte(body)})
		if err == nil && (status < 200 || status > 299 || !strings.Contains(body, "0") && !strings.Contains(body, "true")) {
			t.Errorf("%d %q is success: %+v", status, body, receipt)
		}
		if fail := notify.AsFailure(err); fail != nil && fail.Class == notify.RateLimited && fail.After <= 0 {
			t.Errorf("%d %q waits for no time", status, body)
		}
	})
}
