package intake

import (
	"context"
	"fmt"
	"strings"
	"time"

	"qunguan/reconcile/workgroup"
)

// rosterReader checks rows of 群成员 and 群活动 and passes the good ones on.
type rosterReader struct {
	stage    Stage
	groups   *locator
	tomorrow time.Time // ends the day of the import; nothing can have been taken after it
	ordinal  int64
	rejected map[string]bool // group keys with a bad row in their roster
}

// place is the part that both kinds share.
type groupRow struct {
	ref   groupRef
	key   string // empty: the group cannot be told
	taken time.Time
}

func (rr *rosterReader) groupRow(r *record) groupRow {
	row := groupRow{ref: groupRef{platform: r.choice("平台")}, taken: r.moment("采集时间")}
	if r.has("平台群号") {
		row.ref.number = r.text("平台群号")
	}
	if r.has("群编号") {
		row.ref.code = r.text("群编号")
	}
	if r.has("群名称") {
		row.ref.name = r.text("群名称")
	}
	if !row.taken.Before(rr.tomorrow) {
		r.fail("采集时间", r.text("采集时间"), "intake.taken_in_future", "today", workgroup.DateOf(rr.tomorrow.AddDate(0, 0, -1)))
	}
	if row.ref.platform == "" || row.ref.number+row.ref.code+row.ref.name == "" {
		return row // reported as a missing cell
	}
	found, first := rr.groups.locate(row.ref)
	row.key = found.key
	switch {
	case found.problem == "":
	case !found.remark:
		r.fail(found.column, found.value, found.problem, found.args...)
	case first:
		r.problem(Warning, found.column, found.value, found.problem, found.args...)
	}
	return row
}

// notAfter brings a moment that lies after the row's 采集时间 back to it.
func notAfter(r *record, heading string, taken time.Time) time.Time {
	if !r.has(heading) {
		return time.Time{}
	}
	t := r.moment(heading)
	if !taken.IsZero() && t.After(taken) {
		r.problem(Warning, heading, r.text(heading), "intake.after_taken", "taken", taken.Format("2006-01-02 15:04:05"))
		return taken
	}
	return t
}

func (rr *rosterReader) member(ctx context.Context, r *record) error {
	row := rr.groupRow(r)
	m := MemberRow{
		Place: r.place, Ordinal: rr.ordinal, Group: row.key, Platform: row.ref.platform, Number: row.ref.number, GroupName: row.ref.name,
		TakenAt: row.taken, HasNicknames: r.has("群昵称"),
	}
	rr.ordinal++
	if r.has("账号") {
		m.Member.Account = r.text("账号")
	}
	if r.has("群昵称") {
		m.Member.Nickname = r.asWritten("群昵称")
	}
	r.setChoice("群内角色", &m.Member.Role)
	if r.has("入群时间") {
		m.Member.JoinedAt = r.moment("入群时间")
	}
	m.Member.SpokeAt = notAfter(r, "最后发言时间", row.taken)
	if r.bad {
		if row.key != "" {
			rr.rejected[row.key] = true
		}
		return nil
	}
	if err := rr.stage.Member(ctx, m); err != nil {
		return fmt.Errorf("stage member row %d of %s: %w", r.place.Row, r.place.File, err)
	}
	return nil
}

func (rr *rosterReader) activity(ctx context.Context, r *record) error {
	row := rr.groupRow(r)
	a := ActivityRow{Place: r.place, Platform: row.ref.platform, Number: row.ref.number, GroupName: row.ref.name}
	a.Activity = workgroup.Activity{Group: row.key, TakenAt: row.taken, Messages: -1, Speakers: -1}
	a.Activity.LastMessageAt = notAfter(r, "最后消息时间", row.taken)
	r.setDate("日期", &a.Activity.Day)
	r.setWhole("消息数", &a.Activity.Messages)
	r.setWhole("发言人数", &a.Activity.Speakers)
	if day := a.Activity.Day; !row.taken.IsZero() && day > workgroup.DateOf(row.taken) {
		r.problem(Warning, "日期", string(day), "intake.day_after_taken", "taken", workgroup.DateOf(row.taken))
	}
	if r.bad {
		return nil
	}
	if err := rr.stage.Activity(ctx, a); err != nil {
		return fmt.Errorf("stage activity row %d of %s: %w", r.place.Row, r.place.File, err)
	}
	return nil
}

// TwinProblem is what an account that stands twice in one roster is to the
// clerk: identical rows count once, different ones are an error.
func TwinProblem(t Twin) Problem {
	p := Problem{Place: t.Second, Column: "账号", Value: shorten(strings.TrimSpace(t.Account)), Severity: Error, Key: "intake.account_twice", Args: []any{"other", t.First}}
	if t.Identical {
		p.Severity, p.Key = Warning, "intake.account_twice_same"
	}
	return p
}
