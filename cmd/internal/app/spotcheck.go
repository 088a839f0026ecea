package app

import (
	"crypto/rand"
	"encoding/hex"

	"qunguan/jobs/spotcheck"
)

// SpotCheck is the job that draws the objects of inspection.
func (a *App) SpotCheck() spotcheck.Job {
	return spotcheck.Job{Directory: a.Store, Draws: a.Store, Policy: a.Policy.Policy, Calendar: a.Calendar, NewSecret: newSecret, Log: a.Log}
}

// newSecret is 32 random bytes in hexadecimal digits.
func newSecret() string {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // it never fails (crypto/rand)
	return hex.EncodeToString(raw)
}
