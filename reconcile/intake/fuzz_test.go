package intake

import (
	"context"
	"strings"
	"testing"
	"time"

	"qunguan/reconcile/phrase"
)

// Any text behind sound headings: every row is staged, reported or skipped,
// and every problem is a whole sentence.
func FuzzRead(f *testing.F) {
	f.Add("平台,群编号,账号,群昵称,采集时间", "QQ,G1,1,王伟,2026-11-22 07:00")
	f.Add("工号,姓名,单位编码,在职状态,兼任单位", "P1,王伟,U1,在职,U1;U2\nP1,王伟,水利局,退休,")
	f.Add("群编号,平台,群名称,范围,单位编码,成员范围,群主", "G1,QQ,甲,全县,U1,单位:U1;外部,王伟")
	f.Add("单位编码,单位名称,类别,上级单位编码", "U1,甲,股室,U2\nU2,乙,股室,U1")
	f.Add("对象类型,对象编码,渠道,地址,密钥", "人员,P1,webhook,https://a.cn,whsec_x")
	f.Add("平台,群号,采集时间,日期,消息数", "QQ,7,46347,2026-11-21,3")
	f.Fuzz(func(t *testing.T, heading, body string) {
		inputs := []Input{csvInput("u.csv", unitsCSV), csvInput("s.csv", staffCSV), csvInput("x.csv", heading+"\n"+body)}
		opts := Options{Now: time.Date(2026, 11, 23, 9, 0, 0, 0, shanghai), Location: shanghai, Partial: len(body)%2 == 0}
		stage := &recorder{}
		result, err := Read(context.Background(), inputs, Known{}, opts, stage)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := len(stage.members), result.Kinds[Members].Read-result.Kinds[Members].Bad; got != want {
			t.Errorf("%d members staged, %d good", got, want)
		}
		if result.Found[Error] == 0 && len(unpacked(PersonRecords.Of(result.Batch))) != result.Kinds[Staff].Read {
			t.Errorf("%d people of %d rows without an error", len(unpacked(PersonRecords.Of(result.Batch))), result.Kinds[Staff].Read)
		}
		for _, p := range result.Problems {
			for _, lang := range []phrase.Lang{phrase.Zh, phrase.En} {
				if text := p.Text(lang); strings.Contains(text, "intake.") && !strings.Contains(heading+body, "intake.") {
					t.Errorf("no sentence: %s", text)
				}
			}
		}
	})
}
