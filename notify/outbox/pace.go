package outbox

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"qunguan/notify"
)

// limit is how many sends a route takes within any span of time.
type limit struct {
	count int
	span  time.Duration
}

// limits of the channels, for each robot: somewhat below the provider's (apis.md A1–A4), because
// messages that leave here a minute apart may arrive closer together. DingTalk locks a robot for ten
// minutes when it is passed, so the distance is greater there (F.13). Mail and generic webhooks name
// no limit; they are slowed by their own answers only.
var limits = map[string][]limit{
	notify.WeCom:    {{18, 61 * time.Second}},
	notify.DingTalk: {{15, 61 * time.Second}},
	notify.Feishu:   {{4, time.Second}, {95, 61 * time.Second}},
	notify.Slack:    {{1, time.Second}},
}

// Paced reports whether the channel's routes are paced.
func Paced(channel string) bool { return len(limits[channel]) > 0 }

// Pace is one robot's recent past, of all its users: the moments of its latest sends, oldest first,
// and the time in which the provider wants none.
type Pace struct {
	Recent       []time.Time
	BlockedFrom  time.Time
	BlockedUntil time.Time
}

// Block is a time in which a route is left alone: the provider said so.
type Block struct {
	Key         string // PaceKey of the route
	From, Until time.Time
}

// PaceKey names the robot behind a route: two recipients may share one. It is
// a digest, for the address is a secret.
func PaceKey(r notify.Route) string {
	sum := sha256.Sum256([]byte("qunguan pace\x00" + r.Channel + "\x00" + r.Address.Reveal()))
	return hex.EncodeToString(sum[:16])
}

// free is the first moment at or after now at which the channel's limits and the provider's word
// permit another send. Sends after now were written by a run that pretended to be later; they hold
// nothing up.
func (p Pace) free(channel string, now time.Time) time.Time {
	at := now
	if !now.Before(p.BlockedFrom) && now.Before(p.BlockedUntil) {
		at = p.BlockedUntil
	}
	for moved := true; moved; {
		moved = false
		for _, l := range limits[channel] {
			within := slices.IndexFunc(p.Recent, func(t time.Time) bool { return t.After(at.Add(-l.span)) })
			if within < 0 || len(p.Recent)-within < l.count {
				continue
			}
			at = p.Recent[len(p.Recent)-l.count].Add(l.span)
			moved = true
		}
	}
	return at
}

// used is the pace after a send at the moment; sends too old for every limit are forgotten.
func (p Pace) used(channel string, at time.Time) Pace {
	most := 0
	for _, l := range limits[channel] {
		most = max(most, l.count)
	}
	recent := append(slices.Clone(p.Recent), at)
	p.Recent = recent[max(0, len(recent)-most):]
	return p
}

// asOf drops the sends of a run that pretended to be later than now.
func (p Pace) asOf(now time.Time) Pace {
	p.Recent = slices.DeleteFunc(slices.Clone(p.Recent), func(t time.Time) bool { return t.After(now) })
	return p
}
