package registry

import (
	"errors"
	"slices"
	"testing"
	"time"

	"qunguan/jobs"
	"qunguan/reconcile/intake"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/dbconn"
)

// cellsOf is the rows of G1 as they stand in a file.
func cellsOf(rows int, taken time.Time) intake.Source {
	return intake.Source{Cells: intake.Fingerprint{1, 2, 3}, Rows: rows, Group: "G1", Platform: "微信", TakenAt: taken, Nicknames: true}
}

// publishMade publishes G1's accounts as rows of such cells; more rows come behind them.
func publishMade(t *testing.T, s *Store, taken time.Time, accounts, more []string) {
	t.Helper()
	st := got(s.NewStage(t.Context()))(t)
	put := func(accounts []string) {
		for _, account := range accounts {
			must(t, st.Member(t.Context(), spoke(row("G1", account, "张伟", taken), at(2, 8))))
		}
	}
	put(accounts)
	must(t, st.MadeOf(t.Context(), cellsOf(len(accounts), taken)))
	put(more)
	must(t, st.Settle(t.Context(), func(intake.RosterChange) (intake.Disposition, error) { return intake.RosterReplaced, nil }))
	got(st.Publish(t.Context(), intake.Batch{}, importTime))(t)
	must(t, st.Close())
}

func TestARosterStandsForTheCellsItWasMadeOf(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		publishMade(t, s, at(10, 8), []string{"wx_a", "wx_b"}, nil)
		before := membersIn(t, s, "G1")
		for _, day := range []int{10, 17, 24} { // and so does one that stood
			st := got(s.NewStage(t.Context()))(t)
			if !got(st.Stands(t.Context(), cellsOf(2, at(day, 8))))(t) {
				t.Fatalf("it does not stand on the %dth", day)
			}
			var change intake.RosterChange
			must(t, st.Settle(t.Context(), func(c intake.RosterChange) (intake.Disposition, error) {
				change = c
				return intake.RosterUnchanged, nil
			}))
			if change.Kept != 2 || change.AddedN+change.RemovedN+change.ChangedN > 0 || change.Before.Rows != 2 || !change.After.TakenAt.Equal(at(day, 8)) {
				t.Errorf("%+v", change)
			}
			got(st.Publish(t.Context(), intake.Batch{}, importTime))(t)
			must(t, st.Close())
			same(t, before, membersIn(t, s, "G1"))
			if head := got(s.Rosters(t.Context(), []string{"G1"}))(t)["G1"]; !head.TakenAt.Equal(at(day, 8)) || head.Rows != 2 {
				t.Errorf("the head is %+v", head)
			}
			if look := got(s.LastActivity(t.Context(), []string{"G1"}, at(28, 8), func(string, string) bool { return false }))(t)["G1"]; !look.ObservedAt.Equal(at(day, 8)) {
				t.Errorf("the activity was looked at %v", look.ObservedAt)
			}
		}
	})
}

// Where anything but the import with the cells had a hand in the roster, it does not stand for them: the
// files are not read twice for nothing.
func TestARosterOfOtherOriginsDoesNotStand(t *testing.T) {
	accounts := []string{"wx_a", "wx_b"}
	for name, happens := range map[string]func(*testing.T, *Store){
		"nothing is stored":       func(t *testing.T, s *Store) { t.Helper() },
		"the group has more rows": func(t *testing.T, s *Store) { t.Helper(); publishMade(t, s, at(10, 8), accounts, []string{"wx_c"}) },
		"the group had rows before": func(t *testing.T, s *Store) {
			t.Helper()
			st := got(s.NewStage(t.Context()))(t)
			for _, account := range []string{"wx_c", "wx_a", "wx_b"} {
				must(t, st.Member(t.Context(), row("G1", account, "张伟", at(10, 8))))
			}
			must(t, st.MadeOf(t.Context(), cellsOf(2, at(10, 8))))
			must(t, st.Settle(t.Context(), func(intake.RosterChange) (intake.Disposition, error) { return intake.RosterNew, nil }))
			got(st.Publish(t.Context(), intake.Batch{}, importTime))(t)
			must(t, st.Close())
		},
		"an account stood twice":  func(t *testing.T, s *Store) { t.Helper(); publishMade(t, s, at(10, 8), []string{"wx_a", "wx_a"}, nil) },
		"the stored one is newer": func(t *testing.T, s *Store) { t.Helper(); publishMade(t, s, at(12, 8), accounts, nil) },
		"a list of speakers changed it": func(t *testing.T, s *Store) {
			t.Helper()
			publishMade(t, s, at(10, 8), accounts, nil)
			st := got(s.NewStage(t.Context()))(t)
			must(t, st.Spoke(t.Context(), intake.SpokenRow{Group: "G1", Account: "wx_a", SpokeAt: at(9, 8)}))
			must(t, st.Settle(t.Context(), func(intake.RosterChange) (intake.Disposition, error) { return "", nil }))
			got(st.Publish(t.Context(), intake.Batch{}, importTime))(t)
			must(t, st.Close())
		},
		"a person was erased": func(t *testing.T, s *Store) {
			t.Helper()
			publishMade(t, s, at(10, 8), accounts, nil)
			must(t, s.DB.Tx(t.Context(), func(tx *dbconn.Tx) error {
				_, err := s.Reword(t.Context(), tx, []string{"G1"}, func(_ string, m *workgroup.Member) bool { m.Nickname = "…"; return true })
				return err
			}))
		},
		"it was purged": func(t *testing.T, s *Store) {
			t.Helper()
			publishMade(t, s, at(10, 8), accounts, nil)
			_, _, err := s.PurgeRosters(t.Context(), 1, at(11, 8), func(string, string) bool { return false }, false)
			must(t, err)
		},
		"it came by other rows since": func(t *testing.T, s *Store) {
			t.Helper()
			publishMade(t, s, at(9, 8), accounts, nil)
			bring{members: []intake.MemberRow{row("G1", "wx_a", "张伟", at(10, 8))}}.into(t, s)
		},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, s *Store) {
				happens(t, s)
				st := got(s.NewStage(t.Context()))(t)
				if got(st.Stands(t.Context(), cellsOf(2, at(10, 8))))(t) {
					t.Error("it stands")
				}
				must(t, st.Close())
			})
		})
	}
}

// What shows only when the stored roster is read, or comes later, makes the rows needed.
func TestRowsAreNeededWhereTheRosterDoesNotStandAfterAll(t *testing.T) {
	change := func(t *testing.T, s *Store, query string, args ...any) {
		t.Helper()
		got(s.DB.ExecContext(t.Context(), query, args...))(t)
	}
	for name, happens := range map[string]func(*testing.T, *Store, jobs.Staging){
		"the document is another": func(t *testing.T, s *Store, _ jobs.Staging) {
			t.Helper()
			document := got(new(roster.Encoder).Append(nil, []workgroup.Member{{Account: "wx_x"}, {Account: "wx_y"}}))(t)
			change(t, s, "UPDATE roster_documents SET content = ?", document)
		},
		"the document is damaged": func(t *testing.T, s *Store, _ jobs.Staging) {
			t.Helper()
			var content []byte
			must(t, s.DB.GetContext(t.Context(), &content, "SELECT content FROM roster_documents WHERE group_code = 'G1'"))
			content[len(content)-1] ^= 1
			change(t, s, "UPDATE roster_documents SET content = ?", content)
		},
		"the document is gone": func(t *testing.T, s *Store, _ jobs.Staging) { t.Helper(); change(t, s, "DELETE FROM roster_documents") },
		"the head is gone":     func(t *testing.T, s *Store, _ jobs.Staging) { t.Helper(); change(t, s, "DELETE FROM rosters") },
		"the head counts other rows": func(t *testing.T, s *Store, _ jobs.Staging) {
			t.Helper()
			change(t, s, "UPDATE rosters SET member_count = 3")
		},
		"another import brought newer ones meanwhile": func(t *testing.T, s *Store, _ jobs.Staging) {
			t.Helper()
			publishMade(t, s, at(20, 8), []string{"wx_a", "wx_b"}, nil)
		},
		"more of its rows come": func(t *testing.T, _ *Store, st jobs.Staging) {
			t.Helper()
			must(t, st.Member(t.Context(), row("G1", "wx_c", "张伟", at(17, 8))))
		},
		"the same rows come again": func(t *testing.T, _ *Store, st jobs.Staging) {
			t.Helper()
			if got(st.Stands(t.Context(), cellsOf(2, at(17, 8))))(t) {
				t.Error("it stands twice")
			}
			must(t, st.Member(t.Context(), row("G1", "wx_a", "张伟", at(17, 8))))
		},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, s *Store) {
				publishMade(t, s, at(10, 8), []string{"wx_a", "wx_b"}, nil)
				st := got(s.NewStage(t.Context()))(t)
				if !got(st.Stands(t.Context(), cellsOf(2, at(17, 8))))(t) {
					t.Fatal("it does not stand")
				}
				happens(t, s, st)
				err := st.Settle(t.Context(), func(intake.RosterChange) (intake.Disposition, error) { return "", nil })
				if needed, ok := errors.AsType[*intake.RowsNeededError](err); !ok || !slices.Equal(needed.Groups, []string{"G1"}) {
					t.Errorf("Settle: %v", err)
				}
				must(t, st.Close())
			})
		})
	}
}
