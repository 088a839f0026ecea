package workgroup

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAccountsAreOneAPlatform(t *testing.T) {
	a := AccountsOf(map[string]string{"微信": "wx_1", "QQ": "10001", "钉钉": ""})
	if diff := cmp.Diff(map[string]string{"QQ": "10001", "微信": "wx_1"}, maps.Collect(a.All())); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	b := a.With("微信", "wx_2").With("QQ", "").With("飞书", "f")
	if diff := cmp.Diff(map[string]string{"微信": "wx_2", "飞书": "f"}, maps.Collect(b.All())); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if a.On("微信") != "wx_1" || a.On("QQ") != "10001" || a.On("钉钉") != "" || b.On("QQ") != "" {
		t.Errorf("a changed list changed the one it was made of: %v, %v", a, b)
	}
	if got := b.With("微信", "").With("飞书", ""); got != (Accounts{}) {
		t.Errorf("nothing is left but %#v", got)
	}
}

// A county may name platforms of its own; those of most people take a byte.
func TestPlatformsMayHaveAnyName(t *testing.T) {
	long := strings.Repeat("政务", 40)
	want := map[string]string{"微信": "wx_1", "Slack": "s", "浙政钉": "z", long: "l", "": "nowhere"}
	if diff := cmp.Diff(want, maps.Collect(AccountsOf(want).All())); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	for _, platform := range Platforms {
		if a := AccountsOf(map[string]string{platform: "wx_1"}); a.On(platform) != "wx_1" || len(a.text) != 1+1+len("wx_1") {
			t.Errorf("%s: %d bytes, account %q", platform, len(a.text), a.On(platform))
		}
	}
}

// The registry's rows and its dated changes hold this text.
func TestAccountsAreAnObjectInJSON(t *testing.T) {
	for want, a := range map[string]Accounts{
		`{}`: {}, `{"QQ":"10001","微信":"wx\"1"}`: AccountsOf(map[string]string{"微信": `wx"1`, "QQ": "10001"}),
	} {
		text, err := json.Marshal(a)
		if err != nil || string(text) != want {
			t.Errorf("got %s, %v, want %s", text, err, want)
		}
		var back Accounts
		if err := json.Unmarshal(text, &back); err != nil || cmp.Diff(a, back) != "" {
			t.Errorf("%s came back as %v, %v", text, back, err)
		}
	}
}
