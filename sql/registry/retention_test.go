package registry

import (
	"fmt"
	"testing"
	"time"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/audit"
	"qunguan/reconcile/intake"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
	sqlaudit "qunguan/sql/audit"
	"qunguan/sql/rosters"
)

func closeCase(t *testing.T, s *Store, id int64) {
	t.Helper()
	must(t, s.CommitParts(t.Context(), change(ledger.EventClosed, allCases(t, s)[id-1], func(c *ledger.Case) { *c = ledger.Close(*c, ledger.Fixed, "2026-11-21") })))
}

func TestTheTextsOfOldNoticesGoAndTheAuditTrailStillHolds(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		a := auditor(t, s, secret, "policy: 1")
		month(t, s, a) // thirty cases, each with a notice that was sent on the 20th
		for id := int64(1); id <= 30; id++ {
			if id != 7 {
				closeCase(t, s, id)
			}
		}
		withFile := pending("msg_file", 1)
		withFile.State, withFile.ToldAt, withFile.SentAt = outbox.Sent, at(20, 9), at(20, 9)
		withFile.Files = []notify.Attachment{{Name: "台账.xlsx", ContentType: "application/x", Data: []byte("secret")}}
		later := pending("msg_later", 1)
		later.State, later.ToldAt, later.SentAt = outbox.Sent, at(25, 9), at(25, 9)
		waits := pending("msg_waits", 1)
		must(t, s.WriteNotices(t.Context(), nil, []outbox.Notice{withFile, later, waits}))
		before := got(a.Verify(t.Context(), ""))(t)

		texts, files, err := s.PurgeNoticeTexts(t.Context(), 77, at(21, 0), true)
		must(t, err)
		same(t, [2]int{30, 1}, [2]int{texts, files}) // 29 of closed cases and the one with the file
		same(t, before, got(a.Verify(t.Context(), ""))(t))

		texts, files, err = s.PurgeNoticeTexts(t.Context(), 77, at(21, 0), false)
		must(t, err)
		same(t, [2]int{30, 1}, [2]int{texts, files})
		for id, purged := range map[string]bool{"msg_01": true, "msg_07": false, "msg_file": true, "msg_later": false, "msg_waits": false} {
			n := notice(t, s, id)
			if gone := n.Body == "" && n.Title == "" && n.Recipient.Name == "" && len(n.Refs) == 0; gone != purged {
				t.Errorf("%s: gone %v, want %v: %+v", id, gone, purged, n)
			}
			if n.Recipient.Code == "" || n.State == "" || n.CreatedAt.IsZero() || len(n.Cases) == 0 {
				t.Errorf("%s: who was told what about, and when, must stay: %+v", id, n)
			}
		}
		same(t, 0, len(got(s.NoticeFiles(t.Context(), "msg_file"))(t)))
		texts, files, err = s.PurgeNoticeTexts(t.Context(), 78, at(21, 0), false)
		must(t, err)
		same(t, [2]int{0, 0}, [2]int{texts, files})

		v := got(a.Verify(t.Context(), ""))(t)
		same(t, []audit.Problem(nil), v.Problems)
		must(t, a.SealRun(t.Context(), 79))
		v = got(a.Verify(t.Context(), ""))(t)
		same(t, []audit.Problem(nil), v.Problems)
		same(t, 0, v.Unsealed)
	})
}

// An attacker who would hide a change behind a purge must empty the text, record it, and so be seen.
func TestAPurgeIsNoCloakForAChange(t *testing.T) {
	for name, c := range map[string]struct {
		tamper []string
		source string
	}{
		"words in an emptied notice":    {[]string{"UPDATE notice_texts SET body = '其实没说过' WHERE notice_seq = (SELECT seq FROM notices WHERE id = 'msg_01')"}, "notices"},
		"another recipient":             {[]string{"UPDATE notices SET recipient = 'P999' WHERE id = 'msg_01'"}, "notices"},
		"words, and their mark to them": {nil, "notices"},
		"the record of the purge is changed": {
			[]string{"UPDATE notice_purges SET mark_before = '00000000000000000000000000000000' WHERE notice_seq = 1"}, "notice_purges",
		},
		"the record of the purge is gone": {[]string{"DELETE FROM notice_purges WHERE notice_seq = 1"}, "notice_purges"},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, s *Store) {
				a := auditor(t, s, secret, "")
				withCases(t, s, 1)
				sendAtSecondTry(t, s, "msg_01", 1)
				must(t, a.SealRun(t.Context(), 1))
				closeCase(t, s, 1)
				_, _, err := s.PurgeNoticeTexts(t.Context(), 2, at(30, 0), false)
				must(t, err)
				must(t, a.SealRun(t.Context(), 2))
				same(t, []audit.Problem(nil), got(a.Verify(t.Context(), ""))(t).Problems)
				for _, statement := range c.tamper {
					exec(t, s, statement)
				}
				if c.tamper == nil {
					exec(t, s, "UPDATE notice_texts SET body = '其实没说过' WHERE notice_seq = (SELECT seq FROM notices WHERE id = 'msg_01')")
					row := got(noticeRow(t, s))(t)
					m := row.Mark()
					exec(t, s, fmt.Sprintf("UPDATE notice_purges SET mark_after = '%x' WHERE notice_seq = 1", m[:]))
				}
				problems := got(a.Verify(t.Context(), ""))(t).Problems
				found := false
				for _, p := range problems {
					found = found || p.Source == c.source
				}
				if !found {
					t.Errorf("verify names no row of %s: %v", c.source, problems)
				}
			})
		})
	}
}

func noticeRow(t *testing.T, s *Store) (row audit.Row, err error) {
	t.Helper()
	err = sqlaudit.SealedNotices().Read(t.Context(), s.DB, func(r audit.Row, _ bool) { row = r }, " WHERE seq = 1", "")
	return row, err
}

// readingsOf are the data of a group that rules read from the day of the purge on.
func readingsOf(t *testing.T, s *Store, moment time.Time) map[string]workgroup.GroupActivity {
	t.Helper()
	robot := func(key, _ string) bool { return key == "wx_robot" }
	return got(s.LastActivity(t.Context(), []string{"G1", "G2", "G3"}, moment, robot))(t)
}

func TestOldRostersAndReadingsGoAndNoJudgementChanges(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		robot := func(key, _ string) bool { return key == "wx_robot" }
		look := func(group string, taken, last time.Time) intake.ActivityRow {
			return intake.ActivityRow{Activity: workgroup.Activity{Group: group, TakenAt: taken, LastMessageAt: last}}
		}
		count := func(group string, taken time.Time, day workgroup.Date, n int) intake.ActivityRow {
			return intake.ActivityRow{Activity: workgroup.Activity{Group: group, TakenAt: taken, Day: day, Messages: n}}
		}
		bring{
			members: []intake.MemberRow{
				spoke(row("G1", "wx_a", "甲", at(2, 9)), at(1, 9)), row("G1", "wx_b", "乙", at(2, 9)),
				spoke(row("G1", "wx_robot", "小助手", at(2, 9)), at(2, 8)),
				spoke(row("G2", "wx_a", "甲", at(2, 9)), at(1, 10)), spoke(row("G3", "wx_c", "丙", at(2, 9)), at(1, 11)),
			},
			activities: []intake.ActivityRow{
				look("G1", at(1, 9), at(1, 8)), look("G1", at(2, 9), at(1, 7)), look("G1", at(3, 9), at(1, 6)), look("G1", at(19, 9), at(1, 5)),
				count("G1", at(2, 9), "2026-11-01", 4), count("G1", at(3, 9), "2026-11-02", 5), count("G1", at(3, 9), "2026-11-03", 0),
			},
		}.into(t, s)
		// G1's roster is renewed: wx_a's moment of speaking moves into history. G3's and G2's are
		// not; G3 has an open case.
		bring{members: []intake.MemberRow{row("G1", "wx_b", "乙", at(18, 9))}}.into(t, s)
		must(t, s.CommitParts(t.Context(), part(newCase("G3", "wx_c"))))
		want := readingsOf(t, s, at(20, 9))

		groups, rows, err := s.PurgeRosters(t.Context(), 5, at(10, 0), robot, true)
		must(t, err)
		dry, err := s.PurgeReadings(t.Context(), at(10, 0), robot, true)
		must(t, err)
		same(t, want, readingsOf(t, s, at(20, 9)))
		same(t, 1, len(membersIn(t, s, "G2")))

		g, r, err := s.PurgeRosters(t.Context(), 5, at(10, 0), robot, false)
		must(t, err)
		same(t, [4]int{1, 1, 1, 1}, [4]int{groups, rows, g, r})
		n, err := s.PurgeReadings(t.Context(), at(10, 0), robot, false)
		must(t, err)
		// Of seven rows of activity from before the 10th the newest message, day
		// and look stay; the robot's words go.
		same(t, [2]int{dry, 4}, [2]int{n, n})
		same(t, want, readingsOf(t, s, at(20, 9)))
		same(t, 0, len(membersIn(t, s, "G2")))
		same(t, 1, len(membersIn(t, s, "G3")))
		same(t, 1, got(s.Rosters(t.Context(), []string{"G2"}))(t)["G2"].Rows) // the head keeps its count, for reports

		g, r, err = s.PurgeRosters(t.Context(), 6, at(10, 0), robot, false)
		must(t, err)
		n, err = s.PurgeReadings(t.Context(), at(10, 0), robot, false)
		must(t, err)
		same(t, [3]int{0, 0, 0}, [3]int{g, r, n})

		// The next roster of the group is simply its roster.
		_, changes := bring{members: []intake.MemberRow{row("G2", "wx_n", "新", at(19, 9))}}.into(t, s)
		same(t, 0, changes["G2"].RemovedN)
		same(t, []string{"wx_n"}, accounts(membersIn(t, s, "G2")))
	})
}

func TestAnImportThatComparedBeforeAPurgeMustCompareAnew(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		bring{members: []intake.MemberRow{row("G1", "wx_a", "甲", at(2, 9)), row("G1", "wx_b", "乙", at(2, 9))}}.into(t, s)
		st := got(s.NewStage(t.Context()))(t)
		defer st.Close()
		for _, account := range []string{"wx_a", "wx_b"} { // the same rows, newer: nothing to write but the head
			m := row("G1", account, map[string]string{"wx_a": "甲", "wx_b": "乙"}[account], at(12, 9))
			must(t, st.Member(t.Context(), m))
		}
		must(t, st.Settle(t.Context(), func(intake.RosterChange) (intake.Disposition, error) { return intake.RosterReplaced, nil }))
		_, _, err := s.PurgeRosters(t.Context(), 1, at(10, 0), func(string, string) bool { return false }, false)
		must(t, err)
		_, err = st.Publish(t.Context(), intake.Batch{}, importTime)
		isError(t, err, rosters.ErrMeanwhile)
	})
}
