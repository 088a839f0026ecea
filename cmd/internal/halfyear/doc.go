// Package halfyear plays half a year of a county day by day and examines every message that people got:
// `make halfyear`. It is all tests; nothing imports it, and it must not know how a notice is composed
// or a ladder climbed: it judges the messages that arrived, their moments, and the truth at those
// moments.
//
// People react to their messages: they mend a case, take steps in the ledger, have it exempted, or answer
// by the link of their message, over HTTP: that it is done, that they need longer, and their decisions
// about requests.
//
// Files, steps, answers and jobs go to a process of their own that is built from the same composition root as
// the binary and takes its orders one by one, each with its nominal moment. One process for each
// command would spend nine tenths of the half-year on starting, and exemptions cannot be granted in the
// past by a command; the process can be killed like the binary, and keeps no state outside the
// registry.
package halfyear
