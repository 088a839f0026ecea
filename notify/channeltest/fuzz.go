package channeltest

import (
	"strings"
	"testing"

	"qunguan/notify"
	"qunguan/notify/internal/httppost"
)

// FuzzAnswers feeds a channel's judge with arbitrary answers of a server or a proxy: no answer may
// panic, appear in an error, or count as success by chance. The body of a success contains the mark, or
// true.
func FuzzAnswers(f *testing.F, judge func(httppost.Answer) (notify.Receipt, error), mark string, bodies ...string) {
	for _, body := range bodies {
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
		if err == nil && (status < 200 || status > 299 || !strings.Contains(body, mark) && !strings.Contains(body, "true")) {
			t.Errorf("%d %q is success: %+v", status, body, receipt)
		}
		if fail := notify.AsFailure(err); fail != nil && fail.Class == notify.RateLimited && fail.After <= 0 {
			t.Errorf("%d %q waits for no time", status, body)
		}
	})
}
