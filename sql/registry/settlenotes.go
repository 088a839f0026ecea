package registry

import (
	"context"
	"slices"

	"qunguan/reconcile/workgroup"
	"qunguan/sql/dbconn"
)

// notes keeps, in the staging area, what Publish will have to write for rosters
// that differ from the stored ones.
type notes struct {
	stage               *Stage
	diff, moves, spoken *batch
}

func newNotes(st *Stage) *notes {
	return &notes{
		stage:  st,
		diff:   inserts(st.conn, "stage_diff", 3, ""),
		moves:  inserts(st.conn, "stage_moves", 3, ""),
		spoken: inserts(st.conn, "stage_spoken", 5, st.store.db.Dialect.Ignore("group_code")),
	}
}

// write notes a row that is new or different.
func (n *notes) write(ctx context.Context, group string, r stagedRow, old workgroup.Member, kept bool) error {
	if err := n.diff.add(ctx, group, r.key, r.ordinal); err != nil {
		return err
	}
	if !kept {
		return n.moves.add(ctx, group, r.key, false)
	}
	if old.SpokeAt.Equal(r.SpokeAt) && old.Nickname == r.Nickname && isRobot(old) == isRobot(r.Member) {
		return nil
	}
	return n.remember(ctx, group, r.key, old)
}

// left notes an account that is no longer there.
func (n *notes) left(ctx context.Context, group, key string, old workgroup.Member) error {
	if err := n.moves.add(ctx, group, key, true); err != nil {
		return err
	}
	return n.remember(ctx, group, key, old)
}

// remember keeps when a member spoke, as the stored roster says, before that
// roster is overwritten.
func (n *notes) remember(ctx context.Context, group, key string, old workgroup.Member) error {
	if old.SpokeAt.IsZero() {
		return nil
	}
	return n.spoken.add(ctx, group, isRobot(old), ms(old.SpokeAt), key, old.Nickname)
}

// drop takes second rows of accounts out of the staging area.
func (n *notes) drop(ctx context.Context, group string, ordinals []int64) error {
	for chunk := range slices.Chunk(ordinals, inList) {
		query := "DELETE FROM stage_members WHERE group_code = ? AND ordinal IN (" + dbconn.In(len(chunk)) + ")"
		if err := n.stage.exec(ctx, query, append([]any{group}, anys(chunk)...)...); err != nil {
			return err
		}
	}
	return nil
}

func (n *notes) flush(ctx context.Context) error {
	for _, b := range []*batch{n.diff, n.moves, n.spoken} {
		if err := b.flush(ctx); err != nil {
			return err
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

func isRobot(m workgroup.Member) bool { return m.Role == workgroup.RoleRobot }
