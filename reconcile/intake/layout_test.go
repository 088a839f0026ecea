package intake

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/sheet"
)

func lines(texts ...string) []sheet.Row {
	var rows []sheet.Row
	for i, text := range texts {
		row := sheet.Row{Number: i + 1}
		for cell := range strings.SplitSeq(text, "|") {
			c := sheet.Cell{Text: cell}
			if cell != "" {
				c.Kind = sheet.Text
			}
			row.Cells = append(row.Cells, c)
		}
		rows = append(rows, row)
	}
	return rows
}

func TestHeadingRowsAreFound(t *testing.T) {
	type want struct {
		Kind    Kind
		Row     int
		Columns map[string]int
		Unknown []string
		Missing []string
		Clashes int
	}
	for name, c := range map[string]struct {
		sheet string
		rows  []sheet.Row
		want  want
	}{
		"exact headings in any order": {"", lines("姓名|工号|在职状态|单位编码"), want{Staff, 1, map[string]int{"姓名": 0, "工号": 1, "在职状态": 2, "单位编码": 3}, nil, nil, 0}},
		"below titles and merged cells": {
			"", lines("云溪县工作人员花名册|||", "填报单位：水利局||2026年11月|", "", "工号|姓名|单位编码|在职状态", "P1|王伟|U1|在职"),
			want{Staff, 4, map[string]int{"工号": 0, "姓名": 1, "单位编码": 2, "在职状态": 3}, nil, nil, 0},
		},
		"two lines, merged downwards": {
			"", lines("花名册", "工号|姓名|单位|在职状态|联系方式|", "||||手机|邮箱", "P1|王伟|U1|在职|1|2"),
			want{Staff, 3, map[string]int{"工号": 0, "姓名": 1, "单位编码": 2, "在职状态": 3, "手机": 4, "邮箱": 5}, nil, nil, 0},
		},
		"dressed up headings and synonyms":                    {"", lines("人员 编号*|名 字|所在部门（编码）|人员状态：|联系电话"), want{Staff, 1, map[string]int{"工号": 0, "姓名": 1, "单位编码": 2, "在职状态": 3, "手机": 4}, nil, nil, 0}},
		"the exact heading wins over a synonym":               {"", lines("工号|姓名|单位名称|单位编码|在职状态"), want{Staff, 1, map[string]int{"工号": 0, "姓名": 1, "单位编码": 3, "在职状态": 4}, []string{"单位名称"}, nil, 0}},
		"two synonyms of one heading are a clash":             {"", lines("工号|姓名|所在单位|部门|在职状态"), want{Staff, 1, map[string]int{"工号": 0, "姓名": 1, "单位编码": 2, "在职状态": 4}, nil, nil, 1}},
		"the same heading twice is a clash":                   {"", lines("工号|姓名|姓名|单位编码|在职状态"), want{Staff, 1, map[string]int{"工号": 0, "姓名": 1, "单位编码": 3, "在职状态": 4}, nil, nil, 1}},
		"a clash of synonyms is settled by the exact heading": {"", lines("工号|姓名|所在单位|部门|单位编码|在职状态"), want{Staff, 1, map[string]int{"工号": 0, "姓名": 1, "单位编码": 4, "在职状态": 5}, []string{"所在单位", "部门"}, nil, 0}},
		"members are not taken for bindings":                  {"", lines("平台|群编号|账号|群昵称|工号|采集时间"), want{Members, 1, map[string]int{"平台": 0, "群编号": 1, "账号": 2, "群昵称": 3, "采集时间": 5}, []string{"工号"}, nil, 0}},
		"members without what is needed are still members":    {"", lines("平台|群编号|账号|群昵称"), want{Members, 1, map[string]int{"平台": 0, "群编号": 1, "账号": 2, "群昵称": 3}, nil, []string{"采集时间"}, 0}},
		"activity":                      {"", lines("平台|群名称|采集时间|日期|消息数"), want{Activity, 1, map[string]int{"平台": 0, "群名称": 1, "采集时间": 2, "日期": 3, "消息数": 4}, nil, nil, 0}},
		"the sheet's name breaks a tie": {"工作群", lines("单位编码|平台|名称|群编号"), want{Groups, 1, map[string]int{"单位编码": 0, "平台": 1, "群名称": 2, "群编号": 3}, nil, []string{"范围"}, 0}},
		"a form without codes":          {"人员", lines("姓名|单位|在职状态|手机"), want{Staff, 1, map[string]int{"姓名": 0, "单位编码": 1, "在职状态": 2, "手机": 3}, nil, []string{"工号"}, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			l := findLayout(c.rows, c.sheet)
			if l == nil {
				t.Fatal("no heading found")
			}
			if diff := cmp.Diff(c.want, want{l.table.Kind, l.row, l.columns, l.unknown, l.missing, len(l.clashes)}); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	for name, rows := range map[string][]sheet.Row{
		"notes":     lines("填表说明", "1. 每个群一行", "2. 日期写成 2026-11-21"),
		"nothing":   lines("", ""),
		"data only": lines("P1|王伟|U1|在职", "P2|李娜|U1|在职"),
	} {
		if l := findLayout(rows, ""); l != nil {
			t.Errorf("%s: taken for %s", name, l.table.Kind)
		}
	}
}

func TestEverySynonymMeansOneHeadingOfItsKind(t *testing.T) {
	for _, table := range Tables() {
		seen := map[string]string{}
		for _, h := range table.Headings {
			for _, s := range append([]string{h.Name}, h.Synonyms...) {
				plain := plainTitle(s)
				if other, ok := seen[plain]; ok && other != h.Name {
					t.Errorf("%s: %s means %s and %s", table.Sheet, s, other, h.Name)
				}
				seen[plain] = h.Name
			}
			for spelling, value := range h.Values {
				if spelling != strings.ToLower(spelling) || table.heading(h.Name) == nil || !slices.Contains(h.Choices, value) {
					t.Errorf("%s %s: spelling %s → %s", table.Sheet, h.Name, spelling, value)
				}
			}
		}
		for _, one := range table.OneOf {
			for _, alternative := range one {
				for _, h := range alternative {
					if table.heading(h) == nil {
						t.Errorf("%s: no heading %s", table.Sheet, h)
					}
				}
			}
		}
	}
}

func TestColumnsAreNamedAsExcelNamesThem(t *testing.T) {
	for index, want := range map[int]string{0: "x (A)", 25: "x (Z)", 26: "x (AA)", 701: "x (ZZ)", 702: "x (AAA)"} {
		if got := columnName(index, "x"); got != want {
			t.Errorf("%d: %s, want %s", index, got, want)
		}
	}
}
