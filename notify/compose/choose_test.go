package compose

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/notify"
	"qunguan/reconcile/ledger"
)

// covers S1.10, S4.5
func TestChooseWalksTheChainUntilSomebodyCanBeReached(t *testing.T) {
	type want struct {
		Responsible string
		To          string // type and code
		Channel     string
		Hops        []ledger.Hop
	}
	hop := func(role, to, reason string) ledger.Hop { return ledger.Hop{To: to, Role: role, Reason: reason} }
	cases := map[string]struct {
		rule   string
		group  string
		unit   string
		change func(*Input)
		want   want
	}{
		"the owner in service with a route is told": {
			group: "G002",
			want:  want{"P002", "person:P002", notify.Slack, []ledger.Hop{hop("owner", "P002", "chosen")}},
		},
		"the directory's 邮箱 is the last route": {
			group: "G002", change: func(in *Input) { onlyMail(in, "P002") },
			want: want{"P002", "person:P002", notify.Email, []ledger.Hop{hop("owner", "P002", "chosen")}},
		},
		"a hand is a route like any other": {
			group: "G007", want: want{"P006", "person:P006", notify.Manual, []ledger.Hop{hop("owner", "P006", "chosen")}},
		},
		"an owner who left hands over to the first administrator in service": {
			group: "G002", change: owner("G002", "P005"),
			want: want{"P003", "person:P003", notify.Email, []ledger.Hop{hop("owner", "P005", "not_in_service"), hop("admin", "P003", "chosen")}},
		},
		"an owner whose state says nothing is passed over": {
			group: "G002", change: owner("G002", "P008"),
			want: want{"P003", "person:P003", notify.Email, []ledger.Hop{hop("owner", "P008", "not_in_service"), hop("admin", "P003", "chosen")}},
		},
		"an owner without a route is responsible, and the second administrator is told": {
			group: "G005",
			want:  want{"P004", "person:P003", notify.Email, []ledger.Hop{hop("owner", "P004", "no_route"), hop("admin", "P003", "chosen")}},
		},
		"without a second administrator the unit's principal is told": {
			group: "G006", change: owner("G006", "P004"),
			want: want{"P004", "person:P001", notify.Email, []ledger.Hop{hop("owner", "P004", "no_route"), hop("unit_principal", "P001", "chosen")}},
		},
		"an administrator who left is named on the way": {
			group: "G006", change: func(in *Input) { owner("G006", "P004")(in); admins("G006", "P005", "P404")(in) },
			want: want{"P004", "person:P001", notify.Email, []ledger.Hop{
				hop("owner", "P004", "no_route"), hop("admin", "P005", "not_in_service"), hop("admin", "P404", "unknown"), hop("unit_principal", "P001", "chosen"),
			}},
		},
		"a third administrator is not asked before the principal": {
			group: "G006", change: func(in *Input) { owner("G006", "P004")(in); admins("G006", "P009", "P003")(in) },
			want: want{"P004", "person:P001", notify.Email, []ledger.Hop{
				hop("owner", "P004", "no_route"), hop("admin", "P009", "no_route"), hop("unit_principal", "P001", "chosen"),
			}},
		},
		"a section without a principal climbs to the unit above": {
			group: "G005", change: func(in *Input) { admins("G005")(in) },
			want: want{"P004", "person:P001", notify.Email, []ledger.Hop{
				hop("owner", "P004", "no_route"), hop("unit_principal", "", "empty"), hop("parent_principal", "P001", "chosen"),
			}},
		},
		"nobody in service and the office is told": {
			group: "G008", change: func(in *Input) { owner("G008", "")(in); principal("U002", "P404")(in) },
			want: want{"", "office:office", notify.Slack, []ledger.Hop{
				hop("owner", "", "empty"), hop("admin", "P005", "not_in_service"), hop("unit_principal", "P404", "unknown"), hop("office", "office", "chosen"),
			}},
		},
		"a case about the owner starts at the unit's principal": {
			rule: "group.no_owner", group: "G002",
			want: want{"P001", "person:P001", notify.Email, []ledger.Hop{hop("unit_principal", "P001", "chosen")}},
		},
		"a case about the owner never goes to the administrators instead": {
			rule: "group.no_owner", group: "G008",
			want: want{"P009", "office:office", notify.Slack, []ledger.Hop{hop("unit_principal", "P009", "no_route"), hop("office", "office", "chosen")}},
		},
		"a case without a group starts at the unit's principal": {
			rule: "unit.quota", unit: "U001",
			want: want{"P001", "person:P001", notify.Email, []ledger.Hop{hop("unit_principal", "P001", "chosen")}},
		},
		"an unknown unit leaves the office": {
			rule: "unit.quota", unit: "U404",
			want: want{"", "office:office", notify.Slack, []ledger.Hop{hop("office", "office", "chosen")}},
		},
		"the office that leads for applications is told of them": {
			rule: "app.low_use", unit: "U002",
			change: func(in *Input) {
				in.Policy.Lead.App = "it"
				in.Channels[notify.Recipient{Type: notify.ToOffice, Code: "it"}] = []string{notify.WeCom}
			},
			want: want{"P009", "office:it", notify.WeCom, []ledger.Hop{hop("unit_principal", "P009", "no_route"), hop("office", "it", "chosen")}},
		},
		"without any route it waits for a hand, for the responsible person": {
			group: "G005", change: unreachable,
			want: want{"P004", "person:P004", notify.Manual, []ledger.Hop{
				hop("owner", "P004", "no_route"), hop("admin", "P003", "no_route"), hop("unit_principal", "", "empty"),
				hop("parent_principal", "P001", "no_route"), hop("office", "office", "no_route"), hop("owner", "P004", "by_hand"),
			}},
		},
		"without any route and person it waits for a hand, for the office": {
			rule: "unit.quota", unit: "U404", change: unreachable,
			want: want{"", "office:office", notify.Manual, []ledger.Hop{hop("office", "office", "no_route"), hop("office", "office", "by_hand")}},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			in := county()
			if c.change != nil {
				c.change(&in)
			}
			subject := ledger.Case{ID: 1, Rule: c.rule, Unit: c.unit, Subject: ledger.Subject{Group: c.group}}
			if subject.Unit == "" {
				subject.Unit = in.Groups.Of(c.group).Unit
			}
			if subject.Rule == "" {
				subject.Rule = "member.card"
			}
			got := choose(in, subject, nil)
			if diff := cmp.Diff(c.want, want{got.Responsible, got.To.Type + ":" + got.To.Code, got.Channel, got.Hops}); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func owner(group, person string) func(*Input) {
	return func(in *Input) {
		g := in.Groups.Of(group)
		g.Owner = person
		register(in, g)
	}
}

func admins(group string, people ...string) func(*Input) {
	return func(in *Input) {
		g := in.Groups.Of(group)
		g.Admins = people
		register(in, g)
	}
}

func principal(unit, person string) func(*Input) {
	return func(in *Input) {
		u := in.Units[unit]
		u.Principal = person
		in.Units[unit] = u
	}
}

func unreachable(in *Input) {
	in.Channels = nil
}

// onlyMail takes a person's other routes away.
func onlyMail(in *Input, code string) {
	in.Channels[notify.Recipient{Type: notify.ToPerson, Code: code}] = []string{notify.Email}
}
