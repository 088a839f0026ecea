package web_test

import (
	"encoding/json"
	"html"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/cmd/internal/web"
	"qunguan/reconcile/ledger"
)

var (
	evidenceList = regexp.MustCompile(`(?s)依据的事实</h3>\s*<dl class="facts">(.*?)</dl>`)
	evidenceFact = regexp.MustCompile(`(?s)<dt>(.*?)</dt><dd>(.*?)</dd>`)
)

func TestEvidenceIsToldInWords(t *testing.T) {
	type facts [][2]string
	for _, c := range []struct {
		name, rule, evidence string
		want                 facts
	}{
		{
			"a member out of scope: codes become names", "member.out_of_scope",
			`{"how":"loose","name":"周明远","nickname":"","post":"局长","scope":"单位:U1-1;角色:防汛责任人;岗位:科长;人员:P1;外部","unit":"水利局"}`,
			facts{
				{"群昵称", "没有设置"},
				{"怎样认出", "按姓名认定（昵称不规范）"},
				{"姓名", "周明远"},
				{"所在单位", "水利局"},
				{"岗位", "局长"},
				{"群的成员范围", "单位 防汛股、角色 防汛责任人、岗位 科长、周明远（水利局）、外部人员"},
			},
		},
		{
			"an ambiguous member: candidates with their codes", "member.ambiguous",
			`{"candidates":[{"code":"P5","name":"刘洋","unit":"柳湾镇"},{"code":"P6","name":"刘洋","unit":"柳湾镇"}],"how":"ambiguous"}`,
			facts{{"怎样认出", "同时符合多人"}, {"可能是", "刘洋（柳湾镇，P5）、刘洋（柳湾镇，P6）"}},
		},
		{
			"a wrong card: the accepted cards make the formats superfluous", "member.card",
			`{"accepted":["李红","水利局李红"],"templates":["{name}","{unit_short}{name}"]}`,
			facts{{"可用的群昵称", "李红、水利局李红"}},
		},
		{
			"card formats without a card are spelt out", "member.card",
			`{"accepted":[],"templates":["{unit_short}{name}","{name}-{post}"]}`,
			facts{{"可用的群昵称", "没有"}, {"群昵称格式", "单位简称+姓名、姓名-岗位"}},
		},
		{
			"a missing person: accounts nobody could identify", "member.missing",
			`{"maybe_accounts":["wx_1","@红姐"],"name":"陶然","unit":"水利局"}`,
			facts{{"姓名", "陶然"}, {"所在单位", "水利局"}, {"名单上认不出的账号（本人可能就是其中之一）", "wx_1、红姐"}},
		},
		{
			"an owner who left is named once", "group.no_owner",
			`{"left_on":"2026-09-15","owner":"P3","owner_name":"马德胜","reason":"left","status":"退休"}`,
			facts{{"登记的群主", "马德胜（水利局）"}, {"原因", "已离开"}, {"人员状态", "退休"}, {"离开日期", "2026-09-15"}},
		},
		{
			"no owner on record", "group.no_owner", `{"owner":"","reason":"empty"}`,
			facts{{"登记的群主", "没有"}, {"原因", "未登记"}},
		},
		{
			"too few administrators: who there is", "group.no_admin", `{"missing_n":1,"present":["P1"],"required":2}`,
			facts{{"在职的群主和管理员", "周明远（水利局）"}, {"至少需要（人）", "2"}, {"还差（人）", "1"}},
		},
		{
			"a roster's time is in the policy's zone", "roster.stale", `{"max_age_days":10,"taken_at":"2026-11-03T01:00:00Z"}`,
			facts{{"名单最近一次采集", "2026-11-03 09:00"}, {"名单有效期（天）", "10"}},
		},
		{
			"a roster that was never read", "roster.stale", `{"max_age_days":10,"taken_at":""}`,
			facts{{"名单最近一次采集", "从未"}, {"名单有效期（天）", "10"}},
		},
		{
			"a zombie: how the silence is known", "group.zombie", `{"days":60,"last_activity":"2026-08-31","source":"day_count"}`,
			facts{{"最后有动静", "2026-08-31"}, {"怎么知道的", "每日消息数"}, {"多少天无人发言算僵尸群", "60"}},
		},
		{
			"what nobody has words for is shown, not hidden", "member.left",
			`{"how":"telepathy","zz":{"b":[1,2],"a":null},"big":12345678901234567890}`,
			facts{{"怎样认出", "telepathy"}, {"big", "12345678901234567890"}, {"zz", "a 没有、b 1、2"}},
		},
		{"evidence that is no object is shown as it stands", "member.left", `["x"]`, facts{{"依据的事实", `["x"]`}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := county()
			r.cases = []ledger.Case{{ID: 7, Rule: c.rule, Unit: "U1", State: ledger.Found, Evidence: json.RawMessage(c.evidence)}}
			_, body := get(t, web.New(config(r)), "/cases/7")
			list := evidenceList.FindStringSubmatch(body)
			if list == nil {
				t.Fatalf("no evidence on the page: %s", body)
			}
			var got facts
			for _, m := range evidenceFact.FindAllStringSubmatch(list[1], -1) {
				got = append(got, [2]string{html.UnescapeString(m[1]), html.UnescapeString(m[2])})
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("evidence (-want +got):\n%s", diff)
			}
		})
	}
}

func FuzzEvidenceNeverBreaksThePage(f *testing.F) {
	f.Add(`{"how":1,"scope":[],"owner":{},"present":"x","candidates":[1],"taken_at":null,"accepted":"y"}`)
	f.Add(`{"nickname":"<script>","scope":"单位"}`)
	f.Add(`null`)
	f.Fuzz(func(t *testing.T, evidence string) {
		r := county()
		r.cases = []ledger.Case{{ID: 7, Rule: "member.left", Unit: "U1", State: ledger.Found, Evidence: json.RawMessage(evidence)}}
		if status, _ := get(t, web.New(config(r)), "/cases/7"); status != 200 {
			t.Errorf("status %d", status)
		}
	})
}
