package paste

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/workgroup"
)

var joined = time.Date(2026, 5, 7, 0, 0, 0, 0, time.UTC)

func row(account, nickname string) workgroup.Member {
	return workgroup.Member{Account: account, Nickname: nickname, Role: workgroup.RoleMember, JoinedAt: joined}
}

// persons know the bearers of accounts, and the people with whose full name a card ends.
func persons(m workgroup.Member) string {
	if m.Account == "wx_bound" {
		return "王芳"
	}
	for _, name := range []string{"王芳", "郑凯"} {
		if strings.HasSuffix(m.Nickname, name) {
			return name
		}
	}
	return ""
}

func TestAPastedNameKeepsTheRowThatItCanOnlyBe(t *testing.T) {
	for _, c := range []struct {
		name   string
		stored []workgroup.Member
		names  []string
		want   []string // accounts, "" = none; with the nickname
	}{
		{"the same card", []workgroup.Member{row("wx_1", "张伟")}, []string{"张伟"}, []string{"wx_1 张伟"}},
		{"the same card, written otherwise", []workgroup.Member{row("wx_1", "水利局-張偉")}, []string{"水利局 张伟"}, []string{"wx_1 水利局 张伟"}},
		{"another card of the same person", []workgroup.Member{row("wx_bound", "静待花开")}, []string{"教育局王芳"}, []string{"wx_bound 教育局王芳"}},
		{"the card goes before the person", []workgroup.Member{row("wx_bound", "芳"), row("wx_2", "王芳")}, []string{"王芳"}, []string{"wx_2 王芳"}},
		{"two stored rows with the card", []workgroup.Member{row("wx_1", "张伟"), row("wx_2", "张伟")}, []string{"张伟", "张伟"}, []string{" 张伟", " 张伟"}},
		{"two names for one row", []workgroup.Member{row("wx_1", "张伟")}, []string{"张伟", "张伟"}, []string{"wx_1 张伟", " 张伟"}},
		{"a row without an account is named anew", []workgroup.Member{row("@凯", "凯"), row("@郑凯", "郑凯")}, []string{"教育局郑凯"}, []string{" 教育局郑凯"}},
		{"a stranger", []workgroup.Member{row("wx_1", "张伟")}, []string{"李红"}, []string{" 李红"}},
		{"nothing but signs is no card", []workgroup.Member{row("wx_1", "")}, []string{"——"}, []string{" ——"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, m := range Match(c.names, c.stored, persons) {
				if m.Origin != workgroup.OriginPasted || (m.Account != "") && !m.JoinedAt.Equal(joined) {
					t.Errorf("%+v", m)
				}
				got = append(got, m.Account+" "+m.Nickname)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestWhoComesAndGoesIsNamedExactly(t *testing.T) {
	stored := []workgroup.Member{row("wx_1", "张伟"), row("wx_2", "张伟"), row("wx_3", "教育局王芳"), row("wx_4", "凯")}
	got, err := Changed(stored, []string{"李红"}, []string{"王芳", "WX_1"}, persons, persons)
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for _, m := range got {
		rows = append(rows, m.Account+" "+m.Nickname+" "+string(m.Origin))
	}
	if diff := cmp.Diff([]string{"wx_2 张伟 by_word", "wx_4 凯 by_word", " 李红 pasted"}, rows); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	for name, fits := range map[string][]string{"张伟": {"张伟", "张伟"}, "赵敏": nil, "": nil} {
		_, err := Changed(stored, nil, []string{name}, persons, persons)
		if err == nil {
			t.Fatalf("%q is removed", name)
		}
		if diff := cmp.Diff(&NotOneError{name, fits}, err); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
	}
}
