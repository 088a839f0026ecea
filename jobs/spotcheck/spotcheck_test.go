package spotcheck

import (
	"context"
	"strings"
	"testing"
	"time"

	"qunguan/reconcile/calendar"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/spotcheck"
)

type kept struct {
	Draws

	list []spotcheck.Draw
}

func (k kept) SpotDraws(context.Context) ([]spotcheck.Draw, error) { return k.list, nil }

// covers S1.12
func TestThereIsWorkWhenASecretIsMissingAndWhenADrawIsDue(t *testing.T) {
	shanghai := time.FixedZone("CST", 8*3600)
	secret := strings.Repeat("a1", 32)
	december := spotcheck.Draw{Period: "2026-12", Secret: secret, Hash: spotcheck.HashOf(secret)}
	january := december
	january.Period = "2027-01"
	j := Job{Policy: &policy.Policy{SpotCheck: policy.SpotCheck{Every: "month", Window: []string{"09:00", "17:00"}, Share: 1}}, Calendar: calendar.China()}
	p, _ := spotcheck.ParsePeriod(december.Period)
	at := spotcheck.MomentOf(secret, december.Period, j.basis(calendar.China().For(), p), shanghai)
	drawn, other := december, december
	drawn.DrawnAt, other.Hash = at, spotcheck.HashOf(strings.Repeat("b2", 32))
	none := j
	none.Policy = &policy.Policy{}
	for name, c := range map[string]struct {
		job    Job
		draws  []spotcheck.Draw
		moment time.Time
		want   bool
	}{
		"before the moment":                   {j, []spotcheck.Draw{december, january}, at.Add(-time.Minute), false},
		"the moment has come":                 {j, []spotcheck.Draw{december, january}, at, true},
		"drawn":                               {j, []spotcheck.Draw{drawn, january}, at, false},
		"the next period has no secret":       {j, []spotcheck.Draw{drawn}, at, true},
		"a secret that no key opens":          {j, []spotcheck.Draw{other, january}, at.Add(-time.Minute), true},
		"a policy without":                    {none, nil, at, false},
		"the period's end passed unattended":  {j, []spotcheck.Draw{december, january, {Period: "2027-02"}}, at.AddDate(0, 1, 0), true},
		"a period of another kind is nothing": {j, []spotcheck.Draw{{Period: "2026-W50", Secret: secret, Hash: december.Hash}, drawn, january}, at.AddDate(0, 0, 14), false},
	} {
		t.Run(name, func(t *testing.T) {
			c.job.Draws = kept{list: c.draws}
			if got, err := c.job.HasWork(t.Context(), c.moment); err != nil || got != c.want {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
}
