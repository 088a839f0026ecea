package rosters

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// nameTwins gives rows without an account that share a nickname their numbers,
// in file order: @张伟, @张伟#2 … Names are compared without case. A name that
// somebody in the group bears already, as account or as nickname, is passed
// over: such rows are never anybody's duplicates.
func (st *Stage) nameTwins(ctx context.Context) error {
	var groups []string
	for _, group := range slices.Sorted(maps.Keys(st.groups)) {
		if st.groups[group].mayDouble {
			groups = append(groups, group)
		}
	}
	for chunk := range slices.Chunk(groups, base.InList) {
		if err := st.nameTwinsOf(ctx, chunk); err != nil {
			return err
		}
	}
	return nil
}

func (st *Stage) nameTwinsOf(ctx context.Context, groups []string) error {
	var doubles []struct {
		Group string `db:"group_code"`
		Named bool   `db:"named"`
	}
	err := st.conn.SelectContext(ctx, &doubles, "SELECT group_code, MAX(named) AS named FROM stage_members WHERE group_code IN ("+dbconn.In(len(groups))+
		") GROUP BY group_code, account_key HAVING COUNT(*) > 1 ORDER BY group_code", base.Args(groups)...)
	if err != nil {
		return fmt.Errorf("look for accounts that stand twice: %w", err)
	}
	last := ""
	for _, d := range doubles {
		st.groups[d.Group].doubles = true
		if !d.Named || d.Group == last {
			continue
		}
		last = d.Group
		if err := st.nameGroup(ctx, d.Group); err != nil {
			return err
		}
	}
	return nil
}

type namedRow struct {
	ordinal int64
	account string
}

func (st *Stage) nameGroup(ctx context.Context, group string) error {
	var rows []namedRow
	taken := map[string]bool{} // keys of real accounts, then of names given
	list, err := st.conn.QueryContext(ctx, "SELECT ordinal, account, named FROM stage_members WHERE group_code = ? ORDER BY ordinal", group)
	if err != nil {
		return fmt.Errorf("read staged rows: %w", err)
	}
	defer base.CloseRows(list)
	for list.Next() {
		var r namedRow
		var named bool
		if err := list.Scan(&r.ordinal, &r.account, &named); err != nil {
			return fmt.Errorf("read staged rows: %w", err)
		}
		if named {
			rows = append(rows, r)
		} else {
			taken[workgroup.AccountKey(r.account)] = true
		}
	}
	if err := list.Err(); err != nil {
		return fmt.Errorf("read staged rows: %w", err)
	}
	base.CloseRows(list)
	next := map[string]int{} // key → number of the next row of that name
	for _, r := range rows {
		key := workgroup.AccountKey(r.account)
		account := r.account
		for number := next[key] + 1; ; number++ {
			if number > 1 {
				account = r.account + "#" + strconv.Itoa(number)
			}
			if !taken[workgroup.AccountKey(account)] {
				next[key] = number
				break
			}
		}
		taken[workgroup.AccountKey(account)] = true
		if account == r.account {
			continue
		}
		err := st.exec(ctx, "UPDATE stage_members SET account = ?, account_key = ? WHERE group_code = ? AND account_key = ? AND ordinal = ?",
			account, workgroup.AccountKey(account), group, key, r.ordinal)
		if err != nil {
			return err
		}
	}
	return nil
}
