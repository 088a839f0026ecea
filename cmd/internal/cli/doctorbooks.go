package cli

import (
	"context"
	"errors"
	"strings"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/jobs"
	"qunguan/reconcile/ledger"
)

// booksWithin bounds the search for contradictions: the operator at night waits
// for the rest of the report, too.
const booksWithin = 10 * time.Second

// examineBooks walks through the registry as `audit check` does, as far as it
// gets in the time.
func (u *checkup) examineBooks(a *app.App, within time.Duration) {
	ctx, cancel := context.WithTimeout(u, within)
	defer cancel()
	found, err := jobs.CheckConsistency(ctx, a.Store.WalkBooks)
	cut := err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded)
	switch {
	case err != nil && !cut:
		u.failed("books", err)
	case len(found.Flaws) > 0:
		u.add("books", broken, u.say("doctor.books_flaws", "n", len(found.Flaws), "walked", u.walked(found), "which", u.someFlaws(found.Flaws)), u.say("doctor.todo_books"))
	case cut:
		u.add("books", healthy, u.say("doctor.books_cut", "seconds", int(within.Seconds()), "walked", u.walked(found)))
	default:
		u.add("books", healthy, u.say("doctor.books_sound", "walked", u.walked(found)))
	}
}

// someFlaws are the first few in words.
func (u *checkup) someFlaws(flaws []ledger.Flaw) string {
	var named []string
	for _, f := range flaws[:min(len(flaws), mostShown)] {
		named = append(named, u.flaw(f))
	}
	return strings.Join(named, " ")
}
