// Package faults breaks what the program stands on — the database, the
// connection to it, the disk, the clock, a rule — while the real binary is at
// work, and demands that the fault really happened, that the program said so,
// that the ledger is consistent, and that after another run nothing is lost
// and nothing was told twice unmarked. It is all tests; nothing imports it.
package faults
