package erasure

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"qunguan/reconcile/workgroup"
	"qunguan/sql/directory"
	"qunguan/sql/journal"
)

// change takes the person out of the rows.
func (e *eraser) change(ctx context.Context) error {
	for _, step := range []func(context.Context) error{e.changePerson, e.changeCases, e.changeNotices, e.changeRosters} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (e *eraser) changePerson(ctx context.Context) error {
	p := e.held.Person
	p.Name, p.Mobile, p.Email, p.Accounts = e.mark, "", "", workgroup.Accounts{}
	if err := directory.PersonTable.Upsert(ctx, e.tx, []workgroup.Person{p}); err != nil {
		return err
	}
	e.done.Routes, e.done.Bindings, e.done.Answers = len(e.held.Routes), len(e.held.Bindings), len(e.held.IdentityAnswers)
	for _, one := range []struct {
		query string
		args  []any
	}{
		{"DELETE FROM routes WHERE target_type = '人员' AND target = ?", []any{p.Code}},
		{"DELETE FROM bindings WHERE person = ?", []any{p.Code}},
		{"UPDATE said_identities SET account = ?, card = ?, outsider = '' WHERE person = ?", []any{e.mark, e.mark, p.Code}},
		{"DELETE FROM page_sessions WHERE person = ?", []any{p.Code}},
		{"DELETE FROM login_codes WHERE person = ?", []any{p.Code}},
	} {
		if _, err := e.tx.ExecContext(ctx, one.query, one.args...); err != nil {
			return fmt.Errorf("erase: %w", err)
		}
	}
	return nil
}

func (e *eraser) changeCases(ctx context.Context) error {
	for _, c := range e.about {
		c.Subject.Account = cmp.Or(e.called(c.Subject.Group, c.Subject.Account), c.Subject.Account)
		evidence := e.words.Replace(string(c.Evidence))
		_, err := e.tx.ExecContext(ctx, "UPDATE cases SET subject_key = ?, account = ?, title = ?, evidence = ?, objection = ? WHERE id = ?",
			c.Subject.Key(), c.Subject.Account, e.words.Replace(c.Title), evidence, e.words.Replace(c.Objection), c.ID)
		if err == nil && e.words.Replace(c.Objection) != c.Objection {
			err = journal.Set(e.tx, "cases", []any{c.ID}, []string{"objection"}, []any{e.words.Replace(c.Objection)})
		}
		if err != nil {
			return fmt.Errorf("erase from case %d: %w", c.ID, err)
		}
		e.done.Cases++
	}
	for _, st := range e.steps {
		note := e.words.Replace(st.Note)
		if st.By == e.held.Person.Code && st.Note != "" {
			note = e.mark // their own words
		}
		if note == st.Note {
			continue
		}
		if _, err := e.tx.ExecContext(ctx, "UPDATE case_steps SET note = ? WHERE id = ?", note, st.ID); err != nil {
			return fmt.Errorf("erase from step %d: %w", st.ID, err)
		}
		e.done.Steps++
	}
	for _, query := range []string{"UPDATE exemptions SET reason = ? WHERE person = ?", "UPDATE absences SET reason = ? WHERE person = ?"} {
		if _, err := e.tx.ExecContext(ctx, query, e.mark, e.held.Person.Code); err != nil {
			return fmt.Errorf("erase reasons: %w", err)
		}
	}
	return nil
}

// changeNotices rewords what was written to the person and about their cases,
// and removes the files that went with it.
func (e *eraser) changeNotices(ctx context.Context) error {
	type texts struct {
		Seq      int64  `db:"seq"`
		ID       string `db:"id"`
		Name     string `db:"recipient_name"`
		Title    string `db:"title"`
		Body     string `db:"body"`
		Document string `db:"document"`
		Refs     string `db:"refs"`
	}
	for _, seq := range e.notices {
		var n texts
		err := e.tx.GetContext(ctx, &n, "SELECT n.seq, n.id, n.recipient_name, n.title, t.body, t.document, t.refs FROM notices n JOIN notice_texts t ON t.notice_seq = n.seq WHERE n.seq = ?", seq)
		if err != nil {
			return fmt.Errorf("read notice %d: %w", seq, err)
		}
		w := e.words.Replace
		if _, err := e.tx.ExecContext(ctx, "UPDATE notices SET recipient_name = ?, title = ? WHERE seq = ?", w(n.Name), w(n.Title), seq); err != nil {
			return fmt.Errorf("erase from notice %d: %w", seq, err)
		}
		if _, err := e.tx.ExecContext(ctx, "UPDATE notice_texts SET body = ?, document = ?, refs = ? WHERE notice_seq = ?", w(n.Body), w(n.Document), w(n.Refs), seq); err != nil {
			return fmt.Errorf("erase from notice %d: %w", seq, err)
		}
		if _, err := e.tx.ExecContext(ctx, "DELETE FROM notice_files WHERE notice_id = ?", n.ID); err != nil {
			return fmt.Errorf("erase the files of notice %d: %w", seq, err)
		}
		e.done.Notices++
	}
	return nil
}

func (e *eraser) changeRosters(ctx context.Context) error {
	changed, err := e.rosters.Reword(ctx, e.tx, e.groups, func(group string, m *workgroup.Member) bool {
		alias := e.called(group, m.Account)
		if alias == "" {
			return false
		}
		m.Nickname, m.Account = e.mark, alias
		return true
	})
	if err != nil {
		return err
	}
	e.done.Rosters = len(changed)
	for key, alias := range e.alias {
		if _, err := e.tx.ExecContext(ctx, "UPDATE account_changes SET account_key = ? WHERE account_key = ?", alias, key); err != nil {
			return fmt.Errorf("erase from changes of rosters: %w", err)
		}
	}
	for place, alias := range e.cardAlias {
		group, key, _ := strings.Cut(place, "\x00")
		if _, err := e.tx.ExecContext(ctx, "UPDATE account_changes SET account_key = ? WHERE account_key = ? AND group_code = ?", alias, key, group); err != nil {
			return fmt.Errorf("erase from changes of rosters: %w", err)
		}
	}
	return e.rosters.RewordSpoken(ctx, e.tx, func(group string, words *workgroup.Member) bool {
		alias := e.called(group, words.Account)
		if alias == "" {
			return false
		}
		words.Account, words.Nickname = alias, e.mark
		return true
	})
}
