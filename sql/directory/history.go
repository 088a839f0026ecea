package directory

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// GroupHistory lists every version that a registered group ever had, by group
// code, oldest first.
func (s *Store) GroupHistory(ctx context.Context) ([]workgroup.GroupVersion, error) {
	var history []workgroup.GroupVersion
	err := s.EachGroupHistory(ctx, func(versions []workgroup.GroupVersion) error {
		history = append(history, versions...)
		return nil
	})
	return history, err
}

// EachGroupHistory calls fn with every version that a registered group ever had, oldest first, for one
// group with a history after the other, by code. Versions are in the order in which imports wrote them:
// one that was imported late under an early moment begins no earlier than the version it replaced.
func (s *Store) EachGroupHistory(ctx context.Context, fn func(versions []workgroup.GroupVersion) error) error {
	for after := ""; ; {
		groups, err := s.GroupsAfter(ctx, after, base.InList)
		if err != nil || len(groups) == 0 {
			return err
		}
		codes := make([]string, len(groups))
		for i := range groups {
			codes[i] = groups[i].Code
		}
		after = codes[len(codes)-1]
		changes := map[string][]GroupChange{}
		err = groupChangeTable.Read(ctx, s.DB, func(c GroupChange) error {
			changes[c.Group] = append(changes[c.Group], c)
			return nil
		}, " WHERE group_code IN ("+dbconn.In(len(codes))+") ORDER BY group_code, id", base.Args(codes)...)
		if err != nil {
			return err
		}
		for _, g := range groups {
			versions, err := versionsOf(g, changes[g.Code])
			if err == nil && len(versions) > 0 {
				err = fn(versions)
			}
			if err != nil {
				return fmt.Errorf("history of group %s: %w", g.Code, err)
			}
		}
	}
}

// versionsOf undoes the changes of a group one after the other, the newest
// first.
func versionsOf(now workgroup.Group, changes []GroupChange) ([]workgroup.GroupVersion, error) {
	begins := make([]time.Time, len(changes))
	for i, c := range changes {
		begins[i] = c.At
		if i > 0 && begins[i].Before(begins[i-1]) {
			begins[i] = begins[i-1]
		}
	}
	g := now
	g.Admins = slices.Clone(now.Admins)
	var versions []workgroup.GroupVersion
	for i, c := range slices.Backward(changes) {
		if n := len(versions); n == 0 || begins[i].Before(versions[n-1].From) {
			version := g
			version.Admins = slices.Clone(g.Admins)
			versions = append(versions, workgroup.GroupVersion{Group: version, From: begins[i]})
		}
		if c.Field == FieldRegistered {
			break
		}
		if err := setColumn(&g, c.Field, c.Before); err != nil {
			return nil, err
		}
	}
	slices.Reverse(versions)
	return versions, nil
}

// setColumn puts the stored text of a watched column back into a group.
func setColumn(g *workgroup.Group, column, text string) error {
	i := slices.Index(groupTable.Columns, column)
	if i < 0 {
		return fmt.Errorf("change of unknown column %s", column)
	}
	switch field := groupTable.Fields(g)[i].(type) {
	case *string:
		*field = text
	case *workgroup.Date:
		*field = workgroup.Date(text)
	case *bool:
		*field = text == "true" || text == "1"
	case sql.Scanner: // a list, kept as JSON: decoding appends to the present one
		if column == "admins" {
			g.Admins = nil
		}
		return field.Scan(text)
	default:
		return fmt.Errorf("column %s cannot be put back into a %T", column, field)
	}
	return nil
}

// MembersLeft counts, for each registered group, the members that left after
// the first moment and up to the second, by its rosters, and had not come back
// by then. A member without an account looks like another member when only the
// card was changed; of these only as many count as are not outweighed by
// newcomers without an account.
func (s *Store) MembersLeft(ctx context.Context, after, until time.Time) (map[string]int, error) {
	left, nameless := map[string]int{}, map[string]int{}
	var last AccountChange
	settle := func() {
		switch {
		case last.Group == "" || workgroup.IsUnfiledKey(last.Group):
		case !strings.HasPrefix(last.AccountKey, "@"):
			if last.Left {
				left[last.Group]++
			}
		case last.Left:
			nameless[last.Group]++
		default:
			nameless[last.Group]--
		}
	}
	err := accountChangeTable.Read(ctx, s.DB, func(c AccountChange) error {
		if c.Group != last.Group || c.AccountKey != last.AccountKey {
			settle()
		}
		last = c
		return nil
	}, " WHERE at_ms > ? AND at_ms <= ? ORDER BY group_code, account_key, at_ms, id", base.MS(after), base.UntilMS(until))
	if err != nil {
		return nil, err
	}
	settle()
	for group, n := range nameless {
		if n > 0 {
			left[group] += n
		}
	}
	return left, nil
}
