package rule

import (
	"fmt"
	"testing"

	"qunguan/reconcile/identity"
	"qunguan/reconcile/workgroup"
)

// BenchmarkCheck judges a roster of 1,000 accounts in a directory of 20,000
// people: two thirds are known by their account, a third by their card, one in
// a hundred is unknown.
func BenchmarkCheck(b *testing.B) {
	s := newScene()
	surnames, given := []rune("王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗"), []rune("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文斌")
	name := func(i int) string {
		return string([]rune{surnames[i%20], given[i/20%26], given[i/520%26]})
	}
	for i := range 20000 {
		code := fmt.Sprintf("B%05d", i)
		s.people[code] = workgroup.Person{
			Code: code, Name: name(i), Unit: "U1", Post: "科员", Status: "在职", Accounts: workgroup.AccountsOf(map[string]string{"微信": fmt.Sprintf("wx_%d", i)}),
		}
	}
	for i := range 1000 {
		m := workgroup.Member{Account: fmt.Sprintf("wx_%d", i), Nickname: name(i), Role: workgroup.RoleMember}
		if i%3 == 0 {
			m.Account = "@" + m.Nickname
		}
		if i%100 == 0 {
			m.Account, m.Nickname = fmt.Sprintf("wxid_%d", i), "静水流深"
		}
		s.members = append(s.members, m)
	}
	s.group.AllStaff = false
	w := s.snapshot()
	matcher := identity.New(workgroup.PeopleOf(s.people), s.units, nil, w.Day, &s.policy).ForGroup(s.group)
	view := NewGroupView(w, s.group, s.roster, matcher)
	b.ReportAllocs()
	for b.Loop() {
		f := NewFindings()
		c := NewCheck(JobMemberCheck, view, f, nil, &ClearMembers{})
		for _, m := range s.members {
			c.Row(m)
		}
		c.End()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/row")
}
