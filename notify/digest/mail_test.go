package digest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/notify"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// busy is a week of a county with more of everything than a digest may list.
func busy() Content {
	n := Content{
		Lang: phrase.Zh, Policy: "云溪县工作群管理办法", Since: "2026-11-16", Day: "2026-11-23", PublicURL: "https://qg.example.cn",
		Open: 351, Overdue: 285, Unknown: 3, Soon: 12, Opened: 94, Reopened: 3, Closed: 190,
		Groups:  &SummaryRow{Dissolved: 4, Merged: 14, MembersRemoved: 8},
		Relayed: 2, Waiting: 5, Dead: 1, Attached: true, Seal: "57-0123456789abcdef",
	}
	for i := range 30 {
		n.OverdueBy = append(n.OverdueBy, Owing{Name: fmt.Sprint("责任人", i), Unit: "水利局", N: 30 - i, Oldest: workgroup.Date("2026-11-02")})
		n.Kinds = append(n.Kinds, Counted{Rule: "member.card", N: 30 - i})
		n.Unjudged = append(n.Unjudged, Blind{Job: "member-check", On: "2026-11-23", Reason: "roster_stale", N: 30 - i})
		n.Held = append(n.Held, HeldPart{ID: int64(i), Job: "member-check", Unit: "教育局", N: 200})
		n.Unreachable = append(n.Unreachable, fmt.Sprint("单位", i))
	}
	n.OverdueBy[1].Name = ""
	n.Unjudged = append([]Blind{{Job: "zombie-scan", On: "2026-11-02", N: 1}, {Job: "overlap-scan", N: 1}}, n.Unjudged...)
	return n
}

func TestADigestSaysWhatIsOverdueAndByWhomFirst(t *testing.T) { // covers S7.4
	d := busy().Document()
	want := []notify.Section{
		{Heading: "逾期未整改", Lines: []notify.Line{
			{Text: "责任人0（水利局）：30 件，最早应于11月2日完成", Urgent: true},
			{Text: "没有责任人（水利局）：29 件，最早应于11月2日完成", Urgent: true},
		}},
	}
	got := []notify.Section{{Heading: d.Sections[0].Heading, Lines: d.Sections[0].Lines[:2]}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	text := d.Text()
	for _, part := range []string{
		"11月16日—23日汇总，未销号 351 件，逾期 285 件", "7 天内到期 12 件", "新发现 94 件，复发 3 件，销号 190 件", "解散群 4 个，合并 14 个，新建 0 个，移出成员 8 人次",
		"另有 24 人共 300 件", "另有 27 类", "另有 3 件期限已到，尚未收到新的数据，是否已办不详", "等 30 个单位", "成员检查（11月23日）：名单过期或未采集 30 项", "拟新增 200 件", "已人工转达 2 条、等人工转达 5 条（用 qunguan notices relay-sheet 取得逐人可粘贴的文字）、未能送达 1 条", "单位9", "附件是问题整改台账", "审计封存号 57-0123456789abcdef",
	} {
		if !strings.Contains(text, part) {
			t.Errorf("the digest does not say %q:\n%s", part, text)
		}
	}
}

// Requests that wait for a decision are no faults of anybody's, and a week that
// ends with nothing open says so first.
func TestADigestTellsRequestsFromFaultsAndSaysWhenAllIsDone(t *testing.T) {
	n := busy()
	n.Tasks = 9
	n.OverdueBy = []Owing{{Office: true, Unit: "水利局", N: 2, Oldest: "2026-11-20"}}
	text := n.Document().Text()
	for _, part := range []string{"截至11月23日，未销号 351 件", "其中 9 件是等待决定的申请。", "等办公室决定的申请（水利局）：2 件，最早应于11月20日决定"} {
		if !strings.Contains(text, part) {
			t.Errorf("the digest does not say %q:\n%s", part, text)
		}
	}
	n = Content{Lang: phrase.Zh, Policy: "办法", Since: "2026-11-16", Day: "2026-11-23", Closed: 3}
	if got := n.Document().Title; got != "办法：11月16日—23日汇总，问题已全部销号" {
		t.Errorf("title %q", got)
	}
}

// An unlisted case is no item of its own.
func TestTheRestOfAListIsNotNumbered(t *testing.T) {
	for _, s := range busy().Document().Sections {
		for _, l := range s.Lines {
			if strings.HasPrefix(l.Text, "另有") {
				t.Errorf("%s has an item %q", s.Heading, l.Text)
			}
		}
	}
}

func TestADigestHasAtMostTwentyLines(t *testing.T) {
	lines := 0
	for _, s := range busy().Document().Sections {
		lines += len(s.Lines)
	}
	if lines > 20 {
		t.Errorf("%d lines", lines)
	}
}

func TestASharedRoomGetsCountsAndALinkAndNobodysName(t *testing.T) {
	d := busy().Room()
	all, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	for _, private := range []string{"责任人", "水利局", "教育局", "单位1"} {
		if strings.Contains(string(all), private) {
			t.Errorf("%q reached a room: %s", private, all)
		}
	}
	if len(d.Sections) > 0 || d.LinkURL != "https://qg.example.cn/" || !strings.Contains(d.Text(), "未销号 351 件") {
		t.Errorf("%s", d.Text())
	}
}

func TestAnEmptyDigestIsOneLine(t *testing.T) {
	n := Content{Lang: phrase.Zh, Policy: "办法", Since: "2026-12-28", Day: "2027-01-04"}
	for _, d := range []notify.Document{n.Document(), n.Room()} {
		if len(d.Intro) != 1 || len(d.Sections)+len(d.Outro) != 0 || d.Title != "办法：2026年12月28日—1月4日汇总，没有问题" {
			t.Errorf("%+v", d)
		}
	}
	if n.Waiting = 1; n.Empty() {
		t.Error("a notice that waits for a hand is something to tell")
	}
}

func TestEveryReportHasItsHeadingsInBothLanguages(t *testing.T) {
	for _, lang := range []phrase.Lang{phrase.Zh, phrase.En} {
		h := Head{Lang: lang, Office: "县委办", Period: Period{From: "2026-11-01", To: "2026-11-30"}, Made: "2026-12-01"}
		sheets := append(Summary(h, []SummaryRow{{Level: LevelTotal, Ended: []EndedGroup{}}}), Burden(h, nil)...)
		sheets = append(sheets, Ledger(h, []LedgerRow{{Rule: "member.card", State: "closed", ClosedReason: "fixed", Reopened: 1}}), Inventory(h, []InventoryRow{{Members: -1}}))
		for _, r := range sheets {
			headings, rows := Texts(r)
			text := fmt.Sprint(r.Title, r.Name, r.Line, headings, rows, r.Notes)
			if strings.Contains(text, "report.") || strings.Contains(text, "{") {
				t.Errorf("%s %s: a sentence is missing: %s", lang, r.Name, text)
			}
		}
	}
}

// covers S11.1
func TestAPrincipalReadsWhichQuotaTimeBringsAbout(t *testing.T) {
	n := busy()
	n.Quotas = []QuotaToCome{{Unit: "水利局", Count: 7, Limit: 5, Ending: 2, By: "2026-12-05"}}
	if text := n.Document().Text(); !strings.Contains(text, "水利局现有 7 个计数工作群，规定 5 个；2 个阶段性群在 12月5日 前到期，届时符合规定。") {
		t.Errorf("the digest:\n%s", text)
	}
}

// covers S1.12
func TestADigestPublishesHashesBeforeAndSecretsAfterASpotCheck(t *testing.T) {
	hash, secret := strings.Repeat("0139", 16), strings.Repeat("1380", 16) // digits that look like a mobile's
	for _, n := range []Content{busy(), {Lang: phrase.Zh}} {
		n.SpotChecks = []SpotDraw{{Period: "2026-12", Hash: hash}, {Period: "2026-11", Hash: hash, Secret: secret, On: "2026-11-18", N: 4, Of: 31}}
		text := n.Document().Text()
		if !strings.Contains(text, "2026-12 的抽查密钥已生成，SHA-256："+hash) || !strings.Contains(text, "从 31 个里抽中 4 个。密钥 "+secret) {
			t.Errorf("the digest:\n%s", text)
		}
	}
}
