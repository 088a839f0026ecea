package halfyear

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"qunguan/reconcile/workgroup"
	"qunguan/sql/dbconn"
)

// A killed sender leaves notices reserved that it had not begun to send. They are told before people act
// on the day's notices; a few hours later an exemption may have made them needless, and rightly so.
func TestWhatAKilledSenderHadReservedIsToldBeforePeopleActAgain(t *testing.T) {
	const monday = workgroup.Date("2026-01-05") // the first day of judging and telling
	morning := monday.In(zone).Add(8*time.Hour + 50*time.Minute)
	calm := newPlay(t, dbconn.Config{Dir: t.TempDir()})
	for _, group := range slices.Sorted(maps.Keys(calm.now.rooms)) {
		for _, rule := range []string{"member.unknown", "member.card", "member.missing"} {
			calm.script.add(monday, event{what: "exempt", about: subject{Rule: rule, Group: group}, until: "2026-01-09"})
		}
	}
	killed := newPlay(t, dbconn.Config{Dir: t.TempDir()})
	killed.script = calm.script
	killed.receiver.stands = func(id int64, at time.Time) spoken {
		if at.Equal(morning) && killed.handler.done == 0 {
			killed.handler.strike()
		}
		return killed.stands(id, at)
	}
	calm.run(6)
	killed.run(6)
	killed.alike(calm)
	at := map[string]int{}
	for _, a := range killed.receiver.heard(0) {
		at[a.At.Format(time.DateTime)]++
	}
	if killed.handler.done != 1 || at[morning.Add(retakeAfter).Format(time.DateTime)] == 0 {
		t.Errorf("killed %d times, nothing was left reserved: %s", killed.handler.done, fmt.Sprint(at))
	}
}
