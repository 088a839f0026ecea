package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"qunguan/reconcile/workgroup"
)

// seen is the stored rosters of a test: it knows what it was told, and lets stand what it knows.
type seen struct {
	made  map[Fingerprint]bool
	stood []Source
}

func (s *seen) Stands(_ context.Context, source Source) (bool, error) {
	if s.made[source.Cells] {
		s.stood = append(s.stood, source)
	}
	return s.made[source.Cells], nil
}

func (s *seen) MadeOf(_ context.Context, source Source) error {
	s.made[source.Cells] = true
	return nil
}

var twoGroups = Known{Groups: GroupRecords.Pack(
	workgroup.Group{Code: "G1", Platform: "微信", Number: "wxg1", Name: "防汛群"}, workgroup.Group{Code: "G2", Platform: "微信", Number: "wxg2", Name: "值班群"},
)}

const rosterFile = "平台,平台群号,账号,群昵称,最后发言时间,采集时间\n" +
	"微信,wxg1,wx_a,张伟,2026-10-01,2026-11-16 08:00\n" +
	"微信,wxg1,,李娜,,2026-11-16 08:00\n" +
	"微信,wxg2,wx_b,王工,,2026-11-16 08:00\n"

func TestRowsOfTheSameCellsAreNotReadAgain(t *testing.T) {
	replace := func(old, by string) string { return strings.ReplaceAll(rosterFile, old, by) }
	for _, c := range []struct {
		name, file string
		opts       Options
		stood      int // groups
	}{
		{"the same file", rosterFile, Options{}, 2},
		{"only the moment is another", replace("2026-11-16 08:00", "2026/11/23 07:30"), Options{}, 2},
		{"one group's moment is another", strings.Replace(rosterFile, "王工,,2026-11-16", "王工,,2026-11-17", 1), Options{}, 2},
		{"a column that nobody reads, and another order", "序号,采集时间,账号,群昵称,平台,最后发言时间,平台群号\n1,2026-11-23,wx_a,张伟,微信,2026-10-01,wxg1\n2,2026-11-23,,李娜,微信,,wxg1\n1,2026-11-23,wx_b,王工,微信,,wxg2\n", Options{}, 2},
		{"quoted cells", replace("张伟", `"张伟"`), Options{}, 2},
		{"a blank line and a total between", replace("微信,wxg1,,", "\n合计,,,,,\n微信,wxg1,,"), Options{}, 2},
		{"one group's cell is another", replace("王工", "王总工"), Options{}, 1},
		{"a row more", rosterFile + "微信,wxg2,wx_c,赵工,,2026-11-16 08:00\n", Options{}, 1},
		{"another order of rows", "平台,平台群号,账号,群昵称,最后发言时间,采集时间\n微信,wxg1,,李娜,,2026-11-16\n微信,wxg1,wx_a,张伟,2026-10-01,2026-11-16\n微信,wxg2,wx_b,王工,,2026-11-16\n", Options{}, 1},
		{"the rows say another group's name", replace("平台群号", "群名称"), Options{}, 0},
		{"the column is another", replace("群昵称", "群内角色"), Options{}, 0},
		{"a column less", replace("最后发言时间", "备注"), Options{}, 0},
		{"moments of several days in a group", replace("李娜,,2026-11-16", "李娜,,2026-11-15"), Options{}, 1},
		{"another time zone", rosterFile, Options{Location: time.UTC}, 0},
		{"one is to be read whole", rosterFile, Options{Whole: map[string]bool{"G1": true}}, 1},
		{"the moment is to come", replace("2026-11-16", "2027-11-16"), Options{}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			stored := &seen{made: map[Fingerprint]bool{}}
			_, first := readAll(t, twoGroups, Options{Stored: stored}, csvInput("群成员.csv", rosterFile))
			if len(first.members) != 3 || len(stored.made) != 2 || len(stored.stood) > 0 {
				t.Fatalf("the first time %d rows are read, %d rosters made", len(first.members), len(stored.made))
			}
			c.opts.Stored = stored
			in := csvInput("群成员.csv", c.file)
			if c.opts.Now = time.Date(2026, 11, 23, 9, 0, 0, 0, shanghai); c.opts.Location == nil {
				c.opts.Location = shanghai
			}
			stage := &recorder{}
			result, err := Read(t.Context(), []Input{in}, twoGroups, c.opts, stage)
			if err != nil {
				t.Fatal(err)
			}
			rows := len(stage.members) + result.Kinds[Members].Bad
			for _, s := range stored.stood {
				rows += s.Rows
				if s.Rows != map[string]int{"G1": 2, "G2": 1}[s.Group] || s.Platform != "微信" || s.Number == "" || !s.Nicknames {
					t.Errorf("what stood is %+v", s)
				}
			}
			if len(stored.stood) != c.stood || result.Kinds[Members].Read != rows || result.Sheets[0].Rows != rows {
				t.Errorf("%d rosters stand, want %d; %d rows of %d are counted", len(stored.stood), c.stood, result.Kinds[Members].Read, rows)
			}
		})
	}
}

// The same cells are another group's rows once the registry says so.
func TestRowsOfAnotherGroupAreReadAgain(t *testing.T) {
	stored := &seen{made: map[Fingerprint]bool{}}
	readAll(t, twoGroups, Options{Stored: stored}, csvInput("群成员.csv", rosterFile))
	moved := Known{Groups: GroupRecords.Pack(
		workgroup.Group{Code: "G1", Platform: "微信", Name: "防汛群"}, GroupRecords.In(twoGroups).Of("G2"), workgroup.Group{Code: "G9", Platform: "微信", Number: "wxg1"},
	)}
	_, stage := readAll(t, moved, Options{Stored: stored}, csvInput("群成员.csv", rosterFile))
	if len(stage.members) != 2 || stage.members[0].Group != "G9" || len(stored.stood) != 1 {
		t.Errorf("%d rows are read, %d rosters stand", len(stage.members), len(stored.stood))
	}
}

// Rows with something to remark are read every time: the clerk is told every time.
func TestRowsWithARemarkNeverStand(t *testing.T) {
	for name, line := range map[string]string{
		"a damaged name":         "微信,wxg1,wx_c,张?伟,,2026-11-16\n",
		"a bad cell":             "微信,wxg1,wx_c,张伟,昨天,2026-11-16\n",
		"spoke after the moment": "微信,wxg1,wx_c,张伟,2026-11-17,2026-11-16\n",
	} {
		for at, where := range []string{"first", "last"} {
			t.Run(name+" "+where, func(t *testing.T) {
				lines := []string{line, "微信,wxg1,wx_a,李娜,,2026-11-16\n"}
				if at == 1 {
					slices.Reverse(lines)
				}
				stored := &seen{made: map[Fingerprint]bool{}}
				for range 2 {
					result, _ := readAll(t, twoGroups, Options{Stored: stored}, csvInput("群成员.csv", "平台,平台群号,账号,群昵称,最后发言时间,采集时间\n"+lines[0]+lines[1]))
					if len(result.Problems) != 1 || len(stored.made) > 0 {
						t.Errorf("problems %v, %d rosters made", result.Problems, len(stored.made))
					}
				}
			})
		}
	}
}

func TestAGroupOfVeryManyRowsIsReadInPieces(t *testing.T) {
	var file strings.Builder
	file.WriteString("平台,平台群号,账号,采集时间\n")
	for i := range mostUnread + 10 {
		fmt.Fprintf(&file, "微信,wxg1,wx_%05d,2026-11-16\n", i)
	}
	stored := &seen{made: map[Fingerprint]bool{}}
	result, stage := readAll(t, twoGroups, Options{Stored: stored}, csvInput("群成员.csv", file.String()))
	if len(stage.members) != mostUnread+10 || len(stored.made) > 0 || len(result.Problems) > 0 {
		t.Errorf("%d rows, %d rosters made, problems %v", len(stage.members), len(stored.made), result.Problems)
	}
	for i, m := range stage.members {
		if m.Place.Row != i+2 || m.Member.Account != fmt.Sprintf("wx_%05d", i) {
			t.Fatalf("row %d is %+v", i, m)
		}
	}
}

// readingOf is what is read in rows of many kinds. Where it changes, stored rosters must no longer stand
// for the same cells: readingVersion grows by one, and this with it.
const readingOf = "1 75492943c19ffd0c"

func TestAnotherReadingOfTheSameCellsHasAnotherVersion(t *testing.T) {
	var file strings.Builder
	file.WriteString("平台,平台群号,群名称,账号,群昵称,群内角色,入群时间,最后发言时间,采集时间\n")
	for i, line := range []string{
		"wx_a,张伟,成员,2026-05-07,2026年10月1日", `="007", 李娜 ,群创建者,2026/5/7,2026.10.01 7:05`, "'10001,A&amp;B,普通成员,46000,1760000000",
		",（水利局）王·工,robot,2026-05,2026年10月1日 下午 3:04", ",水利局∙王工,,-,2026-10-01T08:00:00Z", "ＷＸ＿ｂ,<b>赵</b>工,管理员,无,2026-10-01 下午 3:04", "wx_c.0,Анна 🌸,owner,0,1760000000000",
		"@x,　钱工　,member,2026-05-07 08:00:00.5,未发言", "wx_d,,成员,,",
	} {
		fmt.Fprintf(&file, "微信,wxg%d,,%s,2026-11-16 08:00\n", 1+i%2, line)
	}
	_, stage := readAll(t, twoGroups, Options{}, csvInput("群成员.csv", file.String()))
	var text strings.Builder
	for _, m := range stage.members {
		fmt.Fprintf(&text, "%s|%q|%q|%q|%d|%d\n", m.Group, m.Member.Account, m.Member.Nickname, m.Member.Role, m.Member.JoinedAt.Unix(), m.Member.SpokeAt.Unix())
	}
	sum := sha256.Sum256([]byte(text.String()))
	if now := fmt.Sprint(readingVersion, " ", hex.EncodeToString(sum[:8])); now != readingOf {
		t.Errorf("%q, was %q:\n%s", now, readingOf, text.String())
	}
}
