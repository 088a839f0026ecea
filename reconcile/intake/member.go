package intake

import (
	"context"
	"fmt"
	"strings"

	"qunguan/reconcile/workgroup"
)

// Members are rows of 群成员.
const Members Kind = "members"

const headNickname = "群昵称"

var accountHeading = Heading{Name: headAccount, Form: FormName, Codes: true, Synonyms: []string{"成员账号", "帐号", "成员帐号", "账户", "用户账号", "用户ID", "成员ID", "微信号", "QQ号", "QQ号码", "QQ", "QQ账号", "成员QQ", "群成员QQ", "UserID", "user_id", "uin", "账号ID"}, Lesser: []string{"wxid", "微信ID", "微信账号", "原始ID", "username", "user_name", "uid", "ID"}, Example: "wx_wangwei"}

var nicknameHeading = Heading{Name: headNickname, Form: FormName, Names: true, Free: true, Synonyms: []string{"群名片", "群内昵称", "群内名片", "名片", "群备注", "群备注名", "群内备注", "群内名称", "群内显示名", "card", "display_name", "DisplayName"}, Lesser: []string{"昵称", "成员昵称", "用户昵称", "QQ昵称", "微信昵称", "微信名", "微信名称", "微信名字", "网名", "nickname", "nick_name", "nick", "成员名称", "成员"}, Example: "水利局王伟"}

// memberLine is a row of 群成员 as it is read.
type memberLine struct {
	groupLine

	workgroup.Member
}

func (m *memberLine) group() *groupLine { return &m.groupLine }

// memberRows is the kind 群成员.
var memberRows = &stagedRows[memberLine]{
	kind: Members, sheet: "群成员", oneOf: []OneOf{oneGroup, {{headAccount}, {headNickname}}}, line: (*memberLine).group, stage: putMember,
	columns: append(groupColumns((*memberLine).group), []Column[memberLine]{
		{
			Heading: accountHeading,
			Field:   func(m *memberLine) any { return &m.Account },
			check:   func(c *Cells, h string, m *memberLine) { c.checkAccount(h, m.ref.platform, m.Account, false) },
		},
		{
			Heading: nicknameHeading,
			Set:     func(c *Cells, h string, m *memberLine) { m.Nickname = c.asWritten(h) },
			check:   func(c *Cells, h string, m *memberLine) { c.checkName(h, m.Nickname) },
		},
		{
			Heading: Heading{
				Name: "群内角色", Form: FormChoice, Choices: []string{workgroup.RoleOwner, workgroup.RoleAdmin, workgroup.RoleMember, workgroup.RoleRobot},
				Values: map[string]string{
					"普通成员": workgroup.RoleMember, "普通群员": workgroup.RoleMember, "普通用户": workgroup.RoleMember, "群创建者": workgroup.RoleOwner, "创建者": workgroup.RoleOwner, "创建人": workgroup.RoleOwner, "群成员": workgroup.RoleMember, "群员": workgroup.RoleMember, "群管理员": workgroup.RoleAdmin,
					"owner": workgroup.RoleOwner, "admin": workgroup.RoleAdmin, "member": workgroup.RoleMember, "robot": workgroup.RoleRobot, "bot": workgroup.RoleRobot,
				},
				Synonyms: []string{"角色", "群身份", "群职务", "群角色", "成员角色", "成员身份", "身份", "role"}, Example: workgroup.RoleOwner,
			},
			Field: func(m *memberLine) any { return &m.Role },
		},
		{
			Heading: Heading{Name: "入群时间", Form: FormMoment, Synonyms: []string{"入群日期", "加入时间", "进群时间", "加群时间", "加群日期", "加入群聊时间", "join_time", "joined_at"}, Example: "2026-05-07"},
			Field:   func(m *memberLine) any { return &m.JoinedAt },
		},
		{
			Heading: spokeHeading,
			Field:   func(m *memberLine) any { return &m.SpokeAt },
			check:   func(c *Cells, h string, m *memberLine) { notAfter(c, h, &m.SpokeAt, m.taken) },
		},
		takenColumn((*memberLine).group),
	}...),
}

func putMember(ctx context.Context, rr *rosterReader, c *Cells, m *memberLine) error {
	row := MemberRow{
		Place: c.place, Group: m.key, Platform: m.ref.platform, Number: m.ref.number, GroupName: m.ref.name,
		TakenAt: m.taken, HasNicknames: c.has(headNickname), Member: m.Member,
	}
	if c.bad {
		if m.key != "" {
			rr.rejected[m.key] = true
		}
		return nil
	}
	rr.see(&m.groupLine, 1)
	if err := rr.stage.Member(ctx, row); err != nil {
		return fmt.Errorf("stage member row %d of %s: %w", c.place.Row, c.place.File, err)
	}
	return nil
}

// TwinProblem reports an account that occurs twice in one roster: identical rows count once, different
// ones are an error.
func (r *Result) TwinProblem(t Twin) Problem {
	column := headAccount
	for _, s := range r.Sheets {
		if s.File == t.Second.File && s.Sheet == t.Second.Sheet && s.Titles[headAccount] != "" {
			column = s.Titles[headAccount]
		}
	}
	p := Problem{Place: t.Second, Column: column, Value: shorten(strings.TrimSpace(t.Account)), Severity: Error, Key: "intake.account_twice", Args: []any{"other", t.First}}
	if t.Identical {
		p.Severity, p.Key = Warning, "intake.account_twice_same"
	}
	return p
}
