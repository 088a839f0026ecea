package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"qunguan/jobs"
	"qunguan/reconcile"
	"qunguan/reconcile/phrase"
)

// under is the policy and the time zone by which this program judges.
func (a *App) under() *jobs.Under {
	text, err := json.Marshal(a.Policy.Policy) //nolint:musttag // it is compared, never read
	if err != nil {
		return nil
	}
	sum := sha256.Sum256(text)
	return &jobs.Under{Policy: a.Policy.Ref, Sum: hex.EncodeToString(sum[:8]), Zone: a.Settings.Location.String()}
}

// OtherUnder is a policy or a time zone that differs from the last run's.
type OtherUnder struct {
	Was, Is jobs.Under
	Job, At string // of the last run
}

func (e *OtherUnder) Error() string { return e.Text(phrase.En) }

// Edited reports whether the same policy, by its name, has other settings, which is intended. Another
// name or time zone is more often a forgotten variable, and closes and opens cases by the hundred.
func (e *OtherUnder) Edited() bool { return e.Was.Policy == e.Is.Policy && e.Was.Zone == e.Is.Zone }

// Text names the difference and the remedy.
func (e *OtherUnder) Text(lang phrase.Lang) string {
	key := phrase.Key("under.other")
	if e.Edited() {
		key = "under.edited"
	}
	return lang.Say(key, "was", e.Was.Policy, "is", e.Is.Policy, "zone_was", e.Was.Zone, "zone_is", e.Is.Zone, "job", e.Job, "at", e.At)
}

// OtherThanLastRun compares with the last finished run; nil if it judged by the same policy and time
// zone, or there is none.
func (a *App) OtherThanLastRun(ctx context.Context) (*OtherUnder, error) {
	records, err := a.Store.LastRuns(ctx)
	if err != nil {
		return nil, err
	}
	var last reconcile.RunRecord
	var was *jobs.Under
	for _, r := range records {
		var one struct {
			Under *jobs.Under `json:"under"`
		}
		if r.ID >= last.ID && json.Unmarshal(r.Summary, &one) == nil && one.Under != nil {
			last, was = r, one.Under
		}
	}
	is := a.under()
	if was == nil || is == nil || was.Sum == is.Sum && was.Zone == is.Zone {
		return nil, nil
	}
	return &OtherUnder{Was: *was, Is: *is, Job: last.Job, At: last.Moment.In(a.Settings.Location).Format("2006-01-02 15:04")}, nil
}
