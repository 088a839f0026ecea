package pages

import (
	"context"
	"fmt"

	"qunguan/cmd/internal/web/page"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// chartWeeks is how many weeks the charts show.
const chartWeeks = 12

// flow reads how cases came and went in the weeks that charts show.
func (s *Pages) flow(ctx context.Context, f frame) ([]ledger.Flow, error) {
	from := monday(f.Day()).AddDays(-7 * (chartWeeks - 1))
	list, err := s.Listings.Flow(ctx, from, within(f.Scope))
	if err != nil {
		return nil, fmt.Errorf("count cases by day: %w", err)
	}
	return list, nil
}

// monday is the first day of the day's week.
func monday(d workgroup.Date) workgroup.Date { return d.AddDays(-((int(d.Time().Weekday()) + 6) % 7)) }

// weekly draws cases opened and closed by week.
func (f frame) weekly(list []ledger.Flow) *page.Chart {
	first := monday(f.Day()).AddDays(-7 * (chartWeeks - 1))
	groups := make([]page.BarGroup, chartWeeks)
	for i := range groups {
		day := first.AddDays(7 * i)
		groups[i] = page.BarGroup{Label: string(day)[5:], Values: []int{0, 0}}
	}
	for _, one := range list {
		if one.Day < first || one.Day > f.Day() {
			continue
		}
		i := min(first.DaysUntil(one.Day)/7, chartWeeks-1)
		groups[i].Values[0] += one.Opened
		groups[i].Values[1] += one.Closed
	}
	return page.NewChart(f.Say("web.chart.weekly"), f.Say("web.chart.week"), []string{f.Say("web.chart.opened"), f.Say("web.chart.closed")}, groups)
}

// ages are the steps of the chart of ages, in days.
var ages = []int{7, 14, 30, 60, 90}

// aging draws how long open cases have been open.
func (f frame) aging(list []ledger.Flow) *page.Chart {
	groups := make([]page.BarGroup, len(ages)+1)
	for i := range groups {
		var label string
		switch {
		case i == len(ages):
			label = f.Say("web.chart.over", "n", ages[i-1])
		case i == 0:
			label = f.Say("web.chart.upto", "n", ages[0])
		default:
			label = fmt.Sprintf("%d–%d", ages[i-1]+1, ages[i])
		}
		groups[i] = page.BarGroup{Label: label, Values: []int{0}}
	}
	for _, one := range list {
		i := 0
		for i < len(ages) && one.Day.DaysUntil(f.Day()) > ages[i] {
			i++
		}
		groups[i].Values[0] += one.Open
	}
	return page.NewChart(f.Say("web.chart.age"), f.Say("web.chart.days"), []string{f.Say("web.tile.open")}, groups)
}
