package directory

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// scope gives a group's scope short names in the database, where it is most
// often empty.
type scope workgroup.Scope

type storedScope struct {
	Units     []string `json:"units,omitempty"`
	Roles     []string `json:"roles,omitempty"`
	Posts     []string `json:"posts,omitempty"`
	People    []string `json:"people,omitempty"`
	Outsiders bool     `json:"outsiders,omitempty"`
}

// MarshalJSON leaves out empty lists.
func (s scope) MarshalJSON() ([]byte, error) { return json.Marshal(storedScope(s)) }

// UnmarshalJSON reads what MarshalJSON wrote.
func (s *scope) UnmarshalJSON(text []byte) error { return json.Unmarshal(text, (*storedScope)(s)) }

// Groups is every registered group, live or not.
func (s *Store) Groups(ctx context.Context) (workgroup.Groups, error) {
	var groups workgroup.GroupsBuilder
	err := groupTable.Read(ctx, s.DB, func(g workgroup.Group) error { groups.Add(g); return nil }, " ORDER BY code")
	return groups.Groups(), err
}

// GroupsAfter lists registered groups by code, beyond the one and at most so
// many.
func (s *Store) GroupsAfter(ctx context.Context, after string, atMost int) ([]workgroup.Group, error) {
	return groupTable.All(ctx, s.DB, " WHERE code > ? ORDER BY code LIMIT ?", after, atMost)
}

// FieldRegistered is the field of the change that a group's first import
// writes; its new value is the group's state.
const FieldRegistered = "registered"

// watchedFields are the columns of a group whose changes keep their dates.
var watchedFields = intake.GroupRecords.DatedColumns()

// GroupChange is one dated change of a registered group.
type GroupChange struct {
	Group     string
	Field     string // a column of work_groups, or FieldRegistered
	Before    string // as stored; lists are JSON
	After     string
	At        time.Time // the import's moment
	WrittenAt time.Time
}

var groupChangeTable = base.Table[GroupChange]{
	Name:    "group_changes",
	Columns: []string{"group_code", "field", "old_value", "new_value", "at_ms", "written_ms"},
	Fields: func(c *GroupChange) []any {
		return []any{&c.Group, &c.Field, &c.Before, &c.After, base.Moment(&c.At), base.Moment(&c.WrittenAt)}
	},
}

// GroupChanges lists the changes of groups after the first moment and up to
// the second, oldest first; a zero second moment is no limit.
func (s *Store) GroupChanges(ctx context.Context, after, until time.Time) ([]GroupChange, error) {
	return groupChangeTable.All(ctx, s.DB, " WHERE at_ms > ? AND at_ms <= ? ORDER BY at_ms, id", base.MS(after), base.UntilMS(until))
}

// FirstImports gives the moment of each registered group's first import.
func (s *Store) FirstImports(ctx context.Context) (map[string]time.Time, error) {
	first := map[string]time.Time{}
	err := groupChangeTable.Read(ctx, s.DB, func(c GroupChange) error {
		if at, ok := first[c.Group]; !ok || c.At.Before(at) {
			first[c.Group] = c.At
		}
		return nil
	}, " WHERE field = ?", FieldRegistered)
	return first, err
}

// AccountChange is an account that joined or left a group, as two rosters that
// follow each other tell. A group's first roster makes none.
type AccountChange struct {
	Group      string
	AccountKey string
	Left       bool
	At         time.Time // 采集时间 of the roster that told
	WrittenAt  time.Time
}

var accountChangeTable = base.Table[AccountChange]{
	Name:    "account_changes",
	Columns: []string{"group_code", "account_key", "has_left", "at_ms", "written_ms"},
	Fields: func(c *AccountChange) []any {
		return []any{&c.Group, &c.AccountKey, &c.Left, base.Moment(&c.At), base.Moment(&c.WrittenAt)}
	},
}

// WriteAccountChanges writes them as they come.
func WriteAccountChanges(ctx context.Context, tx *dbconn.Tx, changes []AccountChange) error {
	return accountChangeTable.Insert(ctx, tx, changes)
}

// AccountChanges lists the members who joined and left after the first moment and up to the second,
// oldest first; a zero second moment is no limit.
func (s *Store) AccountChanges(ctx context.Context, after, until time.Time) ([]AccountChange, error) {
	return accountChangeTable.All(ctx, s.DB, " WHERE at_ms > ? AND at_ms <= ? ORDER BY at_ms, group_code, account_key, id", base.MS(after), base.UntilMS(until))
}

// GroupChanges lists the dated changes between two states of a group; the
// first state of a new group is the zero group.
func GroupChanges(before, after workgroup.Group, at, written time.Time) ([]GroupChange, error) {
	if before.Code == "" {
		return []GroupChange{{Group: after.Code, Field: FieldRegistered, After: after.State, At: at, WrittenAt: written}}, nil
	}
	diffs, err := groupTable.Differences(&before, &after)
	if err != nil {
		return nil, err
	}
	var changes []GroupChange
	for _, d := range diffs {
		if slices.Contains(watchedFields, d.Column) {
			changes = append(changes, GroupChange{
				Group: after.Code, Field: d.Column, Before: fmt.Sprint(d.Old), After: fmt.Sprint(d.New), At: at, WrittenAt: written,
			})
		}
	}
	return changes, nil
}

// WriteGroupChanges records dated changes.
func WriteGroupChanges(ctx context.Context, tx *dbconn.Tx, changes []GroupChange) error {
	return groupChangeTable.Insert(ctx, tx, changes)
}
