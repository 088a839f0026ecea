package rule

import (
	"strings"
	"testing"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// WeChat has no export: its owner must not be asked for one.
func TestANewRosterIsAskedForAsThePlatformAllows(t *testing.T) {
	for platform, want := range map[string]string{"微信": "不能导出", "QQ": "qun.qq.com", "企业微信": "企业微信管理员", "钉钉": "钉钉管理员", "飞书": "飞书管理员", "Slack": "报送最新", "": "报送最新"} {
		tell := &Teller{
			Lang:   phrase.Zh,
			Group:  func(string) workgroup.Group { return workgroup.Group{Platform: platform} },
			Person: func(string) workgroup.Person { return workgroup.Person{} },
			Unit:   func(string) workgroup.Unit { return workgroup.Unit{} },
			Office: func(string) string { return "县委办" },
		}
		told := tell.Tell(ledger.Case{Rule: RosterStale, Subject: ledger.Subject{Group: "G1"}, Evidence: []byte(`{"taken_at":"","max_age_days":10}`)})
		if todo := tell.Todo([]CaseText{told}, false); !strings.Contains(todo, want) || !strings.Contains(todo, "县委办") {
			t.Errorf("%s: %s", platform, todo)
		}
	}
}
