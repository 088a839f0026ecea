package paste

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func headings(cells []string) bool { return slices.Contains(cells, "群昵称") }

func TestPastedTextsAreRead(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       List
	}{
		{"a name a line", "张伟\n李秀英\n", List{Names: []string{"张伟", "李秀英"}}},
		{"a 接龙 with its title and remarks", "#接龙\n水利局防汛演练报名\n请尽快\n\n1. 王建国\n2. 李秀英 水利局\n3. 赵明", List{Names: []string{"王建国", "李秀英 水利局", "赵明"}}},
		{"numbers in every form", "1、王一\n2．王二\n3）王三\n4)王四\n5\t王五\n６．王六", List{Names: []string{"王一", "王二", "王三", "王四", "王五", "王六"}}},
		{"a number without a sign is part of the name", "3班王老师\n12 张伟", List{Names: []string{"3班王老师", "12 张伟"}}},
		{"mentions and invisible characters", "@张伟\u2005\n\u200b李\u200d红\ufeff\n＠赵敏", List{Names: []string{"张伟", "李红", "赵敏"}}},
		{"the title's count", "群聊成员(58)\n张伟", List{Names: []string{"张伟"}, Count: 58}},
		{"the title in other brackets", "聊天信息（５８）\n群成员 58\n成员【58】\n成员[58]\n张伟", List{Names: []string{"张伟"}, Count: 58}},
		{"buttons, times and rules of a window", "搜索\n+\n－\n查看更多群成员\n群主\n张伟\n管理员\n李红\n09:41\n下午 3:05\n———\n🌸🌸\n完成", List{Names: []string{"张伟", "李红"}}},
		{"several names in a line", "张伟、李红，王小明\n", List{Names: []string{"张伟", "李红", "王小明"}}},
		{"a line with a long item is one name", "水利局办公室主任、张伟", List{Names: []string{"水利局办公室主任、张伟"}}},
		{"decorated names stay", "🌸李红🌸\nAAA建材小刘", List{Names: []string{"🌸李红🌸", "AAA建材小刘"}}},
		{"one name twice stays twice", "张伟\n张伟", List{Names: []string{"张伟", "张伟"}}},
		{"carriage returns", "张伟\r\n李红\r\n", List{Names: []string{"张伟", "李红"}}},
		{"nothing", "\n  \n", List{}},
		{"a table with tabs", "账号\t群昵称\nwx_1\t张伟\n", List{Table: [][]string{{"账号", "群昵称"}, {"wx_1", "张伟"}}}},
		{"a drawn table", "| 账号 | 群昵称 |\n|---|---|\n| wx_1 | 张伟 |\n", List{Table: [][]string{{"账号", "群昵称"}, {"wx_1", "张伟"}}}},
		{"tabs without headings are text", "1\t张伟\n2\t李红", List{Names: []string{"张伟", "李红"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, Read(c.text, headings)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestAHugeTextIsBounded(t *testing.T) {
	if n := len(Read(strings.Repeat("张伟\n", 3*maxRows), headings).Names); n != maxRows {
		t.Errorf("%d names", n)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("#接龙\n1. 张伟\n群成员(3)")
	f.Add("| 群昵称 |\n|--|\n|a|")
	f.Fuzz(func(t *testing.T, text string) {
		l := Read(text, headings)
		for _, n := range l.Names {
			if strings.TrimSpace(n) != n || n == "" || strings.ContainsAny(n, "\n\r") {
				t.Errorf("%q is no name", n)
			}
		}
		// A text that was read once reads the same again: people correct a preview and send it back.
		again := Read(strings.Join(l.Names, "\n"), func([]string) bool { return false })
		if l.Table == nil && len(again.Names) > len(l.Names) {
			t.Errorf("%q grew to %q", l.Names, again.Names)
		}
	})
}
