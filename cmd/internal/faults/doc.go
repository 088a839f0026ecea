// Package faults breaks the foundations of the program — the database, the connection to it, the disk,
// the clock, a rule — while the real binary is at work, and demands that the fault really happened,
// that the program reported it, that the ledger is consistent, and that after another run no message is
// lost and none was sent twice unmarked. It is all tests; nothing imports it.
package faults
