// Package halfyear plays half a year of a county day by day and looks at every
// message that anybody got: `make halfyear`. It is all tests; nothing imports
// it, and it must not know how a notice is composed or a ladder climbed: it
// judges what arrived, when, and what was true at that moment.
//
// Files, steps and jobs go to a process of their own that is built from the
// same composition root as the binary and takes its orders one by one, each
// with the moment it pretends to be. One process for each command would spend
// nine tenths of the half-year on starting, and exemptions cannot be granted
// in the past by a command; the process can be killed like the binary, and
// keeps nothing but what the registry keeps.
package halfyear
