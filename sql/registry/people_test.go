package registry

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/workgroup"
	"qunguan/sql/dbconn"
	"qunguan/sql/directory"
	"qunguan/sql/sqltest"
)

func TestPeopleAreReadAsTheyWereWritten(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, db *dbconn.DB) {
		s := New(db, nil)
		want := map[string]workgroup.Person{}
		for _, p := range []workgroup.Person{
			{
				Code: "P1", Name: "王伟", Unit: "U1", AlsoUnits: []string{"U2", "U3"}, Post: "科长", Status: "退休", LeftOn: "2026-10-05",
				Roles: []string{"董事"}, Mobile: "138", Email: "a@b.cn", Accounts: workgroup.AccountsOf(map[string]string{"微信": "wx_1", "QQ": "10001"}),
			},
			{Code: "P2"},
			{Code: "P3", Name: `引"号\`, Post: "科长", Status: "退休", Accounts: workgroup.AccountsOf(map[string]string{"微信": `<"\>`})},
		} {
			want[p.Code] = p
		}
		var list []workgroup.Person
		for _, p := range want {
			list = append(list, p)
		}
		if err := directory.PersonTable.Insert(t.Context(), db, list); err != nil {
			t.Fatal(err)
		}
		got, err := s.People(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got.ByCode()); diff != "" {
			t.Errorf("-written +read\n%s", diff)
		}
	})
}
