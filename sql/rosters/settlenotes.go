package rosters

import (
	"bytes"
	"context"
	"slices"

	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// notes keeps what Publish will have to write for rosters that differ from the
// stored ones: in memory until flush, then in the staging area.
type notes struct {
	stage               *Stage
	diff, moves, spoken *batch
	held                []note
	twins               []secondRows
}

// note is a row for one of the batches.
type note struct {
	to  *batch
	row []value
}

// secondRows are the rows of a group whose account another row has too.
type secondRows struct {
	group    string
	ordinals []int64
}

func newNotes(st *Stage) *notes {
	return &notes{
		stage:  st,
		diff:   st.inserts("stage_diff", 3, ""),
		moves:  st.inserts("stage_moves", 3, ""),
		spoken: st.inserts("stage_spoken", 5, st.store.DB.Dialect.Ignore("group_code")),
	}
}

func (n *notes) hold(to *batch, row ...value) { n.held = append(n.held, note{to, row}) }

// arrived notes an account that was not there.
func (n *notes) arrived(group string, r *rosterRows) error {
	n.hold(n.moves, text(group), text(string(r.key())), flag(false))
	return n.write(group, r)
}

// changed notes an account of which something else is said.
func (n *notes) changed(group string, r, old *rosterRows) error {
	if !bytes.Equal(old.text[colSpoke], r.text[colSpoke]) || !bytes.Equal(old.text[colNickname], r.text[colNickname]) || old.robot() != r.robot() {
		if err := n.remember(group, old); err != nil {
			return err
		}
	}
	return n.write(group, r)
}

// left notes an account that is no longer there.
func (n *notes) left(group string, old *rosterRows) error {
	n.hold(n.moves, text(group), text(string(old.key())), flag(true))
	return n.remember(group, old)
}

// write notes a staged row as one that must be written.
func (n *notes) write(group string, r *rosterRows) error {
	ordinal, err := r.number(colOrdinal)
	n.hold(n.diff, text(group), text(string(r.key())), number(ordinal))
	return err
}

// remember keeps when a member spoke, as the stored roster says, before that
// roster is overwritten.
func (n *notes) remember(group string, old *rosterRows) error {
	spoke, err := old.number(colSpoke)
	if spoke != 0 {
		n.hold(n.spoken, text(group), flag(old.robot()), number(spoke), text(string(old.key())), text(string(old.text[colNickname])))
	}
	return err
}

// drop takes second rows of accounts out of the staging area.
func (n *notes) drop(group string, ordinals []int64) {
	if len(ordinals) > 0 {
		n.twins = append(n.twins, secondRows{group, ordinals})
	}
}

func (n *notes) flush(ctx context.Context) error {
	n.stage.differs = n.stage.differs || len(n.held) > 0
	for _, note := range n.held {
		if err := note.to.add(ctx, note.row...); err != nil {
			return err
		}
	}
	for _, b := range []*batch{n.diff, n.moves, n.spoken} {
		if err := b.flush(ctx); err != nil {
			return err
		}
	}
	for _, t := range n.twins {
		for chunk := range slices.Chunk(t.ordinals, base.InList) {
			query := "DELETE FROM stage_members WHERE group_code = ? AND ordinal IN (" + dbconn.In(len(chunk)) + ")"
			if err := n.stage.exec(ctx, query, append([]any{t.group}, base.Args(chunk)...)...); err != nil {
				return err
			}
		}
	}
	return nil
}

// wait ends what is being written, whether or not the notes are of use.
func (n *notes) wait() {
	for _, b := range []*batch{n.diff, n.moves, n.spoken} {
		_ = b.wait() // told by flush, or another error is on its way
	}
}
