package cli_test

import (
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"qunguan/cmd/internal/binarytest"
)

// atOnce starts the same command several times and waits for all of them to
// succeed, imports apart that say another was faster: one of them was.
func (w *world) atOnce(times int, args ...string) {
	w.Helper()
	beaten := 0
	all := make([]*binarytest.Process, times)
	for i := range all {
		all[i] = w.Start(args...)
	}
	for _, r := range all {
		<-r.Ended
		d := binarytest.Done{Code: r.Cmd.ProcessState.ExitCode(), Stdout: r.Stdout.String(), Stderr: r.Stderr.String()}
		w.inspect(w, args, d)
		switch {
		case d.Code == 1 && strings.Contains(d.Stderr, "什么都没有写入。请再导入一次"):
			beaten++
		case d.Code != 0:
			w.Errorf("%v at once with others: exit code %d\n%s%s", args, d.Code, binarytest.Tail(d.Stdout), binarytest.Tail(d.Stderr))
		}
	}
	if beaten == times {
		w.Errorf("%v: all of %d at once say that another was faster", args, times)
	}
}

// An operator's command and the daemon, or two operators, do not know of each
// other; nothing may come of it but one ledger and one notice each.
func TestTheSameWorkDoneTwiceAtOnceGivesOneLedgerAndOneNoticeEach(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.atOnce(3, "migrate")
		imports := slices.Concat([]string{"import", "--at", "2026-11-23"}, files(t, "yunxi"))
		undisturbed := newWorld(t, engineLike(t, w))
		undisturbed.OK(imports...)
		undisturbed.judge("2026-11-23")

		w.atOnce(2, imports...)
		w.atOnce(3, slices.Concat([]string{"run"}, judging, []string{"--at", "2026-11-23"})...)
		if diff := gocmp.Diff(anonymous(undisturbed.cases()), anonymous(w.cases())); diff != "" {
			t.Errorf("the ledger (-undisturbed +three at once):\n%s", binarytest.Tail(diff))
		}
		w.atOnce(3, "run", "compose", "--at", monday)
		onePending(t, w)
		waiting := len(w.notices("--state", "pending"))
		w.atOnce(3, "run", "deliver", "--at", monday)
		toldOnce(t, w, r)
		if r.arrived() != waiting {
			t.Errorf("%d notices waited, %d messages arrived", waiting, r.arrived())
		}
	})
}
