package cli_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// covers S4.6
func TestTheRelaySheetHasABlockForEachRecipientAndOneCommandNotesMany(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.act(t)
		w.importSmall(sunday, "")
		w.day("2026-11-23")
		waiting := w.notices("--state", "manual")
		if len(waiting) < 2 {
			t.Fatalf("%d notices wait for a hand, want several", len(waiting))
		}
		sheet := w.OK("notices", "relay-sheet").Stdout
		var ids, readers []string
		for _, n := range waiting {
			ids = append(ids, n.ID)
			if !slices.Contains(readers, n.Recipient) {
				readers = append(readers, n.Recipient)
			}
			if !strings.Contains(sheet, n.Body) || !strings.Contains(sheet, n.ID) {
				t.Errorf("the sheet lacks the text or the number of %s", n.ID)
			}
		}
		if got := strings.Count(sheet, "】发给："); got != len(readers) {
			t.Errorf("%d blocks for %d recipients:\n%s", got, len(readers), sheet)
		}

		file := filepath.Join(t.TempDir(), "转达.txt")
		w.OK("notices", "relay-sheet", "-o", file)
		text, err := os.ReadFile(file)
		if err != nil || string(text) != "\ufeff"+sheet && !strings.Contains(string(text), waiting[0].Body) {
			t.Errorf("the file is not the sheet (%v):\n%s", err, text)
		}

		w.Exits(1, "notices", "relay", ids[0], "msg_NONE", "--by", "P21")
		if got := w.notices("--state", "relayed"); len(got) != 0 {
			t.Errorf("%d notices were noted although one number does not exist", len(got))
		}
		w.OK(slices.Concat([]string{"notices", "relay"}, ids, []string{ids[0], "--by", "P21"})...)
		if got := w.notices("--state", "relayed"); len(got) != len(ids) {
			t.Errorf("%d of %d notices are noted as passed on", len(got), len(ids))
		}
		if sheet := w.OK("notices", "relay-sheet").Stdout; !strings.Contains(sheet, "没有等人工转达的通知") {
			t.Errorf("after all were passed on:\n%s", sheet)
		}
	})
}

// Most counties' people have no way for programs: the office has one, gets
// counts, and must be able to get the texts.
func TestTheRelaySheetHasTheTextsOfWhatAnOfficeGotOnlyCountsOf(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.act(t)
		w.importSmall(sunday, "对象类型,对象编码,渠道,地址\n办公室,office,email,office@county.test\n")
		w.OK("import", "--at", sunday, w.Write("无邮箱.csv", strings.NewReplacer("qian@mail.test", "", "sun@mail.test", "", "wu@mail.test", "").Replace(staff)))
		w.day("2026-11-23")
		office := ""
		for _, n := range w.notices("--state", "sent") {
			if n.Recipient == "office" && n.Kind == "reminder" {
				office = n.Body
			}
		}
		if !strings.Contains(office, "notices relay-sheet") {
			t.Fatalf("the office is not told how to get the texts:\n%s", office)
		}
		sheet := w.OK("notices", "relay-sheet").Stdout
		if !strings.Contains(sheet, "】发给：") || !strings.Contains(sheet, "您好：") || !strings.Contains(sheet, "不用登记") {
			t.Errorf("the sheet has no block for a person:\n%s", sheet)
		}
	})
}
