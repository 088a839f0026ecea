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
