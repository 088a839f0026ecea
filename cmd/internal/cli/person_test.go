package cli_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Erased data stands nowhere, and all counts and verdicts stay. covers S5.9
func TestErasingAPersonLeavesFiguresLedgerAndSeals(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.Env["POLICY"] = w.Write("policy.yaml", longRosters)
		w.importSmall(sunday, r.routes())
		w.OK("import", "--at", sunday, w.Write("身份.csv", "平台,账号,工号\n微信,wx_zhou_old,P13\n"), w.Write("渠道2.csv", "对象类型,对象编码,渠道,地址\n人员,P13,email,zhou@mail.test\n"))
		w.day("2026-11-23")
		left := w.only("member.left", "G1")
		w.OK("case", "note", "--by", "P11", "--note", "已电话告知周敏本人", "--at", later, fmt.Sprint(left.ID))

		var held []map[string]any
		if err := json.Unmarshal([]byte(w.OK("person", "export", "P13").Stdout), &held); err != nil || len(held) != 1 {
			t.Fatalf("the export is no array of one: %v", err)
		}
		exported := w.OK("person", "export", "P13").Stdout
		for _, want := range []string{"周敏", "wx_zhou", "wx_zhou_old", "zhou@mail.test", "已电话告知", `"how": "account"`} {
			if !strings.Contains(exported, want) {
				t.Errorf("the export lacks %s", want)
			}
		}
		var admin []struct {
			Given []struct {
				Group, How string
			} `json:"rosters_given"`
		}
		w.OK("roster", "unchanged", "--group", "G1", "--count", "5", "--by", "P11", "--at", later)
		if err := json.Unmarshal([]byte(w.OK("person", "export", "P11").Stdout), &admin); err != nil {
			t.Fatal(err)
		}
		if len(admin) != 1 || len(admin[0].Given) != 1 || admin[0].Given[0].Group != "G1" {
			t.Errorf("the export of who gave a roster says %+v", admin)
		}
		for said, args := range map[string][]string{
			"没有工号 P99": {"person", "erase", "P99", "--by", "P10", "--reason", "x"},
			"另一个人":     {"person", "erase", "P13", "--by", "P13", "--reason", "x"},
			"--reason": {"person", "erase", "P13", "--by", "P10"},
		} {
			if d := w.Run(args...); d.Code == 0 || !strings.Contains(d.Stderr, said) {
				t.Errorf("%v: exit %d, want %q:\n%s", args, d.Code, said, d.Stderr)
			}
		}

		standing := func() (list []string) {
			for _, k := range w.cases() {
				list = append(list, strings.Join([]string{fmt.Sprint(k.ID), k.Rule, k.State, k.Group, k.Person, k.Responsible, k.DueOn}, " "))
			}
			return list
		}
		before := standing()
		summary := w.OK("report", "summary", "--format", "json").Stdout
		w.OK("audit", "verify")
		w.OK("person", "erase", "P13", "--by", "P10", "--reason", "本人申请")
		w.OK("audit", "verify")
		if after := standing(); !slices.Equal(before, after) {
			t.Errorf("the ledger changed:\n%q\n%q", before, after)
		}
		if after := w.OK("report", "summary", "--format", "json").Stdout; after != summary {
			t.Errorf("the report changed:\n%s\n%s", summary, after)
		}
		stored := w.stored()
		for _, word := range []string{"周敏", "wx_zhou", "zhou@mail.test"} {
			if strings.Contains(stored, word) {
				t.Errorf("%s is stored still", word)
			}
			for _, args := range [][]string{{"cases", "--format", "json"}, {"notices", "--format", "json"}, {"case", fmt.Sprint(left.ID), "--format", "json"}, {"members", "--group", "G1"}, {"person", "export", "P13"}} {
				if strings.Contains(w.OK(args...).Stdout, word) {
					t.Errorf("%v prints %s", args, word)
				}
			}
		}
		w.judge(tuesday)
		if after := standing(); !slices.Equal(before, after) {
			t.Errorf("the next check changes the ledger:\n%q\n%q", before, after)
		}
		w.OK("audit", "verify")
		if log := w.OK("audit", "list", "--since", "2026-01-01").Stdout; strings.Contains(log, "周敏") {
			t.Error("the audit log names the person")
		}
	})
}
