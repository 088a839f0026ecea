package rosters

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"qunguan/reconcile/intake"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

const memberColumns = "group_code, account_key, account, nickname, chat_role, joined_ms, spoke_ms"

// rosters applies the staged rosters with statements over whole sets: the
// transaction is as short as the database can make it.
func (p *importing) rosters(ctx context.Context) error {
	applied, err := p.applied(ctx)
	if err != nil {
		return err
	}
	if err := p.exec(ctx, "DELETE FROM stage_rosters"); err != nil {
		return err
	}
	rows := base.Table[stagedRoster]{Name: "stage_rosters", Columns: stagedRosterColumns, Fields: stagedRosterFields}
	if err := rows.Insert(ctx, p.tx, applied); err != nil {
		return err
	}
	if slices.ContainsFunc(applied, func(r stagedRoster) bool { return r.isNew }) {
		err = p.write(ctx, "INSERT INTO roster_members ("+memberColumns+") SELECT m.group_code, m.account_key, m.account, m.nickname, m.chat_role, m.joined_ms, m.spoke_ms"+
			" FROM stage_rosters r JOIN stage_members m ON m.group_code = r.group_code WHERE r.is_new = 1")
		if err != nil {
			return err
		}
	}
	if p.differs {
		if err := p.differences(ctx, applied); err != nil {
			return err
		}
	}
	err = p.write(ctx, "INSERT INTO roster_looks (group_code, taken_ms) SELECT group_code, taken_ms FROM stage_rosters WHERE has_spoken = 1"+p.tx.Dialect.Ignore("group_code"))
	if err != nil {
		return err
	}
	return p.write(ctx, "INSERT INTO rosters ("+rosterTable.List()+") SELECT "+rosterTable.List()+" FROM stage_rosters WHERE true"+
		p.tx.Dialect.Upsert(rosterTable.Columns[:1], rosterTable.Columns[1:]...))
}

// differences writes what Settle noted of rosters that are not as they were.
func (p *importing) differences(ctx context.Context, applied []stagedRoster) error {
	// What members said, as far as the stored rosters are about to forget it.
	err := p.write(ctx, "INSERT INTO spoken_before (group_code, robot_role, spoke_ms, account_key, nickname)"+
		" SELECT s.group_code, s.robot_role, s.spoke_ms, s.account_key, s.nickname FROM stage_spoken s JOIN stage_rosters r ON r.group_code = s.group_code WHERE r.is_new = 0"+
		p.tx.Dialect.Ignore("group_code"))
	if err != nil {
		return err
	}
	if err := p.deleteLeft(ctx, applied); err != nil {
		return err
	}
	err = p.write(ctx, "INSERT INTO roster_members ("+memberColumns+") SELECT m.group_code, m.account_key, m.account, m.nickname, m.chat_role, m.joined_ms, m.spoke_ms"+
		" FROM stage_diff d JOIN stage_rosters r ON r.group_code = d.group_code"+
		" JOIN stage_members m ON m.group_code = d.group_code AND m.account_key = d.account_key AND m.ordinal = d.ordinal WHERE r.is_new = 0"+
		p.tx.Dialect.Upsert([]string{"group_code", "account_key"}, "account", "nickname", "chat_role", "joined_ms", "spoke_ms"))
	if err != nil {
		return err
	}
	return p.write(ctx, "INSERT INTO account_changes (group_code, account_key, has_left, at_ms, written_ms)"+
		" SELECT m.group_code, m.account_key, m.has_left, r.taken_ms, r.written_ms FROM stage_moves m JOIN stage_rosters r ON r.group_code = m.group_code WHERE r.is_new = 0"+
		" ORDER BY m.group_code, m.account_key")
}

func (p *importing) write(ctx context.Context, query string, args ...any) error {
	if _, err := p.tx.ExecContext(ctx, query, args...); err != nil {
		return fmt.Errorf("write rosters: %w", err)
	}
	return nil
}

// exec works on the staging area inside the transaction.
func (p *importing) exec(ctx context.Context, query string, args ...any) error {
	if _, err := p.tx.ExecContext(ctx, query, args...); err != nil {
		return fmt.Errorf("staging area: %w", err)
	}
	return nil
}

// stagedRoster is a row of stage_rosters: a head as it will be.
type stagedRoster struct {
	isNew bool
	rosterHead
}

var stagedRosterColumns = append([]string{"is_new"}, rosterTable.Columns...)

func stagedRosterFields(r *stagedRoster) []any {
	return append([]any{&r.isNew}, rosterTable.Fields(&r.rosterHead)...)
}

// applied lists the heads of the rosters that are applied, by group, after
// making sure that nobody changed the stored ones since Settle.
func (p *importing) applied(ctx context.Context) ([]stagedRoster, error) {
	var list []stagedRoster
	var groups []string
	for _, group := range slices.Sorted(maps.Keys(p.Stage.groups)) {
		g := p.Stage.groups[group]
		if !g.hasRoster {
			continue
		}
		fate := p.fates[group]
		p.result.Rosters[fate]++
		if !applies(fate) {
			continue
		}
		groups = append(groups, group)
		list = append(list, stagedRoster{
			isNew:      g.before.TakenAt.IsZero(),
			rosterHead: rosterHead{Roster: g.after, spoken: g.spoken, written: p.info.WrittenAt, version: g.before.version + 1},
		})
	}
	versions := map[string]int64{}
	for chunk := range slices.Chunk(groups, base.InList) {
		heads, err := rosterTable.All(ctx, p.tx, " WHERE group_code IN ("+dbconn.In(len(chunk))+")"+p.tx.Dialect.ForUpdate(), base.Args(chunk)...)
		if err != nil {
			return nil, err
		}
		for _, h := range heads {
			versions[h.Group] = h.version
		}
	}
	for _, group := range groups {
		if versions[group] != p.Stage.groups[group].before.version {
			return nil, ErrMeanwhile
		}
	}
	return list, nil
}

func applies(fate intake.Fate) bool {
	return fate == intake.FateNew || fate == intake.FateReplaced || fate == intake.FateUnchanged
}

// deleteLeft takes out the accounts that are no longer in their group. MariaDB
// 10.11 would look at every row of the table for a DELETE … IN (SELECT …), so
// the keys go through here.
func (p *importing) deleteLeft(ctx context.Context, applied []stagedRoster) error {
	for _, r := range applied {
		if p.Stage.groups[r.Group].removed == 0 {
			continue
		}
		var keys []string
		if err := p.tx.SelectContext(ctx, &keys, "SELECT account_key FROM stage_moves WHERE group_code = ? AND has_left = 1", r.Group); err != nil {
			return fmt.Errorf("staging area: %w", err)
		}
		for chunk := range slices.Chunk(keys, base.InList) {
			err := p.write(ctx, "DELETE FROM roster_members WHERE group_code = ? AND account_key IN ("+dbconn.In(len(chunk))+")",
				append([]any{r.Group}, base.Args(chunk)...)...)
			if err != nil {
				return err
			}
		}
	}
	return nil
}
