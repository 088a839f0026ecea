package rosters

import (
	"context"
	"fmt"
	"slices"
	"time"

	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// messageDays is for how many days back messages are counted.
const messageDays = 30

// MessagesADay is the mean of the groups' 消息数 over the days of the last 30
// that have one; of two counts of a day the one taken later holds. A group
// without any is not in the answer: not known is never zero. Days are those of
// the moment's location.
func (s *Store) MessagesADay(ctx context.Context, groups []string, moment time.Time) (map[string]float64, error) {
	type counted struct {
		group string
		day   workgroup.Date
	}
	today := workgroup.DateOf(moment)
	counts := map[counted]int{}
	for chunk := range slices.Chunk(slices.Sorted(slices.Values(groups)), base.InList) {
		args := append([]any{string(today.AddDays(-messageDays)), string(today), base.MS(moment)}, base.Args(chunk)...)
		err := activityTable.Read(ctx, s.DB, func(a storedActivity) error {
			counts[counted{a.Group, a.Day}] = a.Messages
			return nil
		}, " WHERE messages >= 0 AND activity_on > ? AND activity_on <= ? AND taken_ms <= ? AND group_code IN ("+dbconn.In(len(chunk))+
			") ORDER BY group_code, activity_on, taken_ms", args...)
		if err != nil {
			return nil, fmt.Errorf("read message counts: %w", err)
		}
	}
	days, sums := map[string]int{}, map[string]int{}
	for c, n := range counts {
		days[c.group]++
		sums[c.group] += n
	}
	means := make(map[string]float64, len(days))
	for group, n := range days {
		means[group] = float64(sums[group]) / float64(n)
	}
	return means, nil
}
